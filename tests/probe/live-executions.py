#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Executions that follow an arrival at once, short lives, archives: each is seen, and never with a wrong process.

usage: live-executions.py PROBE LURE [ROUNDS]"""

import os
import shutil
import subprocess
import sys
import time
import zipfile

import rig

rig.be_ordinary()
PROBE, LURE = sys.argv[1], sys.argv[2]
SCALE = float(sys.argv[3]) if len(sys.argv) > 3 else 1.0


def rename_and_run(count):
    """`mv x.part x.sh; bash x.sh` in one command line."""
    folder = rig.Folder()
    probe = rig.Probe(PROBE)
    probe.watch(folder.path)
    truth = {}
    for first in range(0, count, 20):
        names = [folder.join(f"x{i}.sh") for i in range(first, min(first + 20, count))]
        for name in names:
            with open(name + ".part", "w") as file:
                file.write("exit 0\n")
        lines = "\n".join(f"mv {name}.part {name}; bash {name} & echo $!; wait" for name in names)
        run = subprocess.Popen(["sh", "-c", lines], stdout=subprocess.PIPE)
        while run.poll() is None:
            probe.pump(0.01)
        truth.update(zip(map(rig.encode, names), map(int, run.stdout.read().split())))
        run.stdout.close()
    probe.pump(0.6)
    seen = wrong = named = 0
    for path, pid in truth.items():
        events = [e for e in probe.about(("open", "exec", "read")) if e["path"] in (path, path + ".part")]
        # mv names the file too, and is told as what it is: the agent judges
        others = [e for e in events if e["event"] != "read" and e["process"]
                  and e["process"]["argv"][:1] != ["mv"]]
        seen += bool(others or [e for e in events if e["event"] == "read" or e["process"] is None])
        named += any(e["process"]["pid"] == pid for e in others)
        # An mv that ended while it was read has no arguments left; it is no bash.
        wrong += any(e["process"]["pid"] != pid for e in others if e["process"]["argv"][:1] == ["bash"])
    probe.stop()
    folder.remove()
    print(f"rename and run at once: {seen} of {count} seen, {named} with the process, {wrong} with a wrong one")
    rig.check(seen >= count * 0.995, "an execution right after the rename was missed")
    rig.check(wrong == 0, "a wrong process was told")


def spawn(path, *words):
    pid = os.posix_spawn(path, [path, *words], {})
    os.waitpid(pid, 0)
    return pid


def short_lives(count, move):
    """A program that lives 1 ms, one execution after the other, also after it was moved to another folder."""
    folder, other = rig.Folder(), rig.Folder()
    probe = rig.Probe(PROBE)
    probe.watch(folder.path)
    path = folder.join("lure")
    with open(LURE, "rb") as file:
        rig.download(path, file.read(), 0o755)
    mark = probe.marked(path)
    rig.check(mark is not None, "the lure was not marked")
    probe.send(f"keep 10 {mark['key']} {mark['path']}")
    if move:
        shutil.move(path, other.join("lure"))
        path = other.join("lure")
    probe.pump(0.3)
    since = len(probe.events)
    truth = []
    for _ in range(count):
        truth.append(spawn(path, "1000"))
        probe.pump(0.001)
    probe.pump(0.8)
    events = [e for e in probe.events[since:] if e["event"] == "exec" and e["key"] == mark["key"]]
    right = [e["process"]["pid"] for e in events if e["process"]]
    wrong = [pid for pid in right if pid not in set(truth)]
    lost = [e for e in probe.events if e["event"] == "lost"]
    probe.stop()
    folder.remove()
    other.remove()
    print(f"1 ms lives{', moved away' if move else ''}: {len(events)} of {count} seen, {len(set(right))} with the "
          f"process, {len(events) - len(right)} already gone, {len(wrong)} wrong, {len(lost)} losses told")
    rig.check(not wrong, f"wrong processes: {wrong[:5]}")
    rig.check(len(right) == len(set(right)), "an execution was told twice")
    rig.check(len(events) == count, "executions were missed or invented")


def archives(count):
    """`unzip a.zip && ./a/b/run`: seen, or counted as a raced folder."""
    if shutil.which("unzip") is None:
        print("archives: no unzip here")
        return
    folder = rig.Folder()
    probe = rig.Probe(PROBE)
    probe.watch(folder.path)
    seen = counted = 0
    for i in range(count):
        archive = folder.join(f"a{i}.zip")
        with zipfile.ZipFile(archive, "w") as file:
            info = zipfile.ZipInfo(f"a{i}/b/run")
            info.external_attr = 0o755 << 16
            file.writestr(info, "#!/bin/sh\nexit 0\n")
        subprocess.run(f"cd {folder.path} && unzip -q a{i}.zip && ./a{i}/b/run", shell=True, check=True)
        probe.pump(0.005)
    probe.pump(1)
    executed = {e["path"] for e in probe.about(("exec",))}
    told_raced = {e["path"] for e in probe.about(("folder",)) if e["state"] == "raced"}
    for i in range(count):
        if rig.encode(folder.join(f"a{i}", "b", "run")) in executed:
            seen += 1
        elif told_raced & {rig.encode(folder.join(f"a{i}")), rig.encode(folder.join(f"a{i}", "b"))}:
            counted += 1
    raced = probe.status()["raced"]
    probe.stop()
    folder.remove()
    print(f"unpack and run at once: {seen} of {count} seen, {counted} counted as raced (in all {raced} raced folders)")
    rig.check(seen + counted == count, "an execution after unpacking was neither seen nor counted")


def wrapped():
    """A program that becomes the shell, as the same process: the shell is told too, with its own words."""
    folder = rig.Folder()
    probe = rig.Probe(PROBE)
    probe.watch(folder.path)
    becomes = [sys.executable, "-c", "import os, sys, time; time.sleep(0.3); os.execvp(sys.argv[1], sys.argv[1:])"]
    for name, words in (("other", ["bash"]), ("same", [sys.executable])):
        path = folder.join(name)
        rig.download(path, b"import time; time.sleep(0.3)\n" if name == "same" else b"sleep 0.3; :\n")
        rig.check(probe.marked(path) is not None, "the lure was not marked")
        process = subprocess.Popen(becomes + words + [path], stdin=subprocess.DEVNULL)
        probe.pump(1)
        process.wait()
        told = [e["process"]["argv"] for e in probe.about(("open", "exec"), path)
                if e["process"] and e["process"]["pid"] == process.pid]
        rig.check(words + [path] in told, f"{name}: what a wrapper became is not told: {told}")
        rig.check(len(told) == 2, f"{name}: told {len(told)} times instead of as wrapper and as interpreter")
    probe.stop()
    folder.remove()
    print("a wrapper that becomes another program, or another run of its own: told as both")


for part in (wrapped, lambda: rename_and_run(int(200 * SCALE)), lambda: short_lives(int(1000 * SCALE), move=False),
             lambda: short_lives(int(1000 * SCALE), move=True), lambda: archives(int(100 * SCALE))):
    begin = time.monotonic()
    part()
    print(f"  in {time.monotonic() - begin:.1f} s", flush=True)
