#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What agent and probe cost beside a busy machine.  Run by tests/live/session: test-cost.py PREFIX PROFILE"""
import datetime
import json
import os
import pathlib
import sqlite3
import sys
import threading
import time
import unittest

import live
import product

# An old file that runs is met only while it lives: a cold probe listens to nothing but its mark.
SCRIPT = product.SLOW_SCRIPT
LOAD_PER_SECOND = 400
AT_ONCE = 4
MEASURED_SECONDS = 20
DAY_USEC = 86400 * 1000000
OLD_COUNT = 20
# The aim is none; a thread that ends while it is measured counts as one.
COLD_WAKEUPS_PER_SECOND = 0
WARM_WAKEUPS_PER_SECOND = 2
WARM_CORE_PERCENT = 0.2
AGENT_PRIVATE_KB, PROBE_PRIVATE_KB = 4096, 205


class Load:
    """So many programs a second, as in a compile job."""

    def __enter__(self):
        self.ended, self.count = threading.Event(), 0
        self.thread = threading.Thread(target=self._work)
        self.thread.start()
        return self

    def _work(self):
        begun = time.monotonic()
        while not self.ended.is_set():
            running = [os.posix_spawn("/bin/true", ["true"], {}) for _ in range(AT_ONCE)]
            for pid in running:
                os.waitpid(pid, 0)
            self.count += AT_ONCE
            self.ended.wait(max(0, begun + self.count / LOAD_PER_SECOND - time.monotonic()))

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()


def wakeups(pid):
    """How often any of its threads had gone to sleep: what it was woken, it slept again."""
    total = 0
    for task in pathlib.Path("/proc/%d/task" % pid).iterdir():
        for line in (task / "status").read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches"):
                total += int(line.split()[1])
    return total


def core_seconds(pid):
    """To the nanosecond, of all its threads."""
    return sum(int((task / "schedstat").read_text().split()[0]) for task in pathlib.Path("/proc/%d/task" % pid).iterdir()) / 1e9


def memory(pid):
    rollup = pathlib.Path("/proc/%d/smaps_rollup" % pid).read_text().splitlines()
    return {line.split(":")[0]: int(line.split()[1]) for line in rollup if line.endswith("kB")}


class Cost(unittest.TestCase):
    prefix, profile = None, None

    def setUp(self):
        self.gatelamp = product.Product(self.prefix, self.profile)
        self.addCleanup(self.gatelamp.end)

    def pids(self):
        probe = self.gatelamp.prefix / "libexec/gatelamp/gatelamp-probe"
        return {"agent": self.gatelamp.process.pid, "probe": self.gatelamp.wait_until(lambda: product.pids_of(probe), 5, "a probe")[0]}

    def make_older(self, days):
        """The ledger as it would be had the files arrived so long ago; in another boot, since this one may be younger."""
        database = next((pathlib.Path(os.environ["XDG_STATE_HOME"]) / self.gatelamp.state_name).glob("*/gatelamp.sqlite"))
        with sqlite3.connect(database) as connection:
            rows = connection.execute("SELECT key, arrived_usec, json FROM artifacts").fetchall()
            self.assertEqual(len(rows), len(days))
            for (key, arrived, text), age in zip(rows, days):
                arrived -= int(age * DAY_USEC)
                row = json.loads(text)
                row["arrived_boot_id"] = "00000000-0000-0000-0000-000000000000"
                moment = datetime.datetime.fromtimestamp(arrived / 1e6, datetime.timezone.utc)
                row["file"]["arrived"] = moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
                connection.execute("UPDATE artifacts SET arrived_usec = ?, json = ? WHERE key = ?", (arrived, json.dumps(row), key))
        connection.close()

    def measure(self, what):
        """(wakeups a second, percent of a core) of agent and probe together; said in full."""
        pids = self.pids()
        with Load() as load:
            # What starting them left to do is not what they cost.
            time.sleep(5)
            before = {name: (wakeups(pid), core_seconds(pid)) for name, pid in pids.items()}
            count, begun = load.count, time.monotonic()
            time.sleep(MEASURED_SECONDS)
            after = {name: (wakeups(pid), core_seconds(pid)) for name, pid in pids.items()}
            seconds = time.monotonic() - begun
            rate = (load.count - count) / seconds
        woken = {name: after[name][0] - before[name][0] for name in pids}
        core = {name: (after[name][1] - before[name][1]) / seconds * 100 for name in pids}
        # A pool's thread that ended in between takes its past with it; it was woken to do so.
        woken = {name: abs(count) for name, count in woken.items()}
        heat = self.gatelamp.status()["probe"].get("heat")
        print("%s (the probe is %s), beside %.0f programs a second for %.0f s: %s" % (what, heat, rate, seconds, ", ".join(
            "%s %d wakeups and %.3f %% of a core" % (name, woken[name], core[name]) for name in pids)))
        return sum(woken.values()) / seconds, sum(core.values())

    def test_cold_and_warm(self):
        self.gatelamp.start()
        for number in range(OLD_COUNT):
            product.arrive("old-%d.sh" % number, SCRIPT + b"# %d\n" % number)
        time.sleep(3)
        self.gatelamp.end()
        self.make_older([2 + number * 27 / (OLD_COUNT - 1) for number in range(OLD_COUNT)])
        self.gatelamp.start()
        # GLib's worker threads end half a minute after their last task.
        time.sleep(45)
        woken, _ = self.measure("cold, %d files of 2 to 29 days" % OLD_COUNT)
        with self.subTest("cold"):
            self.assertLessEqual(woken, COLD_WAKEUPS_PER_SECOND)
        # An old file is still watched.
        product.run("bash", pathlib.Path(os.environ["HOME"]) / "Downloads/old-3.sh")
        self.gatelamp.wait_alert("old-3.sh", 5)
        product.arrive("young.sh", SCRIPT)
        # Until a minute after the run the probe is hot.
        time.sleep(75)
        woken, core = self.measure("warm, one file younger than 24 h")
        with self.subTest("warm"):
            self.assertLessEqual(woken, WARM_WAKEUPS_PER_SECOND)
            self.assertLessEqual(core, WARM_CORE_PERCENT)
        for name, limit in (("agent", AGENT_PRIVATE_KB), ("probe", PROBE_PRIVATE_KB)):
            used = memory(self.pids()[name])
            print("%s: Private_Dirty %d kB, Anonymous %d kB, Pss %d kB" % (name, used["Private_Dirty"], used["Anonymous"], used["Pss"]))
            with self.subTest(name):
                # Pages of a program's file that the disk does not have yet count as dirty right after a build.
                self.assertLessEqual(min(used["Private_Dirty"], used["Anonymous"]), limit)


if __name__ == "__main__":
    Cost.prefix, Cost.profile = sys.argv[1:3]
    sys.exit(live.main(sys.argv[3:]))
