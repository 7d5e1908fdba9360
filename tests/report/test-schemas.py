#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds reports against the official CloudEvents schema and against our own alert schema, and the schema against
docs/events.md, so that what is sent, what is promised and what is told are the same.

usage: test-schemas.py PRINTER CLOUDEVENTS-SCHEMA ALERT-SCHEMA EVENTS-MD
PRINTER is test-report-cloudevents; `PRINTER --print N` gives the sample and N generated reports, one a line."""

import copy
import json
import re
import subprocess
import sys

COUNT = 200

try:
    import jsonschema
except ImportError:
    print("SKIP: python3-jsonschema is not installed")
    sys.exit(77)


def members(schema, path=""):
    """Dotted names of all members, lists without an index."""
    for name, inner in schema.get("properties", {}).items():
        full = f"{path}{name}"
        yield full
        yield from members(inner, full + ".")
        yield from members(inner.get("items", {}), full + ".")


def seen(value, path=""):
    """Dotted names of all members that occur in a value."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield f"{path}{name}"
            yield from seen(inner, f"{path}{name}.")
    elif isinstance(value, list):
        for inner in value:
            yield from seen(inner, path)


def check_reports(reports, envelope, alert):
    for number, report in enumerate(reports):
        for name, validator, value in (("CloudEvents", envelope, report), ("alert", alert, report["data"])):
            errors = [f"{'.'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator.iter_errors(value)]
            assert not errors, f"report {number} against the {name} schema: {errors}"
        assert report["specversion"] == "1.0" and report["id"] == report["data"]["id"], number


def check_that_it_can_fail(report, envelope, alert):
    """A schema that takes everything proves nothing."""
    for spoil in (lambda r: r.pop("source"), lambda r: r.update(id=""), lambda r: r.update(specversion=1)):
        broken = copy.deepcopy(report)
        spoil(broken)
        assert not envelope.is_valid(broken), "CloudEvents schema takes a broken event"
    for spoil in (
        lambda d: d.update(extra=1),
        lambda d: d.pop("sentence"),
        lambda d: d.update(severity="severe"),
        lambda d: d.update(time="yesterday"),
        lambda d: d["process"].update(environ={}),
        lambda d: d["origin"]["evidence"][0].update(url="https://h/"),
        lambda d: d.update(seconds_since_arrival=-1),
    ):
        broken = copy.deepcopy(report["data"])
        spoil(broken)
        assert not alert.is_valid(broken), f"alert schema takes {spoil.__code__.co_consts}"


def check_docs(schema, text):
    told = set(re.findall(r"^\| `([a-z0-9_.\[\]]+)` \|", text, re.MULTILINE))
    promised = {name for name in members(schema)}
    assert promised <= told, f"docs/events.md does not tell: {sorted(promised - told)}"


def main():
    printer, envelope_path, alert_path, docs_path = sys.argv[1:]
    with open(envelope_path, encoding="utf-8") as file:
        envelope = jsonschema.Draft7Validator(json.load(file))
    with open(alert_path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    alert = jsonschema.Draft202012Validator(schema)
    out = subprocess.run([printer, "--print", str(COUNT)], stdout=subprocess.PIPE, check=True).stdout
    lines = out.decode("utf-8").splitlines()
    assert len(lines) == COUNT + 1, f"{len(lines)} reports"
    reports = [json.loads(line) for line in lines]
    largest = max(len(line.encode()) for line in lines)
    assert largest < 65536, largest
    check_reports(reports, envelope, alert)
    check_that_it_can_fail(reports[0], envelope, alert)
    unseen = set(members(schema)) - set(seen([report["data"] for report in reports]))
    assert not unseen, f"promised, but in no report: {sorted(unseen)}"
    with open(docs_path, encoding="utf-8") as file:
        check_docs(schema, file.read())
    shortened = sum("report-shortened" in line for line in lines)
    print(f"{len(reports)} reports valid, largest {largest} bytes, {shortened} shortened")


main()
