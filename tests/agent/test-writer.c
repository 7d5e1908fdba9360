/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent/lamp-writer.h"
#include "base/lamp-error.h"
#include "store/lamp-store-limits.h"

#include <glib/gstdio.h>
#include <string.h>

static void
count (guint *told, const LampAlert *alert)
{
  (*told)++;
}

static void
put_and_wait (LampWriter *writer, const char *id, const guint *told, guint wanted)
{
  g_autoptr (LampAlert) alert = lamp_alert_new (&(LampAlert){ .schema = "1", .id = id, .revision = 1 });

  lamp_writer_put_alert (writer, alert);
  while (*told < wanted)
    g_main_context_iteration (NULL, TRUE);
}

/* A disk that stays full: each alert is told, and each once. */
static void
test_told_without_a_disk (void)
{
  g_autoptr (LampStore) store = lamp_store_new ("/dev/null/store.sqlite");
  g_autoptr (LampWriter) writer = lamp_writer_new (store);
  guint told = 0;

  g_signal_connect_swapped (writer, "alert-written", G_CALLBACK (count), &told);
  put_and_wait (writer, "first", &told, 1);
  g_assert_nonnull (lamp_writer_get_problem (writer));
  put_and_wait (writer, "second", &told, 2);
  g_assert_cmpuint (told, ==, 2);
}

/* --- rows that the store will never take ------------------------------------------------------------------
 */

typedef struct
{
  char *folder;
  char *path;
  LampStore *store;
  LampWriter *writer;
  GAsyncResult *result;
  guint told;
  guint refused;
} Bench;

static guint lines;

static GLogWriterOutput
count_lines (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "LAMP_ROW") == 0)
      {
        lines++;
        return G_LOG_WRITER_HANDLED;
      }
  return g_log_writer_default (level, fields, n_fields, data);
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
count_refusal (guint *refused, const char *text)
{
  g_assert_nonnull (text);
  (*refused)++;
}

static void
open_bench (Bench *bench)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bench->store = lamp_store_new (bench->path);
  lamp_store_open_async (bench->store, NULL, on_result, bench);
  result = wait_result (bench);
  lamp_store_open_finish (bench->store, result, &error);
  g_assert_no_error (error);
  bench->writer = lamp_writer_new (bench->store);
  g_signal_connect_swapped (bench->writer, "alert-written", G_CALLBACK (count), &bench->told);
  g_signal_connect_swapped (bench->writer, "refused", G_CALLBACK (count_refusal), &bench->refused);
}

static void
set_up (Bench *bench, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  bench->folder = g_dir_make_tmp ("gatelamp-writer-XXXXXX", &error);
  g_assert_no_error (error);
  bench->path = g_build_filename (bench->folder, "store.sqlite", NULL);
  open_bench (bench);
  lines = 0;
}

static void
tear_down (Bench *bench, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GDir) folder = NULL;
  const char *name;

  lamp_store_close_async (bench->store, NULL, on_result, bench);
  result = wait_result (bench);
  g_object_unref (bench->writer);
  g_object_unref (bench->store);
  folder = g_dir_open (bench->folder, 0, NULL);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (bench->folder, name, NULL);
      g_remove (path);
    }
  g_rmdir (bench->folder);
  g_free (bench->folder);
  g_free (bench->path);
}

static gboolean
flush (Bench *bench, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lamp_writer_flush_async (bench->writer, on_result, bench);
  result = wait_result (bench);
  return lamp_writer_flush_finish (bench->writer, result, error);
}

static LampStoreContents *
load (Bench *bench)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LampStoreContents *contents;

  lamp_store_load_async (bench->store, NULL, on_result, bench);
  result = wait_result (bench);
  contents = lamp_store_load_finish (bench->store, result, &error);
  g_assert_no_error (error);
  return contents;
}

static void
put_alert (Bench *bench, const char *id, gsize sentence_bytes)
{
  g_autofree char *sentence = g_strnfill (sentence_bytes, 'x');
  g_autoptr (LampAlert)
      alert = lamp_alert_new (&(LampAlert){ .schema = "1", .id = id, .revision = 1, .sentence = sentence });

  lamp_writer_put_alert (bench->writer, alert);
}

static void
put_report (Bench *bench, const char *id, gsize bytes_count)
{
  g_autofree char *bytes = g_strnfill (bytes_count, 'x');
  g_autoptr (LampReport) report = lamp_report_new (&(LampReport){
      .id = id, .alert_id = "a", .format = "cloudevents", .state = LAMP_REPORT_QUEUED, .bytes = bytes });

  lamp_writer_put_report (bench->writer, report);
}

/* One alert that is too large: the others are on disk, the person hears of all, one line is in the log. */
static void
test_refused_row_is_set_aside (Bench *bench, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampStoreContents) contents = NULL;

  put_alert (bench, "good", 10);
  put_alert (bench, "huge", LAMP_STORE_ROW_BYTES);
  put_report (bench, "small", 10);
  put_report (bench, "large", LAMP_STORE_ROW_BYTES);
  g_assert_true (flush (bench, &error));
  g_assert_no_error (error);
  g_assert_null (lamp_writer_get_problem (bench->writer));
  contents = load (bench);
  g_assert_cmpuint (contents->alerts->len, ==, 1);
  g_assert_cmpuint (contents->reports->len, ==, 1);
  g_assert_cmpuint (bench->told, ==, 2);
  g_assert_cmpuint (bench->refused, ==, 2);
  g_assert_cmpuint (lines, ==, 2);
  g_assert_cmpuint (lamp_writer_get_refused_count (bench->writer), ==, 2);
  g_assert_true (lamp_writer_is_report_kept (bench->writer, "small"));
  g_assert_false (lamp_writer_is_report_kept (bench->writer, "large"));
}

/* The log says it once; a later value that fits is kept. */
static void
test_refused_row_is_told_once (Bench *bench, gconstpointer data)
{
  g_autoptr (LampStoreContents) contents = NULL;

  for (int i = 0; i < 3; i++)
    {
      put_alert (bench, "huge", LAMP_STORE_ROW_BYTES);
      g_assert_true (flush (bench, NULL));
    }
  g_assert_cmpuint (lines, ==, 1);
  g_assert_cmpuint (lamp_writer_get_refused_count (bench->writer), ==, 3);
  put_alert (bench, "huge", 10);
  g_assert_true (flush (bench, NULL));
  contents = load (bench);
  g_assert_cmpuint (contents->alerts->len, ==, 1);
}

/* A store that is closed may open again: nothing is set aside, and all of it comes back. */
static void
test_busy_is_kept (Bench *bench, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampStoreContents) contents = NULL;

  lamp_store_close_async (bench->store, NULL, on_result, bench);
  result = wait_result (bench);
  put_alert (bench, "good", 10);
  g_assert_false (flush (bench, &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_BUSY);
  g_assert_cmpuint (lamp_writer_get_refused_count (bench->writer), ==, 0);
  lamp_store_open_async (bench->store, NULL, on_result, bench);
  opened = wait_result (bench);
  g_assert_true (flush (bench, NULL));
  contents = load (bench);
  g_assert_cmpuint (contents->alerts->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (count_lines, NULL, NULL);
#define ADD(name, function) g_test_add ("/writer/" name, Bench, NULL, set_up, function, tear_down)
  ADD ("refused-row-is-set-aside", test_refused_row_is_set_aside);
  ADD ("refused-row-is-told-once", test_refused_row_is_told_once);
  ADD ("busy-is-kept", test_busy_is_kept);
  g_test_add_func ("/writer/told-without-a-disk", test_told_without_a_disk);
  return g_test_run ();
}
