#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do the readers find where a real browser's download came from, while that browser runs?

    tests/live/session -- tests/origin/test-live-origin.py LOOK READER

LOOK is tests/origin/look-origin.c. Each kind of link is clicked in a real Chromium and a real Firefox; the finder is asked
as the agent asks it; when it knew, and what, is printed and compared with what the web served.
"""
import json
import os
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "live"))
import browser  # noqa: E402
import live  # noqa: E402

LOOK, READER = sys.argv[1:3]
SCRIPT = b"#!/bin/sh\necho hello\n"
WEBMAIL = "https://mail.google.com/"


def look(path, family):
    got = subprocess.run([LOOK, READER, os.environ["HOME"], family, path], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in got.stdout.splitlines()]
    return lines[:-1], lines[-1]["health"]


class Origin(unittest.TestCase):
    def profile_files(self):
        roots = [browser.home() / ".config/chromium", browser.home() / ".config/mozilla", browser.home() / ".mozilla"]
        return {str(path) for root in roots for path in root.rglob("*-shm") if "places" in path.name or "History" in path.name}

    def one(self, start, family, kind, web):
        with browser.Downloads() as downloads, start(browser.webmail("invoice.sh", kind)) as window:
            path, _, source = window.fetch("invoice.sh", downloads) if kind not in ("blob", "data") else (*self.click(window, downloads), None)
            looks, health = look(path, family)
            path.unlink()
        first = next((one for one in looks if one["origin"]["url"]), None)
        last = looks[-1]["origin"]
        print("%s %-10s known %ss sure %ss  looks %d  page %s  by %s" % (
            family, kind, first and first["at"], looks[-1]["at"] if last["evidence"] and last["evidence"][0]["confidence"] == "high" else "-",
            len(looks), (last["page"] or "-")[:40], [one["source"] for one in last["evidence"]]), flush=True)
        self.assertEqual([one for one in health["sources"] if one["errors"]], [], health)
        return first, last, source

    def click(self, window, downloads):
        window.click_link()
        return downloads.wait("invoice.sh")

    def test_each_kind(self):
        with browser.Web({"invoice.sh": SCRIPT}) as web:
            for start, family, app in ((web.start_chromium, "chromium", "Chromium"), (web.start_firefox, "firefox", "Firefox")):
                for kind in ("same", "redirect", "blank", "noreferrer", "blob", "data"):
                    with self.subTest(family=family, kind=kind):
                        self.check(*self.one(start, family, kind, web), family, kind, app)
        self.assertEqual(self.profile_files(), set(), "the readers left files in a profile")

    def check(self, first, last, source, family, kind, app):
        self.assertEqual(last["app"], app)
        if family == "firefox" and kind == "data":
            return
        self.assertIsNotNone(first, last)
        self.assertLess(first["at"], 2)
        if source:
            self.assertEqual(last["url"], source)
        # rel=noreferrer and target=_blank hide the page from Chromium's row (measured).
        if not (family == "chromium" and kind in ("noreferrer",)) and kind not in ("blob",):
            self.assertTrue((last["page"] or "").startswith(WEBMAIL), last)


if __name__ == "__main__":
    sys.exit(live.main())
