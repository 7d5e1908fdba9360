/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-vfs.h"

#include "origin/lamp-origin-limits.h"

#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  sqlite3_file base;
  LampOriginVfs *owner;
  int fd; /* -1: an empty file */
} File;

static int
file_close (sqlite3_file *base)
{
  return SQLITE_OK;
}

static int
file_read (sqlite3_file *base, void *buffer, int amount, sqlite3_int64 offset)
{
  File *self = (File *) base;
  int done = 0;

  self->owner->read_bytes += amount;
  if (self->owner->read_bytes > LAMP_ORIGIN_DATABASE_READ_BYTES)
    {
      self->owner->too_much = 1;
      return SQLITE_IOERR_READ;
    }
  while (self->fd >= 0 && done < amount)
    {
      ssize_t got = pread (self->fd, (char *) buffer + done, (size_t) (amount - done), offset + done);
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return SQLITE_IOERR_READ;
      if (got == 0)
        break;
      done += (int) got;
    }
  if (done == amount)
    return SQLITE_OK;
  memset ((char *) buffer + done, 0, (size_t) (amount - done));
  return SQLITE_IOERR_SHORT_READ;
}

static int
file_write (sqlite3_file *base, const void *buffer, int amount, sqlite3_int64 offset)
{
  return SQLITE_READONLY;
}

static int
file_truncate (sqlite3_file *base, sqlite3_int64 size)
{
  return SQLITE_READONLY;
}

static int
file_sync (sqlite3_file *base, int flags)
{
  return SQLITE_OK;
}

static int
file_size (sqlite3_file *base, sqlite3_int64 *out_size)
{
  File *self = (File *) base;
  struct stat about;

  *out_size = 0;
  if (self->fd < 0)
    return SQLITE_OK;
  if (fstat (self->fd, &about) != 0)
    return SQLITE_IOERR_FSTAT;
  *out_size = about.st_size;
  return SQLITE_OK;
}

static int
file_lock (sqlite3_file *base, int level)
{
  return SQLITE_OK;
}

static int
file_check_reserved (sqlite3_file *base, int *out_held)
{
  *out_held = 0;
  return SQLITE_OK;
}

static int
file_control (sqlite3_file *base, int operation, void *argument)
{
  return SQLITE_NOTFOUND;
}

static int
file_sector_size (sqlite3_file *base)
{
  return 4096;
}

static int
file_characteristics (sqlite3_file *base)
{
  return 0;
}

/* Version 1: no shared memory. With locking_mode=EXCLUSIVE SQLite then keeps the index of the write-ahead log
 * in its own memory (sqlite.org/wal.html, "Use of WAL Without Shared-Memory"). */
static const sqlite3_io_methods file_methods = {
  .iVersion = 1,
  .xClose = file_close,
  .xRead = file_read,
  .xWrite = file_write,
  .xTruncate = file_truncate,
  .xSync = file_sync,
  .xFileSize = file_size,
  .xLock = file_lock,
  .xUnlock = file_lock,
  .xCheckReservedLock = file_check_reserved,
  .xFileControl = file_control,
  .xSectorSize = file_sector_size,
  .xDeviceCharacteristics = file_characteristics,
};

static int
vfs_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *out_flags)
{
  LampOriginVfs *owner = vfs->pAppData;
  File *file = (File *) base;

  memset (file, 0, sizeof *file);
  if (!(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)))
    return SQLITE_CANTOPEN;
  file->owner = owner;
  file->fd = flags & SQLITE_OPEN_MAIN_DB ? owner->main_fd : owner->wal_fd;
  file->base.pMethods = &file_methods;
  if (out_flags != NULL)
    *out_flags = SQLITE_OPEN_READONLY;
  return SQLITE_OK;
}

static int
vfs_delete (sqlite3_vfs *vfs, const char *name, int sync_folder)
{
  return SQLITE_READONLY;
}

static int
vfs_access (sqlite3_vfs *vfs, const char *name, int flags, int *out_result)
{
  LampOriginVfs *self = vfs->pAppData;

  *out_result = g_str_has_suffix (name, "-wal") && self->wal_fd >= 0;
  return SQLITE_OK;
}

static int
vfs_full_name (sqlite3_vfs *vfs, const char *name, int size, char *out_name)
{
  g_strlcpy (out_name, name, (gsize) size);
  return SQLITE_OK;
}

/* Nothing that we ask uses it: it seeds temporary file names. */
static int
vfs_randomness (sqlite3_vfs *vfs, int size, char *out_bytes)
{
  memset (out_bytes, 0, (size_t) size);
  return size;
}

static int
vfs_sleep (sqlite3_vfs *vfs, int usec)
{
  return 0;
}

static int
vfs_time (sqlite3_vfs *vfs, double *out_days)
{
  *out_days = 0;
  return SQLITE_OK;
}

static int
vfs_last_error (sqlite3_vfs *vfs, int size, char *out_text)
{
  return 0;
}

/**
 * lamp_origin_vfs_register:
 * @self: (out caller-allocates): stays where it is until lamp_origin_vfs_unregister()
 * @main_fd: the database
 * @wal_fd: its write-ahead log, or -1
 *
 * Returns: an SQLite code
 */
int
lamp_origin_vfs_register (LampOriginVfs *self, int main_fd, int wal_fd)
{
  memset (self, 0, sizeof *self);
  g_snprintf (self->name, sizeof self->name, "lamp-%p", (void *) self);
  self->main_fd = main_fd;
  self->wal_fd = wal_fd;
  self->vfs = (sqlite3_vfs){
    .iVersion = 1,
    .szOsFile = sizeof (File),
    .mxPathname = 64,
    .zName = self->name,
    .pAppData = self,
    .xOpen = vfs_open,
    .xDelete = vfs_delete,
    .xAccess = vfs_access,
    .xFullPathname = vfs_full_name,
    .xRandomness = vfs_randomness,
    .xSleep = vfs_sleep,
    .xCurrentTime = vfs_time,
    .xGetLastError = vfs_last_error,
  };
  return sqlite3_vfs_register (&self->vfs, 0);
}

/**
 * lamp_origin_vfs_unregister:
 * @self: a registered one
 */
void
lamp_origin_vfs_unregister (LampOriginVfs *self)
{
  sqlite3_vfs_unregister (&self->vfs);
}
