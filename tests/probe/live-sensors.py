#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""With sensors refused: each refusal is told with its errno, and a lure that lives 3 s is seen all the same.

usage: live-sensors.py PROBE LURE REFUSE"""

import subprocess
import sys

import rig

rig.be_ordinary()
PROBE, LURE, REFUSE = sys.argv[1:4]
ROUNDS = 5

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
    return seen == len(wanted)


rig.check(all([run(*setting) for setting in SETTINGS]), "a lure that lives 3 s was missed")
