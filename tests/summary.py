#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up meson's test logs: a line a skip or failure, and one last line with the sums.

    tests/summary.py RESULTS BUILD...

The logs are copied to the results folder.  Each case of a TAP test counts for
itself.  Exit status 1 when a test failed, or when there was none.
"""
import json
import pathlib
import re
import shutil
import sys

PASSED = {"OK", "EXPECTEDFAIL"}
CASE = re.compile(r"^(not )?ok \d+ ?-? ?(\S*)(.*)$")
SKIP = re.compile(r"# ?skip\S* ?(.*)", re.IGNORECASE)


def cases(entry):
    """(name, passed|failed|skipped, reason) of each case of one program."""
    name, result = entry["name"], entry["result"]
    found = []
    for line in entry.get("stdout", "").splitlines() if result in PASSED | {"FAIL"} else []:
        case = CASE.match(line)
        if not case:
            continue
        skip = SKIP.search(case.group(3))
        state = "skipped" if skip else "failed" if case.group(1) else "passed"
        found.append(("%s %s" % (name, case.group(2)), state, skip.group(1) if skip else ""))
    if result in PASSED:
        return found or [(name, "passed", "")]
    reason = (entry.get("stderr", "").strip() or entry.get("stdout", "").strip() or result).splitlines()[-1]
    if result == "SKIP":
        return [(name, "skipped", reason)]
    # A crash comes after cases that passed: the program itself has failed then.
    if not any(state == "failed" for _, state, _ in found):
        found.append((name, "failed", "%s: %s" % (result, reason)))
    return found


def main(results, *builds):
    count = {"passed": 0, "failed": 0, "skipped": 0}
    for build in map(pathlib.Path, builds):
        log = build / "meson-logs/testlog.json"
        for kind in ("json", "txt"):
            shutil.copy(log.with_suffix("." + kind), pathlib.Path(results) / ("%s.%s" % (build.name, kind)))
        for line in log.read_text().splitlines():
            for name, state, reason in cases(json.loads(line)):
                count[state] += 1
                if state != "passed":
                    print("%s: %s: %s: %s" % (state, build.name, name, reason))
    print("%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % count)
    return 1 if count["failed"] or not count["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
