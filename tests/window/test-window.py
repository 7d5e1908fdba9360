#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window as a person meets it: keys, what a screen reader finds, pictures.  Run by tests/live/session.

    test-window.py GATELAMP GATELAMP-RTL BUS-NAME SCHEMA-FOLDER

Pictures of light, dark, narrow and right to left go to $GATELAMP_PICTURES, where that is set.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "live"))
import gi  # noqa: E402

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

import fake_agent  # noqa: E402
import live  # noqa: E402

GATELAMP, GATELAMP_RTL, BUS_NAME, SCHEMAS = sys.argv[1:5]
del sys.argv[1:5]
PICTURES = os.environ.get("GATELAMP_PICTURES")
PATIENCE_SECONDS = 30
COMPLAINT = re.compile(r"WARNING|CRITICAL|ERROR")
# What the desktop lacks here, not what the window does.
HARMLESS = re.compile(r"dconf-WARNING|Settings portal|libEGL|MESA"
                      # GTK 4.8's own: a scroll bar's slider in its first frame.
                      r"|Trying to snapshot GtkGizmo \S+ without a current allocation", re.IGNORECASE)
GONE_LINE = "The agent is not running. This list may be old."


class WindowTest(unittest.TestCase):
    def setUp(self):
        self.agent = self.process = None
        self.log = tempfile.TemporaryFile("w+")
        self.addCleanup(self.log.close)

    def tearDown(self):
        self.stop()
        if self.agent:
            self.agent.end()
        self.log.seek(0)
        complaints = [line for line in self.log.read().splitlines() if COMPLAINT.search(line) and not HARMLESS.search(line)]
        self.assertEqual(complaints, [])

    def start_agent(self, alerts):
        self.agent = fake_agent.Agent(BUS_NAME, alerts)

    def environment(self, **extra):
        return dict(os.environ, GSK_RENDERER="cairo", GSETTINGS_BACKEND="memory", GSETTINGS_SCHEMA_DIR=SCHEMAS, LC_ALL="C.UTF-8", **extra)

    def start(self, *arguments, program=GATELAMP, **extra):
        self.process = subprocess.Popen([program, *arguments], env=self.environment(**extra), stdout=self.log, stderr=self.log)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)

    def wait(self, condition, what="", seconds=PATIENCE_SECONDS):
        """Serves the agent's bus while it waits."""
        end = time.monotonic() + seconds
        beat = GLib.timeout_add(50, lambda: True)
        try:
            while True:
                got = condition()
                if got:
                    return got
                if time.monotonic() > end:
                    self.fail("waited in vain for %s; on the screen: %s; the agent was asked %s" %
                              (what or condition, sorted(set(self.texts()))[:60], [call[0] for call in self.agent.calls] if self.agent else None))
                GLib.MainContext.default().iteration(True)
        finally:
            GLib.source_remove(beat)

    def nodes(self):
        """What is on the screen, as a screen reader finds it."""
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            try:
                application = desktop.get_child_at_index(index)
                if application and application.get_name() in ("gatelamp", "gatelamp-rtl"):
                    yield from self.walk(application)
            except GLib.Error:
                continue

    def walk(self, node, depth=0):
        """GTK 4.8 says of nothing but a window that it is showing: what is hidden is not visible, and all below it."""
        try:
            children = [node.get_child_at_index(index) for index in range(min(node.get_child_count(), 300))]
        except GLib.Error:
            return
        for child in children:
            try:
                if child is None or not child.get_state_set().contains(Atspi.StateType.VISIBLE):
                    continue
                yield child
            except GLib.Error:
                continue
            yield from self.walk(child, depth + 1)

    def texts(self):
        names = []
        for node in self.nodes():
            try:
                names.append(node.get_name())
            except GLib.Error:
                continue
        return names

    def see(self, text):
        return self.wait(lambda: [name for name in self.texts() if text in name], repr(text))[0]

    def key(self, *keys):
        subprocess.run(["xdotool", "key", "--delay", "60", *keys], check=True)

    def focus(self):
        window = self.wait(self.find_window, "the window")
        subprocess.run(["xdotool", "windowfocus", "--sync", window], check=True)
        return window

    def find_window(self):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)], capture_output=True, text=True, check=False).stdout.split()
        return found[0] if found else None

    def asked(self, method):
        return [call[1:] for call in self.agent.calls if call[0] == method]

    def picture(self, name):
        if PICTURES:
            # A picture is taken when the slide to the next page has ended.
            end = time.monotonic() + 1.5
            self.wait(lambda: time.monotonic() > end)
            subprocess.run([live.HERE / "screenshot", os.path.join(PICTURES, name + ".png")], check=True)

    def check_names(self):
        for node in self.nodes():
            if node.get_role() in (Atspi.Role.PUSH_BUTTON, Atspi.Role.TOGGLE_BUTTON, Atspi.Role.TEXT, Atspi.Role.LIST, Atspi.Role.LIST_ITEM):
                self.assertTrue(node.get_name(), "a %s without a name" % node.get_role_name())

    def test_none(self):
        self.start_agent([])
        self.start()
        self.see("Nothing to Tell")
        self.check_names()
        self.agent.set(fake_agent.alert(1))
        self.see("invoice-1.sh")
        self.picture("one")

    def test_report_by_keyboard(self):
        self.start_agent([fake_agent.alert(0)])
        self.start()
        self.focus()
        self.see("invoice-0.sh")
        self.key("Return")
        self.see("was just run by bash")
        self.check_names()
        names = self.texts()
        order = [index for index, name in enumerate(names) if name.startswith(("It came through", "It was run within"))]
        self.assertTrue(names[order[0]].startswith("It came through"), "the strongest reason stands first")
        for text in ("Which mail account it came through is not known.", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     "T1204.002 · User Execution: Malicious File", "bash /home/alice/Downloads/invoice-0.sh 'a b' ''"):
            self.assertTrue(any(text in name for name in names), text)
        self.key("r")
        self.see("Exactly this will be sent")
        self.see("This goes to your security team. Nothing is sent before you press Send.")
        self.wait(lambda: self.asked("PreviewReport"))
        self.check_names()
        subprocess.run(["xdotool", "type", "--delay", "30", "Not mine"], check=True)
        self.wait(lambda: (self.agent.alerts and self.asked("PreviewReport")[-1][1] == "Not mine"), "the preview of the comment")
        self.picture("sheet")
        self.wait(lambda: self.key("ctrl+Return") or self.asked("Report"), "the report")
        self.assertEqual(self.asked("Report"), [(fake_agent.alert(0)["id"], "Not mine")])
        self.see("Saved on this computer. No security team is set up yet.")
        self.see("Reported")
        self.assertFalse(any(name == "I Expected This" for name in self.texts()))
        self.key("Escape")
        self.see("invoice-0.sh")
        self.key("ctrl+q")
        self.wait(lambda: self.process.poll() is not None, "the end")
        self.assertEqual(self.process.returncode, 0)

    def test_expected_from_the_list(self):
        self.start_agent([fake_agent.alert(0), fake_agent.alert(1)])
        self.start()
        self.focus()
        self.see("invoice-1.sh")
        self.key("Down", "e")
        self.wait(lambda: self.asked("Expect"), "the answer")
        self.assertEqual(self.asked("Expect"), [(fake_agent.alert(1)["id"], "content")])
        self.see("\u2068invoice-1.sh\u2069 will not be mentioned again")
        self.key("ctrl+w")
        self.wait(lambda: self.process.poll() is not None, "the end")

    def test_expected_where_the_content_is_not_known(self):
        self.start_agent([fake_agent.alert(0)])
        self.agent.refuse_scopes = {"content"}
        self.start()
        self.focus()
        self.see("invoice-0.sh")
        self.key("e")
        self.see("will not be mentioned again")
        self.assertEqual([scope for _, scope in self.asked("Expect")], ["content", "origin"])

    def test_expected_on_the_row_that_tab_reached(self):
        self.start_agent([fake_agent.alert(number) for number in range(3)])
        self.start()
        self.focus()
        self.see("invoice-2.sh")
        self.key("Tab", "Tab", "e")
        self.wait(lambda: self.asked("Expect"), "the answer")
        self.assertEqual(self.asked("Expect"), [(fake_agent.alert(2)["id"], "content")])

    def test_expected_where_nothing_is_known(self):
        self.start_agent([fake_agent.alert(0)])
        self.agent.refuse_scopes = {"content", "origin"}
        self.start()
        self.focus()
        self.see("invoice-0.sh")
        self.key("e")
        self.see("Too little is known about this file for that.")

    def test_shortcuts(self):
        self.start_agent([fake_agent.alert(0)])
        self.start()
        self.focus()
        self.see("invoice-0.sh")
        self.key("F1")
        self.see("Back to the list")
        self.picture("shortcuts")

    def test_refused(self):
        self.start_agent([fake_agent.alert(0)])
        self.agent.refuse = "Busy"
        self.start()
        self.focus()
        self.see("invoice-0.sh")
        self.key("r")
        self.see("Exactly this will be sent")
        self.wait(lambda: self.key("ctrl+Return") or self.asked("Report"), "the report")
        self.see("That is too much at once. Please try again later.")
        self.key("Escape")
        self.see("invoice-0.sh")

    def test_ten_thousand(self):
        self.start_agent([fake_agent.alert(number) for number in range(10000)])
        begun = time.monotonic()
        self.start()
        self.see("invoice-0.sh")
        print("the first of 10000 alerts on the screen after %.1f s" % (time.monotonic() - begun))
        self.wait(lambda: len(self.asked("ListAlerts")) == 2, "the rest to be asked for")
        self.focus()
        # "End" is the end of what is there; it is pressed until that is all.
        self.wait(lambda: self.key("End") or any("invoice-9999.sh" in name for name in self.texts()), "the last of 10000")
        print("all of them after %.1f s" % (time.monotonic() - begun))
        self.key("Return")
        self.see("invoice-9999.sh\u2069, which you downloaded")
        status = pathlib.Path("/proc/%d/status" % self.process.pid).read_text()
        print("resident: %s kB" % re.search(r"VmRSS:\s+(\d+)", status).group(1))
        self.agent.set(fake_agent.alert(20000, last_time=fake_agent.moment(-1), name="newest.sh"))
        self.key("Escape", "Home")
        self.see("newest.sh")

    def test_agent_gone(self):
        self.start()
        self.see("Gatelamp Is Not Watching")
        self.see("Try Again")
        self.picture("gone")
        self.start_agent([fake_agent.alert(0)])
        self.see("invoice-0.sh")
        self.agent.end()
        self.see(GONE_LINE)
        self.focus()
        self.key("e")
        self.see("Gatelamp's agent does not answer. Nothing was changed.")
        self.start_agent([fake_agent.alert(0), fake_agent.alert(1)])
        self.see("invoice-1.sh")
        self.wait(lambda: GONE_LINE not in self.texts(), "the line to go")

    def test_agent_that_does_not_answer(self):
        self.start_agent([fake_agent.alert(0)])
        self.agent.silent = True
        self.start()
        self.see("Reading the alerts")
        self.see("Gatelamp Is Not Watching")

    def test_one_by_id(self):
        self.start_agent([fake_agent.alert(0), fake_agent.alert(1)])
        self.start("--alert", fake_agent.alert(1)["id"])
        self.see("invoice-1.sh\u2069, which you downloaded")
        second = subprocess.Popen([GATELAMP, "--alert", fake_agent.alert(0)["id"]], env=self.environment(), stdout=self.log, stderr=self.log)
        self.wait(lambda: second.poll() is not None, "the second to end")
        self.assertEqual(second.returncode, 0)
        self.see("invoice-0.sh\u2069, which you downloaded")
        # As the agent's Details does it.
        application = BUS_NAME.replace(".Agent", ".Gatelamp")
        self.agent.connection.call(application, "/" + application.replace(".", "/"), "org.freedesktop.Application", "ActivateAction",
                                   GLib.Variant("(sava{sv})", ("show-alert", [GLib.Variant("s", fake_agent.alert(1)["id"])], {})), None, 0, -1, None, None)
        self.see("invoice-1.sh\u2069, which you downloaded")
        third = subprocess.Popen([GATELAMP, "--alert", "<b>no such\n"], env=self.environment(), stdout=self.log, stderr=self.log)
        self.wait(lambda: third.poll() is not None, "the third to end")
        self.see("This alert is no longer there.")

    def test_hostile(self):
        names = ["a\nb.sh", "<b>bold</b>&amp;.sh", "inv\u202egnp.sh", "\u2067\u2068.sh", "x" * 255, "_mnemonic_.sh", "\x1b[31mred.sh", "%s%n.sh"]
        alerts = [fake_agent.alert(number, name=name, origin={"status": "known", "url": "https://h.example/<b>&\u202e", "host": "<i>h\u202e.example</i>", "app": "<u>App</u>"},
                                   reasons=[{"code": "x", "weight": -5, "text": "<big>Big\nlines</big>"}]) for number, name in enumerate(names)]
        alerts += [{"id": "bare"}, fake_agent.alert(90, file=None, process=None, origin=None, sentence=None, reasons=None, completeness=None, attack=None)]
        self.start_agent(alerts)
        self.agent.alerts["no-alert"] = {"id": 7, "severity": ["x"], "last_time": fake_agent.moment(5)}
        for one in self.agent.alerts.values():
            one.setdefault("last_time", fake_agent.moment(9000))
        self.start()
        self.focus()
        for text in ("a<000A>b.sh", "<b>bold</b>&amp;.sh", "inv<202E>gnp.sh", "<2067><2068>.sh", "_mnemonic_.sh", "<001B>[31mred.sh", "%s%n.sh", "<i>h<202E>.example</i>"):
            self.see(text)
        for _ in alerts:
            self.key("Return")
            self.see("Details")
            self.key("Escape")
            self.see("Alerts")
            self.key("Down")
        self.key("Home", "Return")
        self.see("<big>Big lines</big>")
        self.agent.connection.emit_signal(None, fake_agent.PATH, fake_agent.INTERFACE, "AlertChanged", GLib.Variant("(sxs)", ("x", 1, "{\"id\":")))
        self.agent.set(fake_agent.alert(91, name="after.sh"))
        self.key("Escape")
        self.see("after.sh")
        self.log.seek(0)
        said = [line for line in self.log.read().splitlines() if "cannot be read" in line]
        self.assertEqual(len(said), 2, "each alert that cannot be read is said once")
        self.log.seek(0)
        self.log.truncate()

    def test_updated_while_it_is_read(self):
        one = fake_agent.alert(0, origin={"status": "pending", "app": "Chromium"})
        self.start_agent([one])
        self.start("--alert", one["id"])
        self.see("was just run by bash")
        self.assertNotIn("Updated just now", self.texts())
        self.agent.set(dict(fake_agent.alert(0), revision=2, sentence="Now it is known."))
        self.see("Now it is known.")
        self.see("Updated just now")

    def test_looks(self):
        alerts = [fake_agent.alert(number) for number in range(12)]
        alerts[3]["state"], alerts[4]["state"] = "reported", "expected"
        for name, program, size, extra in (("light", GATELAMP, None, {}), ("dark", GATELAMP, None, {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}),
                                           ("narrow", GATELAMP, ("360", "640"), {}), ("rtl", GATELAMP_RTL, None, {}), ("contrast", GATELAMP, None, {"ADW_DEBUG_HIGH_CONTRAST": "1"})):
            with self.subTest(look=name):
                self.start_agent(alerts)
                self.start(program=program, **extra)
                window = self.focus()
                if size:
                    subprocess.run(["xdotool", "windowsize", "--sync", window, *size], check=True)
                self.see("invoice-0.sh")
                self.picture(name + "-list")
                self.key("Return")
                self.see("was just run by bash")
                self.picture(name + "-alert")
                if size:
                    got = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window], capture_output=True, text=True, check=True).stdout
                    self.assertIn("WIDTH=360\n", got, "the window fits a phone")
                    self.key("r")
                    self.see("Exactly this will be sent")
                    self.picture(name + "-sheet")
                self.stop()
                self.agent.end()


if __name__ == "__main__":
    sys.exit(live.main(sys.argv[1:]))
