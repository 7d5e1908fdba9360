/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/source-inotify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "probe/lamp-arena.h"
#include "wire/lamp-wire-key.h"

#define BUFFER_BYTES 16384
#define READS_MAX    64

#define FOLDER_MASK                                                                                          \
  (IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_CLOSE_WRITE | IN_OPEN | IN_DELETE_SELF | IN_MOVE_SELF |      \
   IN_ONLYDIR)
#define FILE_MASK (IN_OPEN | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF)

/**
 * lamp_source_inotify_open:
 * @self: (out caller-allocates): the source
 * @folders: borrowed
 * @marks: borrowed
 * @sink: borrowed; called from lamp_source_inotify_read()
 *
 * Returns: 0, or a negative errno value
 */
int
lamp_source_inotify_open (LampSourceInotify *self,
                          LampFolderTable *folders,
                          LampMarkTable *marks,
                          const LampSink *sink)
{
  self->folders = folders;
  self->marks = marks;
  self->sink = sink;
  self->buffer = lamp_reserve (BUFFER_BYTES);
  self->fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  return self->fd >= 0 && self->buffer != NULL ? 0 : -errno;
}

static int
add_watch (LampSourceInotify *self, int fd, uint32_t mask)
{
  char path[32];
  int watch;

  snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
  if (self->fd < 0)
    return -ENOSYS;
  watch = inotify_add_watch (self->fd, path, mask);
  return watch >= 0 ? watch : -errno;
}

/**
 * lamp_source_inotify_watch_folder:
 * @self: the source
 * @fd: an O_PATH descriptor of a folder
 *
 * Returns: a watch descriptor, or a negative errno value
 */
int
lamp_source_inotify_watch_folder (LampSourceInotify *self, int fd)
{
  return add_watch (self, fd, FOLDER_MASK);
}

/**
 * lamp_source_inotify_watch_file:
 * @self: the source
 * @fd: an O_PATH descriptor of a file
 *
 * The watch is on the file itself: it rings after a move and through another hard link too.
 *
 * Returns: a watch descriptor, or a negative errno value
 */
int
lamp_source_inotify_watch_file (LampSourceInotify *self, int fd)
{
  return add_watch (self, fd, FILE_MASK);
}

/**
 * lamp_source_inotify_unwatch:
 * @self: the source
 * @watch: a watch descriptor; -1 is fine
 *
 * Takes a watch away.
 */
void
lamp_source_inotify_unwatch (LampSourceInotify *self, int watch)
{
  if (self->fd >= 0 && watch >= 0)
    inotify_rm_watch (self->fd, watch);
}

static LampMark *
find_child (LampSourceInotify *self, const LampFolder *folder, const char *name)
{
  LampWireKey key;

  if (lamp_wire_key_for_path_at (folder->fd, name, &key) != 0)
    return NULL;
  return lamp_mark_table_find_key (self->marks, key.text);
}

static void
tell_folder_event (LampSourceInotify *self, LampFolder *folder, const struct inotify_event *event)
{
  const char *name = event->len > 0 ? event->name : NULL;

  if (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT))
    self->sink->folder_gone (self->sink->data, folder);
  else if (name == NULL)
    return;
  else if (event->mask & IN_MOVED_FROM)
    self->sink->departed (self->sink->data, folder, name);
  else if (event->mask & IN_MOVED_TO)
    self->sink->appeared (self->sink->data, folder, name, LAMP_APPEARED_MOVED);
  else if (event->mask & IN_CREATE)
    self->sink->appeared (self->sink->data, folder, name, LAMP_APPEARED_CREATED);
  else if (event->mask & IN_CLOSE_WRITE)
    self->sink->appeared (self->sink->data, folder, name, LAMP_APPEARED_CLOSED);
  else if ((event->mask & IN_OPEN) && !(event->mask & IN_ISDIR))
    {
      LampMark *mark = find_child (self, folder, name);

      /* a file with a watch of its own rings there */
      if (mark != NULL && mark->watch < 0)
        self->sink->rang (self->sink->data, mark, LAMP_SENSOR_INOTIFY, false);
    }
}

static void
tell_event (LampSourceInotify *self, const struct inotify_event *event)
{
  LampFolder *folder;
  LampMark *mark;

  if (event->mask & IN_Q_OVERFLOW)
    {
      self->sink->lost (self->sink->data, LAMP_SENSOR_INOTIFY, 0);
      return;
    }
  folder = lamp_folder_table_find_watch (self->folders, event->wd);
  if (folder != NULL)
    {
      tell_folder_event (self, folder, event);
      return;
    }
  mark = lamp_mark_table_find_watch (self->marks, event->wd);
  if (mark == NULL)
    return;
  if (event->mask & (IN_DELETE_SELF | IN_UNMOUNT | IN_IGNORED))
    {
      mark->watch = -1;
      self->sink->mark_gone (self->sink->data, mark);
    }
  else if (event->mask & IN_OPEN)
    self->sink->rang (self->sink->data, mark, LAMP_SENSOR_INOTIFY, false);
}

/**
 * lamp_source_inotify_read:
 * @self: the source
 *
 * Hands over what is in the queue.
 */
void
lamp_source_inotify_read (LampSourceInotify *self)
{
  for (int i = 0; i < READS_MAX && self->fd >= 0; i++)
    {
      ssize_t size = read (self->fd, self->buffer, BUFFER_BYTES);

      if (size <= 0)
        return;
      for (ssize_t at = 0; at + (ssize_t) sizeof (struct inotify_event) <= size;)
        {
          const struct inotify_event *event = (const struct inotify_event *) (self->buffer + at);

          tell_event (self, event);
          at += (ssize_t) sizeof *event + event->len;
        }
    }
}

/**
 * lamp_source_inotify_close:
 * @self: the source
 *
 * Takes all watches away.
 */
void
lamp_source_inotify_close (LampSourceInotify *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}
