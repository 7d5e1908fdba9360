/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent-bench.h"

#include "agent/lamp-fleeting.h"

#include <string.h>

/* src/agent/lamp-fleeting.c remembers as many. */
#define MARKS_MAX 512
/* It lets the monitors have so long. */
#define PATIENCE_USEC 700000

/* The real engine, and what it says of files and alerts. */
typedef struct
{
  LampEngine *engine;
  LampFleeting *fleeting;
  GHashTable *arrived; /* key -> how often the engine told of it */
  GHashTable *times;   /* key -> gint64 *: when it was told first */
  guint alerts;
} Bench;

static guint
count (Bench *bench, const char *key)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (bench->arrived, key));
}

static void
on_artifact (Bench *bench, const LampArtifact *artifact)
{
  const gint64 now = g_get_monotonic_time ();

  if (count (bench, artifact->key) == 0)
    g_hash_table_insert (bench->times, g_strdup (artifact->key), g_memdup2 (&now, sizeof now));
  g_hash_table_insert (bench->arrived, g_strdup (artifact->key),
                       GUINT_TO_POINTER (count (bench, artifact->key) + 1));
}

static void
on_alert (Bench *bench, const LampAlert *alert, gboolean disturb)
{
  bench->alerts++;
}

static void
set_up (Bench *bench, gconstpointer data)
{
  g_autoptr (LampPolicy) policy = lamp_policy_new_default ();

  bench->arrived = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  bench->times = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  bench->engine = agent_bench_new_engine (policy);
  bench->fleeting = lamp_fleeting_new (bench->engine);
  g_signal_connect_swapped (bench->engine, "artifact-changed", G_CALLBACK (on_artifact), bench);
  g_signal_connect_swapped (bench->engine, "alert-changed", G_CALLBACK (on_alert), bench);
}

static void
tear_down (Bench *bench, gconstpointer data)
{
  lamp_fleeting_free (bench->fleeting);
  g_object_unref (bench->engine);
  g_hash_table_unref (bench->arrived);
  g_hash_table_unref (bench->times);
}

/* The probe's word: it was called @key.part a moment ago. */
static void
mark (Bench *bench, const char *key)
{
  g_autofree char *from = g_strconcat (key, ".part", NULL);
  g_autofree char *path = g_strconcat ("/home/alice/Downloads/", key, NULL);

  lamp_fleeting_take_mark (bench->fleeting, key, from, path, 42);
}

/* As the pipeline does it. */
static void
run (Bench *bench, const char *key)
{
  const LampTime now = lamp_time_now ();
  g_autofree char *path = g_strconcat ("/home/alice/Downloads/", key, NULL);
  const char *argv[] = { "bash", path, NULL };
  g_autoptr (LampProcess)
      process = lamp_process_new (&(LampProcess){ .exe = "/usr/bin/bash", .argv = argv, .cwd = "/" });
  g_autoptr (LampExecution) execution = lamp_execution_new (&(LampExecution){ .key = key,
                                                                              .path = path,
                                                                              .method = LAMP_METHOD_SCRIPT,
                                                                              .confidence = LAMP_CONFIDENCE_B,
                                                                              .sensor = "fanotify",
                                                                              .operand = 1,
                                                                              .boot_usec = now.boot_usec,
                                                                              .real_usec = now.real_usec,
                                                                              .process = process });

  lamp_engine_take_execution (bench->engine, execution, &now);
  lamp_fleeting_take_execution (bench->fleeting, key);
}

/* A monitor's word, with what it saw of the content. */
static void
monitor (Bench *bench, const char *key)
{
  const LampTime now = lamp_time_now ();
  g_autoptr (LampFile) file = lamp_file_new (
      &(LampFile){ .path = "/home/alice/Downloads/x", .name = key, .content_type = "text/x-python" });
  g_autoptr (LampArtifact) artifact = lamp_artifact_new (&(LampArtifact){
      .key = key, .file = file, .state = LAMP_ARRIVAL_ARTIFACT, .arrived_boot_usec = now.boot_usec });

  lamp_engine_take_arrival (bench->engine, artifact, &now);
}

static void
wait_for (Bench *bench, const char *key)
{
  while (count (bench, key) == 0)
    g_main_context_iteration (NULL, TRUE);
}

/* It ran and was gone; the person is told of it all the same. */
static void
test_told (Bench *bench, gconstpointer data)
{
  const LampArtifact *artifact;

  mark (bench, "never-ran.sh");
  mark (bench, "gone.sh");
  run (bench, "gone.sh");
  g_assert_cmpuint (count (bench, "gone.sh"), ==, 0);
  wait_for (bench, "gone.sh");
  artifact = lamp_engine_find_artifact (bench->engine, "gone.sh");
  g_assert_cmpint (artifact->state, ==, LAMP_ARRIVAL_ARTIFACT);
  g_assert_cmpstr (artifact->file->name, ==, "gone.sh");
  g_assert_cmpint (artifact->file->size_bytes, ==, 42);
  g_assert_cmpuint (bench->alerts, ==, 1);
  /* What arrives and does not run is the monitors' matter. */
  g_assert_cmpuint (count (bench, "never-ran.sh"), ==, 0);
  /* It is an artifact like any other now. */
  run (bench, "gone.sh");
  g_assert_cmpuint (bench->alerts, ==, 2);
}

/* The monitors know more: what they say in time stands, also where they say it before it ran. */
static void
test_monitors_first (Bench *bench, gconstpointer data)
{
  mark (bench, "early.sh");
  monitor (bench, "early.sh");
  run (bench, "early.sh");
  mark (bench, "seen.sh");
  run (bench, "seen.sh");
  monitor (bench, "seen.sh");
  mark (bench, "last.sh");
  run (bench, "last.sh");
  wait_for (bench, "last.sh");
  g_assert_cmpuint (count (bench, "early.sh"), ==, 1);
  g_assert_cmpuint (count (bench, "seen.sh"), ==, 1);
  g_assert_cmpstr (lamp_engine_find_artifact (bench->engine, "seen.sh")->file->content_type, ==,
                   "text/x-python");
}

/* What is no arrival is not made one by running. */
static void
test_no_evidence (Bench *bench, gconstpointer data)
{
  const struct
  {
    const char *key;
    const char *from;
    const char *path;
    gint64 size_bytes;
  } rows[] = {
    { "no old name", NULL, "/home/alice/Downloads/a.sh", 42 },
    { "an old name that says nothing", "b.txt", "/home/alice/Downloads/b.sh", 42 },
    { "an empty old name", "", "/home/alice/Downloads/c.sh", 42 },
    { "an editor's", ".goutputstream-ABC", "/home/alice/Downloads/d.sh", 42 },
    { "still unfinished", ".org.chromium.Chromium.X", "/home/alice/Downloads/Unconfirmed 1.crdownload", 42 },
    { "empty", "f.sh.part", "/home/alice/Downloads/f.sh", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      lamp_fleeting_take_mark (bench->fleeting, rows[i].key, rows[i].from, rows[i].path, rows[i].size_bytes);
      run (bench, rows[i].key);
    }
  run (bench, "never marked");
  mark (bench, "last.sh");
  run (bench, "last.sh");
  wait_for (bench, "last.sh");
  g_assert_cmpuint (g_hash_table_size (bench->arrived), ==, 1);
}

/* Thousands of renames, and thousands of runs of one file: bounded, and what ran is not forgotten for them.
 */
static void
test_flood (Bench *bench, gconstpointer data)
{
  mark (bench, "ran.sh");
  run (bench, "ran.sh");
  mark (bench, "forgotten.sh");
  for (guint i = 0; i < MARKS_MAX; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u.sh", i);
      mark (bench, key);
      mark (bench, key);
    }
  run (bench, "forgotten.sh");
  for (guint i = 0; i < 3000; i++)
    run (bench, "0.sh");
  wait_for (bench, "0.sh");
  g_assert_cmpuint (count (bench, "ran.sh"), ==, 1);
  g_assert_cmpuint (count (bench, "0.sh"), ==, 1);
  g_assert_cmpuint (count (bench, "forgotten.sh"), ==, 0);
}

static gboolean
run_second (gpointer data)
{
  run (data, "second.sh");
  return G_SOURCE_REMOVE;
}

/* Each file has the whole time, whatever ran before it. */
static void
test_time_of_its_own (Bench *bench, gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();

  mark (bench, "first.sh");
  mark (bench, "second.sh");
  run (bench, "first.sh");
  g_timeout_add (300, run_second, bench);
  wait_for (bench, "second.sh");
  g_assert_cmpuint (count (bench, "first.sh"), ==, 1);
  g_assert_cmpint (*(gint64 *) g_hash_table_lookup (bench->times, "first.sh") - start, >=, PATIENCE_USEC);
  g_assert_cmpint (*(gint64 *) g_hash_table_lookup (bench->times, "second.sh") - start, >=,
                   PATIENCE_USEC + 300000);
}

/* As a listing finds a file that was there before its folder was watched. */
static LampArtifact *
found (const char *key, gint64 modified_real_usec)
{
  g_autofree char *path = g_strconcat ("/home/alice/Downloads/", key, NULL);
  g_autoptr (LampFile) file = lamp_file_new (&(LampFile){ .path = path,
                                                          .path_at_arrival = path,
                                                          .name = key,
                                                          .size_bytes = 42,
                                                          .content_type = "text/x-python",
                                                          .born_real_usec = 5000000,
                                                          .modified_real_usec = modified_real_usec,
                                                          .arrived_real_usec = 5000000 });

  return lamp_artifact_new (
      &(LampArtifact){ .key = key, .file = file, .state = LAMP_ARRIVAL_CANDIDATE, .runnable = TRUE });
}

/* The probe watched before the monitors did: its word makes what they find an artifact, whoever is first. */
static void
test_found_by_listing (Bench *bench, gconstpointer data)
{
  const LampTime now = lamp_time_now ();
  g_autoptr (LampArtifact) late = found ("late.sh", 5000000);
  g_autoptr (LampArtifact) early = found ("early.sh", 5000000);
  g_autoptr (LampArtifact) copy = found ("copy.sh", 1000000);
  g_autoptr (LampArtifact) mine = found ("mine.sh", 5000000);
  g_autoptr (LampArtifact) joined = NULL;
  const LampArtifact *row;

  lamp_engine_take_arrival (bench->engine, late, &now);
  run (bench, "late.sh");
  g_assert_cmpuint (bench->alerts, ==, 0);
  mark (bench, "late.sh");
  row = lamp_engine_find_artifact (bench->engine, "late.sh");
  g_assert_cmpint (row->state, ==, LAMP_ARRIVAL_ARTIFACT);
  g_assert_cmpstr (row->file->content_type, ==, "text/x-python");
  g_assert_cmpstr (row->origin->evidence[0]->source, ==, "temp-rename");
  g_assert_cmpuint (bench->alerts, ==, 1);
  mark (bench, "early.sh");
  joined = lamp_fleeting_join (bench->fleeting, early);
  g_assert_cmpint (joined->state, ==, LAMP_ARRIVAL_ARTIFACT);
  g_assert_cmpint (joined->arrived_boot_usec, >, 0);
  /* A file manager's copy keeps its old time, and what has no mark has no evidence. */
  mark (bench, "copy.sh");
  g_assert_null (lamp_fleeting_join (bench->fleeting, copy));
  g_assert_null (lamp_fleeting_join (bench->fleeting, mine));
  /* What the monitors judged themselves stays judged. */
  monitor (bench, "seen.sh");
  mark (bench, "seen.sh");
  g_assert_null (lamp_fleeting_join (bench->fleeting, lamp_engine_find_artifact (bench->engine, "seen.sh")));
}

/* A pipeline that ends while a file has its time. */
static void
test_ends (Bench *bench, gconstpointer data)
{
  mark (bench, "gone.sh");
  mark (bench, "waits.sh");
  run (bench, "gone.sh");
  lamp_fleeting_free (bench->fleeting);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (count (bench, "gone.sh"), ==, 0);
  bench->fleeting = lamp_fleeting_new (bench->engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/agent/fleeting/" name, Bench, NULL, set_up, function, tear_down)
  ADD ("told", test_told);
  ADD ("monitors-first", test_monitors_first);
  ADD ("no-evidence", test_no_evidence);
  ADD ("flood", test_flood);
  ADD ("time-of-its-own", test_time_of_its_own);
  ADD ("found-by-listing", test_found_by_listing);
  ADD ("ends", test_ends);
  return g_test_run ();
}
