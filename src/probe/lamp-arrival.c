/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-arrival.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe/lamp-marking.h"
#include "probe/lamp-tell.h"
#include "wire/lamp-wire-key.h"

/* What one listing may still cost, and what it found. */
typedef struct
{
  LampFolder *folder;
  uint32_t entries_left, files_left, files;
  int levels_left;
  LampMarkChoice choice;
} Walk;

typedef void (*EntryFunc) (
    LampProbe *self, Walk *walk, int fd, const char *path, const struct dirent64 *entry);

static const uint64_t rewalk_delays_usec[] = { 300000, 1500000, 6000000 };

static bool
join (const char *path, const char *name, char *out_path)
{
  int length = snprintf (out_path, LAMP_WIRE_PATH_SIZE, "%s/%s", strcmp (path, "/") == 0 ? "" : path, name);

  return length > 0 && length < LAMP_WIRE_PATH_SIZE;
}

static void
for_each_entry (LampProbe *self, Walk *walk, int dirfd, const char *path, EntryFunc func)
{
  int fd = openat (dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
  char entries[1024];
  long size;

  if (fd < 0)
    return;
  while (walk->entries_left > 0 && (size = syscall (SYS_getdents64, fd, entries, sizeof entries)) > 0)
    for (long at = 0; at < size && walk->entries_left > 0;)
      {
        const struct dirent64 *entry = (const struct dirent64 *) (entries + at);

        at += entry->d_reclen;
        if (strcmp (entry->d_name, ".") == 0 || strcmp (entry->d_name, "..") == 0)
          continue;
        walk->entries_left--;
        func (self, walk, fd, path, entry);
      }
  close (fd);
}

static unsigned char
get_type (int fd, const struct dirent64 *entry)
{
  struct stat status;

  if (entry->d_type != DT_UNKNOWN)
    return entry->d_type;
  if (fstatat (fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
    return DT_UNKNOWN;
  return S_ISDIR (status.st_mode) ? DT_DIR : S_ISREG (status.st_mode) ? DT_REG : DT_UNKNOWN;
}

/* Below the marked depth: bounded in files, entries and levels; never across a link. */
static void
visit_deep (LampProbe *self, Walk *walk, int fd, const char *path, const struct dirent64 *entry)
{
  unsigned char type = get_type (fd, entry);
  char child[LAMP_WIRE_PATH_SIZE];
  int child_fd;

  if (!join (path, entry->d_name, child))
    return;
  if (type == DT_REG && walk->files_left > 0)
    {
      uint32_t before = self->marks.count;

      lamp_marking_file (self, walk->folder, fd, entry->d_name, child, LAMP_APPEARED_LISTED,
                         LAMP_MARK_RUNNABLE);
      if (self->marks.count > before)
        {
          walk->files++;
          walk->files_left--;
        }
    }
  else if (type == DT_DIR && walk->levels_left > 0)
    {
      child_fd = openat (fd, entry->d_name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      if (child_fd < 0)
        return;
      walk->levels_left--;
      for_each_entry (self, walk, child_fd, child, visit_deep);
      walk->levels_left++;
      close (child_fd);
    }
}

static uint32_t
walk_deep (LampProbe *self, LampFolder *folder, int fd, const char *path)
{
  Walk walk = { folder, LAMP_PROBE_DEEP_ENTRIES_MAX, LAMP_PROBE_DEEP_FILES_MAX,
                0,      LAMP_PROBE_DEEP_LEVELS_MAX,  LAMP_MARK_RUNNABLE };

  for_each_entry (self, &walk, fd, path, visit_deep);
  if (walk.entries_left == 0 || walk.files_left == 0)
    lamp_tell_lost (self, "folders", 1);
  return walk.files;
}

static void
schedule_rewalk (LampProbe *self, const LampFolder *folder, const char *name)
{
  LampRewalk *rewalk;

  if (self->rewalk_count >= LAMP_PROBE_REWALKS_MAX || strlen (name) >= sizeof rewalk->name)
    {
      lamp_tell_lost (self, "folders", 1);
      return;
    }
  rewalk = &self->rewalks[self->rewalk_count++];
  rewalk->folder = (uint16_t) (folder - self->folders.folders);
  rewalk->round = 0;
  rewalk->due_mono_usec = lamp_probe_mono_usec () + rewalk_delays_usec[0];
  memcpy (rewalk->name, name, strlen (name) + 1);
}

/* A folder deeper than marks go: what is in it may have run already, and what comes later is met by walking
 * again. */
static void
enter_deep (LampProbe *self, LampFolder *folder, int fd, const char *name, bool fresh)
{
  char path[LAMP_WIRE_PATH_SIZE];

  if (!lamp_folder_table_join (&self->folders, folder, name, path))
    return;
  if (!fresh)
    return;
  walk_deep (self, folder, fd, path);
  self->counters.raced++;
  lamp_tell_folder (self, folder, "raced", 0, 0);
  schedule_rewalk (self, folder, name);
}

static int
choose_sensor (LampProbe *self, LampFolder *folder)
{
  int error = lamp_source_fanotify_mark_folder (&self->fanotify, folder->fd);

  folder->sensor = LAMP_SENSOR_FANOTIFY;
  if (error == 0 || !lamp_marking_is_refusal (error))
    return error;
  if (self->sensor_errors[LAMP_SENSOR_FANOTIFY] == 0 && folder->depth == 0)
    lamp_tell_sensor (self, LAMP_SENSOR_FANOTIFY, folder->id, "refused", error, "marks on this folder");
  folder->watch = lamp_source_inotify_watch_folder (&self->inotify, folder->fd);
  if (folder->watch >= 0)
    {
      folder->sensor = LAMP_SENSOR_INOTIFY;
      if (folder->depth == 0)
        lamp_tell_sensor (self, LAMP_SENSOR_INOTIFY, folder->id, "on", 0, "instead of fanotify");
      return 0;
    }
  error = folder->watch;
  folder->watch = -1;
  if (!lamp_marking_is_refusal (error))
    return error;
  folder->sensor = LAMP_SENSOR_POLL;
  if (folder->depth == 0)
    {
      lamp_tell_sensor (self, LAMP_SENSOR_INOTIFY, folder->id, "refused", error, NULL);
      lamp_tell_sensor (self, LAMP_SENSOR_POLL, folder->id, "on", 0, "no other sensor works here");
    }
  return 0;
}

static void add_folder (LampProbe *self,
                        LampFolder *parent,
                        const char *id,
                        const char *path,
                        int fd,
                        bool fresh,
                        uint32_t *out_files);

static void
visit_shallow (LampProbe *self, Walk *walk, int fd, const char *path, const struct dirent64 *entry)
{
  unsigned char type = get_type (fd, entry);
  char child[LAMP_WIRE_PATH_SIZE];
  int child_fd;

  if (!join (path, entry->d_name, child))
    return;
  if (type == DT_REG)
    {
      uint32_t before = self->marks.count;

      lamp_marking_file (self, walk->folder, fd, entry->d_name, child, LAMP_APPEARED_LISTED, walk->choice);
      walk->files += self->marks.count > before ? 1 : 0;
      return;
    }
  if (type != DT_DIR)
    return;
  child_fd = openat (fd, entry->d_name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (child_fd < 0)
    return;
  if (walk->folder->depth < LAMP_PROBE_FOLDER_DEPTH_MAX)
    {
      add_folder (self, walk->folder, walk->folder->id, child, child_fd, walk->choice == LAMP_MARK_ALL, NULL);
      return;
    }
  enter_deep (self, walk->folder, child_fd, entry->d_name, walk->choice == LAMP_MARK_ALL);
  close (child_fd);
}

static uint32_t
list_folder (LampProbe *self, LampFolder *folder, bool fresh)
{
  Walk walk = { folder, LAMP_PROBE_LIST_ENTRIES_MAX, 0, 0, 0, fresh ? LAMP_MARK_ALL : LAMP_MARK_RECENT };
  char path[LAMP_WIRE_PATH_SIZE];

  strncpy (path, lamp_folder_table_get_path (&self->folders, folder), sizeof path - 1);
  path[sizeof path - 1] = 0;
  for_each_entry (self, &walk, folder->fd, path, visit_shallow);
  if (walk.entries_left == 0)
    lamp_tell_lost (self, "folders", 1);
  return walk.files;
}

/* Marked first, listed after: what is created in between is seen twice, never missed. A fresh folder with
 * files in it: they were there before the mark and may have run. */
static void
add_folder (LampProbe *self,
            LampFolder *parent,
            const char *id,
            const char *path,
            int fd,
            bool fresh,
            uint32_t *out_files)
{
  LampWireKey key;
  LampFolder *folder = NULL;
  uint32_t files;
  int error = lamp_wire_key_for_fd (fd, &key);

  if (error == 0 && parent != NULL && lamp_folder_table_find_key (&self->folders, key.text) != NULL)
    {
      close (fd);
      return;
    }
  if (error == 0)
    folder = lamp_folder_table_put (&self->folders, id, parent, path, fd, key.text);
  if (folder == NULL)
    {
      close (fd);
      lamp_tell_folder_refused (self, id, path, error != 0 ? error : ENOSPC);
      lamp_tell_lost (self, "folders", 1);
      return;
    }
  error = choose_sensor (self, folder);
  if (error != 0)
    {
      lamp_tell_folder_refused (self, id, path, error);
      lamp_folder_table_drop (&self->folders, folder);
      return;
    }
  files = list_folder (self, folder, fresh);
  if (fresh && files > 0)
    self->counters.raced++;
  lamp_tell_folder (self, folder, fresh && files > 0 ? "raced" : "watched", 0, files);
  if (out_files != NULL)
    *out_files = files;
}

static void
drop_tree (LampProbe *self, LampFolder *top, bool tell)
{
  for (uint32_t i = self->folders.high_water; i-- > 0;)
    {
      LampFolder *folder = &self->folders.folders[i];

      if (!folder->used || folder == top || !lamp_folder_table_is_below (&self->folders, folder, top))
        continue;
      lamp_source_fanotify_unmark_folder (&self->fanotify, folder->fd);
      lamp_source_inotify_unwatch (&self->inotify, folder->watch);
      /* a folder below this one may come later in the loop and ask for its parents: they are only unused, not
       * wiped */
      lamp_folder_table_drop (&self->folders, folder);
    }
  if (tell)
    lamp_tell_folder (self, top, "gone", 0, 0);
  lamp_source_fanotify_unmark_folder (&self->fanotify, top->fd);
  lamp_source_inotify_unwatch (&self->inotify, top->watch);
  lamp_folder_table_drop (&self->folders, top);
}

/**
 * lamp_arrival_unwatch:
 * @self: the probe
 * @root: a folder that was asked for
 *
 * Stops watching it and all below. Marks of files stay as they are.
 */
void
lamp_arrival_unwatch (LampProbe *self, LampFolder *root)
{
  drop_tree (self, root, true);
}

/**
 * lamp_arrival_watch:
 * @self: the probe
 * @command: a `watch`
 *
 * Watches a folder and those below it. A second `watch` of the same ID replaces the first. Files that are
 * there already are old, unless they changed in the last minute: those are marked, for the program may just
 * have been started again.
 */
void
lamp_arrival_watch (LampProbe *self, const LampCommand *command)
{
  LampFolder *old = lamp_folder_table_find_id (&self->folders, command->id);
  int fd = open (command->path, O_PATH | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    {
      lamp_tell_folder_refused (self, command->id, command->path, errno);
      return;
    }
  if (old != NULL)
    drop_tree (self, old, false);
  add_folder (self, NULL, command->id, command->path, fd, false, NULL);
}

/* A watched folder has another path now, and so has everything below. */
static void
follow_folder (LampProbe *self, LampFolder *moved, const char *new_path)
{
  char old_path[LAMP_WIRE_PATH_SIZE], path[LAMP_WIRE_PATH_SIZE];
  size_t length;

  strncpy (old_path, lamp_folder_table_get_path (&self->folders, moved), sizeof old_path - 1);
  old_path[sizeof old_path - 1] = 0;
  length = strlen (old_path);
  for (uint32_t i = 0; i < self->folders.high_water; i++)
    {
      LampFolder *folder = &self->folders.folders[i];

      if (!folder->used || !lamp_folder_table_is_below (&self->folders, folder, moved))
        continue;
      folder->departing = false;
      if (snprintf (path, sizeof path, "%s%s", new_path,
                    lamp_folder_table_get_path (&self->folders, folder) + length) < (int) sizeof path)
        lamp_folder_table_set_path (&self->folders, folder, path);
    }
  for (uint32_t i = 0; i < self->marks.high_water; i++)
    {
      LampMark *mark = &self->marks.marks[i];
      const char *mark_path = mark->used ? lamp_mark_table_get_path (&self->marks, mark) : "";

      if (strncmp (mark_path, old_path, length) == 0 && mark_path[length] == '/' &&
          snprintf (path, sizeof path, "%s%s", new_path, mark_path + length) < (int) sizeof path)
        lamp_mark_table_set_path (&self->marks, mark, path);
    }
}

static void
folder_appeared (LampProbe *self, LampFolder *parent, int fd, const char *name, const char *path)
{
  LampWireKey key;
  LampFolder *known = lamp_wire_key_for_fd (fd, &key) == 0
                          ? lamp_folder_table_find_key (&self->folders, key.text)
                          : NULL;

  if (known != NULL)
    {
      follow_folder (self, known, path);
      close (fd);
      return;
    }
  if (parent->depth < LAMP_PROBE_FOLDER_DEPTH_MAX)
    {
      add_folder (self, parent, parent->id, path, fd, true, NULL);
      return;
    }
  enter_deep (self, parent, fd, name, true);
  close (fd);
}

/**
 * lamp_arrival_appeared:
 * @self: the probe
 * @folder: where
 * @name: the name
 * @how: how
 *
 * A name is new: a file is marked, a folder is watched and listed. Sockets, pipes, devices and links are left
 * alone; an O_PATH descriptor opens none of them.
 */
void
lamp_arrival_appeared (LampProbe *self, LampFolder *folder, const char *name, LampAppearance how)
{
  char path[LAMP_WIRE_PATH_SIZE];
  struct stat status;
  int fd;

  if (how != LAMP_APPEARED_MOVED)
    self->departed[0] = '\0';
  if (!lamp_folder_table_join (&self->folders, folder, name, path))
    return;
  fd = openat (folder->fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return;
  if (fstat (fd, &status) == 0 && S_ISDIR (status.st_mode))
    {
      if (how == LAMP_APPEARED_CLOSED)
        close (fd);
      else
        folder_appeared (self, folder, fd, name, path);
      return;
    }
  close (fd);
  lamp_marking_file (self, folder, folder->fd, name, path, how, LAMP_MARK_ALL);
}

/**
 * lamp_arrival_departed:
 * @self: the probe
 * @folder: where
 * @name: the name that was moved away
 *
 * A watched folder that moves is told by its old name first; where it went shows when it appears, or never.
 */
void
lamp_arrival_departed (LampProbe *self, LampFolder *folder, const char *name)
{
  char path[LAMP_WIRE_PATH_SIZE];
  LampFolder *moved;

  /* The two halves of a rename follow each other; the second tells what the file was called. */
  snprintf (self->departed, sizeof self->departed, "%s", name);
  if (!lamp_folder_table_join (&self->folders, folder, name, path))
    return;
  moved = lamp_folder_table_find_path (&self->folders, path);
  if (moved != NULL)
    moved->departing = true;
}

/**
 * lamp_arrival_folder_gone:
 * @self: the probe
 * @folder: a folder that moved or was removed
 *
 * If it is not where it is believed to be, it is not watched any more.
 */
void
lamp_arrival_folder_gone (LampProbe *self, LampFolder *folder)
{
  LampWireKey key;
  int fd = open (lamp_folder_table_get_path (&self->folders, folder), O_PATH | O_DIRECTORY | O_CLOEXEC);
  bool there = false;

  if (fd >= 0)
    {
      there = lamp_wire_key_for_fd (fd, &key) == 0 &&
              lamp_folder_table_find_key (&self->folders, key.text) == folder;
      close (fd);
    }
  if (!there)
    drop_tree (self, folder, true);
}

static bool
rewalk_one (LampProbe *self, LampRewalk *rewalk, uint64_t now_mono_usec)
{
  LampFolder *folder = &self->folders.folders[rewalk->folder];
  char path[LAMP_WIRE_PATH_SIZE];
  int fd;

  if (!folder->used || !lamp_folder_table_join (&self->folders, folder, rewalk->name, path))
    return false;
  fd = openat (folder->fd, rewalk->name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return false;
  walk_deep (self, folder, fd, path);
  close (fd);
  if (++rewalk->round >= sizeof rewalk_delays_usec / sizeof rewalk_delays_usec[0])
    return false;
  rewalk->due_mono_usec = now_mono_usec + rewalk_delays_usec[rewalk->round];
  return true;
}

/**
 * lamp_arrival_rewalk:
 * @self: the probe
 * @now_mono_usec: CLOCK_MONOTONIC
 *
 * Walks again the deep folders that are due.
 */
void
lamp_arrival_rewalk (LampProbe *self, uint64_t now_mono_usec)
{
  for (uint32_t i = self->rewalk_count; i-- > 0;)
    if (self->rewalks[i].due_mono_usec <= now_mono_usec &&
        !rewalk_one (self, &self->rewalks[i], now_mono_usec))
      self->rewalks[i] = self->rewalks[--self->rewalk_count];
}

/**
 * lamp_arrival_get_rewalk_due:
 * @self: the probe
 *
 * Returns: when the next deep folder is due, CLOCK_MONOTONIC in microseconds; UINT64_MAX: none
 */
uint64_t
lamp_arrival_get_rewalk_due (const LampProbe *self)
{
  uint64_t due = UINT64_MAX;

  for (uint32_t i = 0; i < self->rewalk_count; i++)
    if (self->rewalks[i].due_mono_usec < due)
      due = self->rewalks[i].due_mono_usec;
  return due;
}

/**
 * lamp_arrival_list_changed:
 * @self: the probe
 *
 * For folders that no sensor watches: lists those whose modification time changed.
 */
void
lamp_arrival_list_changed (LampProbe *self)
{
  for (uint32_t i = 0; i < self->folders.high_water; i++)
    {
      LampFolder *folder = &self->folders.folders[i];
      struct stat status;
      int64_t changed;

      if (!folder->used || folder->sensor != LAMP_SENSOR_POLL || fstat (folder->fd, &status) != 0)
        continue;
      changed = status.st_mtim.tv_sec * 1000000000LL + status.st_mtim.tv_nsec;
      if (changed == folder->changed_nsec)
        continue;
      folder->changed_nsec = changed;
      list_folder (self, folder, false);
    }
}
