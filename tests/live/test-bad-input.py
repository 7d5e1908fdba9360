#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile names, things that are no files, broken databases: the next real alert still comes.

Run by tests/live/session: test-bad-input.py PREFIX PROFILE
"""
import os
import pathlib
import socket
import sqlite3
import subprocess
import sys
import unittest

import browser
import live
import product

SCRIPT = product.SLOW_SCRIPT
NAMES = [b"new\nline.sh", b'quotes"\'`$(x).sh', b"<b>bold<u>.sh", b"inv\xfflid.sh", "right\u202ehs.fdp".encode(), b"-n", b" ", b"%s%n.sh",
         b"a" * 252 + b".sh", b"\x1b[31mred.sh"]
HUGE_BYTES = 1 << 30


class BadInput(unittest.TestCase):
    prefix, profile = None, None

    def setUp(self):
        self.gatelamp = product.Product(self.prefix, self.profile)
        self.downloads = browser.home() / "Downloads"

    def start(self):
        self.gatelamp.start()
        self.addCleanup(self.gatelamp.end)

    def expect_the_next_alert(self, name):
        product.run("bash", product.arrive(name, SCRIPT))
        self.gatelamp.wait_alert(name, 20)
        self.assertIsNone(self.gatelamp.process.poll())

    def test_names(self):
        self.start()
        for name in NAMES:
            # A name of 255 bytes leaves no room for `.part`: then the temporary name is a short one.
            part = os.path.join(os.fsencode(self.downloads), b"x.part")
            final = os.path.join(os.fsencode(self.downloads), name)
            pathlib.Path(os.fsdecode(part)).write_bytes(SCRIPT)
            os.rename(part, final)
            product.run("bash", "--", final)
        self.expect_the_next_alert("after-names.sh")
        self.gatelamp.wait_until(lambda: len(self.gatelamp.alerts()) > len(NAMES), 20,
                                 "an alert for each of %d names" % len(NAMES))
        listing = subprocess.run([self.gatelamp.prefix / "bin/gatelampctl", "alerts"], capture_output=True, check=True).stdout
        self.assertNotIn(b"\x1b", listing, "a name reached the terminal as it is")
        self.assertNotIn(b"new\nline", listing)

    def test_not_files(self):
        self.start()
        os.mkfifo(self.downloads / "fifo.part")
        os.rename(self.downloads / "fifo.part", self.downloads / "fifo.sh")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.downloads / "socket.sh"))
        os.symlink("loop.sh", self.downloads / "loop.sh")
        os.symlink("/dev/zero", self.downloads / "device.sh")
        os.symlink("..", self.downloads / "up")
        product.arrive("unreadable.sh", SCRIPT, mode=0)
        (self.downloads / "unreadable").mkdir(mode=0)
        self.expect_the_next_alert("after-files.sh")

    def chromium_history(self):
        folder = browser.home() / ".config/chromium/Default"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / "History"

    def test_databases(self):
        history = self.chromium_history()
        profile = browser.home() / ".mozilla/firefox/abc.default"
        profile.mkdir(parents=True)
        (profile.parent / "profiles.ini").write_text("[Profile0]\nName=default\nIsRelative=1\nPath=abc.default\n")
        history.write_bytes(b"SQLite format 3\0" + os.urandom(2000))
        sqlite3.connect(profile / "places.sqlite").execute("CREATE TABLE other (a)").connection.close()
        self.start()
        self.expect_the_next_alert("after-truncated.sh")
        history.unlink()
        with open(history, "wb") as huge:
            huge.write(b"SQLite format 3\0")
            huge.truncate(HUGE_BYTES)
        self.expect_the_next_alert("after-huge.sh")
        history.unlink()
        locked = sqlite3.connect(history, isolation_level=None)
        self.addCleanup(locked.close)
        locked.execute("CREATE TABLE downloads (a)")
        locked.execute("BEGIN EXCLUSIVE")
        self.expect_the_next_alert("after-locked.sh")

    def test_policy(self):
        policy = browser.home() / ".config" / self.gatelamp.state_name / "policy.conf"
        policy.parent.mkdir(parents=True)
        policy.write_bytes(b"[Detection\nfresh-days=\xff\xfe\n=\n")
        self.start()
        self.expect_the_next_alert("after-policy.sh")
        self.assertIn("policy", str(self.gatelamp.status()))

    def tearDown(self):
        for name in ("unreadable", "up"):
            if (self.downloads / name).is_dir() and not (self.downloads / name).is_symlink():
                (self.downloads / name).chmod(0o700)


if __name__ == "__main__":
    BadInput.prefix, BadInput.profile = sys.argv[1:3]
    sys.exit(live.main(sys.argv[3:]))
