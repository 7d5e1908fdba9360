/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "arrivals/lamp-arrival-hasher.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arrivals/lamp-arrival-look.h"
#include "arrivals/lamp-arrivals-limits.h"

#include "base/lamp-fd.h"
#include "base/lamp-limits.h"

enum
{
  SIGNAL_HASHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  char *key;
  char *path;
  int fd; /* O_PATH, or -1: found again by path */
  gint64 max_bytes;
} Job;

typedef struct
{
  GQueue jobs;
  gboolean busy;
} Lane;

struct _LampArrivalHasher
{
  GObject parent_instance;

  Lane small;
  Lane large;
  guint held;
  gint64 max_bytes;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (LampArrivalHasher, lamp_arrival_hasher, G_TYPE_OBJECT)

static void run_lane (LampArrivalHasher *self, Lane *lane);

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->fd >= 0)
    close (job->fd);
  g_free (job->key);
  g_free (job->path);
  g_free (job);
}

/* The file may have been replaced while it waited: only the very file that was asked for counts. */
static int
open_job (Job *job, GError **error)
{
  g_autofree char *key = NULL;
  int fd;

  if (job->fd >= 0)
    return lamp_arrival_look_reopen (job->fd);
  fd = lamp_fd_open_regular_at (AT_FDCWD, job->path, error);
  key = fd >= 0 ? lamp_fd_dup_key (fd, error) : NULL;
  if (fd >= 0 && g_strcmp0 (key, job->key) != 0)
    close (g_steal_fd (&fd));
  return fd;
}

static gboolean
is_unchanged (const struct stat *before, const struct stat *after)
{
  return before->st_size == after->st_size && before->st_mtim.tv_sec == after->st_mtim.tv_sec &&
         before->st_mtim.tv_nsec == after->st_mtim.tv_nsec;
}

static void
run_job (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sha256 = NULL;
  Job *job = task_data;
  struct stat before;
  struct stat after;
  int fd = open_job (job, &error);

  if (fd >= 0 && fstat (fd, &before) == 0)
    {
      sha256 = lamp_fd_dup_sha256 (fd, job->max_bytes, cancellable, &error);
      /* Still being written: its end tells itself, and is hashed then. */
      if (fstat (fd, &after) != 0 || !is_unchanged (&before, &after))
        g_clear_pointer (&sha256, g_free);
    }
  if (fd >= 0)
    close (fd);
  g_task_return_pointer (task, g_steal_pointer (&sha256), g_free);
}

static void
on_job_done (GObject *source, GAsyncResult *result, gpointer data)
{
  LampArrivalHasher *self = LAMP_ARRIVAL_HASHER (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autofree char *sha256 = g_task_propagate_pointer (G_TASK (result), NULL);
  Lane *lane = data;

  lane->busy = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (sha256 != NULL)
    g_signal_emit (self, signals[SIGNAL_HASHED], 0, job->key, sha256);
  run_lane (self, lane);
}

static void
run_lane (LampArrivalHasher *self, Lane *lane)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  if (lane->busy || (job = g_queue_pop_head (&lane->jobs)) == NULL)
    return;
  if (job->fd >= 0)
    self->held--;
  lane->busy = TRUE;
  task = g_task_new (self, self->cancellable, on_job_done, lane);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, run_job);
}

static void
lamp_arrival_hasher_dispose (GObject *object)
{
  LampArrivalHasher *self = LAMP_ARRIVAL_HASHER (object);

  if (self->cancellable != NULL)
    lamp_arrival_hasher_stop (self);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (lamp_arrival_hasher_parent_class)->dispose (object);
}

static void
lamp_arrival_hasher_class_init (LampArrivalHasherClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_arrival_hasher_dispose;
  signals[SIGNAL_HASHED] = g_signal_new ("hashed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);
}

static void
lamp_arrival_hasher_init (LampArrivalHasher *self)
{
  self->max_bytes = LAMP_HASH_LIMIT_BYTES;
  self->cancellable = g_cancellable_new ();
}

/**
 * lamp_arrival_hasher_new:
 *
 * Returns: (transfer full): a hasher with nothing to do
 */
LampArrivalHasher *
lamp_arrival_hasher_new (void)
{
  return g_object_new (LAMP_TYPE_ARRIVAL_HASHER, NULL);
}

/**
 * lamp_arrival_hasher_set_limit:
 * @self: a hasher
 * @max_bytes: larger files are not hashed
 */
void
lamp_arrival_hasher_set_limit (LampArrivalHasher *self, gint64 max_bytes)
{
  self->max_bytes = max_bytes;
}

static gint
compare_key (gconstpointer job, gconstpointer key)
{
  return g_strcmp0 (((const Job *) job)->key, key);
}

static void
forget_key (LampArrivalHasher *self, Lane *lane, const char *key)
{
  GList *found = g_queue_find_custom (&lane->jobs, key, compare_key);

  if (found == NULL)
    return;
  if (((Job *) found->data)->fd >= 0)
    self->held--;
  job_free (found->data);
  g_queue_delete_link (&lane->jobs, found);
}

/**
 * lamp_arrival_hasher_add:
 * @self: a hasher
 * @key: names the file
 * @path: where it is
 * @fd: O_PATH descriptor that is copied, or -1
 * @size_bytes: its size
 * @is_urgent: before what waits
 *
 * Emits `hashed` later, unless the file is too large, changes meanwhile, is gone, or too many wait already.
 */
void
lamp_arrival_hasher_add (
    LampArrivalHasher *self, const char *key, const char *path, int fd, gint64 size_bytes, gboolean is_urgent)
{
  Lane *lane = size_bytes <= LAMP_HASH_NOW_BYTES ? &self->small : &self->large;
  Job *job;

  if (size_bytes > self->max_bytes || g_cancellable_is_cancelled (self->cancellable))
    return;
  forget_key (self, &self->small, key);
  forget_key (self, &self->large, key);
  if (lane->jobs.length >= (is_urgent ? 2 : 1) * LAMP_ARRIVALS_TO_HASH)
    return;
  job = g_new0 (Job, 1);
  job->key = g_strdup (key);
  job->path = g_strdup (path);
  job->max_bytes = self->max_bytes;
  job->fd = -1;
  if (fd >= 0 && self->held < LAMP_ARRIVALS_TO_HASH_HELD)
    job->fd = fcntl (fd, F_DUPFD_CLOEXEC, 3);
  if (job->fd >= 0)
    self->held++;
  if (is_urgent)
    g_queue_push_head (&lane->jobs, job);
  else
    g_queue_push_tail (&lane->jobs, job);
  run_lane (self, lane);
}

/**
 * lamp_arrival_hasher_stop:
 * @self: a hasher
 *
 * For good: nothing is emitted afterwards.
 */
void
lamp_arrival_hasher_stop (LampArrivalHasher *self)
{
  g_cancellable_cancel (self->cancellable);
  g_queue_clear_full (&self->small.jobs, job_free);
  g_queue_clear_full (&self->large.jobs, job_free);
}
