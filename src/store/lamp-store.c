/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/lamp-store.h"

#include "base/lamp-error.h"
#include "store/lamp-store-reader.h"
#include "store/lamp-store-worker.h"
#include "store/lamp-store-writer.h"

struct _LampStore
{
  GObject parent_instance;
  LampStoreStatistics *statistics;
  LampStoreWorker *worker;
};

G_DEFINE_FINAL_TYPE (LampStore, lamp_store, G_TYPE_OBJECT)

/* What a read asks for. */
typedef struct
{
  gint64 since_real_usec;
  guint limit;
  char *key;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->key);
  g_free (question);
}

static Question *
question_new (gint64 since_real_usec, guint limit, const char *key)
{
  Question *question = g_new0 (Question, 1);

  question->since_real_usec = since_real_usec;
  question->limit = limit;
  question->key = g_strdup (key);
  return question;
}

static void
return_error (LampStoreDatabase *database, GTask *task, GError *error)
{
  lamp_store_statistics_set_error (lamp_store_database_get_statistics (database), error);
  g_task_return_error (task, error);
}

/* @answer is %NULL exactly if @error is set. That a row is not there is an answer, not a failure of the
 * store. */
static void
return_pointer (LampStoreDatabase *database, GTask *task, gpointer answer, GDestroyNotify free, GError *error)
{
  if (answer != NULL)
    g_task_return_pointer (task, answer, free);
  else if (g_error_matches (error, LAMP_ERROR, LAMP_ERROR_NOT_FOUND))
    g_task_return_error (task, error);
  else
    return_error (database, task, error);
}

static void
run_open (LampStoreDatabase *database, GTask *task)
{
  GError *error = NULL;

  if (lamp_store_database_open (database, &error))
    g_task_return_boolean (task, TRUE);
  else
    return_error (database, task, error);
}

static void
run_write (LampStoreDatabase *database, GTask *task)
{
  GError *error = NULL;

  if (lamp_store_writer_write (database, g_task_get_task_data (task), &error))
    g_task_return_boolean (task, TRUE);
  else
    return_error (database, task, error);
}

static void
run_load (LampStoreDatabase *database, GTask *task)
{
  GError *error = NULL;
  LampStoreContents *contents = lamp_store_reader_load (database, &error);

  return_pointer (database, task, contents, (GDestroyNotify) lamp_store_contents_free, error);
}

static void
run_list_alerts (LampStoreDatabase *database, GTask *task)
{
  const Question *question = g_task_get_task_data (task);
  GError *error = NULL;
  GPtrArray *rows = lamp_store_reader_list_alerts (database, question->since_real_usec, question->limit,
                                                   &error);

  return_pointer (database, task, rows, (GDestroyNotify) g_ptr_array_unref, error);
}

static void
run_list_executions (LampStoreDatabase *database, GTask *task)
{
  const Question *question = g_task_get_task_data (task);
  GError *error = NULL;
  GPtrArray *rows = lamp_store_reader_list_executions (database, question->since_real_usec, question->limit,
                                                       &error);

  return_pointer (database, task, rows, (GDestroyNotify) g_ptr_array_unref, error);
}

static void
run_list_reports (LampStoreDatabase *database, GTask *task)
{
  GError *error = NULL;
  GPtrArray *rows = lamp_store_reader_list_reports (database, &error);

  return_pointer (database, task, rows, (GDestroyNotify) g_ptr_array_unref, error);
}

static void
run_get_alert (LampStoreDatabase *database, GTask *task)
{
  const Question *question = g_task_get_task_data (task);
  GError *error = NULL;
  LampAlert *alert = lamp_store_reader_get_alert (database, question->key, &error);

  return_pointer (database, task, alert, lamp_value_unref, error);
}

static void
run_find_artifact (LampStoreDatabase *database, GTask *task)
{
  const Question *question = g_task_get_task_data (task);
  GError *error = NULL;
  LampArtifact *artifact = lamp_store_reader_find_artifact (database, question->key, &error);

  return_pointer (database, task, artifact, lamp_value_unref, error);
}

static void
run_expire (LampStoreDatabase *database, GTask *task)
{
  const Question *question = g_task_get_task_data (task);
  GError *error = NULL;
  gint64 removed_count = lamp_store_writer_expire (database, question->since_real_usec, &error);

  if (removed_count >= 0)
    g_task_return_int (task, (gssize) removed_count);
  else
    return_error (database, task, error);
}

static void
run_close (LampStoreDatabase *database, GTask *task)
{
  GError *error = NULL;

  if (lamp_store_database_close (database, &error))
    g_task_return_boolean (task, TRUE);
  else
    return_error (database, task, error);
}

/* The answer says what happened: once a job has run, a late cancellation must not turn a write that is on
 * disk into an error. */
static void
push (LampStore *self,
      gpointer tag,
      LampStoreJob job,
      gpointer task_data,
      GDestroyNotify free,
      GCancellable *cancellable,
      GAsyncReadyCallback callback,
      gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, task_data, free);
  lamp_store_worker_push (self->worker, task, job);
}

static void
lamp_store_finalize (GObject *object)
{
  LampStore *self = LAMP_STORE (object);

  lamp_store_worker_free (self->worker);
  lamp_store_statistics_unref (self->statistics);
  G_OBJECT_CLASS (lamp_store_parent_class)->finalize (object);
}

static void
lamp_store_class_init (LampStoreClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lamp_store_finalize;
}

static void
lamp_store_init (LampStore *self)
{
  self->statistics = lamp_store_statistics_new ();
}

/**
 * lamp_store_new:
 * @path: file name of the store; its folder is Gatelamp's own and is made private (0700)
 *
 * Nothing is opened yet; the store's thread is started.
 *
 * Returns: (transfer full): a store
 */
LampStore *
lamp_store_new (const char *path)
{
  LampStore *self = g_object_new (LAMP_TYPE_STORE, NULL);

  self->worker = lamp_store_worker_new (path, self->statistics);
  return self;
}

/**
 * lamp_store_open_async:
 * @self: a store
 * @cancellable: (nullable): looked at until the work starts
 * @callback: called when done
 * @data: for @callback
 *
 * Makes, checks and migrates the file. Other actions may be asked for at once; they wait their turn.
 */
void
lamp_store_open_async (LampStore *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer data)
{
  push (self, lamp_store_open_async, run_open, NULL, NULL, cancellable, callback, data);
}

/**
 * lamp_store_open_finish:
 * @self: a store
 * @result: from the callback
 * @error: return location
 *
 * A damaged file is set aside and a new store is made: that is success, and lamp_store_dup_loss() tells.
 *
 * Returns: %TRUE if the store can be used. Errors: %LAMP_ERROR_UNSUPPORTED - the file is from a newer version
 *   of Gatelamp - say so, do not touch it; %LAMP_ERROR_DENIED - no right, or not this user's file;
 *   %LAMP_ERROR_BUSY - the disk is full, or another process has the file - try again
 */
gboolean
lamp_store_open_finish (LampStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * lamp_store_write_async:
 * @self: a store
 * @batch: (transfer full): what belongs together
 * @cancellable: (nullable): looked at until the work starts
 * @callback: (nullable): called when all of it is on disk
 * @data: for @callback
 *
 * All of @batch is written in one transaction, or nothing; of a separable batch, all that is not refused.
 */
void
lamp_store_write_async (LampStore *self,
                        LampStoreBatch *batch,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  push (self, lamp_store_write_async, run_write, batch, (GDestroyNotify) lamp_store_batch_free, cancellable,
        callback, data);
}

/**
 * lamp_store_write_finish:
 * @self: a store
 * @result: from the callback
 * @error: return location
 *
 * Returns: %TRUE if all of the batch is on disk but what lamp_store_batch_get_for_result() shows as refused;
 * else nothing of it is. Errors: %LAMP_ERROR_BUSY - the disk is full or the store is not open - keep the
 * values, say so, try again; %LAMP_ERROR_INVALID_DATA - a row without a key; %LAMP_ERROR_TOO_LARGE - a row
 * over 1 MiB; %LAMP_ERROR_CORRUPT - the file is damaged - close and open
 */
gboolean
lamp_store_write_finish (LampStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * lamp_store_load_async:
 * @self: a store
 * @cancellable: (nullable): looked at until the work starts
 * @callback: called when done
 * @data: for @callback
 *
 * For the start of the agent.
 */
void
lamp_store_load_async (LampStore *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer data)
{
  push (self, lamp_store_load_async, run_load, NULL, NULL, cancellable, callback, data);
}

/**
 * lamp_store_load_finish:
 * @self: a store
 * @result: from the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what the store holds. Errors: %LAMP_ERROR_BUSY, %LAMP_ERROR_CORRUPT
 */
LampStoreContents *
lamp_store_load_finish (LampStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lamp_store_list_alerts_async:
 * @self: a store
 * @since_real_usec: only those whose last time is at or after this (Unix epoch, microseconds); 0: all
 * @limit: at most so many, the newest; 0: 1000
 * @cancellable: (nullable): looked at until the work starts
 * @callback: called when done
 * @data: for @callback
 */
void
lamp_store_list_alerts_async (LampStore *self,
                              gint64 since_real_usec,
                              guint limit,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  push (self, lamp_store_list_alerts_async, run_list_alerts, question_new (since_real_usec, limit, NULL),
        question_free, cancellable, callback, data);
}

/**
 * lamp_store_list_alerts_finish:
 * @self: a store
 * @result: from the callback
 * @error: return location
 *
 * Returns: (transfer full) (element-type LampAlert) (nullable): the alerts, oldest first
 */
GPtrArray *
lamp_store_list_alerts_finish (LampStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lamp_store_get_alert_async:
 * @self: a store
 * @id: id of the alert
 * @cancellable: (nullable): looked at until the work starts
 * @callback: called when done
 * @data: for @callback
 */
void
lamp_store_get_alert_async (
    LampStore *self, const char *id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  push (self, lamp_store_get_alert_async, run_get_alert, question_new (0, 0, id), question_free, cancellable,
        callback, data);
}

/**
 * lamp_store_get_alert_finish:
 * @self: a store
 * @result: from the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the alert's newest revision. Errors: %LAMP_ERROR_NOT_FOUND;
 *   %LAMP_ERROR_CORRUPT - its row could not be understood
 */
LampAlert *
lamp_store_get_alert_finish (LampStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lamp_store_list_executions_async:
 * @self: a store
 * @since_real_usec: only those at or after this (Unix epoch, microseconds); 0: all
 * @limit: at most so many, the newest; 0: 1000
 * @cancellable: (nullable): looked at until the work starts
 * @callback: called when done
 * @data: for @callback
 */
void
lamp_store_list_executions_async (LampStore *self,
                                  gint64 since_real_usec,
                                  guint limit,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  push (self, lamp_store_list_executions_async, run_list_executions,
        question_new (since_real_usec, limit, NULL), question_free, cancellable, callback, data);
}

/**
 * lamp_store_list_executions_finish:
 * @self: a store
 * @result: from the callback
 * @error: return location
 *
 * Returns: (transfer full) (element-type LampExecution) (nullable): the executions, oldest first
 */
GPtrArray *
lamp_store_list_executions_finish (LampStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lamp_store_find_artifact_async:
 * @self: a store
 * @key: a file's key
 * @cancellable: (nullable): looked at until the work starts
 * @callback: called when done
 * @data: for @callback
 */
void
lamp_store_find_artifact_async (
    LampStore *self, const char *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  push (self, lamp_store_find_artifact_async, run_find_artifact, question_new (0, 0, key), question_free,
        cancellable, callback, data);
}

/**
 * lamp_store_find_artifact_finish:
 * @self: a store
 * @result: from the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the ledger's row. Errors: as lamp_store_get_alert_finish()
 */
LampArtifact *
lamp_store_find_artifact_finish (LampStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lamp_store_list_reports_async:
 * @self: a store
 * @cancellable: (nullable): looked at until the work starts
 * @callback: called when done
 * @data: for @callback
 *
 * The outbox: what is not delivered, then the newest of the others, 1000 in all.
 */
void
lamp_store_list_reports_async (LampStore *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  push (self, lamp_store_list_reports_async, run_list_reports, NULL, NULL, cancellable, callback, data);
}

/**
 * lamp_store_list_reports_finish:
 * @self: a store
 * @result: from the callback
 * @error: return location
 *
 * Returns: (transfer full) (element-type LampReport) (nullable): the reports, oldest first
 */
GPtrArray *
lamp_store_list_reports_finish (LampStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lamp_store_expire_async:
 * @self: a store
 * @older_than_real_usec: what is from before this goes (Unix epoch, microseconds)
 * @cancellable: (nullable): looked at until the work starts
 * @callback: called when done
 * @data: for @callback
 *
 * A report that is not delivered never goes, nor does its alert. A rule goes once it expired before that
 * time.
 */
void
lamp_store_expire_async (LampStore *self,
                         gint64 older_than_real_usec,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  push (self, lamp_store_expire_async, run_expire, question_new (older_than_real_usec, 0, NULL),
        question_free, cancellable, callback, data);
}

/**
 * lamp_store_expire_finish:
 * @self: a store
 * @result: from the callback
 * @error: return location
 *
 * Returns: how many rows went, or -1
 */
gint64
lamp_store_expire_finish (LampStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

/**
 * lamp_store_close_async:
 * @self: a store
 * @cancellable: (nullable): looked at until the work starts
 * @callback: called when done
 * @data: for @callback
 *
 * After everything that was asked for before. It can be opened again.
 */
void
lamp_store_close_async (LampStore *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  push (self, lamp_store_close_async, run_close, NULL, NULL, cancellable, callback, data);
}

/**
 * lamp_store_close_finish:
 * @self: a store
 * @result: from the callback
 * @error: return location
 *
 * Returns: %TRUE if it is closed
 */
gboolean
lamp_store_close_finish (LampStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * lamp_store_dup_loss:
 * @self: a store
 *
 * Returns: (transfer full) (nullable): %LAMP_ERROR_CORRUPT with what was lost and where the damaged file is,
 *   if the store had to be made anew
 */
GError *
lamp_store_dup_loss (LampStore *self)
{
  return lamp_store_statistics_dup_loss (self->statistics);
}

/**
 * lamp_store_to_json:
 * @self: a store
 *
 * For `status`; does not touch the disk.
 *
 * Returns: (transfer full): {open, schema, exclusive, size, rows{artifacts, alerts, executions, reports,
 * rules, notes}, skipped_rows, failures, last_error, last_error_time, loss}
 */
JsonNode *
lamp_store_to_json (LampStore *self)
{
  return lamp_store_statistics_to_json (self->statistics);
}
