#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job on real parts, with all sensors or with some refused.

    test-main-job.py PREFIX PROFILE REFUSE SETTING

Run by tests/live/session.  REFUSE is the launcher that makes the kernel say no
(tests/probe/refuse); SETTING is all, no-connector, no-fanotify or neither.
Prints how many of the files that were run were seen, and the times.
"""
import os
import pathlib
import subprocess
import sys
import time
import unittest

import browser
import live
import product

SETTINGS = {"all": [], "no-connector": ["connector"], "no-fanotify": ["fanotify"], "neither": ["connector", "fanotify"]}
# With polling alone a process must live until it is looked at.
LIFE_SECONDS = 3
LISTED_SECONDS = 1.0
# With the origin. Chromium: after the download; Firefox, whose mark is there when the file is: after the run.
NOTIFIED_SECONDS = {"chromium": 12.0, "firefox": 3.0}
MANY = 24
# Opening the file is the caller's act: a shell that only inherits it must be met alive.
STDIN_LIFE_SECONDS = 0.5
# Of 24 lures. Where a sensor is refused, a script that ends within 2 ms may be gone before anybody can look; with
# neither sensor each lives 3 s. What was reached is printed.
RECALL_MIN = {"all": 0.95, "no-connector": 0.75, "no-fanotify": 0.75, "neither": 0.95}
# Chromium's History may say something new until then.
SETTLED_SECONDS = 13.0
PROGRAM_SOURCE = "#include <unistd.h>\nint main(void) { sleep(%d); return 0; }\n"


def lure(seconds):
    return b"#!/bin/bash\n: an invoice\nsleep %g\n" % seconds if seconds else b"#!/bin/bash\n: an invoice\n"


def program(folder, seconds):
    """A program that looks like an AppImage of type 2 and does nothing for a while."""
    source, result = folder / "lantern.c", folder / "lantern"
    source.write_text(PROGRAM_SOURCE % seconds)
    subprocess.run(["cc", "-o", result, source], check=True)
    content = bytearray(result.read_bytes())
    content[8:11] = b"AI\x02"
    return bytes(content)


class MainJob(unittest.TestCase):
    prefix, profile, refuse, setting = None, None, None, "all"
    seen, started, figures = [], [], []

    @classmethod
    def setUpClass(cls):
        refused = SETTINGS[cls.setting]
        if refused and not pathlib.Path(cls.refuse).exists():
            raise browser.Missing("the launcher %s is not built" % cls.refuse)
        cls.web = browser.Web({})
        cls.addClassCleanup(cls.web.end)
        cls.notifications = product.Notifications()
        cls.addClassCleanup(cls.notifications.end)
        cls.gatelamp = product.Product(cls.prefix, cls.profile, launcher=[cls.refuse, *refused, "--"] if refused else []).start()
        cls.addClassCleanup(cls.gatelamp.end)
        cls.life = LIFE_SECONDS if cls.sees_no_start() else 0
        cls.program = program(pathlib.Path(os.environ["TMPDIR"]), max(cls.life, 1))

    @classmethod
    def sees_no_start(cls):
        """Neither sensor of starts is there. The kernel may refuse one that the setting does not: a container has process
        numbers of its own, and there the connector never answers."""
        on = {sensor["sensor"] for sensor in cls.gatelamp.status()["probe"]["sensors"] if sensor["state"] == "on"}
        missing = {"connector", "fanotify"} - on
        if missing - set(SETTINGS[cls.setting]):
            print("%s: refused here by the kernel as well: %s" % (cls.setting, ", ".join(sorted(missing - set(SETTINGS[cls.setting])))))
        return len(missing) == 2

    def download(self, window, url, name):
        with browser.Downloads() as downloads:
            if window.shown != url:
                window.open(url)
            path, _, source = window.fetch(name, downloads)
        return path, time.time(), source

    def run_file(self, command, path):
        """As a person does, a second after the download; the browser is still running."""
        time.sleep(1)
        # Not before: Firefox sets the mode of a finished file up to 0.3 s after its name is final.
        path.chmod(0o755 if command[0].startswith("./") else 0o644)
        begun = time.time()
        process = subprocess.Popen(command, cwd=path.parent, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.started.append(path.name)
        return begun

    def expect_alert(self, path, begun, seconds):
        alert = self.gatelamp.wait_alert(path.name, seconds)
        listed = time.time() - begun
        self.seen.append(path.name)
        self.figures.append("%s listed after %.2f s" % (path.name, listed))
        self.assertLessEqual(listed, seconds)
        return alert

    def attachment(self, window, name):
        self.web.put(name, lure(self.life))
        page = browser.webmail(name)
        path, downloaded, source = self.download(window, page, name)
        begun = self.run_file(["bash", name], path)
        self.expect_alert(path, begun, LISTED_SECONDS + self.life)
        when, _, _ = self.notifications.wait([name, "mail.google.com"], NOTIFIED_SECONDS[window.kind] + self.life)
        self.figures.append("%s notified %.2f s after the download, %.2f s after the run" % (name, when - downloaded, when - begun))
        self.assertLessEqual(when - (downloaded if window.kind == "chromium" else begun), NOTIFIED_SECONDS[window.kind] + self.life)
        try:
            alert = self.gatelamp.wait_alert(name, SETTLED_SECONDS, lambda alert: alert["origin"]["page"])
        except TimeoutError:
            alert = self.gatelamp.alerts(name)[0]
        self.assertEqual((alert["origin"]["status"], alert["origin"]["url"], alert["origin"]["page"]), ("known", source, page))
        self.assertEqual(alert["origin"]["channel"], "webmail")
        self.assertIn("bash", alert["sentence"])
        return alert

    def report(self, alert):
        subprocess.run([live.HERE / "press", "Report"], check=True, stdout=subprocess.DEVNULL)
        file, report = self.gatelamp.wait_report(alert["id"], 15)
        self.assertEqual(report["specversion"], "1.0")
        self.assertNotIn("attachment=", file.read_text(), "the query of a URL leaves")
        self.assertEqual(self.gatelamp.wait_alert(alert["file"]["name"], 5, lambda found: found["state"] == "reported")["id"], alert["id"])

    def release(self, window):
        name = "Lantern-%s.AppImage" % window.kind
        self.web.put(name, self.program + name.encode())
        path, _, _ = self.download(window, browser.release(name), name)
        begun = self.run_file(["./" + name], path)
        alert = self.expect_alert(path, begun, LISTED_SECONDS + self.life)
        # That nothing comes can only be said once nothing can come any more.
        time.sleep(SETTLED_SECONDS)
        self.assertEqual(self.notifications.about(name), [])
        alert = self.gatelamp.alerts(name)[0]
        # The file itself is served by another host, to which GitHub redirects.
        self.assertEqual((alert["severity"], alert["origin"]["page"], alert["origin"]["channel"]),
                         ("low", browser.release(name), "code-hosting"))
        path.unlink()

    def test_chromium(self):
        with self.web.start_chromium(browser.webmail("invoice.sh")) as window:
            self.report(self.attachment(window, "invoice.sh"))
            self.release(window)

    def test_firefox(self):
        with self.web.start_firefox(browser.webmail("statement.sh")) as window:
            self.report(self.attachment(window, "statement.sh"))
            self.release(window)

    def test_many(self):
        """No browser in the way: how many of many are seen, by each way to run a file."""
        ways = {"script": ["bash", "{}"], "shebang": ["./{}"], "stdin": ["bash"], "exe": ["./{}"]}
        names = ["%s-%02d%s" % (way, number, ".sh" if way != "exe" else "") for number in range(MANY // len(ways)) for way in ways]
        for name in names:
            least = STDIN_LIFE_SECONDS if name.startswith("stdin") else 0
            content = self.program if name.startswith("exe") else lure(max(self.life, least))
            product.arrive(name, content + b"# %s\n" % name.encode(), mode=0o755)
        time.sleep(1)
        running = []
        for name in names:
            way = name.partition("-")[0]
            with open(browser.home() / "Downloads" / (name if way == "stdin" else "/dev/null"), "rb") as source:
                running.append(subprocess.Popen([word.format(name) for word in ways[way]], cwd=browser.home() / "Downloads", stdin=source))
            self.started.append(name)
            # A person does one thing after the other; what must live for a while does so together.
            if not self.life and way != "exe":
                running[-1].wait()
        for process in running:
            process.wait()
        missing = set(names)

        def all_seen():
            missing.difference_update(alert["file"]["name"] for alert in self.gatelamp.alerts())
            return not missing

        try:
            self.gatelamp.wait_until(all_seen, 10, "all of %d" % len(names))
        except TimeoutError:
            probe = self.gatelamp.status().get("probe", {})
            print("not seen: %s; heat %s, lost %s" % (", ".join(sorted(missing)), probe.get("heat"), probe.get("lost")))
        print("recall, %s: %s" % (self.setting, ", ".join("%s %d of %d" % (way, *(
            sum(name.startswith(way) for name in some) for some in (set(names) - missing, names))) for way in ways)))
        self.seen.extend(set(names) - missing)
        self.assertGreaterEqual(len(names) - len(missing), RECALL_MIN[self.setting] * len(names))

    @classmethod
    def tearDownClass(cls):
        print("\n".join(cls.figures))
        print("recall, %s: %d of %d" % (cls.setting, len(cls.seen), len(cls.started)))


if __name__ == "__main__":
    if len(sys.argv) < 5 or sys.argv[4] not in SETTINGS:
        sys.exit("usage: test-main-job.py PREFIX PROFILE REFUSE " + "|".join(SETTINGS))
    MainJob.prefix, MainJob.profile, MainJob.refuse, MainJob.setting = sys.argv[1:5]
    sys.exit(live.main(sys.argv[5:]))
