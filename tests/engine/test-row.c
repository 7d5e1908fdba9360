/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/lamp-row.h"

#include "made.h"

#include <string.h>

/* More than src/engine/lamp-row.c keeps of a chain. */
#define MANY_STEPS 100
#define CHAIN_MAX  16

static LampEvidence *
evidence (const char *source, const char *url, LampEvidenceConfidence confidence)
{
  return lamp_evidence_new (
      &(LampEvidence){ .source = source, .confidence = confidence, .detail = "d", .url = url });
}

static LampOrigin *
origin_of (const char *source, const char *url)
{
  g_autoptr (LampEvidence) one = evidence (source, url, LAMP_EVIDENCE_HIGH);
  const LampEvidence *all[] = { one, NULL };

  return lamp_origin_new (&(LampOrigin){ .status = LAMP_ORIGIN_KNOWN, .url = url, .evidence = all });
}

static guint
chain_length (const LampArtifact *row)
{
  guint length = 0;

  while (row->derivation != NULL && row->derivation[length] != NULL)
    length++;
  return length;
}

/* What of a file that was told again is believed: what can change, and never its name, place or arrival. */
static void
test_change (void)
{
  const struct
  {
    const char *message;
    gint64 modified_later_usec;
    gint64 size_bytes;
    gboolean keeps_hash;
  } rows[] = {
    { "only its mode", 0, 42, TRUE },
    { "written to", 1, 42, FALSE },
    { "written to, with an older time set", -3600LL * G_USEC_PER_SEC, 42, FALSE },
    { "written to, with the same time set", 0, 43, FALSE },
    { "emptied, with the same time set", 0, 0, FALSE },
  };
  const LampTime time = made_time (0);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LampOrigin) origin = origin_of ("xattr", "https://example.org/x");
      g_autoptr (LampArtifact) plain = made_artifact ("run.sh", origin, &time);
      g_autoptr (LampArtifact) row = lamp_row_with_hash (plain, "ab12");
      const LampFile told = { .path = "/elsewhere",
                              .path_at_arrival = "/elsewhere",
                              .name = "elsewhere",
                              .size_bytes = rows[i].size_bytes,
                              .sha256 = "not believed",
                              .content_type = "text/plain",
                              .mode = "0700",
                              .modified_real_usec = time.real_usec + rows[i].modified_later_usec,
                              .arrived_real_usec = time.real_usec + 99 };
      g_autoptr (LampFile) file = lamp_file_new (&told);
      g_autoptr (LampArtifact)
          change = lamp_artifact_new (&(LampArtifact){ .key = "another", .file = file, .archive = TRUE });
      g_autoptr (LampArtifact) next = lamp_row_with_change (row, change);

      g_test_message ("%s", rows[i].message);
      g_assert_cmpstr (next->file->sha256, ==, rows[i].keeps_hash ? "ab12" : NULL);
      g_assert_cmpint (next->file->size_bytes, ==, rows[i].size_bytes);
      g_assert_cmpstr (next->file->mode, ==, "0700");
      g_assert_cmpstr (next->file->content_type, ==, "text/plain");
      g_assert_cmpint (next->file->modified_real_usec, ==, told.modified_real_usec);
      g_assert_false (next->runnable);
      g_assert_true (next->archive);
      g_assert_cmpstr (next->key, ==, "run.sh");
      g_assert_cmpstr (next->file->name, ==, "run.sh");
      g_assert_cmpstr (next->file->path, ==, row->file->path);
      g_assert_cmpint (next->file->arrived_real_usec, ==, time.real_usec);
      g_assert_cmpint (next->state, ==, LAMP_ARRIVAL_ARTIFACT);
      g_assert_cmpstr (next->origin->url, ==, "https://example.org/x");
    }
}

/* A move is a step from there to here; the name that it arrived with stays. */
static void
test_path (void)
{
  const LampTime time = made_time (0);
  g_autoptr (LampArtifact) row = made_artifact ("run.sh", NULL, &time);
  g_autofree char *long_name = g_strnfill (4000, 'n');
  g_autofree char *long_path = g_strconcat ("/home/alice/", long_name, NULL);

  g_assert_cmpuint (chain_length (row), ==, 0);
  for (guint i = 0; i < MANY_STEPS; i++)
    {
      const char *to = i % 2 == 0 ? long_path : "/home/alice/b\xff\n.sh";
      g_autofree char *from = g_strdup (row->file->path);
      g_autoptr (LampArtifact) next = lamp_row_with_path (row, to);
      guint length = chain_length (next);

      g_assert_cmpstr (next->file->path, ==, to);
      g_assert_cmpstr (next->file->path_at_arrival, ==, "/home/alice/Downloads/run.sh");
      g_assert_cmpstr (next->file->name, ==, "run.sh");
      g_assert_cmpuint (length, ==, MIN (i + 1, CHAIN_MAX));
      if (i < CHAIN_MAX)
        {
          g_assert_cmpstr (next->derivation[i]->how, ==, "moved");
          g_assert_cmpstr (next->derivation[i]->from, ==, from);
          g_assert_cmpstr (next->derivation[i]->to, ==, to);
        }
      lamp_artifact_unref (row);
      row = g_steal_pointer (&next);
    }
  g_assert_cmpstr (row->derivation[0]->from, ==, "/home/alice/Downloads/run.sh");
}

/* What came out of an archive is as foreign as the archive. */
static void
test_parent (void)
{
  const struct
  {
    const char *message;
    gboolean archive_encrypted;
    gboolean member_encrypted;
    gboolean encrypted;
  } rows[] = {
    { "open", FALSE, FALSE, FALSE },
    { "one member under a password", FALSE, TRUE, TRUE },
    { "out of an archive that came out of one with a password", TRUE, FALSE, TRUE },
  };
  const LampTime time = made_time (0);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LampOrigin) origin = origin_of ("xattr", "https://example.org/a.zip");
      g_autoptr (LampArtifact) whole = made_artifact ("a.zip", origin, &time);
      g_autoptr (LampArtifact) row = made_artifact ("run.sh", NULL, &time);
      LampArtifact fields = *whole;
      g_autoptr (LampArtifact) archive = NULL;
      g_autoptr (LampArtifact) candidate = lamp_row_with_state (row, LAMP_ARRIVAL_CANDIDATE);
      g_autoptr (LampArtifact) member = NULL;

      g_test_message ("%s", rows[i].message);
      fields.encrypted = rows[i].archive_encrypted;
      fields.family = "chromium";
      archive = lamp_artifact_new (&fields);
      member = lamp_row_with_parent (candidate, archive, rows[i].member_encrypted);
      g_assert_cmpint (member->encrypted, ==, rows[i].encrypted);
      g_assert_cmpint (member->state, ==, LAMP_ARRIVAL_ARTIFACT);
      g_assert_cmpstr (member->parent_key, ==, "a.zip");
      g_assert_cmpstr (member->key, ==, "run.sh");
      g_assert_cmpstr (member->family, ==, "chromium");
      g_assert_cmpstr (member->origin->url, ==, "https://example.org/a.zip");
      g_assert_cmpuint (chain_length (member), ==, 1);
      g_assert_cmpstr (member->derivation[0]->how, ==, "extracted");
      g_assert_cmpstr (member->derivation[0]->from, ==, "a.zip");
      g_assert_cmpstr (member->derivation[0]->to, ==, "/home/alice/Downloads/run.sh");
    }
}

/* A source speaks once; the others stay. */
static void
test_evidence (void)
{
  const LampTime time = made_time (0);
  g_autoptr (LampOrigin) origin = origin_of ("chromium-history", "https://old.example/");
  g_autoptr (LampArtifact) row = made_artifact ("run.sh", origin, &time);
  g_autoptr (LampArtifact) blank = made_artifact ("blank.sh", NULL, &time);
  g_autoptr (GPtrArray) more = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);
  g_autoptr (GPtrArray) nothing_new = lamp_row_join_evidence (row, NULL);
  g_autoptr (GPtrArray) nothing_at_all = lamp_row_join_evidence (blank, more);
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GPtrArray) both = NULL;

  g_assert_cmpuint (nothing_new->len, ==, 1);
  g_assert_cmpuint (nothing_at_all->len, ==, 0);
  g_ptr_array_add (more, evidence ("chromium-history", "https://new.example/", LAMP_EVIDENCE_HIGH));
  again = lamp_row_join_evidence (row, more);
  g_assert_cmpuint (again->len, ==, 1);
  g_assert_cmpstr (((LampEvidence *) g_ptr_array_index (again, 0))->url, ==, "https://new.example/");
  g_ptr_array_set_size (more, 0);
  g_ptr_array_add (more, evidence ("xattr", "https://mark.example/", LAMP_EVIDENCE_MEDIUM));
  both = lamp_row_join_evidence (row, more);
  g_assert_cmpuint (both->len, ==, 2);
}

static void
test_arrival_evidence (void)
{
  const struct
  {
    const char *message;
    int marks[3]; /* -1: none */
    gboolean arrived;
  } rows[] = {
    { "nothing said", { -1, -1, -1 }, FALSE },
    { "a list that an editor writes, too", { LAMP_EVIDENCE_LOW, -1, -1 }, FALSE },
    { "many of them", { LAMP_EVIDENCE_LOW, LAMP_EVIDENCE_LOW, LAMP_EVIDENCE_LOW }, FALSE },
    { "a mark that only a download has", { LAMP_EVIDENCE_MEDIUM, -1, -1 }, TRUE },
    { "a row in a history, last", { LAMP_EVIDENCE_LOW, LAMP_EVIDENCE_LOW, LAMP_EVIDENCE_HIGH }, TRUE },
  };

  g_assert_false (lamp_row_is_arrival_evidence (NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);

      g_test_message ("%s", rows[i].message);
      for (gsize k = 0; k < G_N_ELEMENTS (rows[i].marks); k++)
        if (rows[i].marks[k] >= 0)
          g_ptr_array_add (said, evidence ("x", NULL, (LampEvidenceConfidence) rows[i].marks[k]));
      g_assert_cmpint (lamp_row_is_arrival_evidence (said), ==, rows[i].arrived);
    }
}

/* The next value has what is new, and the old value is as it was. */
static void
test_state_and_origin (void)
{
  const LampTime time = made_time (0);
  g_autoptr (LampArtifact) row = made_artifact ("run.sh", NULL, &time);
  g_autoptr (LampOrigin) origin = origin_of ("xattr", "https://example.org/x");
  g_autoptr (LampArtifact) local = lamp_row_with_state (row, LAMP_ARRIVAL_LOCAL);
  g_autoptr (LampArtifact) known = lamp_row_with_origin (local, origin, LAMP_ARRIVAL_ARTIFACT);
  g_autoptr (LampArtifact) hashed = lamp_row_with_hash (known, "ab12");

  g_assert_cmpint (local->state, ==, LAMP_ARRIVAL_LOCAL);
  g_assert_cmpint (row->state, ==, LAMP_ARRIVAL_ARTIFACT);
  g_assert_cmpint (known->state, ==, LAMP_ARRIVAL_ARTIFACT);
  g_assert_null (local->origin);
  g_assert_cmpstr (hashed->origin->url, ==, "https://example.org/x");
  g_assert_cmpstr (hashed->file->sha256, ==, "ab12");
  g_assert_null (known->file->sha256);
  g_assert_cmpstr (hashed->file->path, ==, row->file->path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/row/change", test_change);
  g_test_add_func ("/engine/row/path", test_path);
  g_test_add_func ("/engine/row/parent", test_parent);
  g_test_add_func ("/engine/row/evidence", test_evidence);
  g_test_add_func ("/engine/row/arrival-evidence", test_arrival_evidence);
  g_test_add_func ("/engine/row/state-and-origin", test_state_and_origin);
  return g_test_run ();
}
