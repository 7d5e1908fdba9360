# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An agent that has the alerts a test gives it, on the session bus; it notes what it is asked."""
import json
import pathlib
import time

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

XML = pathlib.Path(__file__).resolve().parents[2] / "data/io.github.gatelamp.Agent1.xml"
INTERFACE, PATH = "io.github.gatelamp.Agent1", "/io/github/gatelamp/Agent1"


def moment(seconds_ago):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() - seconds_ago)) + ".000000Z"


def alert(number=0, **fields):
    """One alert as the contract has it; any member can be given otherwise."""
    name = fields.pop("name", "invoice-%d.sh" % number)
    path = "/home/alice/Downloads/" + name
    value = {
        "schema": "1", "id": "00000000-0000-4000-8000-%012d" % number, "revision": 1, "time": moment(60 + 60 * number),
        "last_time": moment(60 + 60 * number), "count": 1, "severity": ("high", "medium", "low")[number % 3], "score": 72, "state": "new", "drill": False,
        "sentence": "\u2068%s\u2069, which you downloaded from \u2068mail.example.org\u2069 with Firefox 2 minutes ago, was just run by bash." % name,
        "file": {"path": path, "path_at_arrival": path, "name": name, "size": 1834, "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                 "content_type": "application/x-shellscript", "mode": "0755", "born": moment(120), "modified": moment(120), "arrived": moment(120)},
        "origin": {"status": "known", "channel": "webmail", "standing": "outside", "url": "https://mail.example.org/attachments/7", "page": "https://mail.example.org/inbox",
                   "host": "mail.example.org", "app": "Firefox", "private": False, "evidence": []},
        "derivation": [], "execution": {"method": "script", "confidence": "B", "sensor": "fanotify"},
        "process": {"pid": 4242, "started": moment(60), "boot_id": "b", "exe": "/usr/bin/bash", "argv": ["bash", path, "a b", ""], "cwd": "/home/alice", "uid": 1000,
                    "ancestors": [{"pid": 4200, "exe": "/usr/bin/gnome-terminal", "name": "gnome-terminal"}, {"pid": 1, "exe": "/sbin/init", "name": "systemd"}]},
        "user": {"uid": 1000, "name": "alice"}, "seconds_since_arrival": 60,
        "reasons": [{"code": "webmail", "weight": 40, "text": "It came through a personal mail account."},
                    {"code": "fresh", "weight": 12, "text": "It was run within 60 seconds of arriving."}],
        "attack": {"version": "17", "analytic": "AN0321", "techniques": [{"id": "T1204.002", "name": "User Execution: Malicious File", "tactics": ["execution"]},
                                                                         {"id": "T1566.003", "name": "Spearphishing via Service", "tactics": ["initial-access"]}]},
        "report": {"state": "none"}, "completeness": [{"code": "no-account", "text": "Which mail account it came through is not known."}],
    }
    value.update(fields)
    return value


class Agent:
    def __init__(self, bus_name, alerts=()):
        self.bus_name = bus_name
        self.alerts = {one["id"]: one for one in alerts}
        self.written = {identity: json.dumps(one) for identity, one in self.alerts.items()}
        self.calls = []
        self.refuse = None
        self.silent = False
        self.team = None
        self.refuse_scopes = set()
        self.connection = Gio.bus_get_sync(Gio.BusType.SESSION)
        interface = Gio.DBusNodeInfo.new_for_xml(XML.read_text()).interfaces[0]
        self.registration = self.connection.register_object(PATH, interface, self.on_call, self.on_get, None)
        self.owner = Gio.bus_own_name_on_connection(self.connection, bus_name, Gio.BusNameOwnerFlags.NONE, None, None)

    def end(self):
        if self.owner:
            Gio.bus_unown_name(self.owner)
            self.connection.unregister_object(self.registration)
            self.owner = 0

    def on_get(self, _connection, _sender, _path, _interface, name):
        return {"Version": GLib.Variant("s", "0"), "State": GLib.Variant("s", "watching"), "Waiting": GLib.Variant("u", 0)}[name]

    def set(self, value):
        self.alerts[value["id"]] = value
        self.written.pop(value["id"], None)
        self.connection.emit_signal(None, PATH, INTERFACE, "AlertChanged", GLib.Variant("(sxs)", (value["id"], value["revision"], json.dumps(value))))

    def preview(self, identity, comment):
        return json.dumps({"specversion": "1.0", "id": identity, "type": "io.github.gatelamp.alert", "data": {"comment": comment, "alert": self.alerts[identity]}},
                          indent=2, ensure_ascii=False)

    def on_call(self, _connection, _sender, _path, _interface, method, parameters, invocation):
        arguments = parameters.unpack()
        self.calls.append((method,) + arguments)
        if self.silent:
            return
        if self.refuse and method in ("Report", "Expect", "Dismiss"):
            invocation.return_dbus_error("io.github.gatelamp.Error." + self.refuse, "refused")
            return
        if method in ("GetAlert", "Report", "PreviewReport", "Expect", "Dismiss") and arguments[0] not in self.alerts:
            invocation.return_dbus_error("io.github.gatelamp.Error.NotFound", "no such alert")
            return
        if method == "Expect" and arguments[1] in self.refuse_scopes:
            invocation.return_dbus_error("io.github.gatelamp.Error.NotFound", "nothing is known that a rule could hold on to")
            return
        invocation.return_value(getattr(self, "do_" + method)(*arguments))

    def do_ListAlerts(self, _since, limit):
        newest = sorted(self.alerts.values(), key=lambda one: one["last_time"])[-(limit or 1000):]
        return GLib.Variant("(as)", ([self.written.get(one["id"]) or json.dumps(one) for one in newest],))

    def do_GetAlert(self, identity):
        return GLib.Variant("(s)", (json.dumps(self.alerts[identity]),))

    def do_PreviewReport(self, identity, comment):
        return GLib.Variant("(s)", (self.preview(identity, comment),))

    def do_Report(self, identity, comment):
        self.set(dict(self.alerts[identity], state="reported", report={"state": "queued"}))
        return GLib.Variant("(s)", (json.dumps({"id": "r", "alert_id": identity, "revision": 1, "format": "cloudevents", "destination": "spool",
                                                "state": "queued", "comment": comment}),))

    def do_Expect(self, identity, scope):
        self.set(dict(self.alerts[identity], state="expected"))
        return GLib.Variant("(s)", (json.dumps({"id": "u", "scope": scope, "alert_id": identity, "what": "\u2068%s\u2069" % self.alerts[identity]["file"]["name"],
                                                "expires": "2030-01-01T00:00:00.000000Z"}),))

    def do_Dismiss(self, identity):
        self.set(dict(self.alerts[identity], state="dismissed"))
        return None

    def do_GetPolicy(self):
        return GLib.Variant("(s)", (json.dumps({"SOC": {"name": {"value": self.team, "source": "built-in"}}}),))

    def do_GetStatus(self):
        return GLib.Variant("(s)", ("{}",))
