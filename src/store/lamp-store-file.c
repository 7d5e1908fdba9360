/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/lamp-store-file.h"

#include "base/lamp-error.h"
#include "base/lamp-paths.h"
#include "base/lamp-time.h"
#include "store/lamp-store-limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* From linux/magic.h and fs/smb/client; some are in no header of the floor's kernel. On these, shared memory
 * between processes (SQLite's -shm file) or file locks cannot be relied on: https://sqlite.org/wal.html. */
static gboolean
is_network (int fd)
{
  static const guint32 kinds[] = {
    0x6969,     /* NFS */
    0x517B,     /* SMB */
    0xFF534D42, /* CIFS */
    0xFE534D42, /* SMB2 */
    0x65735546, /* FUSE */
    0x01021997, /* 9P */
    0x5346414F, /* AFS */
    0x00C36400, /* Ceph */
    0x73757245, /* Coda */
  };
  struct statfs about;

  if (fstatfs (fd, &about) != 0)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if ((guint32) about.f_type == kinds[i])
      return TRUE;
  return FALSE;
}

/* What others of this machine could read or replace is made private; what is not ours is refused. */
static gboolean
make_private (int fd, mode_t mode, gboolean folder, GError **error)
{
  struct stat about;

  if (fstat (fd, &about) != 0)
    {
      lamp_error_set_from_errno (error, errno, "looking at the store");
      return FALSE;
    }
  if (about.st_uid != geteuid () || !(folder ? S_ISDIR (about.st_mode) : S_ISREG (about.st_mode)))
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_DENIED, "the store is not this user's file");
      return FALSE;
    }
  if ((about.st_mode & 0777) == mode || fchmod (fd, mode) == 0)
    return TRUE;
  lamp_error_set_from_errno (error, errno, "making the store private");
  return FALSE;
}

static int
open_folder (const char *folder, GError **error)
{
  int fd;

  if (!lamp_paths_make (folder, error))
    return -1;
  fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    lamp_error_set_from_errno (error, errno, "opening the store's folder");
  return fd;
}

static gboolean
make_file (int folder, const char *name, GError **error)
{
  int fd = openat (folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY, 0600);
  gboolean made;

  if (fd < 0)
    {
      lamp_error_set_from_errno (error, errno == ELOOP ? EPERM : errno, "opening the store");
      return FALSE;
    }
  made = make_private (fd, 0600, FALSE, error);
  close (fd);
  return made;
}

/**
 * lamp_store_file_prepare:
 * @path: where the store shall be
 * @out_network: (out): the file system is one where locks or shared memory cannot be relied on
 * @error: return location
 *
 * Makes the folder (0700) and an empty file (0600) where they are missing, before SQLite would make them with
 * wider rights. Blocks. Only before the file is open in SQLite: closing a second descriptor drops its locks.
 *
 * Returns: (transfer full) (nullable): the path with no symbolic link in it, as SQLITE_OPEN_NOFOLLOW wants it
 */
char *
lamp_store_file_prepare (const char *path, gboolean *out_network, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *real = NULL;
  char *resolved;
  int fd = open_folder (folder, error);
  gboolean ready;

  if (fd < 0)
    return NULL;
  ready = make_private (fd, 0700, TRUE, error) && make_file (fd, name, error);
  *out_network = is_network (fd);
  close (fd);
  if (!ready)
    return NULL;
  resolved = realpath (folder, NULL);
  real = resolved != NULL ? g_build_filename (resolved, name, NULL) : NULL;
  free (resolved);
  if (real == NULL)
    lamp_error_set_from_errno (error, errno, "opening the store's folder");
  return g_steal_pointer (&real);
}

/* Damaged stores may hold what the person wants back, but must not fill the disk. */
static void
remove_oldest (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *prefix = g_strconcat (name, ".damaged-", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *oldest = NULL;
  const char *entry;
  guint count = 0;

  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    {
      if (!g_str_has_prefix (entry, prefix) || g_str_has_suffix (entry, "-wal"))
        continue;
      count++;
      if (oldest == NULL || strcmp (entry, oldest) < 0)
        {
          g_free (oldest);
          oldest = g_strdup (entry);
        }
    }
  if (count >= LAMP_STORE_DAMAGED_FILES)
    {
      g_autofree char *file = g_build_filename (folder, oldest, NULL);
      g_autofree char *log = g_strconcat (file, "-wal", NULL);
      unlink (file);
      unlink (log);
    }
}

/**
 * lamp_store_file_set_aside:
 * @path: a damaged store that is not open
 * @error: return location
 *
 * Renames it and its write-ahead log, so that nothing of it is lost. Blocks.
 *
 * Returns: (transfer full) (nullable): its new path
 */
char *
lamp_store_file_set_aside (const char *path, GError **error)
{
  g_autofree char *aside = g_strdup_printf ("%s.damaged-%" G_GINT64_FORMAT, path, lamp_time_now ().real_usec);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *log_aside = g_strconcat (aside, "-wal", NULL);
  g_autofree char *shared = g_strconcat (path, "-shm", NULL);

  remove_oldest (path);
  if (rename (path, aside) != 0)
    {
      lamp_error_set_from_errno (error, errno, "setting the damaged store aside");
      return NULL;
    }
  if (rename (log, log_aside) != 0 && errno != ENOENT)
    {
      lamp_error_set_from_errno (error, errno, "setting the damaged store aside");
      return NULL;
    }
  unlink (shared);
  return g_steal_pointer (&aside);
}
