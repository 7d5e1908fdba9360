/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "transport/lamp-transport-spool.h"

#include "base/lamp-error.h"
#include "base/lamp-paths.h"
#include "transport/lamp-transport-limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct _LampTransportSpool
{
  LampTransport parent_instance;
  char *folder;
};

G_DEFINE_FINAL_TYPE (LampTransportSpool, lamp_transport_spool, LAMP_TYPE_TRANSPORT)

typedef struct
{
  GBytes *bytes;
  char *key;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_bytes_unref (job->bytes);
  g_free (job->key);
  g_free (job);
}

/* Everything that can go wrong here may go right later: space is freed, a folder is repaired. */
static gboolean
fail (GError **error, int saved_errno)
{
  if (saved_errno == ENOSPC || saved_errno == EDQUOT)
    g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_UNREACHABLE,
                         _ ("The disk is full. The report waits and is sent when there is space."));
  else
    g_set_error (error, LAMP_ERROR, LAMP_ERROR_UNREACHABLE,
                 /* Translators: %s is the system's reason, e.g. "Permission denied" */
                 _ ("The report could not be put into its folder: %s."), g_strerror (saved_errno));
  return FALSE;
}

static int
open_folder (const char *folder, GError **error)
{
  g_autoptr (GError) reason = NULL;
  int fd;

  if (!lamp_paths_make (folder, &reason))
    {
      g_set_error (error, LAMP_ERROR, LAMP_ERROR_UNREACHABLE,
                   _ ("The report could not be put into its folder: %s."), reason->message);
      return -1;
    }
  fd = open (folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    fail (error, errno);
  return fd;
}

/* 1: a report with this name is there; 0: none; -1: something else is in the way. */
static int
find_report (int folder, const char *name, GError **error)
{
  struct stat about;

  if (fstatat (folder, name, &about, AT_SYMLINK_NOFOLLOW) != 0)
    {
      if (errno == ENOENT)
        return 0;
      fail (error, errno);
      return -1;
    }
  if (S_ISREG (about.st_mode))
    return 1;
  fail (error, EEXIST);
  return -1;
}

static gboolean
write_all (int fd, GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  for (gsize done = 0; done < length;)
    {
      ssize_t written = write (fd, data + done, length - done);
      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      done += (gsize) written;
    }
  return TRUE;
}

/* The bytes are on the disk before they get their name: after a power cut a named file is never empty. */
static gboolean
write_file (int folder, const char *temporary, GBytes *bytes, GError **error)
{
  int fd = openat (folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  int saved_errno = 0;

  if (fd < 0)
    return fail (error, errno);
  if (!write_all (fd, bytes) || fsync (fd) != 0)
    saved_errno = errno;
  if (close (fd) != 0 && saved_errno == 0)
    saved_errno = errno;
  if (saved_errno == 0)
    return TRUE;
  unlinkat (folder, temporary, 0);
  return fail (error, saved_errno);
}

static gboolean
is_leftover (int folder, const char *name)
{
  struct stat about;

  return *name == '.' && g_str_has_suffix (name, ".part") &&
         fstatat (folder, name, &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (about.st_mode) &&
         time (NULL) - about.st_mtime > LAMP_TRANSPORT_LEFTOVER_SEC;
}

/* A delivery that was killed leaves its temporary file; young ones may belong to another process. */
static void
remove_leftovers (int folder)
{
  int again = openat (folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = again >= 0 ? fdopendir (again) : NULL;
  struct dirent *entry;

  if (dir == NULL)
    {
      if (again >= 0)
        close (again);
      return;
    }
  while ((entry = readdir (dir)) != NULL)
    if (is_leftover (folder, entry->d_name))
      unlinkat (folder, entry->d_name, 0);
  closedir (dir);
}

static gboolean
put_file (int folder, const Job *job, GError **error)
{
  g_autofree char *name = g_strconcat (job->key, ".json", NULL);
  g_autofree char *temporary = g_strdup_printf (".%s.%08x.part", job->key, g_random_int ());
  int found = find_report (folder, name, error);

  if (found < 0)
    return FALSE;
  if (found == 0)
    {
      remove_leftovers (folder);
      if (!write_file (folder, temporary, job->bytes, error))
        return FALSE;
      if (renameat (folder, temporary, folder, name) != 0)
        {
          int saved_errno = errno;
          unlinkat (folder, temporary, 0);
          return fail (error, saved_errno);
        }
    }
  /* Also for a file that was there: the try that made it may have died before this line. */
  return fsync (folder) == 0 ? TRUE : fail (error, errno);
}

static void
run (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  LampTransportSpool *self = LAMP_TRANSPORT_SPOOL (source);
  GError *error = NULL;
  int folder;
  gboolean delivered;

  if (g_task_return_error_if_cancelled (task))
    return;
  folder = open_folder (self->folder, &error);
  delivered = folder >= 0 && put_file (folder, task_data, &error);
  if (folder >= 0)
    close (folder);
  if (delivered)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
deliver_async (LampTransport *transport,
               GBytes *bytes,
               const char *media_type,
               const char *idempotency_key,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (transport, cancellable, callback, data);
  Job *job = g_new0 (Job, 1);

  job->bytes = g_bytes_ref (bytes);
  job->key = g_strdup (idempotency_key);
  g_task_set_task_data (task, job, job_free);
  /* A file that was put must not be told as a failure because of a late cancellation. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, run);
}

static LampDelivery
deliver_finish (LampTransport *transport, GAsyncResult *result, char **out_receipt, GError **error)
{
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return LAMP_DELIVERY_UNREACHABLE;
  if (out_receipt != NULL)
    *out_receipt = NULL;
  return LAMP_DELIVERY_DELIVERED;
}

static void
lamp_transport_spool_finalize (GObject *object)
{
  LampTransportSpool *self = LAMP_TRANSPORT_SPOOL (object);

  g_free (self->folder);
  G_OBJECT_CLASS (lamp_transport_spool_parent_class)->finalize (object);
}

static void
lamp_transport_spool_class_init (LampTransportSpoolClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lamp_transport_spool_finalize;
  LAMP_TRANSPORT_CLASS (class)->deliver_async = deliver_async;
  LAMP_TRANSPORT_CLASS (class)->deliver_finish = deliver_finish;
}

static void
lamp_transport_spool_init (LampTransportSpool *self)
{
}

/**
 * lamp_transport_spool_new:
 * @folder: where reports are put; made (0700) when the first one is
 *
 * Returns: (transfer full): a transport
 */
LampTransport *
lamp_transport_spool_new (const char *folder)
{
  LampTransportSpool *self = g_object_new (LAMP_TYPE_TRANSPORT_SPOOL, NULL);

  self->folder = g_strdup (folder);
  return LAMP_TRANSPORT (self);
}
