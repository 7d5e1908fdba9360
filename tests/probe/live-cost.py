#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the probe costs beside foreign programs: nothing while cold, next to nothing while warm, little memory always.

usage: live-cost.py PROBE LURE [SECONDS]"""

import os
import subprocess
import sys

import rig

rig.be_ordinary()
PROBE, LURE = sys.argv[1:3]
SECONDS = float(sys.argv[3]) if len(sys.argv) > 3 else 20
DAY = 86400
MEMORY_MAX = 204800


def keep(probe, folder, count, ages):
    for i in range(count):
        path = folder.join(f"old{i}")
        rig.download(path, b"#!/bin/sh\n", 0o755)
        mark = probe.marked(path)
        rig.check(mark is not None, f"{path} was not marked")
        probe.send(f"keep {int(ages(i))} {mark['key']} {mark['path']}")
    probe.wait(lambda e: e["event"] == "kept" and e["path"].endswith(f"old{count - 1}"), 5)


def count_forks():
    with open("/proc/stat") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("processes"))


def measure(probe, load):
    with rig.Load(LURE, load):
        probe.pump(1)
        switches, cpu, forks = probe.switches(), probe.cpu_usec(), count_forks()
        probe.pump(SECONDS)
        switches, cpu = probe.switches() - switches, (probe.cpu_usec() - cpu) / SECONDS / 1e6 * 100
        print(f"  beside {(count_forks() - forks) / SECONDS:.0f} new processes a second:")
        return switches, cpu


def check_memory(probe, heat):
    with open(f"/proc/{probe.pid}/smaps_rollup") as file:
        memory = {line.split()[0].rstrip(":"): int(line.split()[1]) * 1024 for line in file if line.split()[-1] == "kB"}
    print(f"{heat}: Private_Dirty {memory['Private_Dirty']} bytes, Pss {memory['Pss']} bytes")
    rig.check(probe.status()["heat"] == heat, f"the probe is not {heat}")
    rig.check(memory["Private_Dirty"] <= MEMORY_MAX, f"more than {MEMORY_MAX} bytes of private memory while {heat}")


# pages of a program that was just built wait to be written back, and would count as the probe's own
with open(PROBE, "rb") as program:
    os.fsync(program.fileno())
folder = rig.Folder()
probe = rig.Probe(PROBE)
probe.watch(folder.path)
keep(probe, folder, 20, lambda i: (2 + i * 27 / 19) * DAY)
probe.pump(4)
switches, cpu = measure(probe, 400)
rig.check(probe.status()["heat"] == "cold", "20 old files do not leave the probe cold")
print(f"cold, 20 files of 2 to 29 days: {switches} switches, {cpu:.3f} % of a core in {SECONDS:.0f} s")
rig.check(switches == 0, "a cold probe was woken")
check_memory(probe, "cold")

keep(probe, folder, 1, lambda i: 3600)
probe.pump(4)
rig.check(probe.status()["heat"] == "warm", "a young file does not make the probe warm")
switches, cpu = measure(probe, 400)
print(f"warm, one file of 1 hour: {switches / SECONDS:.2f} switches a second, {cpu:.3f} % of a core")
rig.check(switches / SECONDS <= 2, "a warm probe is woken more than twice a second")
rig.check(cpu <= 0.2, "a warm probe takes more than 0.2 % of a core")

check_memory(probe, "warm")

with rig.Load(LURE, 400):
    for i in range(20):
        subprocess.run([folder.join(f"old{i}")], check=True)
        subprocess.run(["sh", folder.join(f"old{i}")], check=True)
        probe.pump(0.1)
    probe.pump(11)
    check_memory(probe, "hot")
probe.stop()
folder.remove()
