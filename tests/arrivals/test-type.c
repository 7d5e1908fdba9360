/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "arrivals/lamp-arrival-type.h"

#include <string.h>

#define ELF(type)                                                                                            \
  "\x7f"                                                                                                     \
  "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0" type "\0\x3e\0"

static void
test_type (void)
{
  static const struct
  {
    const char *why;
    const char *name;
    const char *head;
    gsize length;
    gboolean iso;
    guint mode;
    const char *content_type; /* NULL: whatever the system's database says */
    gboolean runnable;
    gboolean archive;
  } rows[] = {
#define HEAD(text) text, sizeof (text) - 1
    { "shell", "invoice.pdf", HEAD ("#!/bin/sh\n"), FALSE, 0644, "application/x-shellscript", TRUE, FALSE },
    { "env bash", "a", HEAD ("#!/usr/bin/env -S bash -e\n"), FALSE, 0644, "application/x-shellscript", TRUE,
      FALSE },
    { "python", "a.txt", HEAD ("#! /usr/bin/env python3\nprint()"), FALSE, 0644, "text/x-python", TRUE,
      FALSE },
    { "perl", "a", HEAD ("#!/usr/bin/perl"), FALSE, 0644, "application/x-perl", TRUE, FALSE },
    { "ELF", "photo.jpg", HEAD (ELF ("\x03")), FALSE, 0644, "application/x-executable", TRUE, FALSE },
    { "a compiler's object", "a.o", HEAD (ELF ("\x01")), FALSE, 0644, "application/x-object", FALSE, FALSE },
    { "AppImage", "a",
      HEAD ("\x7f"
            "ELF\x02\x01\x01\0"
            "AI\x02\0\0\0\0\0\x02\0"),
      FALSE, 0644, "application/vnd.appimage", TRUE, FALSE },
    { "AI is not enough", "a.txt", HEAD ("texttextAI\x02 and more"), FALSE, 0644, NULL, FALSE, FALSE },
    { "Windows", "a.txt", HEAD ("MZ\x90\0"), FALSE, 0644, "application/vnd.microsoft.portable-executable",
      TRUE, FALSE },
    { "desktop file", "report.pdf", HEAD ("[Desktop Entry]\nExec=x\n"), FALSE, 0644, "application/x-desktop",
      TRUE, FALSE },
    { "desktop file behind a comment", "a", HEAD ("# hello\n\n[Desktop Entry]\n"), FALSE, 0644,
      "application/x-desktop", TRUE, FALSE },
    { "text about desktop files", "a.txt", HEAD ("write [Desktop Entry]\n"), FALSE, 0644, NULL, FALSE,
      FALSE },
    { "zip", "a.zip", HEAD ("PK\x03\x04\0\0\0\0"), FALSE, 0644, "application/zip", FALSE, TRUE },
    { "zip by content alone", "a.txt", HEAD ("PK\x03\x04\0\0\0\0"), FALSE, 0644, "application/zip", FALSE,
      TRUE },
    { "jar by name", "a.jar", HEAD ("PK\x03\x04\0\0\0\0"), FALSE, 0644, "application/java-archive", TRUE,
      TRUE },
    { "jar by content", "a.zip", HEAD ("PK\x03\x04xxMETA-INF/MANIFEST.MF"), FALSE, 0644,
      "application/java-archive", TRUE, TRUE },
    { "7z", "a", HEAD ("7z\xbc\xaf\x27\x1c"), FALSE, 0644, "application/x-7z-compressed", FALSE, TRUE },
    { "deb", "a", HEAD ("!<arch>\ndebian-binary   "), FALSE, 0644, "application/vnd.debian.binary-package",
      TRUE, TRUE },
    { "rpm", "a", HEAD ("\xed\xab\xee\xdb"), FALSE, 0644, "application/x-rpm", TRUE, TRUE },
    { "iso", "a", HEAD ("\0\0\0\0"), TRUE, 0644, "application/vnd.efi.iso", FALSE, TRUE },
    { "script by name", "a.sh", HEAD ("echo hi\n"), FALSE, 0644, NULL, TRUE, FALSE },
    { "by its mode", "notes", HEAD ("hi\n"), FALSE, 0755, NULL, TRUE, FALSE },
    { "picture", "a.png", HEAD ("\x89PNG\r\n\x1a\n"), FALSE, 0644, NULL, FALSE, FALSE },
    { "one byte", "a", HEAD ("#"), FALSE, 0644, NULL, FALSE, FALSE },
    { "interpreter line without an end", "a", HEAD ("#!"), FALSE, 0644, "application/x-shellscript", TRUE,
      FALSE },
    { "content not read", "a.sh", NULL, 0, FALSE, 0644, NULL, TRUE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      LampArrivalType type;
      g_test_message ("%s", rows[i].why);
      lamp_arrival_type_guess (&type, rows[i].name, (const guint8 *) rows[i].head, rows[i].length,
                               rows[i].iso, rows[i].mode);
      if (rows[i].content_type != NULL)
        g_assert_cmpstr (type.content_type, ==, rows[i].content_type);
      g_assert_cmpint (type.runnable, ==, rows[i].runnable);
      g_assert_cmpint (type.archive, ==, rows[i].archive);
      lamp_arrival_type_clear (&type);
    }
}

static void
test_tar (void)
{
  LampArrivalType type;
  guint8 head[512] = { 0 };

  memcpy (head + 257, "ustar", 5);
  lamp_arrival_type_guess (&type, "a.bin", head, sizeof head, FALSE, 0644);
  g_assert_cmpstr (type.content_type, ==, "application/x-tar");
  g_assert_true (type.archive);
  lamp_arrival_type_clear (&type);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arrivals/type/table", test_type);
  g_test_add_func ("/arrivals/type/tar", test_tar);
  return g_test_run ();
}
