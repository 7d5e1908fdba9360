/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "agent/lamp-outbox.h"

#include "agent/lamp-agent-limits.h"
#include "agent/lamp-person.h"
#include "base/lamp-error.h"
#include "base/lamp-limits.h"
#include "base/lamp-text.h"
#include "report/lamp-redact.h"
#include "report/lamp-report-format.h"

#include <string.h>

struct _LampOutbox
{
  GObject parent_instance;

  LampEngine *engine;
  LampWriter *writer;
  LampTransport *transport;
  LampPolicy *policy;
  char *machine;
  GHashTable *reports;    /* id -> LampReport */
  GHashTable *sending;    /* id: on its way now */
  GQueue asked_boot_usec; /* when reports were asked for, in the last hour */
  guint retry_source;
  guint retry_step;
  guint64 delivered;
};

G_DEFINE_FINAL_TYPE (LampOutbox, lamp_outbox, G_TYPE_OBJECT)

enum
{
  SIGNAL_REPORT_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* One report that was asked for; the row is written before the caller hears of it. */
typedef struct
{
  LampOutbox *owner;
  LampReport *report;
} Delivery;

static void
delivery_free (Delivery *delivery)
{
  g_object_unref (delivery->owner);
  lamp_report_unref (delivery->report);
  g_free (delivery);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Delivery, delivery_free)

static void
lamp_outbox_finalize (GObject *object)
{
  LampOutbox *self = LAMP_OUTBOX (object);

  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_queue_clear_full (&self->asked_boot_usec, g_free);
  g_hash_table_unref (self->reports);
  g_hash_table_unref (self->sending);
  g_object_unref (self->engine);
  g_object_unref (self->writer);
  g_object_unref (self->transport);
  lamp_policy_unref (self->policy);
  g_free (self->machine);
  G_OBJECT_CLASS (lamp_outbox_parent_class)->finalize (object);
}

static void
lamp_outbox_class_init (LampOutboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lamp_outbox_finalize;
  signals[SIGNAL_REPORT_CHANGED] = g_signal_new ("report-changed", G_TYPE_FROM_CLASS (klass),
                                                 G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                                 G_TYPE_POINTER);
}

static void
lamp_outbox_init (LampOutbox *self)
{
  self->reports = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) lamp_report_unref);
  self->sending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->asked_boot_usec);
  self->machine = lamp_person_dup_machine_pseudonym ();
}

/**
 * lamp_outbox_new:
 * @engine: knows the alerts
 * @writer: puts rows on disk
 * @transport: where reports go
 * @policy: says what is left out of them
 *
 * Returns: (transfer full): an empty outbox
 */
LampOutbox *
lamp_outbox_new (LampEngine *engine, LampWriter *writer, LampTransport *transport, const LampPolicy *policy)
{
  LampOutbox *self = g_object_new (LAMP_TYPE_OUTBOX, NULL);

  self->engine = g_object_ref (engine);
  self->writer = g_object_ref (writer);
  self->transport = g_object_ref (transport);
  self->policy = lamp_policy_ref (policy);
  return self;
}

/**
 * lamp_outbox_set_policy:
 * @self: an outbox
 * @policy: says from now on what is left out; reports whose bytes are fixed stay as they are
 *
 * The transport stays: there is one method.
 */
void
lamp_outbox_set_policy (LampOutbox *self, const LampPolicy *policy)
{
  LampPolicy *before = self->policy;

  self->policy = lamp_policy_ref (policy);
  lamp_policy_unref (before);
}

static LampReport *
put (LampOutbox *self, const LampReport *fields)
{
  g_autoptr (LampReport) report = lamp_report_new (fields);

  g_hash_table_replace (self->reports, (gpointer) report->id, lamp_report_ref (report));
  lamp_writer_put_report (self->writer, report);
  lamp_engine_set_report (self->engine, report->alert_id, report);
  g_signal_emit (self, signals[SIGNAL_REPORT_CHANGED], 0, report);
  return g_hash_table_lookup (self->reports, report->id);
}

/* What the person sees before pressing Report is what is sent: so a report always speaks of itself as queued.
 */
static char *
format (LampOutbox *self, const LampAlert *alert, const char *comment, GError **error)
{
  g_autofree char *source = lamp_redact_dup_source (self->policy, g_get_host_name (), self->machine);
  LampAlert reported = *alert;
  g_autoptr (LampAlert) redacted = NULL;
  g_autoptr (LampAlert) sent = NULL;
  g_autofree char *words = NULL;
  g_autoptr (GBytes) bytes = NULL;

  reported.state = LAMP_ALERT_REPORTED;
  reported.report_state = LAMP_REPORT_QUEUED;
  reported.report_revision = alert->revision;
  reported.report_sent_real_usec = 0;
  redacted = lamp_redact_alert (&reported, self->policy, g_get_home_dir (), self->machine);
  sent = lamp_redact_comment (redacted, self->policy, comment, &words);
  bytes = lamp_report_format_find ("cloudevents")->format (sent, source, words, error);
  return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
}

static void deliver (LampOutbox *self, const LampReport *report);

static gboolean
on_retry (gpointer data)
{
  LampOutbox *self = data;

  self->retry_source = 0;
  lamp_outbox_retry (self);
  return G_SOURCE_REMOVE;
}

/* 5 s, 10 s, 20 s ... one hour: a full disk or an absent share is not asked more often than it can change. */
static void
schedule_retry (LampOutbox *self)
{
  if (self->retry_source != 0)
    return;
  self->retry_source = g_timeout_add_seconds (MIN (5u << MIN (self->retry_step, 10u), 3600u), on_retry, self);
  self->retry_step++;
}

static void
on_delivered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Delivery) delivery = data;
  g_autoptr (GError) error = NULL;
  LampOutbox *self = delivery->owner;
  LampDelivery outcome = lamp_transport_deliver_finish (LAMP_TRANSPORT (source), result, NULL, &error);
  LampReport next = *delivery->report;
  const LampTime now = lamp_time_now ();
  g_autoptr (LampReport) done = NULL;

  g_hash_table_remove (self->sending, next.id);
  next.attempts++;
  next.failure = error != NULL ? error->message : NULL;
  if (outcome == LAMP_DELIVERY_UNREACHABLE)
    {
      put (self, &next);
      schedule_retry (self);
      return;
    }
  next.state = outcome == LAMP_DELIVERY_DELIVERED ? LAMP_REPORT_DELIVERED : LAMP_REPORT_REJECTED;
  next.sent_real_usec = outcome == LAMP_DELIVERY_DELIVERED ? now.real_usec : 0;
  if (outcome == LAMP_DELIVERY_DELIVERED)
    {
      next.bytes = NULL;
      self->delivered++;
      self->retry_step = 0;
    }
  done = lamp_report_ref (put (self, &next));
  if (g_hash_table_size (self->reports) > LAMP_AGENT_DONE_MAX)
    g_hash_table_remove (self->reports, done->id);
}

/* The store will never take this row, and nothing leaves that is not on disk. Without its bytes it may fit.
 */
static void
give_up (LampOutbox *self, const LampReport *report)
{
  LampReport next = *report;

  g_hash_table_remove (self->sending, report->id);
  next.state = LAMP_REPORT_REJECTED;
  next.bytes = NULL;
  next.failure = "the report is too large to be kept, so it was not sent";
  put (self, &next);
}

/* A row of a newer version of Gatelamp stays as it is until that version is back; no retry can help before.
 */
static void
keep_unknown (LampOutbox *self, const LampReport *report)
{
  g_autofree char *quoted = lamp_text_quote (report->format);
  g_autofree char *failure = g_strdup_printf ("this version does not know the report format %s", quoted);
  LampReport next = *report;

  g_hash_table_remove (self->sending, report->id);
  if (g_strcmp0 (report->failure, failure) == 0)
    return;
  g_log_structured ("gatelamp-agent", G_LOG_LEVEL_WARNING, "LAMP_REPORT_FORMAT", quoted, "MESSAGE",
                    "%s; the report stays in the outbox", failure);
  next.failure = failure;
  put (self, &next);
}

static void
on_row_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Delivery) delivery = data;
  g_autoptr (GError) error = NULL;
  LampOutbox *self = delivery->owner;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *key = NULL;
  const LampReportFormat *format;
  LampReport *current = g_hash_table_lookup (self->reports, delivery->report->id);

  /* Without a row on disk nothing leaves; the writer tries again, and so does the retry. */
  if (!lamp_writer_flush_finish (LAMP_WRITER (source), result, &error) || current == NULL)
    {
      g_hash_table_remove (self->sending, delivery->report->id);
      schedule_retry (self);
      return;
    }
  lamp_report_unref (delivery->report);
  delivery->report = lamp_report_ref (current);
  if (!lamp_writer_is_report_kept (LAMP_WRITER (source), current->id))
    {
      give_up (self, current);
      return;
    }
  format = lamp_report_format_find (current->format);
  if (format == NULL)
    {
      keep_unknown (self, current);
      return;
    }
  bytes = g_bytes_new (current->bytes, strlen (current->bytes));
  key = g_strdup_printf ("%s-%" G_GINT64_FORMAT, current->alert_id, current->revision);
  lamp_transport_deliver_async (self->transport, bytes, format->media_type, key, NULL, on_delivered,
                                g_steal_pointer (&delivery));
}

static void
deliver (LampOutbox *self, const LampReport *report)
{
  Delivery *delivery;

  if (report->state != LAMP_REPORT_QUEUED || report->bytes == NULL ||
      g_hash_table_contains (self->sending, report->id))
    return;
  g_hash_table_add (self->sending, g_strdup (report->id));
  delivery = g_new (Delivery, 1);
  delivery->owner = g_object_ref (self);
  delivery->report = lamp_report_ref (report);
  lamp_writer_flush_async (self->writer, on_row_written, delivery);
}

/* Fixes the bytes of a row: @alert is the revision that is told. */
static void
freeze (LampOutbox *self, const LampReport *report, const LampAlert *alert)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = format (self, alert, report->comment, &error);
  LampReport next = *report;

  next.revision = alert->revision;
  next.bytes = bytes;
  next.failure = error != NULL ? error->message : NULL;
  next.state = bytes != NULL ? LAMP_REPORT_QUEUED : LAMP_REPORT_REJECTED;
  deliver (self, put (self, &next));
}

/**
 * lamp_outbox_restore:
 * @self: an outbox
 * @reports: (element-type LampReport): rows that were not delivered when the agent ended, and the newest that
 * were
 */
void
lamp_outbox_restore (LampOutbox *self, GPtrArray *reports)
{
  for (guint i = 0; i < reports->len; i++)
    {
      LampReport *report = g_ptr_array_index (reports, i);
      LampAlert *alert = lamp_engine_find_alert (self->engine, report->alert_id);

      g_hash_table_replace (self->reports, (gpointer) report->id, lamp_report_ref (report));
      if (report->state == LAMP_REPORT_WAITING && alert != NULL &&
          lamp_engine_is_settled (self->engine, alert))
        freeze (self, report, alert);
    }
  lamp_outbox_retry (self);
}

static gboolean
is_done (const LampReport *report)
{
  return report->state == LAMP_REPORT_DELIVERED || report->state == LAMP_REPORT_REJECTED;
}

/* The report of this revision, or the one that is still on its way. */
static LampReport *
find_for (LampOutbox *self, const LampAlert *alert)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->reports);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      LampReport *report = value;
      if (strcmp (report->alert_id, alert->id) == 0 &&
          (!is_done (report) || report->revision == alert->revision))
        return report;
    }
  return NULL;
}

/**
 * lamp_outbox_take_alert:
 * @self: an outbox
 * @alert: a new revision
 *
 * A report of it that waited for the origin is frozen once the origin has settled.
 */
void
lamp_outbox_take_alert (LampOutbox *self, const LampAlert *alert)
{
  g_autoptr (LampReport) waiting = NULL;
  LampReport *found = find_for (self, alert);

  if (found == NULL || found->state != LAMP_REPORT_WAITING || !lamp_engine_is_settled (self->engine, alert))
    return;
  waiting = lamp_report_ref (found);
  freeze (self, waiting, alert);
}

static gboolean
within_the_limit (LampOutbox *self)
{
  const gint64 now = lamp_time_now ().boot_usec;
  gint64 *oldest;
  gint64 *asked;

  while ((oldest = g_queue_peek_head (&self->asked_boot_usec)) != NULL &&
         now - *oldest > 3600LL * G_USEC_PER_SEC)
    g_free (g_queue_pop_head (&self->asked_boot_usec));
  if (g_queue_get_length (&self->asked_boot_usec) >= LAMP_REPORTS_PER_HOUR)
    return FALSE;
  asked = g_new (gint64, 1);
  *asked = now;
  g_queue_push_tail (&self->asked_boot_usec, asked);
  return TRUE;
}

static LampReport *
make_report (LampOutbox *self, const LampAlert *alert, const char *comment)
{
  g_autofree char *id = g_uuid_string_random ();
  const LampReport fields = {
    .id = id,
    .alert_id = alert->id,
    .format = "cloudevents",
    .destination = "spool",
    .state = LAMP_REPORT_WAITING,
    .comment = comment,
    .created_real_usec = lamp_time_now ().real_usec,
  };

  if (lamp_engine_is_settled (self->engine, alert))
    freeze (self, &fields, alert);
  else
    put (self, &fields);
  return g_hash_table_lookup (self->reports, id);
}

static void
on_reported (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (lamp_writer_flush_finish (LAMP_WRITER (source), result, &error))
    g_task_return_pointer (task, lamp_report_ref (g_task_get_task_data (task)),
                           (GDestroyNotify) lamp_report_unref);
  else
    g_task_return_error (task, error);
}

/* What was frozen cannot take more words, and words must not vanish in silence. */
static gboolean
has_new_words (const LampReport *report, const char *comment)
{
  return comment != NULL && *comment != '\0' && g_strcmp0 (comment, report->comment) != 0;
}

/**
 * lamp_outbox_report_async:
 * @self: an outbox
 * @alert_id: an alert
 * @comment: (nullable): the person's words
 * @by_the_person: pressed on our own notification: what other programs ask for over the bus must not use up
 * the person's reports
 * @callback: called when the row is on disk
 * @data: its closure
 *
 * Asked again for the same revision, the same report is given.
 */
void
lamp_outbox_report_async (LampOutbox *self,
                          const char *alert_id,
                          const char *comment,
                          gboolean by_the_person,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  g_autoptr (LampAlert) alert = NULL;
  LampAlert *found = lamp_engine_find_alert (self->engine, alert_id);
  LampReport *report = found != NULL ? find_for (self, found) : NULL;

  if (found == NULL)
    g_task_return_new_error (task, LAMP_ERROR, LAMP_ERROR_NOT_FOUND, "no such alert");
  else if (comment != NULL && g_utf8_strlen (comment, -1) > LAMP_COMMENT_CHARS)
    g_task_return_new_error (task, LAMP_ERROR, LAMP_ERROR_TOO_LARGE, "the comment is too long");
  else if (report == NULL && !by_the_person && !within_the_limit (self))
    g_task_return_new_error (task, LAMP_ERROR, LAMP_ERROR_BUSY, "%d reports in an hour are the limit",
                             LAMP_REPORTS_PER_HOUR);
  else if (report != NULL && has_new_words (report, comment))
    g_task_return_new_error (task, LAMP_ERROR, LAMP_ERROR_REJECTED,
                             "it was reported already; these words were not sent");
  else
    {
      alert = lamp_alert_ref (found);
      if (report == NULL)
        report = make_report (self, alert, comment != NULL && *comment != '\0' ? comment : NULL);
      g_task_set_task_data (task, lamp_report_ref (report), (GDestroyNotify) lamp_report_unref);
      lamp_writer_flush_async (self->writer, on_reported, g_steal_pointer (&task));
    }
}

/**
 * lamp_outbox_report_finish:
 * @self: an outbox
 * @result: from the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the row. Errors: %LAMP_ERROR_NOT_FOUND, %LAMP_ERROR_TOO_LARGE,
 *   %LAMP_ERROR_BUSY (the hourly limit, or a full disk: nothing was lost, it is tried again)
 */
LampReport *
lamp_outbox_report_finish (LampOutbox *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lamp_outbox_dup_preview:
 * @self: an outbox
 * @alert_id: an alert
 * @comment: (nullable): the person's words
 * @error: return location
 *
 * Returns: (transfer full) (nullable): exactly the bytes that a report would have now
 */
char *
lamp_outbox_dup_preview (LampOutbox *self, const char *alert_id, const char *comment, GError **error)
{
  LampAlert *alert = lamp_engine_find_alert (self->engine, alert_id);
  LampReport *report = alert != NULL ? find_for (self, alert) : NULL;

  if (alert == NULL)
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_NOT_FOUND, "no such alert");
      return NULL;
    }
  if (report != NULL && report->bytes != NULL)
    return g_strdup (report->bytes);
  return format (self, alert, comment, error);
}

/**
 * lamp_outbox_retry:
 * @self: an outbox
 *
 * Tries everything that is not delivered, now.
 */
void
lamp_outbox_retry (LampOutbox *self)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_report_unref);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->reports);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (all, lamp_report_ref (value));
  for (guint i = 0; i < all->len; i++)
    deliver (self, g_ptr_array_index (all, i));
}

/**
 * lamp_outbox_to_json:
 * @self: an outbox
 *
 * Returns: (transfer full): for `status`: how many wait, how many were delivered since the start, the last
 * failure
 */
JsonNode *
lamp_outbox_to_json (LampOutbox *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  const char *failure = NULL;
  gint64 waiting = 0;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->reports);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      LampReport *report = value;
      waiting += is_done (report) ? 0 : 1;
      failure = report->failure != NULL ? report->failure : failure;
    }
  json_object_set_int_member (object, "waiting", waiting);
  json_object_set_int_member (object, "delivered", (gint64) self->delivered);
  json_object_set_string_member (object, "destination", "spool");
  if (failure != NULL)
    json_object_set_string_member (object, "failure", failure);
  else
    json_object_set_null_member (object, "failure");
  return json_node_init_object (json_node_alloc (), object);
}
