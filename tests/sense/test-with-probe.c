/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The client with the real probe: what was renamed and run at once is told, with the key that the file has.
 */

#include "sense/lamp-probe-client.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/lamp-fd.h"

#define RUNS          20
#define DEADLINE_MSEC 20000

typedef struct
{
  LampProbeClient *client;
  char *folder;
  GHashTable *executed; /* key -> LampExecution, the first that was told */
  guint lost;
} Fixture;

static void
on_execution (LampProbeClient *client, const LampExecution *execution, gpointer data)
{
  Fixture *f = data;

  if (!g_hash_table_contains (f->executed, execution->key))
    g_hash_table_insert (f->executed, g_strdup (execution->key), lamp_execution_ref (execution));
}

static void
on_lost (LampProbeClient *client, const char *what, gint64 count, gpointer data)
{
  g_test_message ("lost: %s", what);
  ((Fixture *) data)->lost++;
}

static gboolean
on_tick (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

typedef gboolean (*Condition) (Fixture *f, const char *argument);

static gboolean
await (Fixture *f, Condition is_met, const char *argument)
{
  gboolean late = FALSE;
  guint deadline = g_timeout_add (DEADLINE_MSEC, on_tick, &late);

  while (!is_met (f, argument) && !late)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  return !late;
}

static gboolean
is_seeing (Fixture *f, const char *argument)
{
  return lamp_probe_client_get_state (f->client) != LAMP_PROBE_STATE_BLIND;
}

static gboolean
is_executed (Fixture *f, const char *key)
{
  return g_hash_table_contains (f->executed, key);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("gatelamp-probe-XXXXXX", NULL);
  f->executed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) lamp_execution_unref);
  f->client = lamp_probe_client_new (g_getenv ("TEST_PROBE"));
  g_signal_connect (f->client, "execution", G_CALLBACK (on_execution), f);
  g_signal_connect (f->client, "lost", G_CALLBACK (on_lost), f);
  lamp_probe_client_watch (f->client, "downloads", f->folder);
  lamp_probe_client_start (f->client);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->client);
  g_hash_table_unref (f->executed);
  rmdir (f->folder);
  g_free (f->folder);
}

static char *
make_and_run (Fixture *f, guint number)
{
  g_autofree char *part = g_strdup_printf ("%s/x%u.part", f->folder, number);
  g_autofree char *name = g_strdup_printf ("%s/x %u\n.sh", f->folder, number);
  const char *argv[] = { "/bin/sh", name, NULL };
  g_autoptr (GError) error = NULL;
  char *key;
  int fd;

  g_assert_true (g_file_set_contents (part, "sleep 0.05\n", -1, NULL));
  fd = open (part, O_PATH | O_CLOEXEC);
  key = lamp_fd_dup_key (fd, NULL);
  close (fd);
  g_assert_cmpint (rename (part, name), ==, 0);
  g_assert_true (
      g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  return key;
}

static void
test_run (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  guint with_process = 0;

  if (!await (f, is_seeing, NULL))
    {
      g_test_skip ("the probe can watch nothing here");
      return;
    }
  for (guint i = 0; i < RUNS; i++)
    {
      g_autofree char *key = make_and_run (f, i);
      g_autofree char *name = g_strdup_printf ("%s/x %u\n.sh", f->folder, i);
      const LampExecution *execution;
      g_assert_true (await (f, is_executed, key));
      execution = g_hash_table_lookup (f->executed, key);
      with_process += execution->process != NULL;
      if (execution->process != NULL && execution->operand > 0)
        g_assert_cmpstr (execution->process->argv[execution->operand], ==, name);
      unlink (name);
    }
  g_test_message ("%u of %u with their process", with_process, RUNS);
  node = lamp_probe_client_to_json (f->client);
  text = json_to_string (node, FALSE);
  g_test_message ("%s", text);
  g_assert_cmpuint (f->lost, ==, 0);
}

static gboolean
has_lost (Fixture *f, const char *argument)
{
  return f->lost > 0 && is_seeing (f, NULL);
}

static void
test_killed (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *key = NULL;
  g_autofree char *name = g_strdup_printf ("%s/x %u\n.sh", f->folder, 0);
  gint64 began;

  if (!await (f, is_seeing, NULL))
    {
      g_test_skip ("the probe can watch nothing here");
      return;
    }
  node = lamp_probe_client_to_json (f->client);
  kill ((pid_t) json_object_get_int_member (json_node_get_object (node), "pid"), SIGKILL);
  began = g_get_monotonic_time ();
  g_assert_true (await (f, has_lost, NULL));
  g_assert_cmpint (g_get_monotonic_time () - began, <, G_USEC_PER_SEC);
  key = make_and_run (f, 0);
  g_assert_true (await (f, is_executed, key));
  unlink (name);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_test_add ("/sense/with-probe/run", Fixture, NULL, set_up, test_run, tear_down);
  g_test_add ("/sense/with-probe/killed", Fixture, NULL, set_up, test_killed, tear_down);
  return g_test_run ();
}
