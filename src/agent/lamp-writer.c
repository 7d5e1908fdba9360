/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent/lamp-writer.h"

#include "agent/lamp-agent-limits.h"
#include "agent/lamp-refusals.h"

struct _LampWriter
{
  GObject parent_instance;

  LampStore *store;
  GHashTable *alerts;    /* id -> LampAlert */
  GHashTable *artifacts; /* key -> LampArtifact, or NULL: to be deleted */
  GHashTable *reports;   /* id -> LampReport */
  GHashTable *rules;     /* id -> LampRule */
  GHashTable *told;      /* id -> LampAlert: told while it could not be written */
  GPtrArray *executions;
  GPtrArray *waiting; /* GTask: flushes that the next write answers */
  guint source;
  struct _Turn *turn; /* what is on its way to the disk, owned by the write; NULL: nothing */
  guint retry_sec;
  char *problem;
  LampRefusals *refusals;
};

G_DEFINE_FINAL_TYPE (LampWriter, lamp_writer, G_TYPE_OBJECT)

enum
{
  SIGNAL_ALERT_WRITTEN,
  SIGNAL_EXECUTION_WRITTEN,
  SIGNAL_REFUSED,
  SIGNAL_PROBLEM_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What is on its way to the disk. */
typedef struct _Turn
{
  LampWriter *owner;
  GHashTable *alerts;
  GHashTable *artifacts;
  GHashTable *reports;
  GHashTable *rules;
  GPtrArray *executions;
  GPtrArray *waiting;
} Turn;

static void
artifact_free (gpointer artifact)
{
  lamp_artifact_unref (artifact);
}

static GHashTable *
table_new (GDestroyNotify free_value)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_value);
}

static void
turn_free (Turn *turn)
{
  g_hash_table_unref (turn->alerts);
  g_hash_table_unref (turn->artifacts);
  g_hash_table_unref (turn->reports);
  g_hash_table_unref (turn->rules);
  g_ptr_array_unref (turn->executions);
  g_ptr_array_unref (turn->waiting);
  g_object_unref (turn->owner);
  g_free (turn);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Turn, turn_free)

static void
make_tables (LampWriter *self)
{
  self->alerts = table_new ((GDestroyNotify) lamp_alert_unref);
  self->artifacts = table_new (artifact_free);
  self->reports = table_new ((GDestroyNotify) lamp_report_unref);
  self->rules = table_new ((GDestroyNotify) lamp_rule_unref);
  self->executions = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_execution_unref);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
lamp_writer_finalize (GObject *object)
{
  LampWriter *self = LAMP_WRITER (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_hash_table_unref (self->alerts);
  g_hash_table_unref (self->artifacts);
  g_hash_table_unref (self->reports);
  g_hash_table_unref (self->rules);
  g_hash_table_unref (self->told);
  lamp_refusals_free (self->refusals);
  g_ptr_array_unref (self->executions);
  g_ptr_array_unref (self->waiting);
  g_object_unref (self->store);
  g_free (self->problem);
  G_OBJECT_CLASS (lamp_writer_parent_class)->finalize (object);
}

static void
lamp_writer_class_init (LampWriterClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lamp_writer_finalize;
  signals[SIGNAL_ALERT_WRITTEN] = g_signal_new ("alert-written", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_EXECUTION_WRITTEN] = g_signal_new ("execution-written", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_REFUSED] = g_signal_new ("refused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_PROBLEM_CHANGED] = g_signal_new ("problem-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                  NULL, G_TYPE_NONE, 0);
}

static void
on_refused (const char *text, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_REFUSED], 0, text);
}

static void
lamp_writer_init (LampWriter *self)
{
  make_tables (self);
  self->told = table_new ((GDestroyNotify) lamp_alert_unref);
  self->retry_sec = LAMP_AGENT_RETRY_SEC;
  self->refusals = lamp_refusals_new (on_refused, self);
}

/**
 * lamp_writer_new:
 * @store: an open store
 *
 * Returns: (transfer full): a writer with nothing to write
 */
LampWriter *
lamp_writer_new (LampStore *store)
{
  LampWriter *self = g_object_new (LAMP_TYPE_WRITER, NULL);

  self->store = g_object_ref (store);
  return self;
}

static gboolean
is_empty (LampWriter *self)
{
  return g_hash_table_size (self->alerts) == 0 && g_hash_table_size (self->artifacts) == 0 &&
         g_hash_table_size (self->reports) == 0 && g_hash_table_size (self->rules) == 0 &&
         self->executions->len == 0;
}

static Turn *
take_turn (LampWriter *self)
{
  Turn *turn = g_new (Turn, 1);

  *turn = (Turn){ g_object_ref (self), self->alerts,     self->artifacts, self->reports,
                  self->rules,         self->executions, self->waiting };
  make_tables (self);
  return turn;
}

static LampStoreBatch *
make_batch (const Turn *turn)
{
  LampStoreBatch *batch = lamp_store_batch_new ();
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  lamp_store_batch_set_separable (batch);
  g_hash_table_iter_init (&iter, turn->artifacts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (value != NULL)
      lamp_store_batch_put_artifact (batch, value);
    else
      lamp_store_batch_del_artifact (batch, key);
  g_hash_table_iter_init (&iter, turn->alerts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    lamp_store_batch_put_alert (batch, value);
  g_hash_table_iter_init (&iter, turn->reports);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    lamp_store_batch_put_report (batch, value);
  g_hash_table_iter_init (&iter, turn->rules);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    lamp_store_batch_put_rule (batch, value);
  for (guint i = 0; i < turn->executions->len; i++)
    lamp_store_batch_put_execution (batch, g_ptr_array_index (turn->executions, i));
  return batch;
}

static void write_now (LampWriter *self);

static gboolean
on_source (gpointer data)
{
  LampWriter *self = data;

  self->source = 0;
  write_now (self);
  return G_SOURCE_REMOVE;
}

static void
schedule (LampWriter *self)
{
  /* Below the priority of input, so that all that one burst of events changed goes into one transaction. */
  if (self->source == 0 && self->turn == NULL)
    self->source = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_source, self, NULL);
}

static void
merge_back (GHashTable *into, GHashTable *from)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!g_hash_table_contains (into, key))
      g_hash_table_insert (into, g_strdup (key), value != NULL ? lamp_value_ref (value) : NULL);
}

static void
keep_for_later (LampWriter *self, const Turn *turn)
{
  merge_back (self->alerts, turn->alerts);
  merge_back (self->artifacts, turn->artifacts);
  merge_back (self->reports, turn->reports);
  merge_back (self->rules, turn->rules);
  for (guint i = 0; i < turn->executions->len && self->executions->len < LAMP_AGENT_EXECUTIONS_MAX; i++)
    g_ptr_array_add (self->executions, lamp_execution_ref (g_ptr_array_index (turn->executions, i)));
  self->source = g_timeout_add_seconds (self->retry_sec, on_source, self);
  self->retry_sec = MIN (self->retry_sec * 2, LAMP_AGENT_RETRY_MAX_SEC);
}

/* The person hears of an alert also while the disk is full, and once. */
static void
tell (LampWriter *self, const Turn *turn, gboolean written, gboolean first_failure)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, turn->alerts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      gboolean known = g_hash_table_lookup (self->told, key) == value;
      if (written)
        g_hash_table_remove (self->told, key);
      else if (!known)
        g_hash_table_replace (self->told, g_strdup (key), lamp_alert_ref (value));
      if (!known)
        g_signal_emit (self, signals[SIGNAL_ALERT_WRITTEN], 0, value);
    }
  for (guint i = 0; (written || first_failure) && i < turn->executions->len; i++)
    g_signal_emit (self, signals[SIGNAL_EXECUTION_WRITTEN], 0, g_ptr_array_index (turn->executions, i));
}

static void
answer (const Turn *turn, const GError *error)
{
  for (guint i = 0; i < turn->waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (turn->waiting, i);
      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

static void
set_problem (LampWriter *self, const GError *error)
{
  gboolean changed = (error != NULL) != (self->problem != NULL);

  g_free (self->problem);
  self->problem = error != NULL ? g_strdup (error->message) : NULL;
  if (error == NULL)
    self->retry_sec = LAMP_AGENT_RETRY_SEC;
  if (changed)
    g_signal_emit (self, signals[SIGNAL_PROBLEM_CHANGED], 0);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Turn) turn = data;
  g_autoptr (GError) error = NULL;
  LampWriter *self = turn->owner;
  gboolean first_failure = self->problem == NULL;

  self->turn = NULL;
  lamp_store_write_finish (LAMP_STORE (source), result, &error);
  set_problem (self, error);
  if (error != NULL)
    keep_for_later (self, turn);
  else
    lamp_refusals_take_batch (self->refusals, lamp_store_batch_get_for_result (result));
  tell (self, turn, error == NULL, first_failure);
  answer (turn, error);
  if (error == NULL && (!is_empty (self) || self->waiting->len > 0))
    schedule (self);
}

static void
write_now (LampWriter *self)
{
  if (self->turn != NULL)
    return;
  self->turn = take_turn (self);
  /* A store that could not even be opened, because the disk was full then, opens once there is room. It waits
   * its turn before the write, whose error tells if it failed; on an open store it does nothing. */
  if (self->problem != NULL)
    lamp_store_open_async (self->store, NULL, NULL, NULL);
  lamp_store_write_async (self->store, make_batch (self->turn), NULL, on_written, self->turn);
}

/* While the disk is full the person must not hear of an alert only when the next try is due. */
static void
hurry (LampWriter *self)
{
  if (self->problem != NULL && self->turn == NULL)
    {
      g_clear_handle_id (&self->source, g_source_remove);
      self->retry_sec = LAMP_AGENT_RETRY_SEC;
    }
  schedule (self);
}

/**
 * lamp_writer_put_alert:
 * @self: a writer
 * @alert: its newest revision
 */
void
lamp_writer_put_alert (LampWriter *self, const LampAlert *alert)
{
  g_hash_table_replace (self->alerts, g_strdup (alert->id), lamp_alert_ref (alert));
  hurry (self);
}

/**
 * lamp_writer_put_artifact:
 * @self: a writer
 * @artifact: a row of the ledger
 */
void
lamp_writer_put_artifact (LampWriter *self, const LampArtifact *artifact)
{
  g_hash_table_replace (self->artifacts, g_strdup (artifact->key), lamp_artifact_ref (artifact));
  schedule (self);
}

/**
 * lamp_writer_del_artifact:
 * @self: a writer
 * @key: a row of the ledger that goes
 */
void
lamp_writer_del_artifact (LampWriter *self, const char *key)
{
  g_hash_table_replace (self->artifacts, g_strdup (key), NULL);
  schedule (self);
}

/**
 * lamp_writer_put_execution:
 * @self: a writer
 * @execution: an execution
 */
void
lamp_writer_put_execution (LampWriter *self, const LampExecution *execution)
{
  if (self->executions->len >= LAMP_AGENT_EXECUTIONS_MAX)
    g_ptr_array_remove_index (self->executions, 0);
  g_ptr_array_add (self->executions, lamp_execution_ref (execution));
  schedule (self);
}

/**
 * lamp_writer_put_report:
 * @self: a writer
 * @report: a row of the outbox
 */
void
lamp_writer_put_report (LampWriter *self, const LampReport *report)
{
  g_hash_table_replace (self->reports, g_strdup (report->id), lamp_report_ref (report));
  schedule (self);
}

/**
 * lamp_writer_put_rule:
 * @self: a writer
 * @rule: an allow rule
 */
void
lamp_writer_put_rule (LampWriter *self, const LampRule *rule)
{
  g_hash_table_replace (self->rules, g_strdup (rule->id), lamp_rule_ref (rule));
  schedule (self);
}

/**
 * lamp_writer_flush_async:
 * @self: a writer
 * @callback: called when all that was put so far is on disk, or could not be
 * @data: its closure
 */
void
lamp_writer_flush_async (LampWriter *self, GAsyncReadyCallback callback, gpointer data)
{
  g_ptr_array_add (self->waiting, g_task_new (self, NULL, callback, data));
  schedule (self);
}

/**
 * lamp_writer_flush_finish:
 * @self: a writer
 * @result: from the callback
 * @error: return location
 *
 * Returns: %TRUE if it is on disk. Errors: the store's
 */
gboolean
lamp_writer_flush_finish (LampWriter *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * lamp_writer_get_problem:
 * @self: a writer
 *
 * Returns: (transfer none) (nullable): why the last write failed
 */
const char *
lamp_writer_get_problem (LampWriter *self)
{
  return self->problem;
}

/**
 * lamp_writer_find_unwritten_alert:
 * @self: a writer
 * @id: an alert
 *
 * Returns: (transfer none) (nullable): its newest revision, if that could not be written
 */
LampAlert *
lamp_writer_find_unwritten_alert (LampWriter *self, const char *id)
{
  LampAlert *alert = self->problem != NULL ? g_hash_table_lookup (self->alerts, id) : NULL;

  if (alert == NULL && self->problem != NULL && self->turn != NULL)
    alert = g_hash_table_lookup (self->turn->alerts, id);
  return alert;
}

static void
add_unwritten (GHashTable *alerts, GHashTable *into)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, alerts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_hash_table_replace (into, (gpointer) ((LampAlert *) value)->id, value);
}

/**
 * lamp_writer_list_unwritten_alerts:
 * @self: a writer
 *
 * For lists while nothing can be written: what the store does not show yet. Empty while writing works, also
 * where something is on its way.
 *
 * Returns: (transfer full) (element-type LampAlert): the newest revision of each, in no order
 */
GPtrArray *
lamp_writer_list_unwritten_alerts (LampWriter *self)
{
  g_autoptr (GHashTable) newest = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_alert_unref);
  GHashTableIter iter;
  gpointer value;

  if (self->problem == NULL)
    return alerts;
  if (self->turn != NULL)
    add_unwritten (self->turn->alerts, newest);
  add_unwritten (self->alerts, newest);
  g_hash_table_iter_init (&iter, newest);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (alerts, lamp_alert_ref (value));
  return alerts;
}

/**
 * lamp_writer_get_refused_count:
 * @self: a writer
 *
 * Returns: how many rows the store would never take and were set aside, since the start
 */
guint64
lamp_writer_get_refused_count (LampWriter *self)
{
  return lamp_refusals_get_count (self->refusals);
}

/**
 * lamp_writer_is_report_kept:
 * @self: a writer
 * @id: a report whose flush has succeeded
 *
 * Nothing may leave that is not on disk first.
 *
 * Returns: %FALSE if the store refused the row
 */
gboolean
lamp_writer_is_report_kept (LampWriter *self, const char *id)
{
  return !lamp_refusals_has (self->refusals, "report", id);
}
