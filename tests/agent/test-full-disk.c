/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A disk that is full, and has room again. The work is done in a child, on a small file system of its own. */

#include "store/small-disk.h"

#include "agent/lamp-unstored.h"
#include "agent/lamp-writer.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static const char *program;

typedef struct
{
  char *filler;
  LampStore *store;
  LampWriter *writer;
  GAsyncResult *result;
  guint told;
  guint problem_changes;
} Bench;

static void
count (guint *counter)
{
  (*counter)++;
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  g_set_object (&((Bench *) data)->result, result);
}

static GAsyncResult *
wait_result (Bench *bench)
{
  while (bench->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (&bench->result);
}

static void
fill_disk (Bench *bench)
{
  char block[1024] = { 'x' };
  int fd = open (bench->filler, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  while (write (fd, block, sizeof block) > 0)
    ;
  close (fd);
}

static gboolean
open_store (Bench *bench)
{
  g_autoptr (GAsyncResult) result = NULL;

  lamp_store_open_async (bench->store, NULL, on_result, bench);
  result = wait_result (bench);
  return lamp_store_open_finish (bench->store, result, NULL);
}

/* What a caller of ListAlerts gets. */
static GPtrArray *
list (Bench *bench)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) unwritten = NULL;
  GPtrArray *alerts;

  lamp_store_list_alerts_async (bench->store, 0, 100, NULL, on_result, bench);
  result = wait_result (bench);
  alerts = lamp_store_list_alerts_finish (bench->store, result, NULL);
  if (alerts == NULL)
    alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_alert_unref);
  unwritten = lamp_writer_list_unwritten_alerts (bench->writer);
  lamp_unstored_merge (alerts, unwritten, 0, 100);
  return alerts;
}

static void
expect_list (Bench *bench, const char *what, const char *wanted)
{
  g_autoptr (GPtrArray) alerts = list (bench);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < alerts->len; i++)
    {
      const LampAlert *alert = g_ptr_array_index (alerts, i);
      g_string_append_printf (text, "%s%s ", alert->id,
                              alert->completeness != NULL && alert->completeness[0] != NULL ? "*" : "");
    }
  g_print ("%s: %s\n", what, text->str);
  g_assert_cmpstr (text->str, ==, wanted);
}

static void
put_alert (Bench *bench, const char *id, gint64 last_time_real_usec)
{
  g_autofree char *sentence = g_strnfill (50000, 'x');
  g_autoptr (LampAlert) alert = lamp_alert_new (&(LampAlert){ .schema = "1",
                                                              .id = id,
                                                              .revision = 1,
                                                              .time_real_usec = last_time_real_usec,
                                                              .last_time_real_usec = last_time_real_usec,
                                                              .sentence = sentence });
  guint before = bench->told;

  lamp_writer_put_alert (bench->writer, alert);
  while (bench->told == before)
    g_main_context_iteration (NULL, TRUE);
}

static void
run_full (Bench *bench, gboolean full_before_open)
{
  gint64 start;

  if (full_before_open)
    fill_disk (bench);
  g_assert_cmpint (open_store (bench), ==, !full_before_open);
  if (!full_before_open)
    put_alert (bench, "first", 1);
  fill_disk (bench);
  put_alert (bench, "second", 2);
  start = g_get_monotonic_time ();
  put_alert (bench, "third", 3);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 3 * G_USEC_PER_SEC);
  g_assert_nonnull (lamp_writer_get_problem (bench->writer));
  g_assert_nonnull (lamp_writer_find_unwritten_alert (bench->writer, "third"));
  g_assert_cmpuint (bench->problem_changes, ==, 1);
  expect_list (bench, "full", full_before_open ? "second* third* " : "first second* third* ");
  g_remove (bench->filler);
  while (lamp_writer_get_problem (bench->writer) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (bench->problem_changes, ==, 2);
  g_assert_null (lamp_writer_find_unwritten_alert (bench->writer, "third"));
  expect_list (bench, "room", full_before_open ? "second third " : "first second third ");
  g_assert_cmpuint (bench->told, ==, full_before_open ? 2 : 3);
}

static int
run_child (const char *folder, gboolean full_before_open)
{
  g_autofree char *path = g_build_filename (folder, "store.sqlite", NULL);
  g_autofree char *filler = g_build_filename (folder, "filler", NULL);
  Bench bench = { .filler = filler };

  if (!small_disk_mount (folder, 512))
    return 77;
  bench.store = lamp_store_new (path);
  bench.writer = lamp_writer_new (bench.store);
  g_signal_connect_swapped (bench.writer, "alert-written", G_CALLBACK (count), &bench.told);
  g_signal_connect_swapped (bench.writer, "problem-changed", G_CALLBACK (count), &bench.problem_changes);
  run_full (&bench, full_before_open);
  g_object_unref (bench.writer);
  g_object_unref (bench.store);
  return 0;
}

/* The person hears of each alert at once and once, lists show it from memory and say so, and it is written
 * when there is room: also where the store could not even be opened. */
static void
test_full (gconstpointer when)
{
  g_autofree char *folder = g_dir_make_tmp ("gatelamp-full-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess)
      process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, when, folder, NULL);
  g_autofree char *out = NULL;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, NULL));
  g_test_message ("%s", out);
  g_rmdir (folder);
  if (g_subprocess_get_if_exited (process) && g_subprocess_get_exit_status (process) == 77)
    g_test_skip ("no right to mount a small file system (user namespaces are off)");
  else
    g_assert_true (g_subprocess_get_successful (process));
}

/* The newest revision counts, old ones are left out, and the limit keeps the newest. */
static void
test_merge (void)
{
  static const struct
  {
    const char *why;
    gint64 since;
    guint limit;
    const char *wanted;
  } rows[] = {
    { "all", 0, 10, "a b2* c1* " },
    { "what the store gave stays, of memory only what is late enough", 4, 10, "a c1* " },
    { "limit", 0, 1, "c1* " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) stored = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_alert_unref);
      g_autoptr (GPtrArray) unwritten = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_alert_unref);
      g_autoptr (GString) text = g_string_new (NULL);

      g_test_message ("%s", rows[i].why);
      g_ptr_array_add (stored, lamp_alert_new (&(LampAlert){ .id = "a", .last_time_real_usec = 1 }));
      g_ptr_array_add (stored,
                       lamp_alert_new (&(LampAlert){ .id = "b", .revision = 1, .last_time_real_usec = 2 }));
      g_ptr_array_add (unwritten,
                       lamp_alert_new (&(LampAlert){ .id = "c", .revision = 1, .last_time_real_usec = 4 }));
      g_ptr_array_add (unwritten,
                       lamp_alert_new (&(LampAlert){ .id = "b", .revision = 2, .last_time_real_usec = 3 }));
      lamp_unstored_merge (stored, unwritten, rows[i].since, rows[i].limit);
      for (guint j = 0; j < stored->len; j++)
        {
          const LampAlert *alert = g_ptr_array_index (stored, j);
          g_string_append (text, alert->id);
          if (alert->completeness != NULL && alert->completeness[0] != NULL)
            g_string_append_printf (text, "%d*", (int) alert->revision);
          g_string_append_c (text, ' ');
        }
      g_assert_cmpstr (text->str, ==, rows[i].wanted);
    }
}

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 3 && *argv[1] != '-')
    return run_child (argv[2], strcmp (argv[1], "before") == 0);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/full-disk/merge", test_merge);
  g_test_add_data_func ("/full-disk/while-running", "while", test_full);
  g_test_add_data_func ("/full-disk/before-the-start", "before", test_full);
  return g_test_run ();
}
