#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed, restarted, orphaned: nothing that was promised is lost.  Run by tests/live/session: test-survive.py PREFIX PROFILE"""
import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
import unittest

import browser
import live
import product

PROBE_BACK_SECONDS = 1.0
# A probe that stands still is noticed by the next arrival: 5 s for its answer, and the arrival itself.
STOPPED_SECONDS = 9.0
SWEPT_SECONDS = 15
JUDGED_SECONDS = 4
MARKED_URL = "https://mail-attachment.googleusercontent.com/attachment/u/0/marked.sh"
LISTED_URL = "https://files.example.org/dl/listed.sh"
# Chromium counts microseconds from 1601.
CHROMIUM_EPOCH = 11644473600 * 1000000


def write_history(path, url):
    """The rows of a Chromium that finished this download now; of its tables, what a reader looks at."""
    history = browser.home() / ".config/chromium/Default/History"
    history.parent.mkdir(parents=True, exist_ok=True)
    now = int(time.time() * 1000000) + CHROMIUM_EPOCH
    with contextlib.closing(sqlite3.connect(history)) as connection, connection:
        connection.execute("CREATE TABLE downloads (id INTEGER PRIMARY KEY, state INTEGER, start_time INTEGER, end_time INTEGER, "
                           "referrer TEXT, tab_url TEXT, target_path TEXT, current_path TEXT)")
        connection.execute("CREATE TABLE downloads_url_chains (id INTEGER, chain_index INTEGER, url TEXT)")
        connection.execute("INSERT INTO downloads VALUES (1, 1, ?, ?, '', '', ?, ?)", (now, now, str(path), str(path)))
        connection.execute("INSERT INTO downloads_url_chains VALUES (1, 0, ?)", (url,))


class Survive(unittest.TestCase):
    prefix, profile = None, None

    def setUp(self):
        self.gatelamp = product.Product(self.prefix, self.profile).start()
        self.addCleanup(self.gatelamp.end)

    def lure(self, name):
        product.run("bash", product.arrive(name, product.SLOW_SCRIPT))
        return self.gatelamp.wait_alert(name, 10)

    def kill_agent(self):
        self.gatelamp.process.send_signal(signal.SIGKILL)
        self.gatelamp.process.wait()

    def test_killed_right_after_report(self):
        alert = self.lure("killed.sh")
        subprocess.run([self.gatelamp.prefix / "bin/gatelampctl", "report", alert["id"]], check=True, stdout=subprocess.DEVNULL)
        self.kill_agent()
        self.gatelamp.start()
        self.gatelamp.wait_report(alert["id"], 20)

    def test_killed_and_started_again(self):
        before = self.lure("kept.sh")
        self.kill_agent()
        self.gatelamp.start()
        after = self.gatelamp.wait_alert("kept.sh", 5)
        self.assertEqual((after["id"], after["sentence"], after["severity"]), (before["id"], before["sentence"], before["severity"]))
        # The ledger: a file that arrived before is still an artifact, whatever its alert.
        path = product.arrive("later.sh", product.SLOW_SCRIPT)
        time.sleep(3)
        self.gatelamp.end()
        self.gatelamp.start()
        time.sleep(1)  # It marks its old files once more.
        product.run("bash", path)
        self.gatelamp.wait_alert("later.sh", 10)

    def test_arrived_while_away(self):
        self.kill_agent()
        marked, listed, mine = (browser.home() / "Downloads" / name for name in ("marked.sh", "listed.sh", "mine.sh"))
        for path in (marked, listed, mine):
            path.write_bytes(product.SLOW_SCRIPT)
        try:
            os.setxattr(marked, "user.xdg.origin.url", MARKED_URL.encode())
        except OSError as error:
            self.skipTest("no extended attributes here: %s" % error)
        write_history(listed, LISTED_URL)
        before = len(self.gatelamp.start().alerts())
        self.gatelamp.wait_until(lambda: self.gatelamp.status()["artifacts"] == 2, SWEPT_SECONDS, "two files that arrived while away")
        self.assertEqual(len(self.gatelamp.alerts()), before)
        for path in (marked, listed, mine):
            product.run("bash", path)
        for path, url in ((marked, MARKED_URL), (listed, LISTED_URL)):
            self.assertEqual(self.gatelamp.wait_alert(path.name, 10)["origin"]["url"], url)
        time.sleep(JUDGED_SECONDS)
        self.assertEqual(self.gatelamp.alerts("mine.sh"), [])

    def test_agent_gone_takes_its_probe_with_it(self):
        probe = self.gatelamp.prefix / "libexec/gatelamp/gatelamp-probe"
        self.gatelamp.wait_until(lambda: product.pids_of(probe), 5, "a probe")
        self.kill_agent()
        deadline = time.monotonic() + 5
        while product.pids_of(probe) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(product.pids_of(probe), [])

    def test_killed_probe_is_back(self):
        probe = self.gatelamp.prefix / "libexec/gatelamp/gatelamp-probe"
        old = self.gatelamp.wait_until(lambda: product.pids_of(probe), 5, "a probe")
        os.kill(old[0], signal.SIGKILL)
        killed = time.monotonic()
        deadline = killed + 5
        while set(product.pids_of(probe)) <= set(old) and time.monotonic() < deadline:
            time.sleep(0.01)
        back = time.monotonic() - killed
        print("probe back after %.2f s" % back)
        self.assertLessEqual(back, PROBE_BACK_SECONDS)
        print("status after a killed probe: %s" % self.gatelamp.status())
        self.lure("after.sh")


    def test_stopped_probe_is_noticed(self):
        probe = self.gatelamp.prefix / "libexec/gatelamp/gatelamp-probe"
        self.lure("before.sh")
        time.sleep(2)  # What it was asked is answered.
        old = product.pids_of(probe)
        os.kill(old[0], signal.SIGSTOP)
        stopped = time.monotonic()
        product.arrive("meanwhile.sh", product.SLOW_SCRIPT)
        # Asking for the status would ask the probe, too.
        while set(product.pids_of(probe)) <= set(old) and time.monotonic() < stopped + STOPPED_SECONDS:
            time.sleep(0.05)
        back = time.monotonic() - stopped
        print("another probe %.2f s after one stood still" % back)
        self.assertLess(back, STOPPED_SECONDS)
        gap = self.gatelamp.wait_until(lambda: [gap for gap in self.gatelamp.status()["probe"]["gaps"] if gap["to"]], 5, "the gap's end")[-1]
        self.assertEqual(gap["reason"], "does not answer")
        self.lure("after.sh")


if __name__ == "__main__":
    Survive.prefix, Survive.profile = sys.argv[1:3]
    sys.exit(live.main(sys.argv[3:]))
