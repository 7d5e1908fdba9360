/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/lamp-store-worker.h"

typedef struct
{
  GTask *task;
  LampStoreJob job; /* NULL: end */
} Item;

struct _LampStoreWorker
{
  GAsyncQueue *queue;
};

/* What the thread owns. */
typedef struct
{
  GAsyncQueue *queue;
  LampStoreDatabase *database;
} Thread;

static void
run_item (LampStoreDatabase *database, Item *item)
{
  if (!g_task_return_error_if_cancelled (item->task))
    item->job (database, item->task);
  lamp_store_database_settle (database);
}

static gpointer
run_thread (gpointer data)
{
  Thread *thread = data;
  gboolean ended = FALSE;

  while (!ended)
    {
      g_autofree Item *item = g_async_queue_pop (thread->queue);

      ended = item->job == NULL;
      if (!ended)
        run_item (thread->database, item);
      g_clear_object (&item->task);
    }
  lamp_store_database_free (thread->database);
  g_async_queue_unref (thread->queue);
  g_free (thread);
  return NULL;
}

/**
 * lamp_store_worker_new:
 * @path: file name of the store
 * @statistics: what `status` says
 *
 * Returns: (transfer full): a worker whose thread runs
 */
LampStoreWorker *
lamp_store_worker_new (const char *path, LampStoreStatistics *statistics)
{
  LampStoreWorker *self = g_new0 (LampStoreWorker, 1);
  Thread *thread = g_new0 (Thread, 1);

  self->queue = g_async_queue_new ();
  thread->queue = g_async_queue_ref (self->queue);
  thread->database = lamp_store_database_new (path, statistics);
  g_thread_unref (g_thread_new ("lamp-store", run_thread, thread));
  return self;
}

/**
 * lamp_store_worker_free:
 * @self: (nullable) (transfer full): a worker
 *
 * Does not wait: the thread finishes what was pushed, closes the database, and ends.
 */
void
lamp_store_worker_free (LampStoreWorker *self)
{
  if (self == NULL)
    return;
  g_async_queue_push (self->queue, g_new0 (Item, 1));
  g_async_queue_unref (self->queue);
  g_free (self);
}

/**
 * lamp_store_worker_push:
 * @self: a worker
 * @task: (transfer full): carries the question in its task data and the answer back
 * @job: what is done in the thread
 */
void
lamp_store_worker_push (LampStoreWorker *self, GTask *task, LampStoreJob job)
{
  Item *item = g_new (Item, 1);

  item->task = task;
  item->job = job;
  g_async_queue_push (self->queue, item);
}
