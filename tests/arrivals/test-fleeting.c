/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "arrivals/lamp-arrival-fleeting.h"

#include <string.h>

#define BUILD(from, path, size)                                                                              \
  lamp_arrival_fleeting_build ("k", from, path, size,                                                        \
                               &(LampTime){ .boot_usec = 7, .real_usec = 9, .boot_id = "boot" })

/* One row: a rename, and what it says of the file. */
static void
test_names (void)
{
  const struct
  {
    const char *message;
    const char *from;
    const char *path;
    gint64 size_bytes;
    const char *name; /* NULL: no arrival */
    const char *family;
  } rows[] = {
    { "Chromium", "Unconfirmed 123.crdownload", "/d/run.sh", 1, "run.sh", "chromium" },
    { "Chromium goes on", ".org.chromium.Chromium.Ab1", "/d/Unconfirmed 123.crdownload", 1, NULL, NULL },
    { "Firefox", "aB3dE6gH.sh.part", "/d/run.sh", 1, "run.sh", "firefox" },
    { "Firefox goes on", "aB3dE6gH.sh.part", "/d/run.aB3dE6gH.sh.part", 1, NULL, NULL },
    { "a name of its own with .part", "run.sh.part", "/d/run.sh", 1, "run.sh", NULL },
    { "WebKit", "run.sh.wkdownload", "/d/run.sh", 1, "run.sh", "webkit" },
    { "an editor saves", ".goutputstream-X1", "/d/run.sh", 1, NULL, NULL },
    { "a rename", "old.sh", "/d/run.sh", 1, NULL, NULL },
    { "no name before", "", "/d/run.sh", 1, NULL, NULL },
    { "an ending and nothing else", ".part", "/d/run.sh", 1, NULL, NULL },
    { "empty", "run.sh.part", "/d/run.sh", 0, NULL, NULL },
    { "bytes that are no text", "\xff\xfe.part", "/d/\xff\n.sh", 1, "\xff\n.sh", NULL },
    { "a name that climbs", "x.part", "/d/../etc/..", 1, "..", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LampArtifact) artifact = BUILD (rows[i].from, rows[i].path, rows[i].size_bytes);

      g_test_message ("%s", rows[i].message);
      if (rows[i].name == NULL)
        {
          g_assert_null (artifact);
          continue;
        }
      g_assert_nonnull (artifact);
      g_assert_cmpstr (artifact->file->name, ==, rows[i].name);
      g_assert_cmpstr (artifact->file->path, ==, rows[i].path);
      g_assert_cmpstr (artifact->file->path_at_arrival, ==, rows[i].path);
      g_assert_cmpstr (artifact->family, ==, rows[i].family);
    }
}

/* What was never looked at is said to be so: no type, no hash, no mode; it ran, so it can. */
static void
test_not_seen (void)
{
  g_autoptr (LampArtifact) artifact = BUILD ("run.sh.part", "/d/run.sh", 42);

  g_assert_cmpstr (artifact->key, ==, "k");
  g_assert_cmpint (artifact->state, ==, LAMP_ARRIVAL_ARTIFACT);
  g_assert_true (artifact->runnable);
  g_assert_false (artifact->archive);
  g_assert_cmpint (artifact->file->size_bytes, ==, 42);
  g_assert_null (artifact->file->content_type);
  g_assert_null (artifact->file->sha256);
  g_assert_null (artifact->file->mode);
  g_assert_cmpint (artifact->file->arrived_real_usec, ==, 9);
  g_assert_cmpint (artifact->arrived_boot_usec, ==, 7);
  g_assert_cmpstr (artifact->arrived_boot_id, ==, "boot");
  g_assert_cmpint (artifact->origin->status, ==, LAMP_ORIGIN_PENDING);
  g_assert_cmpstr (artifact->origin->evidence[0]->source, ==, "temp-rename");
}

static void
test_overlong (void)
{
  g_autofree char *name = g_strnfill (100000, 'n');
  g_autofree char *from = g_strconcat (name, ".part", NULL);
  g_autofree char *path = g_strconcat ("/d/", name, NULL);
  g_autoptr (LampArtifact) artifact = BUILD (from, path, G_MAXINT64);

  g_assert_cmpstr (artifact->file->name, ==, name);
  g_assert_cmpint (artifact->file->size_bytes, ==, G_MAXINT64);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arrivals/fleeting/names", test_names);
  g_test_add_func ("/arrivals/fleeting/not-seen", test_not_seen);
  g_test_add_func ("/arrivals/fleeting/overlong", test_overlong);
  return g_test_run ();
}
