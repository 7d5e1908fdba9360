/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "arrivals/lamp-arrival-names.h"

static void
test_kind (void)
{
  static const struct
  {
    const char *why;
    const char *name;
    LampNameKind kind;
  } rows[] = {
    { "plain", "invoice.sh", LAMP_NAME_PLAIN },
    { "empty", "", LAMP_NAME_PLAIN },
    { "no dot", "part", LAMP_NAME_PLAIN },
    { "only the ending", ".part", LAMP_NAME_PLAIN },
    { "ending inside", "x.part.sh", LAMP_NAME_PLAIN },
    { "not UTF-8", "\xff\xfe.sh", LAMP_NAME_PLAIN },
    { "Chromium, before the name is decided", ".org.chromium.Chromium.Zk3pQx", LAMP_NAME_ARRIVING },
    { "Chrome, before the name is decided", ".com.google.Chrome.Zk3pQx", LAMP_NAME_ARRIVING },
    { "Chromium", "Unconfirmed 401233.crdownload", LAMP_NAME_ARRIVING },
    { "Firefox", "bt_ZQp0p.sh.part", LAMP_NAME_ARRIVING },
    { "Firefox, slow", "big.bt_ZQp0p.bin.part", LAMP_NAME_ARRIVING },
    { "WebKitGTK", "invoice.sh.wkdownload", LAMP_NAME_ARRIVING },
    { "Falkon", "a.zip.download", LAMP_NAME_ARRIVING },
    { "Opera", "a.zip.opdownload", LAMP_NAME_ARRIVING },
    { "capital ending", "A.ZIP.PART", LAMP_NAME_ARRIVING },
    { "not UTF-8, unfinished", "\xff.part", LAMP_NAME_ARRIVING },
    { "uTorrent", "a.mkv.!ut", LAMP_NAME_ARRIVING },
    { "WinSCP, rsync over it", "a.mkv.filepart", LAMP_NAME_ARRIVING },
    { "wget2, Edge Legacy", "a.partial", LAMP_NAME_ARRIVING },
    { "GIO saves", ".goutputstream-A1B2C3", LAMP_NAME_SAVING },
    { "emacs lock", ".#notes.txt", LAMP_NAME_SAVING },
    { "emacs autosave", "#notes.txt#", LAMP_NAME_SAVING },
    { "backup", "run.sh~", LAMP_NAME_SAVING },
    { "vim", ".run.sh.swp", LAMP_NAME_SAVING },
    { "vim tries the folder", "4913", LAMP_NAME_SAVING },
    { "Kate", ".run.sh.kate-swp", LAMP_NAME_SAVING },
    { "LibreOffice", ".~lock.a.odt#", LAMP_NAME_SAVING },
    { "many editors", "lu12345.tmp", LAMP_NAME_SAVING },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (lamp_arrival_name_get_kind (rows[i].name), ==, rows[i].kind);
    }
}

static void
test_rename (void)
{
  static const struct
  {
    const char *why;
    const char *from;
    const char *to;
    gboolean finish;
    gboolean may_be_copy;
    const char *family;
  } rows[] = {
    { "Chromium, an attachment named .crdownload", "a.crdownload.crdownload", "a.crdownload", TRUE, FALSE,
      "chromium" },
    { "Chromium ends", "Unconfirmed 1.crdownload", "invoice.sh", TRUE, FALSE, "chromium" },
    { "Chromium goes on", ".org.chromium.Chromium.Zk3pQx", "Unconfirmed 1.crdownload", FALSE, FALSE,
      "chromium" },
    { "Chromium, small file", ".org.chromium.Chromium.Zk3pQx", "a.sh", TRUE, FALSE, "chromium" },
    { "Chromium, an attachment named .part", "Unconfirmed 1.crdownload", "a.part", TRUE, FALSE, "chromium" },
    { "Chromium, an attachment named .tmp", "Unconfirmed 1.crdownload", "a.tmp", TRUE, FALSE, "chromium" },
    { "Chromium, an attachment named like vim's", "Unconfirmed 1.crdownload", ".a.swp", TRUE, FALSE,
      "chromium" },
    { "Chromium, dangerous, an attachment named .crdownload", "Unconfirmed 1.crdownload", "evil.crdownload",
      TRUE, FALSE, "chromium" },
    { "Chromium in German", "Unbest\xc3\xa4tigt 401233.crdownload", "evil.crdownload", TRUE, FALSE,
      "chromium" },
    { "Chromium, moved to another folder", "Unconfirmed 1.crdownload", "Unconfirmed 1.crdownload", FALSE,
      FALSE, "chromium" },
    { "Chromium, another number", "Unconfirmed 1.crdownload", "Unconfirmed 2.crdownload", FALSE, FALSE,
      "chromium" },
    { "Chromium, safe, goes on", ".org.chromium.Chromium.Zk3pQx", "letter.pdf.crdownload", FALSE, FALSE,
      "chromium" },
    { "Chromium, safe, ends", "letter.pdf.crdownload", "letter.pdf", TRUE, FALSE, "chromium" },
    { "a person renames a part of Chromium", "a.pdf.crdownload", "b.pdf.crdownload", FALSE, FALSE,
      "chromium" },
    { "Firefox, an attachment named like its slow ones", "bt_ZQp0p.sh.part", "x.AbCdEfG1.sh.part", TRUE,
      FALSE, "firefox" },
    { "Firefox, an attachment named like its quick ones", "bt_ZQp0p.part.part", "AbCdEfG1.sh.part", TRUE,
      FALSE, "firefox" },
    { "Firefox, slow, an attachment named like its slow ones", "x.bt_ZQp0p.part.part", "x.AbCdEfG1.sh.part",
      TRUE, FALSE, "firefox" },
    { "Firefox goes on, no ending", "bt_ZQp0p.part", "invoice.bt_ZQp0p.part", FALSE, FALSE, "firefox" },
    { "Firefox, moved to another folder", "bt_ZQp0p.sh.part", "bt_ZQp0p.sh.part", FALSE, FALSE, "firefox" },
    { "Firefox ends", "bt_ZQp0p.sh.part", "invoice.sh", TRUE, FALSE, "firefox" },
    { "Firefox ends, no ending", "bt_ZQp0p.part", "invoice", TRUE, FALSE, "firefox" },
    { "Firefox goes on", "bt_ZQp0p.bin.part", "big.bt_ZQp0p.bin.part", FALSE, FALSE, "firefox" },
    { "Firefox, slow, ends", "big.bt_ZQp0p.bin.part", "big.bin", TRUE, FALSE, "firefox" },
    { "Firefox, an attachment named .part", "bt_ZQp0p.part.part", "invoice.part", TRUE, FALSE, "firefox" },
    { "WebKitGTK ends", "invoice.sh.wkdownload", "invoice.sh", TRUE, FALSE, "webkit" },
    { "a tool's own", "x.part", "x.sh", TRUE, FALSE, NULL },
    { "a tool's or KIO's", "x.sh.part", "x.sh", TRUE, TRUE, NULL },
    { "KIO, a name like Firefox's", "bt_ZQp0p.sh.part", "bt_ZQp0p.sh", TRUE, TRUE, NULL },
    { "a word of eight letters", "document.pdf.part", "letter.pdf", TRUE, FALSE, NULL },
    { "still unfinished", "x.part", "y.part", FALSE, FALSE, NULL },
    { "GIO saves", ".goutputstream-A1B2C3", "run.sh", FALSE, FALSE, NULL },
    { "an editor saves", "run.sh.tmp", "run.sh", FALSE, FALSE, NULL },
    { "vim's backup", "run.sh~", "run.sh", FALSE, FALSE, NULL },
    { "a person renames", "a.sh", "b.sh", FALSE, FALSE, NULL },
    { "a person hides it", "a.sh", "a.sh.part", FALSE, FALSE, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (lamp_arrival_rename_is_finish (rows[i].from, rows[i].to), ==, rows[i].finish);
      g_assert_cmpint (lamp_arrival_rename_may_be_copy (rows[i].from, rows[i].to), ==, rows[i].may_be_copy);
      g_assert_cmpstr (lamp_arrival_rename_get_family (rows[i].from, rows[i].to), ==, rows[i].family);
    }
}

static void
test_endings (void)
{
  static const struct
  {
    const char *name;
    gboolean runnable;
    gboolean archive;
  } rows[] = {
    { "a.sh", TRUE, FALSE },       { "a.SH", TRUE, FALSE },   { "a.pdf", FALSE, FALSE },
    { "sh", FALSE, FALSE },        { ".sh", FALSE, FALSE },   { "a.tar.gz", FALSE, TRUE },
    { "a.deb", TRUE, TRUE },       { "a.jar", TRUE, TRUE },   { "a.pdf.desktop", TRUE, FALSE },
    { "a.sh.pdf", FALSE, FALSE },  { "a.", FALSE, FALSE },    { "", FALSE, FALSE },
    { "a.AppImage", TRUE, FALSE }, { "a\n.sh", TRUE, FALSE }, { "a.iso", FALSE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].name);
      g_assert_cmpint (lamp_arrival_name_is_runnable (rows[i].name), ==, rows[i].runnable);
      g_assert_cmpint (lamp_arrival_name_is_archive (rows[i].name), ==, rows[i].archive);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arrivals/names/kind", test_kind);
  g_test_add_func ("/arrivals/names/rename", test_rename);
  g_test_add_func ("/arrivals/names/endings", test_endings);
  return g_test_run ();
}
