#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/summary.py counts nothing as passed that has not passed."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

SUMMARY = pathlib.Path(__file__).resolve().parent.parent / "summary.py"
ROWS = [
    # what meson wrote, passed, failed, skipped
    ([{"result": "OK", "stdout": "hello"}], (1, 0, 0)),
    ([{"result": "OK", "stdout": "1..2\nok 1 /a/b\nok 2 /a/c # SKIP no kernel right\n"}], (1, 0, 1)),
    ([{"result": "FAIL", "stdout": "ok 1 /a\nnot ok 2 /b\n", "stderr": ""}], (1, 1, 0)),
    ([{"result": "FAIL", "stdout": "said something", "stderr": ""}], (0, 1, 0)),
    # A crash after a case that passed.
    ([{"result": "FAIL", "stdout": "ok 1 /a\n", "stderr": "killed by SIGSEGV"}], (1, 1, 0)),
    ([{"result": "ERROR", "stdout": "ok 1 /a\n", "stderr": ""}], (0, 1, 0)),
    ([{"result": "TIMEOUT", "stdout": "", "stderr": ""}], (0, 1, 0)),
    ([{"result": "UNEXPECTEDPASS", "stdout": "", "stderr": ""}], (0, 1, 0)),
    ([{"result": "INTERRUPT", "stdout": "", "stderr": ""}], (0, 1, 0)),
    ([{"result": "SKIP", "stdout": "", "stderr": "no Chromium here"}], (0, 0, 1)),
    ([{"result": "OK", "stdout": ""}, {"result": "SKIP", "stderr": "x"}, {"result": "FAIL", "stderr": "y"}], (1, 1, 1)),
    ([], (0, 0, 0)),
]


class Summary(unittest.TestCase):
    def run_summary(self, entries):
        with tempfile.TemporaryDirectory() as folder:
            logs = pathlib.Path(folder, "build/meson-logs")
            logs.mkdir(parents=True)
            (logs / "testlog.txt").write_text("")
            (logs / "testlog.json").write_text("".join(json.dumps({"name": "gatelamp:unit / row", **entry}) + "\n" for entry in entries))
            return subprocess.run([SUMMARY, folder, logs.parent], capture_output=True, text=True, check=False)

    def test_rows(self):
        for entries, counts in ROWS:
            with self.subTest(entries=entries):
                got = self.run_summary(entries)
                self.assertEqual(got.stdout.splitlines()[-1], "%d passed, %d failed, %d skipped" % counts)
                # Nothing at all is no success.
                self.assertEqual(got.returncode, 0 if counts[0] and not counts[1] else 1)

    def test_a_skip_says_why(self):
        self.assertIn("skipped: build: gatelamp:unit / row: no Chromium here", self.run_summary(ROWS[9][0]).stdout)


if __name__ == "__main__":
    sys.exit(0 if unittest.main(exit=False).result.wasSuccessful() else 1)
