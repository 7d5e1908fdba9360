/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent-bench.h"

#include "agent/lamp-outbox.h"
#include "base/lamp-error.h"
#include "base/lamp-limits.h"

#include <glib/gstdio.h>
#include <string.h>

/* --- a destination that says what it is told to say --------------------------------------------------------
 */

#define DOOR_TYPE (door_get_type ())
G_DECLARE_FINAL_TYPE (Door, door, TEST, DOOR, LampTransport)

struct _Door
{
  LampTransport parent_instance;
  LampDelivery outcome;
  guint tries;
  GPtrArray *keys;
  char *text; /* what came last */
};

G_DEFINE_FINAL_TYPE (Door, door, LAMP_TYPE_TRANSPORT)

static void
door_deliver_async (LampTransport *transport,
                    GBytes *bytes,
                    const char *media_type,
                    const char *idempotency_key,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer data)
{
  Door *self = TEST_DOOR (transport);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  self->tries++;
  g_ptr_array_add (self->keys, g_strdup (idempotency_key));
  g_free (self->text);
  self->text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (self->outcome == LAMP_DELIVERY_DELIVERED)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, LAMP_ERROR, LAMP_ERROR_UNREACHABLE, "the door is shut");
}

static LampDelivery
door_deliver_finish (LampTransport *transport, GAsyncResult *result, char **out_receipt, GError **error)
{
  if (g_task_propagate_boolean (G_TASK (result), error))
    return LAMP_DELIVERY_DELIVERED;
  return TEST_DOOR (transport)->outcome;
}

static void
door_finalize (GObject *object)
{
  Door *self = TEST_DOOR (object);

  g_ptr_array_unref (self->keys);
  g_free (self->text);
  G_OBJECT_CLASS (door_parent_class)->finalize (object);
}

static void
door_class_init (DoorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = door_finalize;
  LAMP_TRANSPORT_CLASS (klass)->deliver_async = door_deliver_async;
  LAMP_TRANSPORT_CLASS (klass)->deliver_finish = door_deliver_finish;
}

static void
door_init (Door *self)
{
  self->keys = g_ptr_array_new_with_free_func (g_free);
}

/* --- the real engine, store and writer ---------------------------------------------------------------------
 */

typedef struct
{
  char *folder;
  Door *door;
  LampPolicy *policy;
  LampEngine *engine;
  LampStore *store;
  LampWriter *writer;
  LampOutbox *outbox;
  char *alert_id;   /* of the alert that changed last */
  LampReport *last; /* row that changed last */
  GAsyncResult *result;
} Bench;

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Bench *) data)->result = g_object_ref (result);
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
  char *id = g_strdup (alert->id);

  g_free (bench->alert_id);
  bench->alert_id = id;
  lamp_writer_put_alert (bench->writer, alert);
  if (bench->outbox != NULL)
    lamp_outbox_take_alert (bench->outbox, alert);
}

static void
on_report_changed (Bench *bench, LampReport *changed)
{
  g_clear_pointer (&bench->last, lamp_report_unref);
  bench->last = lamp_report_ref (changed);
}

static void
open_outbox (Bench *bench)
{
  bench->outbox = lamp_outbox_new (bench->engine, bench->writer, LAMP_TRANSPORT (bench->door), bench->policy);
  g_signal_connect_swapped (bench->outbox, "report-changed", G_CALLBACK (on_report_changed), bench);
}

static void
set_up (Bench *bench, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  bench->policy = lamp_policy_new_default ();
  bench->folder = g_dir_make_tmp ("gatelamp-door-XXXXXX", &error);
  bench->door = g_object_new (DOOR_TYPE, NULL);
  bench->engine = agent_bench_new_engine (bench->policy);
  bench->store = agent_bench_open_store (bench->folder);
  bench->writer = lamp_writer_new (bench->store);
  open_outbox (bench);
  g_signal_connect_swapped (bench->engine, "alert-changed", G_CALLBACK (on_alert), bench);
}

static void
tear_down (Bench *bench, gconstpointer data)
{
  agent_bench_close_store (bench->store);
  g_clear_object (&bench->outbox);
  g_clear_object (&bench->writer);
  g_clear_object (&bench->store);
  g_clear_object (&bench->engine);
  g_clear_object (&bench->door);
  g_clear_pointer (&bench->last, lamp_report_unref);
  lamp_policy_unref (bench->policy);
  agent_bench_remove (bench->folder);
  g_free (bench->folder);
  g_free (bench->alert_id);
}

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
}

static void
say (Bench *bench, const char *key, const char *url)
{
  const LampTime now = lamp_time_now ();
  g_autoptr (GPtrArray) evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);

  g_ptr_array_add (evidence, lamp_evidence_new (&(LampEvidence){
                                 .source = "firefox-places",
                                 .confidence = LAMP_EVIDENCE_HIGH,
                                 .detail = "d",
                                 .url = url,
                                 .app = "Firefox",
                             }));
  lamp_engine_take_evidence (bench->engine, key, evidence, &now);
}

/* A script that came through webmail and ran. */
static void
make_alert (Bench *bench, const char *key)
{
  const LampTime now = lamp_time_now ();
  g_autofree char *path = g_strconcat ("/home/alice/Downloads/", key, NULL);
  g_autoptr (LampFile) file = lamp_file_new (&(LampFile){ .path = path,
                                                          .path_at_arrival = path,
                                                          .name = key,
                                                          .size_bytes = 5,
                                                          .arrived_real_usec = now.real_usec });
  g_autoptr (LampArtifact) artifact = lamp_artifact_new (&(LampArtifact){ .key = key,
                                                                          .file = file,
                                                                          .state = LAMP_ARRIVAL_ARTIFACT,
                                                                          .runnable = TRUE,
                                                                          .arrived_boot_usec = now.boot_usec,
                                                                          .arrived_boot_id = now.boot_id });

  lamp_engine_take_arrival (bench->engine, artifact, &now);
  say (bench, key, "https://mail.google.com/a");
  run (bench, key);
}

static LampReport *
report_as (Bench *bench, const char *comment, gboolean by_the_person, GError **error)
{
  LampReport *made;

  lamp_outbox_report_async (bench->outbox, bench->alert_id, comment, by_the_person, on_result, bench);
  wait_result (bench);
  made = lamp_outbox_report_finish (bench->outbox, bench->result, error);
  g_clear_object (&bench->result);
  return made;
}

static LampReport *
report (Bench *bench, const char *comment, GError **error)
{
  return report_as (bench, comment, FALSE, error);
}

/* Until the destination was asked so often and what it said is known. */
static void
wait_tries (Bench *bench, guint tries)
{
  while (bench->door->tries < tries || bench->last == NULL || bench->last->attempts < (gint64) tries)
    g_main_context_iteration (NULL, TRUE);
}

/* --- tests -------------------------------------------------------------------------------------------------
 */

/* A door that is shut and opens: nothing is lost, the person is told why, and each try goes under one key. */
static void
test_unreachable (Bench *bench, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampReport) row = NULL;
  g_autoptr (JsonNode) status = NULL;
  g_autofree char *first = NULL;

  bench->door->outcome = LAMP_DELIVERY_UNREACHABLE;
  make_alert (bench, "run.sh");
  row = report (bench, NULL, &error);
  g_assert_no_error (error);
  wait_tries (bench, 1);
  g_assert_cmpint (bench->last->state, ==, LAMP_REPORT_QUEUED);
  g_assert_cmpstr (bench->last->failure, ==, "the door is shut");
  g_assert_cmpint (bench->last->sent_real_usec, ==, 0);
  status = lamp_outbox_to_json (bench->outbox);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (status), "waiting"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (status), "failure"), ==,
                   "the door is shut");
  first = g_strdup (bench->door->text);
  bench->door->outcome = LAMP_DELIVERY_DELIVERED;
  lamp_outbox_retry (bench->outbox);
  wait_tries (bench, 2);
  g_assert_cmpint (bench->last->state, ==, LAMP_REPORT_DELIVERED);
  g_assert_cmpint (bench->last->sent_real_usec, >, 0);
  g_assert_null (bench->last->failure);
  g_assert_cmpstr (bench->door->text, ==, first);
  g_assert_cmpstr (g_ptr_array_index (bench->door->keys, 0), ==, g_ptr_array_index (bench->door->keys, 1));
  lamp_outbox_retry (bench->outbox);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (bench->door->tries, ==, 2);
}

/* Nobody has to press anything: the first try after a shut door comes by itself. */
static void
test_comes_again (Bench *bench, gconstpointer data)
{
  g_autoptr (LampReport) row = NULL;
  gint64 start;

  bench->door->outcome = LAMP_DELIVERY_UNREACHABLE;
  make_alert (bench, "run.sh");
  row = report (bench, NULL, NULL);
  wait_tries (bench, 1);
  start = g_get_monotonic_time ();
  bench->door->outcome = LAMP_DELIVERY_DELIVERED;
  wait_tries (bench, 2);
  g_assert_cmpint (bench->last->state, ==, LAMP_REPORT_DELIVERED);
  g_assert_cmpint (g_get_monotonic_time () - start, >, 3 * G_USEC_PER_SEC);
}

/* A destination that will never take it: said, kept, and not tried again. */
static void
test_rejected (Bench *bench, gconstpointer data)
{
  g_autoptr (LampReport) row = NULL;
  g_autoptr (JsonNode) status = NULL;

  bench->door->outcome = LAMP_DELIVERY_REJECTED;
  make_alert (bench, "run.sh");
  row = report (bench, NULL, NULL);
  wait_tries (bench, 1);
  g_assert_cmpint (bench->last->state, ==, LAMP_REPORT_REJECTED);
  g_assert_cmpstr (bench->last->failure, ==, "the door is shut");
  g_assert_nonnull (bench->last->bytes);
  g_assert_cmpint (bench->last->sent_real_usec, ==, 0);
  g_assert_cmpint (lamp_engine_find_alert (bench->engine, bench->alert_id)->report_state, ==,
                   LAMP_REPORT_REJECTED);
  lamp_outbox_retry (bench->outbox);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (bench->door->tries, ==, 1);
  status = lamp_outbox_to_json (bench->outbox);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (status), "waiting"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (status), "delivered"), ==, 0);
}

/* What was queued when the agent ended goes when it begins. */
static void
test_queued_survives (Bench *bench, gconstpointer data)
{
  g_autoptr (LampReport) row = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_report_unref);

  bench->door->outcome = LAMP_DELIVERY_UNREACHABLE;
  make_alert (bench, "run.sh");
  row = report (bench, NULL, NULL);
  wait_tries (bench, 1);
  g_clear_object (&bench->outbox);
  g_ptr_array_add (rows, lamp_report_ref (bench->last));
  bench->door->outcome = LAMP_DELIVERY_DELIVERED;
  open_outbox (bench);
  lamp_outbox_restore (bench->outbox, rows);
  wait_tries (bench, 2);
  g_assert_cmpint (bench->last->state, ==, LAMP_REPORT_DELIVERED);
}

/* While it is on its way the person sees what goes; what is known later is a report of its own. */
static void
test_revisions (Bench *bench, gconstpointer data)
{
  g_autoptr (LampReport) row = NULL;
  g_autoptr (LampReport) next = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *id = NULL;

  bench->door->outcome = LAMP_DELIVERY_UNREACHABLE;
  make_alert (bench, "run.sh");
  row = report (bench, "first words", NULL);
  wait_tries (bench, 1);
  shown = lamp_outbox_dup_preview (bench->outbox, bench->alert_id, "other words", NULL);
  g_assert_cmpstr (shown, ==, bench->door->text);
  g_assert_nonnull (strstr (shown, "first words"));
  bench->door->outcome = LAMP_DELIVERY_DELIVERED;
  lamp_outbox_retry (bench->outbox);
  wait_tries (bench, 2);
  id = g_strdup (bench->alert_id);
  lamp_engine_take_hash (bench->engine, "run.sh", "ab12", &(LampTime){ 0 });
  g_assert_cmpstr (bench->alert_id, ==, id);
  next = report (bench, "second words", NULL);
  g_assert_cmpstr (next->id, !=, row->id);
  while (bench->door->tries < 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (bench->door->text, "second words"));
  g_assert_nonnull (strstr (bench->door->text, "ab12"));
  g_assert_cmpstr (g_ptr_array_index (bench->door->keys, 2), !=, g_ptr_array_index (bench->door->keys, 1));
}

/* A runaway caller does not flood the SOC, nor does it use up the person's reports; asking again for what is
 * reported already costs nothing. */
static void
test_hourly_limit (Bench *bench, gconstpointer data)
{
  for (guint i = 0; i <= LAMP_REPORTS_PER_HOUR; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u.sh", i);
      g_autoptr (GError) error = NULL;
      g_autoptr (LampReport) row = NULL;
      g_autoptr (LampReport) again = NULL;

      make_alert (bench, key);
      row = report (bench, NULL, &error);
      if (i == LAMP_REPORTS_PER_HOUR)
        {
          g_assert_null (row);
          g_assert_error (error, LAMP_ERROR, LAMP_ERROR_BUSY);
          row = report_as (bench, NULL, TRUE, NULL);
          g_assert_nonnull (row);
          break;
        }
      g_assert_no_error (error);
      again = report (bench, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (again->id, ==, row->id);
    }
  while (bench->door->tries < LAMP_REPORTS_PER_HOUR + 1)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (bench->door->tries, ==, LAMP_REPORTS_PER_HOUR + 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                                  \
  g_test_add ("/agent/outbox-destination/" name, Bench, NULL, set_up, function, tear_down)
  ADD ("unreachable", test_unreachable);
  ADD ("comes-again", test_comes_again);
  ADD ("rejected", test_rejected);
  ADD ("queued-survives", test_queued_survives);
  ADD ("revisions", test_revisions);
  ADD ("hourly-limit", test_hourly_limit);
  return g_test_run ();
}
