# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gatelamp as a live test meets it: installed programs, the bus, the spool folder.  No door that a user has not."""
import json
import os
import pathlib
import re
import subprocess
import threading
import time

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

import browser  # noqa: E402

START_SECONDS = 20
# What wakes a wait is the agent's own signals; this is for a change that has none.
LOOK_AGAIN_MSEC = 250
# Both profiles can be installed and tested.
PROFILES = {"development": ("io.github.gatelamp.Agent.Devel", "gatelamp-devel"), "default": ("io.github.gatelamp.Agent", "gatelamp")}


def spool_reports(state_name):
    for file in sorted((pathlib.Path(os.environ["XDG_STATE_HOME"]) / state_name).glob("*/soc-inbox/*.json")):
        yield file, json.loads(file.read_text())


class Product:
    """The agent of one prefix, started by the given launcher and ended with the test."""

    def __init__(self, prefix, profile="development", launcher=()):
        self.prefix = pathlib.Path(prefix)
        self.bus_name, self.state_name = PROFILES[profile]
        self.launcher = list(launcher)
        self.agent = self.prefix / "libexec/gatelamp/gatelamp-agent"
        if not self.agent.exists():
            raise browser.Missing("%s is not installed (./dev test does it)" % self.agent)
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.process = None

    def wait_until(self, condition, seconds, what):
        """Looks at each signal of the agent or the bus, and now and then; returns what the condition returned."""
        context, woken = GLib.MainContext.default(), []
        deadline = time.monotonic() + seconds
        on_signal = lambda *_: woken.append(1)  # noqa: E731
        watches = [self.bus.signal_subscribe(sender, None, None, None, None, Gio.DBusSignalFlags.NONE, on_signal)
                   for sender in (self.bus_name, "org.freedesktop.DBus")]
        timer = GLib.timeout_add(LOOK_AGAIN_MSEC, lambda: woken.append(1) or True)
        try:
            while True:
                got = condition()
                if got:
                    return got
                if time.monotonic() > deadline:
                    raise TimeoutError("not within %g s: %s" % (seconds, what))
                woken.clear()
                while not woken:
                    context.iteration(True)
        finally:
            GLib.source_remove(timer)
            for watch in watches:
                self.bus.signal_unsubscribe(watch)

    def has_owner(self):
        return self.bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "NameHasOwner",
                                  GLib.Variant("(s)", (self.bus_name,)), None, Gio.DBusCallFlags.NONE, -1, None).unpack()[0]

    def start(self):
        log = open(pathlib.Path(os.environ["LAMP_SESSION"]) / "log" / "agent.log", "ab")
        with log:
            self.process = subprocess.Popen([*self.launcher, self.agent], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.wait_until(lambda: self.has_owner() or self.process.poll() is not None, START_SECONDS, "the agent owns its name")
        if self.process.poll() is not None:
            raise RuntimeError("the agent ended with %d: %s" % (self.process.returncode, self.log()[-800:]))
        self.wait_until(self.is_watching, START_SECONDS, "each folder is watched")
        return self

    def is_watching(self):
        """The name on the bus comes first, so that others can ask how far it is."""
        return self.status().get("state", "starting") != "starting"

    def log(self):
        return (pathlib.Path(os.environ["LAMP_SESSION"]) / "log/agent.log").read_text(errors="replace")

    def control(self, *arguments):
        """gatelampctl's answer: a list of its JSON lines."""
        got = subprocess.run([self.prefix / "bin/gatelampctl", *arguments, "--json"], capture_output=True, text=True, check=False,
                             stdin=subprocess.DEVNULL, timeout=60)
        if got.returncode:
            raise RuntimeError("gatelampctl %s: status %d: %s" % (" ".join(arguments), got.returncode, got.stderr.strip()))
        return [json.loads(line) for line in got.stdout.splitlines() if line.strip()]

    def status(self):
        return self.control("status")[0]

    def alerts(self, file_name=None):
        return [alert for alert in self.control("alerts") if file_name in (None, (alert.get("file") or {}).get("name"))]

    def wait_alert(self, file_name, seconds, accept=lambda alert: True):
        return self.wait_until(lambda: next(filter(accept, self.alerts(file_name)), None), seconds, "an alert about %r" % file_name)

    def reports(self):
        return list(spool_reports(self.state_name))

    def wait_report(self, alert_id, seconds):
        """(file, report): the spool's file about this alert."""
        return self.wait_until(lambda: next((found for found in self.reports() if alert_id in json.dumps(found[1])), None), seconds,
                               "a report of %s in the spool" % alert_id)

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(START_SECONDS)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.end()


class Notifications:
    """Every Notify call on the bus: (time.time() of it, summary, body)."""

    HEADER = re.compile(r"^(method|signal|error)\b.* time=([0-9.]+) ")
    STRING = re.compile(r'^   string "(.*?)"?$', re.DOTALL)

    def __init__(self):
        browser.need("dbus-monitor", "dbus-bin")
        self.process = subprocess.Popen(["dbus-monitor", "--session", "type=method_call,interface=org.freedesktop.Notifications,member=Notify"],
                                        stdout=subprocess.PIPE, text=True, errors="replace")
        self.shown, self.changed = [], threading.Condition()
        # The monitor is at work once it tells of itself.
        self.process.stdout.readline()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        when, strings = None, []
        for line in self.process.stdout:
            header = self.HEADER.match(line)
            if header:
                when, strings = (float(header.group(2)), []) if "member=Notify" in line else (None, [])
            elif when and line.startswith('   string "'):
                strings.append(line[len('   string "'):].rstrip("\n").removesuffix('"'))
                # Application, icon, summary, body.
                if len(strings) == 4:
                    with self.changed:
                        self.shown.append((when, strings[2], strings[3]))
                        self.changed.notify_all()
                    when = None

    def about(self, text):
        with self.changed:
            return [shown for shown in self.shown if text in shown[1] + shown[2]]

    def wait(self, texts, seconds):
        """The first that has each of the texts."""
        def find():
            return next((one for one in self.shown if all(text in one[1] + one[2] for text in texts)), None)

        with self.changed:
            if not self.changed.wait_for(find, seconds):
                raise TimeoutError("no notification about %r in %g s, but %s" % (texts, seconds, self.shown))
            return find()

    def end(self):
        self.process.terminate()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


def arrive(name, content, mode=0o644, folder=None):
    """A file as a download leaves it: written under a temporary name, renamed when it is complete."""
    folder = pathlib.Path(folder or browser.home() / "Downloads")
    part = folder / ("%s.part" % name)
    part.write_bytes(content)
    part.chmod(mode)
    part.rename(folder / name)
    return folder / name


def run(*command, **more):
    """One run of a program, to its end, with what it says thrown away."""
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
                          timeout=60, **more)


# Long enough to be met alive by any sensor: most tests are about what comes after that.
SLOW_SCRIPT = b"#!/bin/bash\nsleep 1\n"


def pids_of(program):
    """The processes of this session whose image is the program."""
    mine, found = os.fsencode("LAMP_SESSION=" + os.environ["LAMP_SESSION"]), []
    for entry in os.listdir("/proc"):
        try:
            if entry.isdigit() and os.path.samefile("/proc/%s/exe" % entry, program):
                if mine in pathlib.Path("/proc", entry, "environ").read_bytes().split(b"\0"):
                    found.append(int(entry))
        except OSError:
            continue
    return found
