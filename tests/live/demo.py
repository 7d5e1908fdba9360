#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job, played for a reader to watch.  Run by `./dev run --demo` in tests/live/session: demo.py PREFIX RESULTS"""
import json
import os
import pathlib
import subprocess
import sys
import time

import browser
import live
import product

HERE = pathlib.Path(__file__).resolve().parent
NAME = "invoice.sh"
# What a lure would do is of no interest here; that it was run is.
SCRIPT = b"#!/bin/sh\necho 'Invoice 4711: thank you for your order.'\n"
ORIGIN_SECONDS = 20


def say(text):
    print(text, flush=True)


def main(prefix, results):
    picture = pathlib.Path(results) / "notification.png"
    with product.Product(prefix) as gatelamp, browser.Web({NAME: SCRIPT}) as web:
        say("Gatelamp runs on a private desktop of its own.")
        start = web.start_chromium if "--firefox" not in sys.argv else web.start_firefox
        with browser.Downloads() as downloads, start(browser.webmail(NAME)) as window:
            say("%s shows %s" % (window.kind.capitalize(), window.shown))
            window.click_link()
            path, _ = downloads.wait(NAME)
            say("The link was clicked, and the attachment is now ~/%s" % path.relative_to(os.environ["HOME"]))
            time.sleep(1)  # A person looks at it first.
            run = subprocess.run(["bash", path.name], cwd=path.parent, capture_output=True, text=True, check=True)
            say("$ bash %s\n%s" % (path.name, run.stdout.strip()))
            gatelamp.wait_alert(NAME, 5)
            alert = gatelamp.wait_alert(NAME, ORIGIN_SECONDS, lambda alert: alert["origin"]["status"] == "known")
            # The isolates around foreign text are for a screen that knows them; here the sentence stands alone.
            say("\nGatelamp says:\n\n    %s\n" % alert["sentence"].replace("\u2068", "").replace("\u2069", ""))
            subprocess.run([HERE / "press", "--find", "Report"], check=True, stdout=subprocess.DEVNULL)
            subprocess.run([HERE / "screenshot", picture], check=True)
            say("The notification: %s" % picture)
            subprocess.run([HERE / "press", "Report"], check=True, stdout=subprocess.DEVNULL)
            file, report = gatelamp.wait_report(alert["id"], 15)
            say("Report was pressed with the pointer. In the spool, %s:" % file.name)
            say(json.dumps(report, indent=2, ensure_ascii=True))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:3]))
    except browser.Missing as missing:
        sys.exit("demo: %s" % missing)
    except (TimeoutError, RuntimeError, subprocess.CalledProcessError) as error:
        live.print_log()
        sys.exit("demo: %s" % error)
