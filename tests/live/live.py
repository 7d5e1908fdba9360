# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every live test script shares: the way it says passed, failed and skipped."""
import os
import pathlib
import sys
import unittest

import browser

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
LOG_LINES = 30


def print_log():
    """What the agent said last: the session's folder is gone when somebody reads about the failure."""
    log = pathlib.Path(os.environ["LAMP_SESSION"]) / "log/agent.log"
    if log.exists():
        print("\nThe agent's log ends with:\n  " + "\n  ".join(log.read_text(errors="backslashreplace").splitlines()[-LOG_LINES:]), flush=True)


class Result(unittest.TextTestResult):
    """A part that is missing is a skip with its reason, wherever it is noticed."""

    def addError(self, test, err):
        if isinstance(err[1], browser.Missing):
            self.addSkip(test, str(err[1]))
        else:
            super().addError(test, err)
            print_log()

    def addFailure(self, test, err):
        super().addFailure(test, err)
        print_log()

    def addSubTest(self, test, subtest, err):
        if err is not None and isinstance(err[1], browser.Missing):
            self.addSkip(subtest, str(err[1]))
        else:
            super().addSubTest(test, subtest, err)
            if err is not None:
                print_log()


def main(arguments=()):
    """Runs the tests of the calling script; a skip of one of them is a skip of all, so that nobody overlooks it."""
    if "LAMP_SESSION" not in os.environ:
        print("run this by tests/live/session", file=sys.stderr)
        return SKIPPED
    program = unittest.main(argv=[sys.argv[0], *arguments], exit=False, verbosity=2, testRunner=unittest.TextTestRunner(resultclass=Result, stream=sys.stdout, verbosity=2))
    if not program.result.wasSuccessful():
        return 1
    for test, reason in program.result.skipped:
        print("skipped: %s: %s" % (test, reason), file=sys.stderr)
    return SKIPPED if program.result.skipped else 0
