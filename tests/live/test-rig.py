#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does the rig itself do what the other live tests trust it to do?  Run by tests/live/session."""
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

import browser  # noqa: E402
import live  # noqa: E402

SCRIPT = b"#!/bin/sh\necho hello\n"
NOTIFICATIONS = "org.freedesktop.Notifications"


class Session(unittest.TestCase):
    """The session ends what it started, says what the command said, and leaves nothing."""

    def run_in_session(self, command):
        return subprocess.run([live.HERE / "session", "--without", "display", "--", "sh", "-c", command], capture_output=True, text=True, check=False)

    def test_exit_status(self):
        self.assertEqual(self.run_in_session("exit 42").returncode, 42)

    def test_nothing_is_left(self):
        # It leaves its parent, its group and its terminal, and does not listen to TERM.
        got = self.run_in_session('setsid sh -c "trap : TERM; echo $LAMP_SESSION $HOME; echo \\$\\$; '
                                  'while :; do read x </dev/zero; done" </dev/null >"$HOME/told" 2>&1 & '
                                  'while [ "$(wc -l <"$HOME/told" 2>/dev/null)" != 2 ]; do :; done; cat "$HOME/told"')
        self.assertEqual(got.returncode, 0, got.stderr)
        session, home, pid = got.stdout.split()
        for left in (session, home, "/proc/" + pid):
            self.assertFalse(os.path.exists(left), left)

    def start_and_end(self, number):
        process = subprocess.Popen([live.HERE / "session", "--without", "display", "--", "sh", "-c",
                                    'echo "$HOME"; exec sleep 1000'], stdout=subprocess.PIPE, text=True)
        home = process.stdout.readline().strip()
        self.assertTrue(os.path.isdir(home))
        process.send_signal(number)
        status = process.wait(30)
        # Whatever runs in the session holds the other end.
        self.assertEqual(process.stdout.read(), "")
        process.stdout.close()
        return status, home

    def test_terminated(self):
        status, home = self.start_and_end(signal.SIGTERM)
        self.assertEqual(status, 128 + signal.SIGTERM)
        self.assertFalse(os.path.exists(home))

    def test_killed(self):
        _, home = self.start_and_end(signal.SIGKILL)
        deadline = time.monotonic() + 10
        while os.path.exists(home) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertFalse(os.path.exists(home))


class Desktop(unittest.TestCase):
    def test_a_button_is_pressed_with_the_pointer(self):
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        loop, told = GLib.MainLoop(), []

        def on_action(_bus, _sender, _path, _interface, _signal, parameters):
            told.append(parameters.unpack()[1])
            loop.quit()

        bus.signal_subscribe(None, NOTIFICATIONS, "ActionInvoked", None, None, Gio.DBusSignalFlags.NONE, on_action)
        bus.call_sync(NOTIFICATIONS, "/org/freedesktop/Notifications", NOTIFICATIONS, "Notify", GLib.Variant(
            "(susssasa{sv}i)", ("rig", 0, "", "A file was run", "Was it you?", ["report", "Report", "expected", "I expected this"],
                                {"urgency": GLib.Variant("y", 2)}, 0)), None, Gio.DBusCallFlags.NONE, -1, None)
        pressing = subprocess.Popen([live.HERE / "press", "Report"], stdout=subprocess.DEVNULL)
        GLib.timeout_add_seconds(30, loop.quit)
        loop.run()
        self.assertEqual(pressing.wait(30), 0)
        self.assertEqual(told, ["report"])

    def test_a_missing_button_is_said(self):
        got = subprocess.run([live.HERE / "press", "--timeout", "0.5", "No such button"], capture_output=True, check=False)
        self.assertEqual(got.returncode, 1)

    def test_screenshot(self):
        picture = pathlib.Path(os.environ["TMPDIR"]) / "screen.png"
        subprocess.run([live.HERE / "screenshot", picture], check=True)
        self.assertEqual(picture.read_bytes()[1:4], b"PNG")


class Browsers(unittest.TestCase):
    def download(self, start, url, name, content):
        with browser.Downloads() as downloads, start(url) as window:
            self.assertEqual(window.shown, url)
            window.click_link()
            path, _ = downloads.wait(name)
            self.assertEqual(path.read_bytes(), content)
            path.unlink()

    def one_more_page(self, start):
        with browser.Downloads() as downloads, start(browser.webmail("invoice.sh")) as window:
            window.open(browser.release("Lantern.AppImage"))
            path, _, source = window.fetch("Lantern.AppImage", downloads)
            self.assertTrue(source.startswith("https://release-assets.githubusercontent.com/"))
            path.unlink()

    def test_each_kind_of_link(self):
        program = pathlib.Path("/usr/bin/true").read_bytes()
        with browser.Web({"invoice.sh": SCRIPT, "Lantern.AppImage": program}) as web:
            if not web.isolated:
                raise browser.Missing("no user namespace here: the browsers could reach the network")
            for start in (web.start_chromium, web.start_firefox):
                with self.subTest(start=start.__name__, kind="one more page"):
                    self.one_more_page(start)
                for kind in ("same", "redirect", "blank", "noreferrer", "blob", "data"):
                    with self.subTest(start=start.__name__, kind=kind):
                        self.download(start, browser.webmail("invoice.sh", kind), "invoice.sh", SCRIPT)
                with self.subTest(start=start.__name__, kind="release"):
                    self.download(start, browser.release("Lantern.AppImage"), "Lantern.AppImage", program)


if __name__ == "__main__":
    sys.exit(live.main(sys.argv[1:]))
