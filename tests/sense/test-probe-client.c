/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sense/lamp-probe-client.h"
#include "sense/lamp-sense-limits.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define KEY           "9f3c6a0112b4d7e8-1-0c4a020077f1a2b3"
#define OTHER_KEY     "9f3c6a0112b4d7e8-1-0c4a020077f1a2b4"
#define DEADLINE_MSEC 20000

typedef struct
{
  LampProbeClient *client;
  char *log_name;
  GMainLoop *loop;
  GHashTable *lost; /* what -> how many emissions */
  guint reads;
  guint kept;
  guint changes;
} Fixture;

static gboolean
on_deadline (gpointer data)
{
  g_error ("nothing came in time");
  return G_SOURCE_REMOVE;
}

typedef gboolean (*Condition) (Fixture *f);

static void
await (Fixture *f, Condition is_met)
{
  guint deadline = g_timeout_add (DEADLINE_MSEC, on_deadline, NULL);

  while (!is_met (f))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static void
on_lost (LampProbeClient *client, const char *what, gint64 count, gpointer data)
{
  Fixture *f = data;
  guint old = GPOINTER_TO_UINT (g_hash_table_lookup (f->lost, what));

  g_hash_table_replace (f->lost, g_strdup (what), GUINT_TO_POINTER (old + 1));
}

static void
on_read (LampProbeClient *client, const char *key, gint64 count, gpointer data)
{
  g_assert_cmpstr (key, ==, KEY);
  ((Fixture *) data)->reads++;
}

static void
on_kept (LampProbeClient *client, const char *key, const char *state, gpointer data)
{
  g_assert_cmpstr (state, ==, "kept");
  ((Fixture *) data)->kept++;
}

static void
on_changed (LampProbeClient *client, gpointer data)
{
  ((Fixture *) data)->changes++;
}

static guint
get_lost (Fixture *f, const char *what)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (f->lost, what));
}

static JsonObject *
get_json (Fixture *f, JsonNode **out_node)
{
  *out_node = lamp_probe_client_to_json (f->client);
  return json_node_get_object (*out_node);
}

static gint64
get_pid (Fixture *f)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object = get_json (f, &node);

  return json_object_get_null_member (object, "pid") ? 0 : json_object_get_int_member (object, "pid");
}

static void
set_up (Fixture *f, gconstpointer mode)
{
  g_autofree char *folder = g_dir_make_tmp ("gatelamp-sense-XXXXXX", NULL);

  f->log_name = g_build_filename (folder, "log", NULL);
  g_setenv ("FAKE_PROBE_MODE", mode, TRUE);
  g_setenv ("FAKE_PROBE_LOG", f->log_name, TRUE);
  f->lost = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  f->client = lamp_probe_client_new (g_test_get_filename (G_TEST_BUILT, "fake-probe", NULL));
  g_signal_connect (f->client, "lost", G_CALLBACK (on_lost), f);
  g_signal_connect (f->client, "read", G_CALLBACK (on_read), f);
  g_signal_connect (f->client, "kept", G_CALLBACK (on_kept), f);
  g_signal_connect (f->client, "changed", G_CALLBACK (on_changed), f);
}

static void
tear_down (Fixture *f, gconstpointer mode)
{
  g_autofree char *folder = g_path_get_dirname (f->log_name);

  g_assert_finalize_object (f->client);
  g_hash_table_unref (f->lost);
  unlink (f->log_name);
  rmdir (folder);
  g_free (f->log_name);
}

static gboolean
is_seeing (Fixture *f)
{
  return lamp_probe_client_get_state (f->client) != LAMP_PROBE_STATE_BLIND;
}

static gboolean
is_running (Fixture *f)
{
  return get_pid (f) != 0;
}

static gboolean
is_stopped (Fixture *f)
{
  return get_pid (f) == 0;
}

static gboolean
has_kept_two (Fixture *f)
{
  return f->kept >= 2;
}

static gboolean
has_counters (Fixture *f)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object = get_json (f, &node);

  return json_object_get_int_member_with_default (json_object_get_object_member (object, "counters"), "marks",
                                                  0) == 3;
}

static gboolean
has_restarted (Fixture *f)
{
  return get_lost (f, "probe") > 0 && is_running (f);
}

static gboolean
has_died_four_times (Fixture *f)
{
  return get_lost (f, "probe") >= 4;
}

static gboolean
has_read (Fixture *f)
{
  return f->reads > 0;
}

static gboolean
has_read_all (Fixture *f)
{
  return f->reads >= 50000;
}

static void
test_states (Fixture *f, gconstpointer mode)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) after = NULL;
  JsonObject *object;

  g_assert_cmpint (lamp_probe_client_get_state (f->client), ==, LAMP_PROBE_STATE_BLIND);
  lamp_probe_client_watch (f->client, "downloads", "/home/a/Down loads\n");
  lamp_probe_client_start (f->client);
  await (f, is_seeing);
  g_assert_cmpint (lamp_probe_client_get_state (f->client), ==, LAMP_PROBE_STATE_WATCHING);
  lamp_probe_client_refresh (f->client);
  await (f, has_counters);
  object = get_json (f, &node);
  g_assert_cmpstr (json_object_get_string_member (object, "state"), ==, "running");
  g_assert_cmpstr (json_object_get_string_member (object, "view"), ==, "watching");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "refusals")), ==, 1);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "folders")), ==, 1);
  lamp_probe_client_watch (f->client, "weak", "/weak");
  while (lamp_probe_client_get_state (f->client) != LAMP_PROBE_STATE_DEGRADED)
    g_main_context_iteration (NULL, TRUE);
  lamp_probe_client_unwatch (f->client, "weak");
  g_assert_cmpint (lamp_probe_client_get_state (f->client), ==, LAMP_PROBE_STATE_WATCHING);
  lamp_probe_client_stop (f->client);
  await (f, is_stopped);
  object = get_json (f, &after);
  g_assert_cmpstr (json_object_get_string_member (object, "state"), ==, "dead");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "gaps")), ==, 0);
  g_assert_cmpuint (get_lost (f, "probe"), ==, 0);
}

/* Killed from outside: back at once, told everything again, and the gap is on record. */
static void
test_killed (Fixture *f, gconstpointer mode)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *log = NULL;
  JsonObject *object;
  JsonObject *gap;
  gint64 began;

  lamp_probe_client_start (f->client);
  lamp_probe_client_watch (f->client, "downloads", "/d");
  lamp_probe_client_keep (f->client, 100, KEY, "/d/a\"b", TRUE);
  lamp_probe_client_keep (f->client, 100, OTHER_KEY, "/d/b", FALSE);
  await (f, has_kept_two);
  lamp_probe_client_drop (f->client, OTHER_KEY);
  f->kept = 1;
  g_assert_cmpint (kill ((pid_t) get_pid (f), SIGKILL), ==, 0);
  began = g_get_monotonic_time ();
  await (f, has_restarted);
  await (f, is_seeing);
  g_assert_cmpint (g_get_monotonic_time () - began, <, G_USEC_PER_SEC);
  await (f, has_kept_two);
  object = get_json (f, &node);
  g_assert_cmpint (json_object_get_int_member (object, "restarts"), ==, 1);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "gaps")), ==, 1);
  gap = json_array_get_object_element (json_object_get_array_member (object, "gaps"), 0);
  g_assert_cmpstr (json_object_get_string_member (gap, "reason"), ==, "killed by signal 9");
  g_assert_false (json_object_get_null_member (gap, "to"));
  g_assert_true (g_file_get_contents (f->log_name, &log, NULL, NULL));
  g_assert_nonnull (g_strrstr (log, "watch downloads /d\nkeep 100 " KEY " /d/a%22b\n"));
  g_assert_true (g_str_has_suffix (log, "keep 100 " KEY " /d/a%22b\n"));
}

static gboolean
is_blind (Fixture *f)
{
  return lamp_probe_client_get_state (f->client) == LAMP_PROBE_STATE_BLIND;
}

/* It does not die, and does nothing any more: told as blind after the next order, and another is started. */
static void
test_stopped (Fixture *f, gconstpointer mode)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;
  JsonObject *gap;
  gint64 began;

  lamp_probe_client_watch (f->client, "downloads", "/d");
  lamp_probe_client_start (f->client);
  await (f, is_seeing);
  /* It answers in order: what it was asked before has its answer, too. */
  lamp_probe_client_refresh (f->client);
  await (f, has_counters);
  g_assert_cmpint (kill ((pid_t) get_pid (f), SIGSTOP), ==, 0);
  began = g_get_monotonic_time ();
  lamp_probe_client_keep (f->client, 0, KEY, "/d/a", TRUE);
  g_assert_false (is_blind (f));
  await (f, is_blind);
  g_assert_cmpint (g_get_monotonic_time () - began, <, (LAMP_SENSE_ANSWER_SEC + 3) * G_USEC_PER_SEC);
  await (f, has_restarted);
  await (f, is_seeing);
  object = get_json (f, &node);
  gap = json_array_get_object_element (json_object_get_array_member (object, "gaps"), 0);
  g_assert_cmpstr (json_object_get_string_member (gap, "reason"), ==, "does not answer");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "gaps")), ==, 1);
  g_assert_false (json_object_get_null_member (gap, "to"));
}

static void
test_keeps_dying (Fixture *f, gconstpointer mode)
{
  gint64 began = g_get_monotonic_time ();

  lamp_probe_client_start (f->client);
  await (f, has_died_four_times);
  /* 0 + 0.2 + 0.5 s lie between four deaths. */
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 650 * 1000);
  g_assert_cmpint (lamp_probe_client_get_state (f->client), ==, LAMP_PROBE_STATE_BLIND);
}

static void
test_absent (Fixture *f, gconstpointer mode)
{
  g_autoptr (LampProbeClient) absent = lamp_probe_client_new ("/nonexistent/gatelamp-probe");

  lamp_probe_client_start (absent);
  g_assert_cmpint (lamp_probe_client_get_state (absent), ==, LAMP_PROBE_STATE_BLIND);
}

static void
test_nonsense (Fixture *f, gconstpointer mode)
{
  lamp_probe_client_start (f->client);
  await (f, has_restarted);
  g_assert_cmpuint (get_lost (f, "lines"), >=, 64);
}

static void
test_some_nonsense (Fixture *f, gconstpointer mode)
{
  lamp_probe_client_watch (f->client, "downloads", "/d");
  lamp_probe_client_start (f->client);
  await (f, is_seeing);
  g_assert_cmpuint (get_lost (f, "lines"), ==, 4);
  g_assert_cmpuint (get_lost (f, "events"), ==, 0);
  g_assert_cmpuint (get_lost (f, "probe"), ==, 0);
}

static void
test_long (Fixture *f, gconstpointer mode)
{
  lamp_probe_client_watch (f->client, "downloads", "/d");
  lamp_probe_client_start (f->client);
  await (f, is_seeing);
  g_assert_cmpuint (get_lost (f, "lines"), ==, 1);
  g_assert_cmpuint (get_lost (f, "probe"), ==, 0);
}

static void
test_gap (Fixture *f, gconstpointer mode)
{
  lamp_probe_client_watch (f->client, "downloads", "/d");
  lamp_probe_client_start (f->client);
  await (f, is_seeing);
  g_assert_cmpuint (get_lost (f, "events"), ==, 1);
}

/* Files that should have a mark have none: it sees less. */
static void
test_lost_marks (Fixture *f, gconstpointer mode)
{
  lamp_probe_client_watch (f->client, "downloads", "/d");
  lamp_probe_client_start (f->client);
  await (f, is_seeing);
  g_assert_cmpuint (get_lost (f, "marks"), ==, 1);
  g_assert_cmpint (lamp_probe_client_get_state (f->client), ==, LAMP_PROBE_STATE_DEGRADED);
}

static gboolean
is_settled (Fixture *f)
{
  return lamp_probe_client_is_settled (f->client);
}

/* What it said of a folder ran over: it is asked again, by the same probe. */
static void
test_lost_answer (Fixture *f, gconstpointer mode)
{
  lamp_probe_client_watch (f->client, "downloads", "/d");
  lamp_probe_client_start (f->client);
  await (f, is_settled);
  g_assert_cmpuint (get_lost (f, "output"), ==, 1);
  g_assert_cmpuint (get_lost (f, "probe"), ==, 0);
  g_assert_true (is_seeing (f));
}

static void
test_flood (Fixture *f, gconstpointer mode)
{
  lamp_probe_client_start (f->client);
  await (f, has_read_all);
  g_assert_cmpuint (f->reads, ==, 50000);
  g_assert_cmpuint (g_hash_table_size (f->lost), ==, 0);
  /* `changed` is for the status, not for every event. */
  g_assert_cmpuint (f->changes, <, 100);
}

static void
test_last_words (Fixture *f, gconstpointer mode)
{
  lamp_probe_client_start (f->client);
  await (f, has_read);
  g_assert_cmpuint (f->reads, ==, 1);
}

/* More than a pipe holds, to one who does not read: we go on. */
static void
test_deaf (Fixture *f, gconstpointer mode)
{
  g_autofree char *path = g_strnfill (4000, '"');

  path[0] = '/';
  lamp_probe_client_start (f->client);
  await (f, is_running);
  for (guint i = 0; i < 1500 && get_lost (f, "probe") == 0; i++)
    {
      g_autofree char *key = g_strdup_printf ("9f3c6a0112b4d7e8-1-%08x", i);
      lamp_probe_client_keep (f->client, 0, key, path, FALSE);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_cmpint (lamp_probe_client_get_state (f->client), ==, LAMP_PROBE_STATE_BLIND);
  await (f, has_restarted);
}

static void
test_bad_orders (Fixture *f, gconstpointer mode)
{
  g_autofree char *log = NULL;
  g_autofree char *endless = g_strnfill (5000, 'a');

  endless[0] = '/';
  lamp_probe_client_start (f->client);
  lamp_probe_client_watch (f->client, "", "/d");
  lamp_probe_client_watch (f->client, "a b", "/d");
  lamp_probe_client_watch (f->client, "a\nstatus", "/d");
  lamp_probe_client_watch (f->client, "relative", "d");
  lamp_probe_client_watch (f->client, "endless", endless);
  lamp_probe_client_keep (f->client, 1, "no key", "/d/a", FALSE);
  lamp_probe_client_keep (f->client, 1, KEY, "", FALSE);
  lamp_probe_client_drop (f->client, "x\nwatch a /");
  lamp_probe_client_watch (f->client, "good", "/d");
  await (f, is_seeing);
  g_assert_true (g_file_get_contents (f->log_name, &log, NULL, NULL));
  g_assert_cmpstr (log, ==, "watch good /d\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* That the probe went down is a warning in the log, and what these tests are about. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
#define ADD(name, mode, function)                                                                            \
  g_test_add ("/sense/probe-client/" name, Fixture, mode, set_up, function, tear_down)
  ADD ("states", "", test_states);
  ADD ("killed", "", test_killed);
  ADD ("stopped", "", test_stopped);
  ADD ("keeps-dying", "die-at-once", test_keeps_dying);
  ADD ("absent", "", test_absent);
  ADD ("nonsense", "nonsense", test_nonsense);
  ADD ("some-nonsense", "some-nonsense", test_some_nonsense);
  ADD ("long", "long", test_long);
  ADD ("gap", "gap", test_gap);
  ADD ("lost-marks", "lost-marks", test_lost_marks);
  ADD ("lost-answer", "lost-answer", test_lost_answer);
  ADD ("flood", "flood", test_flood);
  ADD ("last-words", "last-words", test_last_words);
  ADD ("deaf", "deaf", test_deaf);
  ADD ("bad-orders", "", test_bad_orders);
  return g_test_run ();
}
