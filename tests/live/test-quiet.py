#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking is not running, and one's own work is nobody's business.  Run by tests/live/session: test-quiet.py PREFIX PROFILE"""
import os
import shutil
import subprocess
import sys
import time
import unittest

import browser
import live
import product

SCRIPT = b"#!/bin/bash\n: nothing\n"
# Judged at the latest this long after it happened; what was not an alert by then is none.
JUDGED_SECONDS = 4


class Quiet(unittest.TestCase):
    prefix, profile = None, None

    def setUp(self):
        self.notifications = product.Notifications()
        self.addCleanup(self.notifications.end)
        self.gatelamp = product.Product(self.prefix, self.profile).start()
        self.addCleanup(self.gatelamp.end)
        self.addCleanup(self.tidy)

    def tidy(self):
        for folder in ("Downloads", "Desktop", "bin"):
            shutil.rmtree(browser.home() / folder, ignore_errors=True)
        for folder in ("Downloads", "Desktop"):
            (browser.home() / folder).mkdir()

    def expect_only_the_lure(self):
        """That the lamp burns is part of the proof that it has kept quiet."""
        lure = product.arrive("lure.sh", product.SLOW_SCRIPT)
        product.run("bash", lure)
        self.gatelamp.wait_alert("lure.sh", JUDGED_SECONDS)
        time.sleep(JUDGED_SECONDS)
        self.assertEqual([alert["sentence"] for alert in self.gatelamp.alerts() if alert["file"]["name"] != "lure.sh"], [])
        self.assertEqual([shown for shown in self.notifications.shown if "lure.sh" not in shown[1] + shown[2]], [])

    def test_looking_is_not_running(self):
        path = product.arrive("invoice.sh", SCRIPT)
        time.sleep(1)
        for command in (["cat"], ["less"], ["head"], ["sha256sum"], ["file"], ["cp", "-t", os.environ["TMPDIR"]], ["bash", "-n"],
                        ["grep", "nothing"], ["wc"], ["stat"], ["strings"], ["vim.tiny", "-es", "-c", "q"], ["xdg-mime", "query", "filetype"],
                        ["tar", "-cf", os.environ["TMPDIR"] + "/a.tar"], ["python3", "-c", "import sys; open(sys.argv[1]).read()"]):
            if not shutil.which(command[0]):
                continue
            with self.subTest(command=command[0]):
                product.run(*command, path)
        subprocess.run("cat < invoice.sh >/dev/null; while read -r line; do :; done < invoice.sh", shell=True, cwd=path.parent, check=True)
        self.expect_only_the_lure()

    def test_own_scripts(self):
        home = browser.home()
        (home / "bin").mkdir()
        for folder in ("bin", "Downloads", "Desktop"):
            # As typed: `cat >file`, then run at once.
            subprocess.run(["sh", "-c", 'cat >own.sh && bash own.sh; chmod +x own.sh; ./own.sh'], cwd=home / folder, input=SCRIPT, check=True)
            subprocess.run(["vim.tiny", "-es", "-c", "normal i: by vim", "-c", "wq", "edited.sh"], cwd=home / folder, check=False,
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            product.run("bash", home / folder / "edited.sh")
            # An editor that saves by writing a new file and renaming it.
            temporary = home / folder / ".goutputstream-A1B2C3"
            temporary.write_bytes(SCRIPT)
            temporary.rename(home / folder / "saved.sh")
            product.run("bash", home / folder / "saved.sh")
        self.expect_only_the_lure()


if __name__ == "__main__":
    Quiet.prefix, Quiet.profile = sys.argv[1:3]
    sys.exit(live.main(sys.argv[3:]))
