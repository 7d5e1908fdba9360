#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The notifier against notification servers that behave and servers that do not, on a private bus.

    test-notifier.py DRIVER
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

try:
    import gi
    gi.require_version("Gio", "2.0")
    from gi.repository import Gio, GLib
except (ImportError, ValueError) as missing:
    print("skipped: python3-gi is missing: %s" % missing, file=sys.stderr)
    sys.exit(77)

DRIVER = sys.argv.pop(1)
NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
INTERFACE = Gio.DBusNodeInfo.new_for_xml("""<node><interface name="org.freedesktop.Notifications">
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
 <arg type="s" direction="out"/><arg type="s" direction="out"/></method>
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
 <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
 <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
<signal name="ActivationToken"><arg type="u"/><arg type="s"/></signal>
</interface></node>""").interfaces[0]
BUS_CONFIG = """<busconfig><type>session</type><listen>unix:dir=%s</listen><auth>EXTERNAL</auth>%s
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"""
SERVICE = "[D-BUS Service]\nName=%s\nExec=/usr/bin/python3 -B %s serve\n"
PATIENCE_SECONDS = 20
ALL = ["actions", "body", "body-markup", "persistence"]


class Server:
    """A notification server; `answers` False makes it one that takes every call and never answers."""

    def __init__(self, address, name="gnome-shell", capabilities=ALL, answers=True):
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.connection = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self.name, self.capabilities, self.answers = name, capabilities, answers
        self.last_id, self.cards, self.closed, self.calls = 0, [], [], 0
        self.connection.register_object(PATH, INTERFACE, self.on_call, None, None)
        Gio.bus_own_name_on_connection(self.connection, NAME, Gio.BusNameOwnerFlags.NONE, None, None)

    def on_call(self, _connection, _sender, _path, _interface, method, parameters, invocation):
        self.calls += 1
        if not self.answers:
            self.held = getattr(self, "held", []) + [invocation]
            return
        if method == "GetServerInformation":
            invocation.return_value(GLib.Variant("(ssss)", (self.name, "v", "1", "1.2")))
        elif method == "GetCapabilities":
            invocation.return_value(GLib.Variant("(as)", (self.capabilities,)))
        elif method == "Notify":
            _app, replaces, icon, title, body, actions, hints, timeout = parameters.unpack()
            if replaces == 0:
                self.last_id += 1
            number = replaces or self.last_id
            self.cards.append({"id": number, "replaces": replaces, "icon": icon, "title": title, "body": body,
                               "actions": dict(zip(actions[::2], actions[1::2])), "hints": hints, "timeout": timeout})
            invocation.return_value(GLib.Variant("(u)", (number,)))
        elif method == "CloseNotification":
            self.closed.append(parameters.unpack()[0])
            invocation.return_value(None)
            self.emit("NotificationClosed", "(uu)", self.closed[-1], 3)

    def emit(self, signal, kind, *values):
        if self.connection.is_closed():
            return
        self.connection.emit_signal(None, PATH, NAME, signal, GLib.Variant(kind, values))

    def end(self):
        self.connection.close_sync(None)


def alert(name, severity="high", **fields):
    value = {"schema": "1", "id": name, "revision": 1, "severity": severity, "state": "new",
             "sentence": "%s was just run by bash." % name, "file": {"name": name + ".sh", "path": "/x/" + name},
             "reasons": [{"code": "b", "weight": 9, "text": "A <strong> one."}, {"code": "a", "weight": 1, "text": "A weak one."}]}
    value.update(fields)
    return value


class NotifierTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="lamp-notify-")
        self.addCleanup(self.folder.cleanup)
        self.lines = []

    def start(self, team="The SOC", services=""):
        config = pathlib.Path(self.folder.name, "bus.conf")
        config.write_text(BUS_CONFIG % (self.folder.name, services))
        self.bus = subprocess.Popen(["dbus-daemon", "--config-file=%s" % config, "--nofork", "--print-address=1"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(self.end_process, self.bus)
        self.address = self.bus.stdout.readline().strip()
        env = dict(os.environ, DBUS_SESSION_BUS_ADDRESS=self.address, LC_ALL="C.UTF-8", HOME=self.folder.name)
        self.driver = subprocess.Popen([DRIVER] + ([team] if team else []), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)
        self.addCleanup(self.end_process, self.driver)
        os.set_blocking(self.driver.stdout.fileno(), False)
        watch = GLib.io_add_watch(self.driver.stdout.fileno(), GLib.PRIORITY_DEFAULT, GLib.IO_IN, self.on_output)
        self.addCleanup(GLib.source_remove, watch)
        self.wait(lambda: "ready" in self.lines)

    def end_process(self, process):
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()
        if process is self.bus:
            process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def on_output(self, fd, _condition):
        self.lines += os.read(fd, 65536).decode().splitlines()
        return True

    def tell(self, line, value=None):
        self.driver.stdin.write(line + (" " + json.dumps(value) if value is not None else "") + "\n")
        self.driver.stdin.flush()

    def wait(self, condition, seconds=PATIENCE_SECONDS):
        late = GLib.timeout_add(int(seconds * 1000), lambda: True)
        beat = GLib.timeout_add(20, lambda: True)
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                self.fail("waited in vain; driver said %r" % self.lines)
            GLib.MainContext.default().iteration(True)
        GLib.source_remove(late)
        GLib.source_remove(beat)

    def ask(self, word):
        self.lines = [line for line in self.lines if not line.startswith(word)]
        self.tell(word)
        self.wait(lambda: any(line.startswith(word) for line in self.lines))
        return [line for line in self.lines if line.startswith(word)][-1].split(" ", 1)[1]

    def status(self):
        return json.loads(self.ask("status"))

    def quiet(self, server, seconds=0.5):
        """Nothing more comes: the one thing that cannot be awaited."""
        calls = server.calls
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end)
        self.assertEqual(server.calls, calls)

    def test_high(self):
        self.start()
        server = Server(self.address)
        self.tell("show", alert("a<b>&", severity="high"))
        self.wait(lambda: server.cards)
        card = server.cards[0]
        self.assertEqual(card["title"], "Downloaded File Was Run")
        self.assertEqual(card["body"], "a&lt;b&gt;&amp; was just run by bash.\nA &lt;strong&gt; one.")
        self.assertEqual(card["hints"]["urgency"], 2)
        self.assertTrue(card["hints"]["resident"])
        self.assertTrue(card["hints"]["desktop-entry"].startswith("io.github.gatelamp.Gatelamp"))
        self.assertEqual(card["timeout"], 0)
        self.assertEqual(card["actions"], {"report": "Report", "expected": "I Expected This", "details": "Details", "default": "Details"})
        self.assertEqual(self.status()["server"], "gnome-shell")

    def test_medium_on_a_server_that_draws_default_and_knows_no_markup(self):
        self.start()
        server = Server(self.address, "Xfce Notify Daemon", ["actions", "body"])
        self.tell("show", alert("a<b>&", severity="medium"))
        self.wait(lambda: server.cards)
        card = server.cards[0]
        self.assertEqual(card["title"], "A Downloaded Program Started")
        self.assertEqual(card["body"], "a<b>& was just run by bash.\nA <strong> one.")
        self.assertEqual(card["hints"]["urgency"], 1)
        self.assertNotIn("resident", card["hints"])
        self.assertEqual(card["timeout"], -1)
        self.assertEqual(list(card["actions"]), ["report", "expected", "details"])

    def test_action_confirm_withdraw(self):
        self.start()
        server = Server(self.address)
        self.tell("show", alert("a"))
        self.wait(lambda: server.cards)
        self.wait(lambda: "shown id=a" in self.lines)
        server.emit("ActivationToken", "(us)", 1, "token-1")
        server.emit("ActionInvoked", "(us)", 1, "report")
        self.wait(lambda: "action id=a action=report token=token-1" in self.lines)
        self.tell("confirm", alert("a", state="reported", report={"state": "delivered"}))
        self.wait(lambda: len(server.cards) == 2)
        card = server.cards[1]
        self.assertEqual(card["replaces"], 1)
        self.assertEqual(card["body"], "Reported to The SOC. Thank you. The answer will appear here.")
        self.assertEqual(card["hints"]["urgency"], 0)
        self.assertTrue(card["hints"]["suppress-sound"])
        self.assertNotIn("report", card["actions"])
        server.emit("ActionInvoked", "(us)", 1, "default")
        self.wait(lambda: "action id=a action=details token=" in self.lines)
        server.emit("ActionInvoked", "(us)", 1, "rm -rf")
        server.emit("ActionInvoked", "(us)", 77, "report")
        self.tell("show", alert("b"))
        self.wait(lambda: len(server.cards) == 3)
        self.tell("withdraw b")
        self.wait(lambda: server.closed == [2])
        self.assertEqual(len([line for line in self.lines if line.startswith("action")]), 2)

    def test_nobody_configured(self):
        self.start(team=None)
        server = Server(self.address)
        self.tell("confirm", alert("a", state="reported", report={"state": "delivered"}))
        self.wait(lambda: server.cards)
        self.assertEqual(server.cards[0]["body"], "Saved on this computer. No security team is set up yet.")

    def test_replaced_not_repeated(self):
        self.start()
        server = Server(self.address)
        for revision in range(3):
            self.tell("show", alert("a", severity="medium", revision=revision))
            self.wait(lambda: len(server.cards) == revision + 1)
        self.tell("show", alert("a", severity="high"))
        self.wait(lambda: len(server.cards) == 4)
        self.assertEqual([card["replaces"] for card in server.cards], [0, 1, 1, 1])
        self.assertEqual(["suppress-sound" in card["hints"] for card in server.cards], [False, True, True, False])
        server.emit("NotificationClosed", "(uu)", 1, 2)
        self.wait(lambda: self.status()["shown"] == 0)
        self.tell("show", alert("a", severity="high", revision=9))
        self.assertEqual(self.status()["waiting"], 0)

    def test_waits_for_a_server(self):
        self.start()
        for revision in range(50):
            self.tell("show", alert("a", sentence="revision %d" % revision))
        status = self.status()
        self.assertEqual((status["present"], status["waiting"]), (False, 1))
        server = Server(self.address)
        self.wait(lambda: server.cards)
        self.assertTrue(server.cards[0]["body"].startswith("revision 49\n"))
        self.quiet(server)
        self.assertEqual(len(server.cards), 1)

    def test_activates_a_server(self):
        services = pathlib.Path(self.folder.name, "services")
        services.mkdir()
        (services / "n.service").write_text(SERVICE % (NAME, os.path.realpath(__file__)))
        self.start(services="<servicedir>%s</servicedir>" % services)
        self.tell("show", alert("a"))
        self.wait(lambda: self.status()["shown"] == 1)
        self.assertEqual(self.status()["server"], "started by the bus")

    def test_restart_restores_once(self):
        self.start()
        first = Server(self.address)
        self.tell("show", alert("a"))
        self.wait(lambda: first.cards)
        self.wait(lambda: self.status()["shown"] == 1)
        first.end()
        self.wait(lambda: not self.status()["present"])
        second = Server(self.address, "Plasma")
        self.wait(lambda: second.cards)
        self.assertEqual(second.cards[0]["replaces"], 0)
        self.assertTrue(second.cards[0]["hints"]["suppress-sound"])
        self.assertEqual(self.status()["server"], "Plasma")
        second.emit("ActionInvoked", "(us)", 1, "expected")
        self.wait(lambda: "action id=a action=expected token=" in self.lines)
        self.wait(lambda: self.status()["shown"] == 1)
        second.end()
        self.wait(lambda: not self.status()["present"])
        third = Server(self.address)
        self.wait(lambda: third.calls >= 2)
        self.quiet(third)
        self.assertEqual(third.cards, [])

    def test_burst(self):
        self.start()
        server = Server(self.address)
        for name in "abcdefgh":
            self.tell("show", alert(name, severity="medium"))
        self.wait(lambda: any("7 more" in card["body"] for card in server.cards))
        self.quiet(server)
        last = server.cards[-1]
        self.assertEqual(last["title"], "Downloaded Programs Started")
        self.assertEqual(last["body"], "\u2068a.sh\u2069 and 7 more downloaded files were run.")
        self.assertEqual(set(last["actions"]), {"details", "default"})
        self.assertEqual(self.status()["shown"], 1)
        # Who only counts in it was shown to nobody; the first three may have had a card of their own.
        self.assertLessEqual({line for line in self.lines if line.startswith("shown ")}, {"shown id=" + name for name in "abc"})
        server.emit("ActionInvoked", "(us)", last["id"], "details")
        self.wait(lambda: "action id= action=details token=" in self.lines)

    def test_hung_server_never_blocks(self):
        self.start()
        server = Server(self.address, answers=False)
        self.wait(lambda: server.calls)
        self.ask("pause")
        begun = time.monotonic()
        for revision in range(200):
            self.tell("show", alert("a%d" % (revision % 5), revision=revision))
        self.wait(lambda: time.monotonic() - begun > 4)
        status = self.status()
        pause_usec = int(self.ask("pause"))
        print("longest pause of the main loop with a hung server: %.1f ms" % (pause_usec / 1000))
        self.assertLess(pause_usec, 250000)
        self.assertTrue(status["present"])
        self.assertFalse(status["answering"])
        self.assertEqual(server.calls, 1, "nothing may pile up behind a server that hangs")
        self.assertGreaterEqual(status["waiting"], 1)
        # The next server gets what waited.
        server.end()
        good = Server(self.address)
        self.wait(lambda: good.cards)
        self.assertIn("4 more", good.cards[-1]["body"])

    def test_end_with_hung_server(self):
        self.start()
        server = Server(self.address, answers=False)
        self.tell("show", alert("a"))
        self.wait(lambda: server.calls)
        self.driver.stdin.close()
        self.wait(lambda: any(line.startswith("stopped") for line in self.lines), 5)
        self.assertLess(int(self.lines[-1].split()[1]), 1500000)

    def test_end_closes_cards(self):
        self.start()
        server = Server(self.address)
        self.tell("show", alert("a"))
        self.wait(lambda: server.cards)
        self.wait(lambda: self.status()["shown"] == 1)
        self.driver.stdin.close()
        self.wait(lambda: server.closed == [1])

    def test_blind(self):
        self.start()
        server = Server(self.address)
        self.tell("blind Nothing has been seen since 10:04.")
        self.wait(lambda: server.cards)
        self.assertEqual(server.cards[0]["title"], "Gatelamp Cannot See Downloads")
        self.assertEqual(server.cards[0]["body"], "Nothing has been seen since 10:04.")
        self.tell("blind")
        self.wait(lambda: server.closed == [1])


if __name__ == "__main__":
    if DRIVER == "serve":
        started = Server(os.environ["DBUS_STARTER_ADDRESS"], "started by the bus")
        GLib.timeout_add_seconds(30, sys.exit)
        GLib.MainLoop().run()
    unittest.main(verbosity=2)
