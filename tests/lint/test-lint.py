#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each rule of each check can fail: a good tree passes, and one broken thing in it is found, where it is."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SPDX = "/* SPDX-FileCopyrightText: 2026 The Gatelamp authors\n * SPDX-License-Identifier: GPL-3.0-or-later */\n"

GOOD = {
    "src/README.md": "## Allowed arrows\n\n| folder | may include |\n|---|---|\n| base | |\n| model | base |\n| window | model base |\n"
                     "| agent | base |\n| origin | base |\n",
    "po/POTFILES": "# Sorted.\nsrc/window/lamp-page.c\n",
    "src/base/lamp-text.h": SPDX + "#pragma once\n#include <glib.h>\nchar *lamp_text_dup (const char *text);\n",
    "src/base/lamp-text.c": SPDX + """#include "config.h"
#include "base/lamp-text.h"
/* goto, g_error ("x"), strcpy (a, b): not here. */
static const char *const words[] = { "goto here; system (x);", NULL };
static const struct { int a; const char *b; } table[] = { { 1, "{" }, { 2, "}" } };
static guint signals[2];
static guint changed_signal;
static GParamSpec *properties[2] = { NULL, };
typedef struct { int a; } Pair;
struct _Other { int b; };
enum { ONE, TWO };
G_DEFINE_QUARK (lamp-error-quark, lamp_error)
G_DEFINE_FINAL_TYPE (LampText, lamp_text, G_TYPE_OBJECT)

static int compare (const void *a, const void *b);

static void
lamp_text_init (LampText *self)
{
  static GOnce once = G_ONCE_INIT;
  if (self) { my_system (1); g_snprintf (x, 1, "%d"); }
}
""" + "static void\nlong_enough (void)\n{\n" + "  x ();\n" * 57 + "}\n",
    "src/agent/lamp-agent.c": SPDX + '#include "base/lamp-text.h"\n#include "agent/lamp-agent.h"\nvoid f (void) { g_dbus_call (bus); }\n',
    "src/agent/lamp-agent.h": SPDX + "#pragma once\nextern const char lamp_name[];\n",
    "src/origin/lamp-origin-reader.c": SPDX + "void f (void) { g_file_read_sync (x); }\n",
    "src/window/lamp-page.c": SPDX + 'const char *f (void) { return _ ("Report"); }\n',
}
BROKEN = [
    # check, rule, file, what is put at its end (or instead of it, when it is in the good tree under no such name)
    ("check-arrows", "arrow", "src/model/lamp-alert.c", '#include "window/lamp-page.h"\n'),
    ("check-arrows", "arrow", "src/agent/lamp-agent.c", '#include "../window/lamp-page.h"\n'),
    ("check-arrows", "unqualified", "src/base/lamp-text.c", '#include "lamp-text.h"\n'),
    ("check-arrows", "unknown-folder", "src/new/lamp-new.c", "int a (void);\n"),
    ("check-functions", "long-function", "src/base/lamp-text.c", "static void\ntoo_long (void)\n{\n" + "  x ();\n" * 58 + "}\n"),
    ("check-functions", "long-function", "src/base/lamp-text.c",
     "G_DEFINE_TYPE (A, a, B)\nstatic gboolean\ntoo_long (int (*f) (void), int b)\n{\n" + "  if (a) { x (\"}\"); }\n" * 60 + "}\n"),
    ("check-functions", "long-file", "src/base/lamp-text.c", "\n" * 600),
    ("check-functions", "goto", "src/base/lamp-text.c", "void f (void) { goto out; }\n"),
    ("check-functions", "g_error", "src/base/lamp-text.c", 'void f (void) { g_error ("x"); }\n'),
    ("check-functions", "unsafe-call", "src/base/lamp-text.c", "void f (void) { strcpy (a, b); }\n"),
    ("check-functions", "unsafe-call", "src/base/lamp-text.c", 'void f (void) { sprintf (a, "b"); }\n'),
    ("check-functions", "unsafe-call", "src/base/lamp-text.c", 'void f (void) { system ("b"); }\n'),
    ("check-functions", "unsafe-call", "src/base/lamp-text.c", 'void f (void) { popen ("b", "r"); }\n'),
    ("check-functions", "blocking-call", "src/agent/lamp-agent.c", "void g (void) { g_dbus_connection_call_sync (bus); }\n"),
    ("check-functions", "blocking-call", "src/window/lamp-page.c", "void g (void) { g_spawn_sync(x); }\n"),
    ("check-functions", "blocking-call", "src/origin/lamp-origin-client.c", "void g (void) { g_spawn_sync (x); }\n"),
    ("check-functions", "writable-global", "src/base/lamp-text.c", "static int counter;\n"),
    ("check-functions", "writable-global", "src/base/lamp-text.c", "int counter = 1;\n"),
    ("check-functions", "writable-global", "src/base/lamp-text.c", "static char buffer[4096];\n"),
    ("check-functions", "writable-global", "src/base/lamp-text.c", "static struct { int a; } state;\n"),
    ("check-functions", "writable-global", "src/base/lamp-text.c", "static struct state the_state = { 1 };\n"),
    ("check-functions", "writable-global", "src/base/lamp-text.c", "static GHashTable *cache;\n"),
    ("check-functions", "writable-global", "src/base/lamp-text.c", "static void (*hook) (int);\n"),
    ("check-functions", "writable-global", "src/base/lamp-text.c", "G_DEFINE_QUARK (a, b)\nstatic guint counter;\n"),
    ("check-spdx", "copyright", "src/base/lamp-bare.c", "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"),
    ("check-spdx", "licence", "src/base/lamp-bare.c", "/* SPDX-FileCopyrightText: 2026 The Gatelamp authors */\n"),
    ("check-spdx", "licence", "tests/run", "#!/bin/sh\n# SPDX-FileCopyrightText: 2026 The Gatelamp authors\n"),
    ("check-spdx", "licence", "data/x.service.in", "[D-BUS Service]\n# SPDX-FileCopyrightText: 2026 The Gatelamp authors\n"),
    ("check-potfiles", "not-listed", "src/window/lamp-other.c", 'const char *f (void) { return C_("a", "b"); }\n'),
    ("check-potfiles", "not-listed", "src/window/lamp-other.c", 'const char *f (int n) { return ngettext ("a", "b", n); }\n'),
    ("check-potfiles", "not-listed", "src/window/page.ui", '<property name="label" translatable="yes">Report</property>\n'),
    ("check-potfiles", "gone", "po/POTFILES", "src/window/gone.c\n"),
    ("check-potfiles", "no-string", "po/POTFILES", "src/base/lamp-text.c\n"),
    ("check-potfiles", "twice", "po/POTFILES", "src/window/lamp-page.c\n"),
    ("check-words", "machine-path", "docs/a.md", "see /wo" + "rk/a\n"),
    ("check-words", "machine-path", "docs/a.md", "see /ro" + "ot/a\n"),
    ("check-words", "machine-path", "docs/a.md", "see ../sha" + "red/a\n"),
    ("check-words", "note", "docs/a.md", "TO" + "DO: later\n"),
    ("check-words", "note", "src/base/lamp-text.c", "/* FIX" + "ME */\n"),
]


class Lint(unittest.TestCase):
    def run_check(self, check, tree):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in tree.items():
                path = pathlib.Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return subprocess.run([HERE / check, folder], capture_output=True, text=True, check=False)

    def test_good_tree(self):
        for check in sorted({row[0] for row in BROKEN}):
            with self.subTest(check=check):
                got = self.run_check(check, GOOD)
                self.assertEqual((got.stdout, got.stderr, got.returncode), ("", "", 0))

    def test_each_rule_can_fail(self):
        for check, rule, name, text in BROKEN:
            with self.subTest(check=check, rule=rule, text=text[:60]):
                got = self.run_check(check, {**GOOD, name: GOOD.get(name, "") + text})
                self.assertEqual(got.returncode, 1, got.stderr)
                self.assertEqual(len(got.stdout.splitlines()), 1, got.stdout)
                self.assertRegex(got.stdout, "^%s:[0-9]+: %s: " % (name, rule))

    def test_every_rule_has_a_broken_tree(self):
        for check in sorted({row[0] for row in BROKEN}):
            rules = {rule for row_check, rule, *_ in BROKEN if row_check == check}
            text = (HERE / check).read_text()
            for rule in rules:
                self.assertIn('"%s"' % rule, text, check)

    def test_every_check_is_tested(self):
        self.assertEqual(sorted(path.name for path in HERE.glob("check-*")), sorted({row[0] for row in BROKEN}))


if __name__ == "__main__":
    sys.exit(0 if unittest.main(exit=False).result.wasSuccessful() else 1)
