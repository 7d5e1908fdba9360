#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""With sensors refused: each refusal is told with its errno, and a lure that lives 3 s is seen all the same.
Without the connector a `bash x.sh` that lives a millisecond and a half is met too: the execution of bash rings.

usage: live-sensors.py PROBE LURE REFUSE"""

import os
import subprocess
import sys

import rig

rig.be_ordinary()
PROBE, LURE, REFUSE = sys.argv[1:4]
ROUNDS = 5
SCRIPTS = 200

SETTINGS = [
    ("all sensors", ()),
    ("no connector", ("connector",)),
    ("no fanotify", ("fanotify",)),
    ("neither", ("fanotify", "connector")),
    ("nothing but polling", ("fanotify", "connector", "inotify")),
    ("connector and polling", ("fanotify", "inotify")),
]


def lures(folder, i):
    """A program, a script by its first line, a script by its interpreter, and one on standard input."""
    program, bang, plain, piped = (folder.join(f"{name}{i}") for name in ("elf", "bang.sh", "plain.sh", "stdin.sh"))
    with open(LURE, "rb") as file:
        rig.download(program, file.read(), 0o755)
    rig.download(bang, b"#!/bin/sh\nsleep 3; :\n", 0o755)
    rig.download(plain, b"sleep 3; :\n")
    rig.download(piped, b"sleep 3; :\n")
    return [
        (program, [program, "3000000"], None, "exe"),
        (bang, [bang], None, "script"),
        (plain, ["bash", plain], None, "script"),
        (piped, ["bash"], piped, "stdin"),
    ]


def run(name, refused):
    folder = rig.Folder()
    probe = rig.Probe(PROBE, REFUSE, refused)
    for sensor in refused:
        told = probe.about(("sensor",))
        rig.check(any(e["sensor"] == sensor and e["state"] == "refused" and e["errno"] == "EPERM" for e in told),
                  f"{name}: the refusal of {sensor} is not told")
    rig.check(probe.watch(folder.path)["state"] == "watched", f"{name}: not watched")
    wanted = []
    for i in range(ROUNDS):
        for path, words, stdin, method in lures(folder, i):
            process = subprocess.Popen(words, stdin=open(stdin) if stdin else subprocess.DEVNULL)
            wanted.append((path, process, method))
    probe.pump(3.2)
    seen = 0
    for path, process, method in wanted:
        process.wait()
        events = [e for e in probe.about(("exec", "open"), path) if e["process"]]
        hit = [e for e in events if e["process"]["pid"] == process.pid and e["method"] == method]
        seen += bool(hit)
        if not hit:
            print("  missed:", name, path, process.pid, [(e["event"], e["method"], e["process"]["pid"]) for e in events])
        if method == "exe":
            rig.check(all(e["process"]["pid"] == process.pid for e in events if e["event"] == "exec"),
                      f"{name}: wrong process for {path}")
    probe.stop()
    folder.remove()
    print(f"{name}: {seen} of {len(wanted)} seen with process and method")
    # One may be missed where processes are looked for: seen once in a dozen rounds, why is not known.
    return seen >= len(wanted) - (1 if "connector" in refused else 0)


def short_scripts(load, least):
    """Scripts whose interpreter is executed, opens them and ends within 2 ms; without the bell about 3 of 4 are met."""
    folder = rig.Folder()
    probe = rig.Probe(PROBE, REFUSE, ("connector",))
    probe.watch(folder.path)
    path = folder.join("x.sh")
    rig.download(path, b"exit 0\n")
    mark = probe.marked(path)
    rig.check(mark is not None, "the script was not marked")
    probe.send(f"keep 5 {mark['key']} {mark['path']}")
    probe.pump(0.3)
    with rig.Load(LURE, load):
        probe.pump(0.3)
        since, truth = len(probe.events), set()
        for _ in range(SCRIPTS):
            pid = os.posix_spawn("/bin/bash", ["bash", path], {})
            os.waitpid(pid, 0)
            truth.add(pid)
            probe.pump(0.005)
        probe.pump(0.5)
    told = [e["process"]["pid"] for e in probe.about(("open", "exec"), path, since) if e["process"]]
    probe.stop()
    folder.remove()
    met = len(truth & set(told))
    print(f"no connector, short scripts beside {load} programs a second: {met} of {SCRIPTS} met with the process")
    rig.check(not set(told) - truth, "a wrong process was told")
    rig.check(len(told) == len(set(told)), "a process was told twice")
    rig.check(met >= SCRIPTS * least, "too many short scripts were missed")


def count_marks(probe):
    """How many files and folders the kernel holds marks on for the probe: here one folder and one file, and interpreters."""
    marks = 0
    for fd in os.listdir(f"/proc/{probe.pid}/fdinfo"):
        with open(f"/proc/{probe.pid}/fdinfo/{fd}") as file:
            marks += sum(line.startswith("fanotify ino:") for line in file)
    return marks


def storm():
    """A storm of interpreters that run nothing of ours: unheard while warm, and not the whole machine while hot."""
    folder = rig.Folder()
    probe = rig.Probe(PROBE, REFUSE, ("connector",))
    probe.watch(folder.path)
    path = folder.join("x.sh")
    rig.download(path, b"sleep 0.2\n")
    rig.check(probe.marked(path), "the script was not marked")
    marks = count_marks(probe)
    probe.wait(lambda e: e["event"] == "heat" and e["heat"] == "warm", 10, len(probe.events))
    rig.check(count_marks(probe) == 2 < marks, "the interpreters keep their marks when the probe cools")
    with rig.Load("/bin/sh", 300, ["sh", "-c", ":"]):
        probe.pump(0.5)
        switches = probe.switches()
        probe.pump(3)
        switches = (probe.switches() - switches) / 3
    print(f"no connector, warm, beside 300 shells a second: {switches:.2f} switches a second")
    rig.check(switches <= 2, "shells of others wake a warm probe")
    subprocess.run(["sh", path], check=True)
    probe.pump(0.3)
    with rig.Load("/bin/sh", 300, ["sh", "-c", ":"]):
        probe.pump(0.5)
        begin = probe.cpu_usec()
        probe.pump(3)
        share = (probe.cpu_usec() - begin) / 3e6 * 100
    rig.check(probe.status()["heat"] == "hot", "an opened script does not make the probe hot")
    probe.stop()
    folder.remove()
    print(f"no connector, hot, beside 300 shells a second: {share:.1f} % of a core")
    rig.check(share <= 25, "shells of others keep the probe too busy")


rig.check(all([run(*setting) for setting in SETTINGS]), "lures that live 3 s were missed")
short_scripts(0, 0.9)
short_scripts(300, 0.8)
storm()
