/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-gvfs.h"
#include "origin/lamp-origin-recently-used.h"

#include "origin-fixture.h"

#include "base/lamp-error.h"

#include <string.h>
#include <unistd.h>

static void
test_gvfs_fixture (void)
{
  static const struct
  {
    const char *why;
    const char *path;
    const char *home;
    gint64 born_real_usec;
    const char *url; /* NULL: none */
  } rows[] = {
    { "in the journal", DOWNLOADS "update.elf", "/home/brow", 0,
      "https://mail-attachment.googleusercontent.com/attachment/u/0/update.elf?ui=2&view=att&disp=safe&saddbat=AbC123" },
    { "in the tree", DOWNLOADS "Tool-x86_64.AppImage", "/home/brow", 0,
      "https://mail.google.com/dl/Tool-x86_64.AppImage" },
    { "a home with a slash", DOWNLOADS "docs.zip", "/home/brow/", 0, "https://mail.google.com/dl/docs.zip" },
    { "of another folder", "/home/brow/prov/docs.zip", "/home/brow", 0,
      "https://mail.google.com/dl/docs.zip" },
    { "a folder itself", "/home/brow/Downloads", "/home/brow", 0, NULL },
    { "no such file", DOWNLOADS "never.sh", "/home/brow", 0, NULL },
    { "below a file", DOWNLOADS "docs.zip/inner", "/home/brow", 0, NULL },
    { "another home", "/home/browser/x", "/home/brow", 0, NULL },
    { "no home", DOWNLOADS "docs.zip", NULL, 0, NULL },
    { "older than the file", DOWNLOADS "Tool-x86_64.AppImage", "/home/brow",
      G_GINT64_CONSTANT (1795451236000000), NULL },
    { "two seconds older than the file: another download's", DOWNLOADS "Tool-x86_64.AppImage", "/home/brow",
      G_GINT64_CONSTANT (1795449905500000), NULL },
    { "as old as the file", DOWNLOADS "Tool-x86_64.AppImage", "/home/brow",
      G_GINT64_CONSTANT (1795449903400000), "https://mail.google.com/dl/Tool-x86_64.AppImage" },
  };
  int tree = origin_fixture_open ("gvfs/home");
  int journals[] = { origin_fixture_open ("gvfs/root-fd87c591.log"),
                     origin_fixture_open ("gvfs/home-ad3aba45.log") };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      LampOriginQuestion question = origin_fixture_question (rows[i].path, NULL);
      g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].why);
      question.home = rows[i].home;
      question.born_real_usec = rows[i].born_real_usec;
      g_assert_true (lamp_origin_gvfs_read (tree, journals, 2, &question, evidence, &error));
      g_assert_cmpuint (evidence->len, ==, rows[i].url != NULL ? 1 : 0);
      if (rows[i].url != NULL)
        g_assert_cmpstr (((LampEvidence *) evidence->pdata[0])->url, ==, rows[i].url);
    }
  close (tree);
  close (journals[0]);
  close (journals[1]);
}

static void
put_u32 (GByteArray *out, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);
  g_byte_array_append (out, (const guint8 *) &big, 4);
}

/* One entry: operation, then up to three strings. */
static void
put_entry (GByteArray *out, guint32 when, guint8 op, const char *const *texts)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  guint32 size;

  for (int i = 0; i < 3 && texts[i] != NULL; i++)
    g_byte_array_append (body, (const guint8 *) texts[i], (guint) strlen (texts[i]) + 1);
  while ((17 + body->len) % 4 != 0)
    g_byte_array_append (body, (const guint8 *) "", 1);
  size = 17 + body->len + 4;
  put_u32 (out, size);
  put_u32 (out, 0);
  put_u32 (out, 0);
  put_u32 (out, when);
  g_byte_array_append (out, &op, 1);
  g_byte_array_append (out, body->data, body->len);
  put_u32 (out, size);
}

typedef struct
{
  guint8 op;
  const char *texts[3];
} Entry;

static void
test_gvfs_journal (void)
{
  static const struct
  {
    const char *why;
    Entry entries[4];
    const char *path;
    const char *url;
  } rows[] = {
    { "set", { { 0, { "/x", "download-uri", "u1" } } }, "/x", "u1" },
    { "set twice",
      { { 0, { "/x", "download-uri", "u1" } }, { 0, { "/x", "download-uri", "u2" } } },
      "/x",
      "u2" },
    { "set and unset",
      { { 0, { "/x", "download-uri", "u1" } }, { 2, { "/x", "download-uri" } } },
      "/x",
      NULL },
    { "set and removed", { { 0, { "/x", "download-uri", "u1" } }, { 4, { "/x" } } }, "/x", NULL },
    { "its folder removed", { { 0, { "/d/x", "download-uri", "u1" } }, { 4, { "/d" } } }, "/d/x", NULL },
    { "a like-named file removed", { { 0, { "/dx", "download-uri", "u1" } }, { 4, { "/d" } } }, "/dx", "u1" },
    { "moved: copied, then the old one removed",
      { { 0, { "/x", "download-uri", "u1" } }, { 3, { "/y", "/x" } }, { 4, { "/x" } } },
      "/y",
      "u1" },
    { "its folder moved",
      { { 0, { "/d/x", "download-uri", "u1" } }, { 3, { "/e", "/d" } }, { 4, { "/d" } } },
      "/e/x",
      "u1" },
    { "another key", { { 0, { "/x", "emblems", "u1" } } }, "/x", NULL },
    { "a list for the key", { { 1, { "/x", "download-uri", "u1" } } }, "/x", NULL },
    { "an unknown operation", { { 9, { "/x", "download-uri", "u1" } } }, "/x", NULL },
    { "no value", { { 0, { "/x", "download-uri" } } }, "/x", NULL },
    { "from the tree through a copy",
      { { 3, { "/copy", "/Downloads/docs.zip" } } },
      "/copy",
      "https://mail.google.com/dl/docs.zip" },
  };
  int fd = origin_fixture_open ("gvfs/home");
  guint8 tree_bytes[4096];
  gssize tree_size = pread (fd, tree_bytes, sizeof tree_bytes, 0);
  g_autoptr (GBytes) tree = g_bytes_new (tree_bytes, (gsize) tree_size);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GByteArray) journal = g_byte_array_new ();
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char *url = NULL;
      gint64 changed_sec;
      guint count = 0;

      while (count < 4 && rows[i].entries[count].texts[0] != NULL)
        count++;
      g_byte_array_append (journal, (const guint8 *) "\xda\x1ajour\x01\x00\xad\x3a\xba\x45", 12);
      put_u32 (journal, 32768);
      put_u32 (journal, count);
      for (guint k = 0; k < count; k++)
        put_entry (journal, 1000 + k, rows[i].entries[k].op, rows[i].entries[k].texts);
      bytes = g_bytes_new (journal->data, journal->len);
      g_test_message ("%s", rows[i].why);
      g_assert_true (lamp_origin_gvfs_parse (tree, bytes, rows[i].path, &url, &changed_sec, NULL));
      g_assert_cmpstr (url, ==, rows[i].url);
    }
  close (fd);
}

static void
test_gvfs_invalid (void)
{
  static const struct
  {
    const char *why;
    const char *bytes;
    gsize length;
    gboolean ok;
  } rows[] = {
    { "empty", "", 0, FALSE },
    { "another file", "#!/bin/sh\n# and some more text here", 35, FALSE },
    { "a later version", "\xda\x1ameta\x02\x00........................", 32, FALSE },
    { "a header cut off", "\xda\x1ameta\x01\x00\0\0\0\0", 12, FALSE },
    { "a root outside",
      "\xda\x1ameta\x01\x00\0\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0\0\0\0\0", 32, TRUE },
    { "a root that is its own child",
      "\xda\x1ameta\x01\x00\0\0\0\0\0\0\0\0\0\0\0\x20\0\0\0\0\0\0\0\0\0\0\0\0"
      "\0\0\0\x30\0\0\0\x34\0\0\0\x34\0\0\0\0/\0\0\0\0\0\0\1\0\0\0\x30\0\0\0\x34\0\0\0\x34\0\0\0\0",
      72, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      LampOriginQuestion question = origin_fixture_question (DOWNLOADS "x", NULL);
      g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();
      g_autoptr (GError) error = NULL;
      int fd = origin_fixture_open_bytes (rows[i].bytes, rows[i].length);

      g_test_message ("%s", rows[i].why);
      g_assert_true (lamp_origin_gvfs_read (fd, NULL, 0, &question, evidence, &error) == rows[i].ok);
      if (!rows[i].ok)
        g_assert_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA);
      g_assert_cmpuint (evidence->len, ==, 0);
      close (fd);
    }
}

static void
test_gvfs_flipped_bytes (void)
{
  int rounds = g_test_thorough () ? 20000 : 1000;

  for (int i = 0; i < rounds; i++)
    {
      g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();
      LampOriginQuestion question = origin_fixture_question (DOWNLOADS "update.elf", NULL);
      int tree = origin_fixture_open ("gvfs/home");
      int journal = origin_fixture_open ("gvfs/home-ad3aba45.log");

      for (int k = 0; k < 10; k++)
        {
          guint8 byte = (guint8) g_test_rand_int ();
          g_assert_cmpint (pwrite (tree, &byte, 1, g_test_rand_int_range (8, 1500)), ==, 1);
          g_assert_cmpint (pwrite (journal, &byte, 1, g_test_rand_int_range (12, 190)), ==, 1);
        }
      lamp_origin_gvfs_read (tree, &journal, 1, &question, evidence, NULL);
      g_assert_cmpuint (evidence->len, <=, 1);
      close (tree);
      close (journal);
    }
}

static void
test_recent_fixture (void)
{
  static const struct
  {
    const char *why;
    const char *path;
    gint64 born_real_usec;
    const char *app;
  } rows[] = {
    { "Firefox's", DOWNLOADS "invoice.sh", 0, "Firefox" },
    { "older than the file", DOWNLOADS "invoice.sh", G_GINT64_CONSTANT (1795450800000000), NULL },
    { "not there", DOWNLOADS "never.sh", 0, NULL },
  };
  int fd = origin_fixture_open ("recently-used.xbel");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      LampOriginQuestion question = origin_fixture_question (rows[i].path, NULL);
      g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();

      g_test_message ("%s", rows[i].why);
      question.born_real_usec = rows[i].born_real_usec;
      g_assert_true (lamp_origin_recently_used_read (fd, &question, evidence, NULL));
      g_assert_cmpuint (evidence->len, ==, rows[i].app != NULL ? 1 : 0);
      if (rows[i].app != NULL)
        g_assert_cmpstr (((LampEvidence *) evidence->pdata[0])->app, ==, rows[i].app);
    }
  close (fd);
}

#define XBEL(inner)                                                                                          \
  "<?xml version=\"1.0\"?><xbel version=\"1.0\" xmlns:bookmark=\"http://www.freedesktop.org/standards/"      \
  "desktop-bookmarks\" xmlns:mime=\"http://www.freedesktop.org/standards/shared-mime-info\">" inner          \
  "</xbel>"
#define BOOKMARK(href, app)                                                                                  \
  "<bookmark href=\"" href "\" added=\"2026-11-23T15:54:45Z\" modified=\"2026-11-23T15:54:45Z\" "            \
  "visited=\"2026-11-23T15:54:45Z\"><info><metadata owner=\"http://freedesktop.org\"><mime:mime-type "       \
  "type=\"text/plain\"/><bookmark:applications><bookmark:application name=\"" app                            \
  "\" exec=\"'x %u'\" modified=\"2026-11-23T15:54:45Z\" count=\"1\"/></bookmark:applications></metadata>"    \
  "</info></bookmark>"

static void
test_recent_made (void)
{
  static const struct
  {
    const char *why;
    const char *text;
    gboolean ok;
    guint found;
  } rows[] = {
    { "empty file", "", TRUE, 0 },
    { "empty list", XBEL (""), TRUE, 0 },
    { "a downloader", XBEL (BOOKMARK ("file:///d/x", "Firefox")), TRUE, 1 },
    { "encoded otherwise", XBEL (BOOKMARK ("file:///%64/%78", "Firefox")), TRUE, 1 },
    { "with a host", XBEL (BOOKMARK ("file://localhost/d/x", "Firefox")), TRUE, 1 },
    { "an editor only opened it", XBEL (BOOKMARK ("file:///d/x", "gedit")), TRUE, 0 },
    { "markup for a name", XBEL (BOOKMARK ("file:///d/x", "&lt;b&gt;Firefox")), TRUE, 0 },
    { "another scheme", XBEL (BOOKMARK ("http:///d/x", "Firefox")), TRUE, 0 },
    { "cut off", "<?xml version=\"1.0\"?><xbel version=\"1.0\"><bookmark href=\"file:///d/x\"", FALSE, 0 },
    { "no XML", "hello", FALSE, 0 },
    { "not UTF-8", "\xff\xfe<xbel/>", FALSE, 0 },
    { "an entity bomb", "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><xbel version=\"1.0\">&a;</xbel>", FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      LampOriginQuestion question = origin_fixture_question ("/d/x", NULL);
      g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();
      g_autoptr (GError) error = NULL;
      int fd = origin_fixture_open_bytes (rows[i].text, strlen (rows[i].text));

      g_test_message ("%s", rows[i].why);
      g_assert_true (lamp_origin_recently_used_read (fd, &question, evidence, &error) == rows[i].ok);
      if (!rows[i].ok)
        g_assert_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA);
      g_assert_cmpuint (evidence->len, ==, rows[i].found);
      close (fd);
    }
}

static void
test_too_large (void)
{
  LampOriginQuestion question = origin_fixture_question ("/d/x", NULL);
  g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();
  g_autoptr (GError) error = NULL;
  int fd = origin_fixture_open ("recently-used.xbel");

  g_assert_cmpint (ftruncate (fd, 1024LL * 1024 * 1024), ==, 0);
  g_assert_false (lamp_origin_recently_used_read (fd, &question, evidence, &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_false (lamp_origin_gvfs_read (fd, NULL, 0, &question, evidence, &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_TOO_LARGE);
  close (fd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/origin/gvfs/fixture", test_gvfs_fixture);
  g_test_add_func ("/origin/gvfs/journal", test_gvfs_journal);
  g_test_add_func ("/origin/gvfs/invalid", test_gvfs_invalid);
  g_test_add_func ("/origin/gvfs/flipped-bytes", test_gvfs_flipped_bytes);
  g_test_add_func ("/origin/recently-used/fixture", test_recent_fixture);
  g_test_add_func ("/origin/recently-used/made", test_recent_made);
  g_test_add_func ("/origin/marks/too-large", test_too_large);
  return g_test_run ();
}
