/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-marking.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "probe/lamp-heat.h"
#include "probe/lamp-tell.h"
#include "wire/lamp-wire-key.h"

#define RECENT_SEC 60

/**
 * lamp_marking_is_refusal:
 * @error: a negative errno value from a mark
 *
 * The answers by which a kernel or file system says that it has no such marks (or no more of them); another
 * sensor may work.
 *
 * Returns: whether to fall back
 */
bool
lamp_marking_is_refusal (int error)
{
  return error == -EPERM || error == -ENODEV || error == -EXDEV || error == -EOPNOTSUPP || error == -ENOSYS ||
         error == -EINVAL || error == -ENOSPC;
}

/* A file that may be run but not read refuses a mark of its own; its folder's mark still rings when it is
 * run. Where the user's marks are used up, by others perhaps, nothing does. */
static void
mark_in_kernel (LampProbe *self, LampMark *mark, const LampFolder *folder, int fd)
{
  int error = -ENOSYS;

  mark->sensor = folder != NULL ? folder->sensor : LAMP_SENSOR_POLL;
  if (folder == NULL || folder->sensor == LAMP_SENSOR_FANOTIFY)
    error = lamp_source_fanotify_mark_file (&self->fanotify, fd);
  if (error == 0)
    {
      mark->sensor = LAMP_SENSOR_FANOTIFY;
      return;
    }
  if (mark->watch < 0)
    mark->watch = lamp_source_inotify_watch_file (&self->inotify, fd);
  if (mark->watch >= 0)
    mark->sensor = LAMP_SENSOR_INOTIFY;
  else
    {
      self->counters.unmarked += mark->watch == -ENOSPC ? 1 : 0;
      mark->watch = -1;
    }
}

/* Reading rings, so this happens while there is no mark, and only where a choice must be made. */
static bool
looks_runnable (int fd, const struct statx *status)
{
  char path[32], head[4] = { 0 };
  ssize_t count;
  int read_fd;

  if (status->stx_mode & 0111)
    return true;
  snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
  read_fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (read_fd < 0)
    return false;
  count = read (read_fd, head, sizeof head);
  close (read_fd);
  return (count >= 2 && memcmp (head, "#!", 2) == 0) || (count == 4 && memcmp (head, "\177ELF", 4) == 0);
}

static int
open_marked_file (LampProbe *self, const LampMark *mark)
{
  LampWireKey key;
  int fd = open (lamp_mark_table_get_path (&self->marks, mark), O_PATH | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0)
    return -1;
  if (lamp_wire_key_for_fd (fd, &key) == 0 &&
      strcmp (key.text, lamp_mark_table_get_key (&self->marks, mark)) == 0)
    return fd;
  close (fd);
  return -1;
}

static void
unmark_in_kernel (LampProbe *self, LampMark *mark, int fd)
{
  lamp_source_inotify_unwatch (&self->inotify, mark->watch);
  mark->watch = -1;
  if (mark->sensor == LAMP_SENSOR_FANOTIFY && fd >= 0)
    lamp_source_fanotify_unmark_file (&self->fanotify, fd);
}

/* A script has no executable bit as it arrives, and nothing was in it then. So its first bytes are read when
 * it would have to go. */
static bool
spare (LampProbe *self, LampMark *mark, int fd)
{
  LampFolder folder = { .sensor = mark->sensor };
  struct statx status;

  if (mark->looked || fd < 0 ||
      statx (fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_BASIC_STATS, &status) != 0)
    return false;
  unmark_in_kernel (self, mark, fd);
  mark->looked = true;
  mark->runnable = looks_runnable (fd, &status);
  if (mark->runnable)
    mark_in_kernel (self, mark, &folder, fd);
  return mark->runnable;
}

/* What nobody asked for and cannot be run is no loss. */
static void
evict_one (LampProbe *self)
{
  uint64_t now = lamp_probe_mono_usec ();

  for (int looks = LAMP_PROBE_EVICTION_LOOKS_MAX;; looks--)
    {
      LampMark *mark = lamp_mark_table_find_victim (&self->marks, now);
      int fd = open_marked_file (self, mark);

      if (looks > 0 && !mark->runnable && spare (self, mark, fd))
        {
          close (fd);
          continue;
        }
      self->counters.unmarked += fd >= 0 && (mark->kept || mark->runnable) ? 1 : 0;
      unmark_in_kernel (self, mark, fd);
      lamp_mark_table_drop (&self->marks, mark);
      if (fd >= 0)
        close (fd);
      return;
    }
}

static void
make_room (LampProbe *self)
{
  while (self->marks.count > 0 && self->marks.count + self->folders.count >= self->marks.budget)
    evict_one (self);
}

/* Long names may fill the names' memory before the marks are used up. */
static LampMark *
put_in_table (LampProbe *self, const char *key, const char *path, uint64_t device, uint64_t inode)
{
  LampMark *mark = NULL;

  for (int tries = LAMP_PROBE_EVICTION_LOOKS_MAX; mark == NULL && tries > 0; tries--)
    {
      if (tries < LAMP_PROBE_EVICTION_LOOKS_MAX && self->marks.count > 0)
        evict_one (self);
      make_room (self);
      mark = lamp_mark_table_put (&self->marks, key, path, device, inode);
    }
  return mark;
}

static LampMark *
put_mark (LampProbe *self,
          const LampFolder *folder,
          const char *key,
          const char *path,
          const struct statx *status,
          int fd)
{
  uint64_t device = makedev (status->stx_dev_major, status->stx_dev_minor);
  LampMark *mark = lamp_mark_table_find_inode (&self->marks, device, status->stx_ino);

  /* the number belonged to a file that is gone */
  if (mark != NULL && strcmp (lamp_mark_table_get_key (&self->marks, mark), key) != 0)
    lamp_marking_release (self, mark);
  mark = put_in_table (self, key, path, device, status->stx_ino);
  if (mark == NULL)
    {
      self->counters.unmarked++;
      return NULL;
    }
  mark->runnable = (status->stx_mode & 0111) != 0;
  mark->marked_mono_usec = lamp_probe_mono_usec ();
  mark->arrived_boot_usec = (int64_t) lamp_probe_boot_usec ();
  mark_in_kernel (self, mark, folder, fd);
  return mark;
}

static bool
is_recent (const struct statx *status)
{
  return status->stx_ctime.tv_sec + RECENT_SEC >= time (NULL);
}

static bool
is_chosen (int fd, const struct statx *status, LampMarkChoice choice)
{
  if (choice == LAMP_MARK_RECENT)
    return is_recent (status);
  return choice == LAMP_MARK_ALL || looks_runnable (fd, status);
}

/* Of many old files in a folder, none costs more than this. */
static bool
is_of_no_interest (LampProbe *self, const struct statx *status, LampMarkChoice choice)
{
  return choice == LAMP_MARK_RECENT && !is_recent (status) &&
         lamp_mark_table_find_inode (&self->marks, makedev (status->stx_dev_major, status->stx_dev_minor),
                                     status->stx_ino) == NULL;
}

static LampMark *
mark_open_file (
    LampProbe *self, LampFolder *folder, int fd, const char *path, LampAppearance how, LampMarkChoice choice)
{
  struct statx status;
  LampWireKey key;
  LampMark *mark;

  if (statx (fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_BASIC_STATS, &status) != 0 ||
      !S_ISREG (status.stx_mode) || is_of_no_interest (self, &status, choice) ||
      lamp_wire_key_for_fd (fd, &key) != 0)
    return NULL;
  mark = lamp_mark_table_find_key (&self->marks, key.text);
  if (mark != NULL)
    {
      mark->runnable = (status.stx_mode & 0111) != 0;
      mark->looked = false;
      if (!lamp_mark_table_set_path (&self->marks, mark, path))
        return NULL;
      if (how != LAMP_APPEARED_MOVED)
        return mark;
      if (!mark->kept)
        mark->marked_mono_usec = lamp_probe_mono_usec ();
    }
  else
    {
      if (!is_chosen (fd, &status, choice))
        return NULL;
      mark = put_mark (self, folder, key.text, path, &status, fd);
      if (mark == NULL)
        return NULL;
      self->look_due = true;
    }
  lamp_heat_prolong (self, LAMP_PROBE_ARRIVAL_HOT_USEC);
  lamp_tell_marked (self, mark, folder->id, how, status.stx_size);
  self->departed[0] = '\0';
  return mark;
}

/**
 * lamp_marking_file:
 * @self: the probe
 * @folder: the folder that it belongs to
 * @dirfd: the directory that holds it, @folder's or one below
 * @name: its name there
 * @path: its path, to tell
 * @how: how it appeared
 * @choice: which files are wanted
 *
 * Marks a file before anybody is told of it. Nothing but regular files is marked; nothing is opened for
 * reading unless @choice needs its first bytes.
 *
 * Returns: (transfer none) (nullable): the mark; null: not a file, not wanted, or no room
 */
LampMark *
lamp_marking_file (LampProbe *self,
                   LampFolder *folder,
                   int dirfd,
                   const char *name,
                   const char *path,
                   LampAppearance how,
                   LampMarkChoice choice)
{
  int fd = openat (dirfd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  LampMark *mark;

  if (fd < 0)
    return NULL;
  mark = mark_open_file (self, folder, fd, path, how, choice);
  close (fd);
  return mark;
}

static int
keep_at_path (LampProbe *self, const LampCommand *command, LampMark **out_mark)
{
  struct statx status;
  LampWireKey key;
  int fd = open (command->path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  int error;

  if (fd < 0)
    return -errno;
  error = lamp_wire_key_for_fd (fd, &key);
  if (error == 0 && strcmp (key.text, command->key) != 0)
    error = -ESTALE;
  if (error == 0 && statx (fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_BASIC_STATS, &status) != 0)
    error = -errno;
  if (error == 0 && !S_ISREG (status.stx_mode))
    error = -EINVAL;
  if (error == 0 && *out_mark == NULL)
    {
      *out_mark = put_mark (self, NULL, key.text, command->path, &status, fd);
      if (*out_mark == NULL)
        error = -ENOSPC;
    }
  else if (error == 0 && !lamp_mark_table_set_path (&self->marks, *out_mark, command->path))
    error = -ENOSPC;
  close (fd);
  return error;
}

/**
 * lamp_marking_keep:
 * @self: the probe
 * @command: a `keep`
 *
 * Keeps a mark, and places it if there is none. A file that is marked already stays so wherever it is now;
 * one that is not must be at its path.
 */
void
lamp_marking_keep (LampProbe *self, const LampCommand *command)
{
  LampMark *mark = lamp_mark_table_find_key (&self->marks, command->key);
  bool known = mark != NULL;
  int error = keep_at_path (self, command, &mark);

  if (known && error != -ENOSPC)
    error = 0;
  if (error != 0)
    {
      bool missing = error == -ESTALE || error == -ENOENT || error == -ENOTDIR || error == -ELOOP ||
                     error == -EINVAL;

      lamp_tell_kept (self, command->key, command->path, missing ? "missing" : "refused",
                      error == -ESTALE ? 0 : error);
      return;
    }
  lamp_mark_table_set_kept (&self->marks, mark, true);
  mark->arrived_boot_usec = (int64_t) lamp_probe_boot_usec () - (int64_t) (command->age_sec * 1000000);
  lamp_tell_kept (self, command->key, command->path, "kept", 0);
}

/**
 * lamp_marking_release:
 * @self: the probe
 * @mark: a mark, invalid afterwards
 *
 * Takes a file's mark away. fanotify needs the file for that: it is looked up by its last path and compared;
 * one that has moved away keeps a mark in the kernel that rings for nobody.
 */
void
lamp_marking_release (LampProbe *self, LampMark *mark)
{
  int fd = mark->sensor == LAMP_SENSOR_FANOTIFY ? open_marked_file (self, mark) : -1;

  unmark_in_kernel (self, mark, fd);
  if (fd >= 0)
    close (fd);
  lamp_mark_table_drop (&self->marks, mark);
}

/**
 * lamp_marking_tell_unmarked:
 * @self: the probe
 *
 * Tells how many files that are kept or can be run have no mark, since the last time: they had to make room,
 * or the kernel grants no more.
 */
void
lamp_marking_tell_unmarked (LampProbe *self)
{
  if (self->counters.unmarked == 0)
    return;
  lamp_tell_lost (self, "marks", self->counters.unmarked);
  self->counters.unmarked = 0;
}
