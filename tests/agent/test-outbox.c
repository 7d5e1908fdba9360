/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent-bench.h"

#include "agent/lamp-outbox.h"
#include "base/lamp-error.h"
#include "base/lamp-limits.h"
#include "store/lamp-store-limits.h"
#include "transport/lamp-transport-table.h"

#include <glib/gstdio.h>
#include <string.h>

#define SCRIPT "/home/alice/Downloads/invoice.sh"

/* The real engine, store and spool, in a folder of its own. */
typedef struct
{
  char *folder;
  char *spool;
  LampEngine *engine;
  LampStore *store;
  LampWriter *writer;
  LampOutbox *outbox;
  char *alert_id;
  GAsyncResult *result;
} Bench;

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  Bench *bench = data;

  bench->result = g_object_ref (result);
}

static void
wait_result (Bench *bench)
{
  while (bench->result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_alert (Bench *bench, const LampAlert *alert, gboolean disturb)
{
  g_free (bench->alert_id);
  bench->alert_id = g_strdup (alert->id);
  lamp_writer_put_alert (bench->writer, alert);
  if (bench->outbox != NULL)
    lamp_outbox_take_alert (bench->outbox, alert);
}

static void
set_up (Bench *bench, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampPolicy) policy = lamp_policy_new_default ();
  g_autoptr (LampTransport) transport = NULL;

  bench->folder = g_dir_make_tmp ("gatelamp-outbox-XXXXXX", &error);
  bench->spool = g_build_filename (bench->folder, "soc-inbox", NULL);
  transport = lamp_transport_new_for_name ("spool", bench->spool);
  bench->engine = agent_bench_new_engine (policy);
  bench->store = agent_bench_open_store (bench->folder);
  bench->writer = lamp_writer_new (bench->store);
  bench->outbox = lamp_outbox_new (bench->engine, bench->writer, transport, policy);
  g_signal_connect_swapped (bench->engine, "alert-changed", G_CALLBACK (on_alert), bench);
}

static void
tear_down (Bench *bench, gconstpointer data)
{
  g_clear_object (&bench->result);
  agent_bench_close_store (bench->store);
  g_clear_object (&bench->outbox);
  g_clear_object (&bench->writer);
  g_clear_object (&bench->store);
  g_clear_object (&bench->engine);
  agent_bench_remove (bench->folder);
  g_free (bench->folder);
  g_free (bench->spool);
  g_free (bench->alert_id);
}

/* A script that arrived from a browser and was run; its origin is pending. */
static void
make_alert (Bench *bench)
{
  const LampTime now = lamp_time_now ();
  const char *argv[] = { "bash", SCRIPT, NULL };
  g_autoptr (LampFile) file = lamp_file_new (&(LampFile){ .path = SCRIPT,
                                                          .path_at_arrival = SCRIPT,
                                                          .name = "invoice.sh",
                                                          .size_bytes = 5,
                                                          .content_type = "application/x-shellscript",
                                                          .mode = "0644",
                                                          .arrived_real_usec = now.real_usec });
  g_autoptr (LampArtifact) artifact = lamp_artifact_new (&(LampArtifact){ .key = "k",
                                                                          .file = file,
                                                                          .state = LAMP_ARRIVAL_ARTIFACT,
                                                                          .runnable = TRUE,
                                                                          .arrived_boot_usec = now.boot_usec,
                                                                          .arrived_boot_id = now.boot_id });
  g_autoptr (LampProcess) process = lamp_process_new (
      &(LampProcess){ .pid = 5, .exe = "/usr/bin/bash", .argv = argv, .cwd = "/" });
  g_autoptr (LampExecution) execution = lamp_execution_new (&(LampExecution){ .key = "k",
                                                                              .path = SCRIPT,
                                                                              .method = LAMP_METHOD_SCRIPT,
                                                                              .confidence = LAMP_CONFIDENCE_B,
                                                                              .sensor = "fanotify",
                                                                              .operand = 1,
                                                                              .boot_usec = now.boot_usec,
                                                                              .real_usec = now.real_usec,
                                                                              .process = process });

  lamp_engine_take_arrival (bench->engine, artifact, &now);
  lamp_engine_take_execution (bench->engine, execution, &now);
  g_assert_nonnull (bench->alert_id);
}

static void
settle (Bench *bench)
{
  const LampTime now = lamp_time_now ();
  g_autoptr (GPtrArray) evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);

  g_ptr_array_add (evidence, lamp_evidence_new (&(LampEvidence){
                                 .source = "firefox-places",
                                 .confidence = LAMP_EVIDENCE_HIGH,
                                 .detail = "d",
                                 .url = "https://mail.google.com/invoice.sh?token=geheim",
                                 .page = "https://mail.google.com/mail/",
                                 .app = "Firefox",
                             }));
  lamp_engine_take_evidence (bench->engine, "k", evidence, &now);
}

static LampReport *
report (Bench *bench, const char *comment, GError **error)
{
  LampReport *made;

  lamp_outbox_report_async (bench->outbox, bench->alert_id, comment, FALSE, on_result, bench);
  wait_result (bench);
  made = lamp_outbox_report_finish (bench->outbox, bench->result, error);
  g_clear_object (&bench->result);
  return made;
}

static guint
count_spool (Bench *bench)
{
  g_autoptr (GDir) folder = g_dir_open (bench->spool, 0, NULL);
  const char *name;
  guint count = 0;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    count += g_str_has_suffix (name, ".json") ? 1 : 0;
  return count;
}

static void
on_report_changed (LampOutbox *outbox, LampReport *changed, gpointer data)
{
  if (changed->state == LAMP_REPORT_DELIVERED)
    *(gboolean *) data = TRUE;
}

static void
wait_delivered (Bench *bench, gboolean *delivered)
{
  while (!*delivered)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_waits_for_the_origin (Bench *bench, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampReport) row = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  gboolean delivered = FALSE;

  g_signal_connect (bench->outbox, "report-changed", G_CALLBACK (on_report_changed), &delivered);
  make_alert (bench);
  row = report (bench, "is this ours?", &error);
  g_assert_no_error (error);
  g_assert_cmpint (row->state, ==, LAMP_REPORT_WAITING);
  g_assert_cmpuint (count_spool (bench), ==, 0);
  settle (bench);
  wait_delivered (bench, &delivered);
  g_assert_cmpuint (count_spool (bench), ==, 1);
  path = g_strdup_printf ("%s/%s-2.json", bench->spool, bench->alert_id);
  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_nonnull (strstr (text, "mail.google.com"));
  g_assert_nonnull (strstr (text, "is this ours?"));
  g_assert_null (strstr (text, "geheim"));
  g_assert_cmpint (lamp_engine_find_alert (bench->engine, bench->alert_id)->report_state, ==,
                   LAMP_REPORT_DELIVERED);
}

static void
test_asked_twice_is_one (Bench *bench, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampReport) one = NULL;
  g_autoptr (LampReport) two = NULL;
  gboolean delivered = FALSE;

  g_signal_connect (bench->outbox, "report-changed", G_CALLBACK (on_report_changed), &delivered);
  make_alert (bench);
  settle (bench);
  one = report (bench, NULL, &error);
  wait_delivered (bench, &delivered);
  two = report (bench, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (one->id, ==, two->id);
  g_assert_cmpuint (count_spool (bench), ==, 1);
}

/* Another agent, which knows no more than what the store gave it. */
static void
start_again (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampStoreContents) contents = NULL;
  g_autoptr (LampPolicy) policy = lamp_policy_new_default ();
  g_autoptr (LampTransport) transport = lamp_transport_new_for_name ("spool", bench->spool);

  g_clear_object (&bench->outbox);
  lamp_store_load_async (bench->store, NULL, on_result, bench);
  wait_result (bench);
  contents = lamp_store_load_finish (bench->store, bench->result, &error);
  g_clear_object (&bench->result);
  g_assert_no_error (error);
  g_assert_cmpuint (contents->reports->len, ==, 1);
  bench->outbox = lamp_outbox_new (bench->engine, bench->writer, transport, policy);
  lamp_outbox_restore (bench->outbox, contents->reports);
}

/* Asked again after a restart: the report that was sent, and not a row whose bytes no file has. Other words
 * would be lost: that is said. */
static void
test_delivered_is_remembered (Bench *bench, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other_words = NULL;
  g_autoptr (LampReport) one = NULL;
  g_autoptr (LampReport) two = NULL;
  gboolean delivered = FALSE;

  g_signal_connect (bench->outbox, "report-changed", G_CALLBACK (on_report_changed), &delivered);
  make_alert (bench);
  settle (bench);
  one = report (bench, "one", &error);
  wait_delivered (bench, &delivered);
  lamp_writer_flush_async (bench->writer, on_result, bench);
  wait_result (bench);
  g_clear_object (&bench->result);
  start_again (bench);
  g_assert_null (report (bench, "two", &other_words));
  g_assert_error (other_words, LAMP_ERROR, LAMP_ERROR_REJECTED);
  two = report (bench, "one", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (one->id, ==, two->id);
  g_assert_cmpint (two->state, ==, LAMP_REPORT_DELIVERED);
  g_assert_cmpuint (count_spool (bench), ==, 1);
}

static void
test_survives_the_agent (Bench *bench, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampReport) row = NULL;
  gboolean delivered = FALSE;

  make_alert (bench);
  row = report (bench, NULL, &error);
  g_assert_no_error (error);
  start_again (bench);
  g_signal_connect (bench->outbox, "report-changed", G_CALLBACK (on_report_changed), &delivered);
  settle (bench);
  wait_delivered (bench, &delivered);
  g_assert_cmpuint (count_spool (bench), ==, 1);
}

static void
test_refused (Bench *bench, gconstpointer data)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) long_comment = NULL;
  g_autofree char *comment = g_strnfill (LAMP_COMMENT_CHARS + 1, 'x');

  bench->alert_id = g_strdup ("no-such-alert");
  g_assert_null (report (bench, NULL, &missing));
  g_assert_error (missing, LAMP_ERROR, LAMP_ERROR_NOT_FOUND);
  make_alert (bench);
  g_assert_null (report (bench, comment, &long_comment));
  g_assert_error (long_comment, LAMP_ERROR, LAMP_ERROR_TOO_LARGE);
}

static void
test_preview_is_the_bytes (Bench *bench, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampReport) row = NULL;
  g_autofree char *preview = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  gboolean delivered = FALSE;

  g_signal_connect (bench->outbox, "report-changed", G_CALLBACK (on_report_changed), &delivered);
  make_alert (bench);
  settle (bench);
  preview = lamp_outbox_dup_preview (bench->outbox, bench->alert_id, "why?", &error);
  g_assert_no_error (error);
  row = report (bench, "why?", &error);
  wait_delivered (bench, &delivered);
  path = g_strdup_printf ("%s/%s-2.json", bench->spool, bench->alert_id);
  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_cmpstr (preview, ==, text);
}

static void
on_any_change (LampOutbox *outbox, LampReport *changed, gpointer data)
{
  LampReport **slot = data;

  g_clear_pointer (slot, lamp_report_unref);
  *slot = lamp_report_ref (changed);
}

static GLogWriterOutput
expect_unknown_format (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "LAMP_REPORT_FORMAT") == 0 || strcmp (fields[i].key, "LAMP_ROW") == 0)
      return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, data);
}

static void
restore_one (Bench *bench, const char *format, const char *bytes, LampReport **slot)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_report_unref);
  LampReport *row = lamp_report_new (&(LampReport){ .id = "r",
                                                    .alert_id = bench->alert_id,
                                                    .revision = 1,
                                                    .format = format,
                                                    .destination = "spool",
                                                    .state = LAMP_REPORT_QUEUED,
                                                    .created_real_usec = 1,
                                                    .bytes = bytes });

  g_ptr_array_add (rows, row);
  g_signal_connect (bench->outbox, "report-changed", G_CALLBACK (on_any_change), slot);
  lamp_writer_put_report (bench->writer, row);
  lamp_outbox_restore (bench->outbox, rows);
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* After a downgrade: the row stays, its bytes too, and status says why it waits. */
static void
test_unknown_format_stays (Bench *bench, gconstpointer data)
{
  g_autoptr (LampReport) changed = NULL;
  g_autoptr (LampStoreContents) contents = NULL;
  g_autoptr (JsonNode) status = NULL;
  JsonObject *object;

  make_alert (bench);
  restore_one (bench, "of-tomorrow", "{}", &changed);
  g_assert_cmpint (changed->state, ==, LAMP_REPORT_QUEUED);
  g_assert_cmpstr (changed->bytes, ==, "{}");
  g_assert_nonnull (strstr (changed->failure, "\"of-tomorrow\""));
  status = lamp_outbox_to_json (bench->outbox);
  object = json_node_get_object (status);
  g_assert_cmpint (json_object_get_int_member (object, "waiting"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (object, "failure"), ==, changed->failure);
  lamp_store_load_async (bench->store, NULL, on_result, bench);
  wait_result (bench);
  contents = lamp_store_load_finish (bench->store, bench->result, NULL);
  g_assert_cmpuint (contents->reports->len, ==, 1);
  g_assert_cmpuint (count_spool (bench), ==, 0);
}

/* What the store will never take is not sent either, and the person learns it. */
static void
test_unkept_is_not_sent (Bench *bench, gconstpointer data)
{
  g_autoptr (LampReport) changed = NULL;
  g_autofree char *bytes = g_strnfill (LAMP_STORE_ROW_BYTES, 'x');

  make_alert (bench);
  restore_one (bench, "cloudevents", bytes, &changed);
  g_assert_cmpint (changed->state, ==, LAMP_REPORT_REJECTED);
  g_assert_nonnull (changed->failure);
  g_assert_cmpuint (count_spool (bench), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (expect_unknown_format, NULL, NULL);
#define ADD(name, function) g_test_add ("/agent/outbox/" name, Bench, NULL, set_up, function, tear_down)
  ADD ("waits-for-the-origin", test_waits_for_the_origin);
  ADD ("asked-twice-is-one", test_asked_twice_is_one);
  ADD ("survives-the-agent", test_survives_the_agent);
  ADD ("delivered-is-remembered", test_delivered_is_remembered);
  ADD ("refused", test_refused);
  ADD ("unknown-format-stays", test_unknown_format_stays);
  ADD ("unkept-is-not-sent", test_unkept_is_not_sent);
  ADD ("preview-is-the-bytes", test_preview_is_the_bytes);
  return g_test_run ();
}
