#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The notifier on a real notification server, pressed with a real pointer.  Run by tests/live/session.

    test-notifier-xfce.py DRIVER [PICTURE.png]
"""
import json
import pathlib
import subprocess
import sys
import threading
import unittest

LIVE = pathlib.Path(__file__).resolve().parent.parent / "live"
sys.path.insert(0, str(LIVE))
import live  # noqa: E402

DRIVER = sys.argv.pop(1)
PICTURE = sys.argv.pop(1) if len(sys.argv) > 1 else None
PATIENCE_SECONDS = 20


class Driver:
    def __init__(self, team):
        self.process = subprocess.Popen([DRIVER, team], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.lines, self.changed = [], threading.Condition()
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            with self.changed:
                self.lines.append(line.rstrip("\n"))
                self.changed.notify_all()

    def tell(self, line, value=None):
        self.process.stdin.write(line + (" " + json.dumps(value) if value is not None else "") + "\n")
        self.process.stdin.flush()

    def wait(self, prefix, count=1):
        with self.changed:
            found = lambda: [line for line in self.lines if line.startswith(prefix)]  # noqa: E731
            if not self.changed.wait_for(lambda: len(found()) >= count, PATIENCE_SECONDS):
                raise TimeoutError("no %r among %r" % (prefix, self.lines))
            return found()[-1]

    def status(self):
        with self.changed:
            count = sum(line.startswith("status") for line in self.lines)
        self.tell("status")
        return json.loads(self.wait("status", count + 1).split(" ", 1)[1])

    def end(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.reader.join()
        self.process.stdout.close()


class XfceTest(unittest.TestCase):
    def setUp(self):
        self.driver = Driver("The SOC")
        self.addCleanup(self.driver.end)

    def show(self, name):
        self.driver.tell("show", {
            "id": name, "severity": "high", "state": "new", "file": {"name": name},
            "sentence": "\u2068%s\u2069, which you downloaded from \u2068mail.example.org\u2069 with Chromium just now, was just run by bash." % name,
            "reasons": [{"code": "a", "weight": 9, "text": "It came through a personal mail account."}]})

    def press(self, button):
        return subprocess.run([LIVE / "press", "--timeout", "15", button], check=False, stdout=subprocess.DEVNULL).returncode

    def test_each_button(self):
        for button, action in (("Report", "report"), ("I Expected This", "expected"), ("Details", "details")):
            with self.subTest(button=button):
                name = "a <b>bold</b> & %s.sh" % action
                self.show(name)
                self.assertEqual(self.press(button), 0)
                self.driver.wait("action id=%s action=%s" % (name, action))
                self.driver.tell("withdraw " + name)

    def test_confirmed_and_withdrawn(self):
        self.show("invoice.sh")
        self.assertEqual(subprocess.run([LIVE / "press", "--timeout", "15", "--find", "Report"], check=False, stdout=subprocess.DEVNULL).returncode, 0)
        if PICTURE:
            subprocess.run([LIVE / "screenshot", PICTURE], check=True)
        self.assertEqual(self.press("Report"), 0)
        self.driver.wait("action id=invoice.sh action=report")
        self.driver.tell("confirm", {"id": "invoice.sh", "severity": "high", "state": "reported", "report": {"state": "delivered"}})
        self.assertEqual(subprocess.run([LIVE / "press", "--timeout", "15", "--find", "Details"], check=False, stdout=subprocess.DEVNULL).returncode, 0)
        self.assertEqual(self.driver.status()["server"], "Xfce Notify Daemon")
        self.driver.tell("show", {"id": "b", "severity": "high", "state": "new", "sentence": "b"})
        self.assertEqual(subprocess.run([LIVE / "press", "--timeout", "15", "--find", "Report"], check=False, stdout=subprocess.DEVNULL).returncode, 0)
        self.driver.tell("withdraw b")
        self.driver.tell("withdraw invoice.sh")
        while self.driver.status()["shown"]:
            pass


if __name__ == "__main__":
    sys.exit(live.main())
