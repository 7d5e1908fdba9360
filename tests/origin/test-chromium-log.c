/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-chromium-log.h"

#include "origin-fixture.h"

#include <string.h>
#include <unistd.h>

static void
test_fixture (void)
{
  static const struct
  {
    const char *why;
    const char *name;
    const char *url; /* NULL: not found */
  } rows[] = {
    { "finished, not yet in History", "Tool-x86_64.AppImage",
      "https://mail.google.com/dl/Tool-x86_64.AppImage" },
    { "by its temporary name", "Unconfirmed 435951.crdownload",
      "https://mail.google.com/dl/Tool-x86_64.AppImage" },
    { "fragments and redirects", "update.elf", "https://files.example.org/dl/update.elf" },
    { "of several the last", "invoice.sh", "https://mail.google.com/dl/invoice.sh" },
    { "never there", "never.sh", NULL },
    { "half a name", "Tool-x86_64", NULL },
  };
  int fd = origin_fixture_open ("chromium/running/000003.log");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat (DOWNLOADS, rows[i].name, NULL);
      LampOriginQuestion question = origin_fixture_question (path, "Chromium");
      g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();

      g_test_message ("%s", rows[i].why);
      g_assert_true (lamp_origin_chromium_log_read (&fd, 1, &question, evidence, NULL));
      g_assert_cmpuint (evidence->len, ==, rows[i].url != NULL ? 1 : 0);
      if (rows[i].url == NULL)
        continue;
      g_assert_cmpstr (((LampEvidence *) evidence->pdata[0])->url, ==, rows[i].url);
      g_assert_cmpint (((LampEvidence *) evidence->pdata[0])->confidence, ==, LAMP_EVIDENCE_MEDIUM);
    }
  close (fd);
}

static void
test_stale (void)
{
  LampOriginQuestion question = origin_fixture_question (DOWNLOADS "Tool-x86_64.AppImage", NULL);
  g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();
  int fd = origin_fixture_open ("chromium/running/000003.log");

  question.born_real_usec = G_GINT64_CONSTANT (1795451236300000);
  g_assert_true (lamp_origin_chromium_log_read (&fd, 1, &question, evidence, NULL));
  g_assert_cmpuint (evidence->len, ==, 1);
  g_ptr_array_set_size (evidence, 0);
  question.born_real_usec += 60 * G_USEC_PER_SEC;
  g_assert_true (lamp_origin_chromium_log_read (&fd, 1, &question, evidence, NULL));
  g_assert_cmpuint (evidence->len, ==, 0);
  close (fd);
}

/* --- logs made by hand */

static void
put_varint (GByteArray *out, guint64 value)
{
  guint8 byte;

  do
    {
      byte = (guint8) (value & 0x7f) | (value > 0x7f ? 0x80 : 0);
      g_byte_array_append (out, &byte, 1);
      value >>= 7;
    }
  while (value > 0);
}

static void
put_field (GByteArray *out, guint number, const void *bytes, gsize size)
{
  put_varint (out, (guint64) number << 3 | 2);
  put_varint (out, size);
  g_byte_array_append (out, bytes, (guint) size);
}

static GByteArray *
make_entry (const char *path)
{
  g_autoptr (GByteArray) pickle = g_byte_array_new ();
  g_autoptr (GByteArray) progress = g_byte_array_new ();
  g_autoptr (GByteArray) info = g_byte_array_new ();
  GByteArray *entry = g_byte_array_new ();
  guint32 length = GUINT32_TO_LE ((guint32) strlen (path));

  g_byte_array_append (pickle, (const guint8 *) "\0\0\0\0", 4);
  g_byte_array_append (pickle, (const guint8 *) &length, 4);
  g_byte_array_append (pickle, (const guint8 *) path, (guint) strlen (path));
  put_field (progress, 1, "https://a/", 10);
  put_field (progress, 14, pickle->data, pickle->len);
  put_field (info, 4, progress->data, progress->len);
  put_field (entry, 1, info->data, info->len);
  return entry;
}

static GByteArray *
make_batch (const char *key, GByteArray *value)
{
  GByteArray *batch = g_byte_array_new ();

  g_byte_array_append (batch, (const guint8 *) "\0\0\0\0\0\0\0\0\1\0\0\0", 12);
  g_byte_array_append (batch, (const guint8 *) "\1", 1);
  put_varint (batch, strlen (key));
  g_byte_array_append (batch, (const guint8 *) key, (guint) strlen (key));
  put_varint (batch, value->len);
  g_byte_array_append (batch, value->data, value->len);
  return batch;
}

static void
put_record (GByteArray *log, guint8 type, const guint8 *data, gsize size)
{
  guint8 header[7] = { 0, 0, 0, 0, (guint8) (size & 0xff), (guint8) (size >> 8), type };

  g_byte_array_append (log, header, sizeof header);
  g_byte_array_append (log, data, (guint) size);
}

static guint
count_found (GByteArray *log)
{
  g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();
  g_autoptr (GBytes) bytes = g_bytes_new (log->data, log->len);
  LampOriginQuestion question = origin_fixture_question ("/d/x", NULL);

  lamp_origin_chromium_log_parse (bytes, &question, evidence);
  return evidence->len;
}

static void
test_framing (void)
{
  g_autoptr (GByteArray) entry = make_entry ("/d/x");
  g_autoptr (GByteArray) batch = make_batch ("21_download,g", entry);
  g_autoptr (GByteArray) other = make_batch ("4_IPH_x", entry);
  static const struct
  {
    const char *why;
    guint8 types[3]; /* the batch in as many pieces */
    gboolean other;
    guint found;
  } rows[] = {
    { "whole", { 1 }, FALSE, 1 },
    { "two fragments", { 2, 4 }, FALSE, 1 },
    { "three fragments", { 2, 3, 4 }, FALSE, 1 },
    { "no first fragment", { 3, 4 }, FALSE, 0 },
    { "no last fragment", { 2, 3, 3 }, FALSE, 0 },
    { "an unknown type", { 9 }, FALSE, 0 },
    { "a zero type", { 0, 0, 1 }, FALSE, 0 },
    { "another client's key", { 1 }, TRUE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GByteArray) log = g_byte_array_new ();
      GByteArray *whole = rows[i].other ? other : batch;
      gsize pieces = rows[i].types[2] != 0 ? 3 : rows[i].types[1] != 0 ? 2 : 1;
      gsize piece = whole->len / pieces;

      for (gsize k = 0; k < pieces; k++)
        put_record (log, rows[i].types[k], whole->data + k * piece,
                    k + 1 == pieces ? whole->len - k * piece : piece);
      g_test_message ("%s", rows[i].why);
      g_assert_cmpuint (count_found (log), ==, rows[i].found);
    }
}

static void
test_invalid (void)
{
  static const struct
  {
    const char *why;
    const char *bytes;
    gsize length;
  } rows[] = {
    { "empty", "", 0 },
    { "a header alone", "\0\0\0\0\0\0\1", 7 },
    { "a length past the end", "\0\0\0\0\xff\xff\1x", 8 },
    { "a batch too short", "\0\0\0\0\3\0\1abc", 10 },
    { "a key past the end", "\0\0\0\0\x10\0\1\0\0\0\0\0\0\0\0\1\0\0\0\1\xff\xff\x7f", 23 },
    { "an endless varint",
      "\0\0\0\0\x18\0\1\0\0\0\0\0\0\0\0\1\0\0\0\1\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 31 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GByteArray) log = g_byte_array_new ();
      g_byte_array_append (log, (const guint8 *) rows[i].bytes, (guint) rows[i].length);
      g_test_message ("%s", rows[i].why);
      g_assert_cmpuint (count_found (log), ==, 0);
    }
}

/* The reader comes while the browser writes: every length of the file is a length that it can have. */
static void
test_cut_anywhere (void)
{
  g_autoptr (GByteArray) entry = make_entry ("/d/x");
  g_autoptr (GByteArray) batch = make_batch ("21_download,g", entry);
  g_autoptr (GByteArray) log = g_byte_array_new ();
  guint full;

  put_record (log, 2, batch->data, 20);
  put_record (log, 4, batch->data + 20, batch->len - 20);
  full = log->len;
  for (guint length = 0; length <= full; length++)
    {
      g_autoptr (GByteArray) cut = g_byte_array_new ();
      g_byte_array_append (cut, log->data, length);
      g_assert_cmpuint (count_found (cut), ==, length == full ? 1 : 0);
    }
}

static void
test_flipped_bytes (void)
{
  int rounds = g_test_thorough () ? 5000 : 200;

  for (int i = 0; i < rounds; i++)
    {
      g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();
      LampOriginQuestion question = origin_fixture_question (DOWNLOADS "invoice.sh", NULL);
      int fd = origin_fixture_open ("chromium/running/000003.log");
      gint64 size = lseek (fd, 0, SEEK_END);

      for (int k = 0; k < 400; k++)
        {
          guint8 byte = (guint8) g_test_rand_int ();
          g_assert_cmpint (pwrite (fd, &byte, 1, g_test_rand_int_range (0, (gint32) size)), ==, 1);
        }
      g_assert_true (lamp_origin_chromium_log_read (&fd, 1, &question, evidence, NULL));
      g_assert_cmpuint (evidence->len, <=, 1);
      close (fd);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/origin/chromium-log/fixture", test_fixture);
  g_test_add_func ("/origin/chromium-log/stale", test_stale);
  g_test_add_func ("/origin/chromium-log/framing", test_framing);
  g_test_add_func ("/origin/chromium-log/invalid", test_invalid);
  g_test_add_func ("/origin/chromium-log/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/origin/chromium-log/flipped-bytes", test_flipped_bytes);
  return g_test_run ();
}
