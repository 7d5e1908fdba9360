/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/source-fanotify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <poll.h>
#include <string.h>
#include <sys/fanotify.h>
#include <unistd.h>

#include "probe/lamp-arena.h"
#include "wire/lamp-wire-key.h"

#ifndef FAN_REPORT_TARGET_FID
#define FAN_REPORT_TARGET_FID 0x00001000
#endif

#define BUFFER_BYTES 16384
/* reads in one go: a storm must not keep the rest of the program waiting */
#define READS_MAX 64

#define FOLDER_MASK                                                                                          \
  (FAN_CREATE | FAN_MOVED_TO | FAN_MOVED_FROM | FAN_CLOSE_WRITE | FAN_OPEN_EXEC | FAN_DELETE_SELF |          \
   FAN_MOVE_SELF | FAN_EVENT_ON_CHILD | FAN_ONDIR)
#define FILE_MASK (FAN_OPEN_EXEC | FAN_OPEN | FAN_ATTRIB | FAN_MOVE_SELF | FAN_DELETE_SELF)

/* What one event says, its records taken apart. */
typedef struct
{
  uint64_t mask;
  bool has_file, has_folder;
  LampWireKey file, folder;
  const char *name;
} Event;

/**
 * lamp_source_fanotify_open:
 * @self: (out caller-allocates): the source
 * @folders: borrowed
 * @marks: borrowed
 * @sink: borrowed; called from lamp_source_fanotify_read()
 *
 * Asks for a group that reports handles and names, and the file's own handle beside the folder's where the
 * kernel can (5.17).
 *
 * Returns: 0, or a negative errno value: -EPERM before 5.13, -EMFILE at the user's limit of groups
 */
int
lamp_source_fanotify_open (LampSourceFanotify *self,
                           LampFolderTable *folders,
                           LampMarkTable *marks,
                           const LampSink *sink)
{
  unsigned int flags = FAN_CLASS_NOTIF | FAN_CLOEXEC | FAN_NONBLOCK | FAN_REPORT_DFID_NAME | FAN_REPORT_FID;

  self->folders = folders;
  self->marks = marks;
  self->sink = sink;
  self->buffer = lamp_reserve (BUFFER_BYTES);
  self->fd = fanotify_init (flags | FAN_REPORT_TARGET_FID, 0);
  if (self->fd < 0 && errno == EINVAL)
    self->fd = fanotify_init (flags, 0);
  return self->fd >= 0 && self->buffer != NULL ? 0 : -errno;
}

/* The descriptor is O_PATH, which fanotify_mark(2) does not take; its link in /proc leads to the very same
 * file. */
static int
change_mark (LampSourceFanotify *self, unsigned int flags, uint64_t mask, int fd)
{
  char path[32];

  snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
  if (self->fd < 0)
    return -ENOSYS;
  return fanotify_mark (self->fd, flags, mask, AT_FDCWD, path) == 0 ? 0 : -errno;
}

/**
 * lamp_source_fanotify_mark_folder:
 * @self: the source
 * @fd: an O_PATH descriptor of a folder
 *
 * Returns: 0, or a negative errno value
 */
int
lamp_source_fanotify_mark_folder (LampSourceFanotify *self, int fd)
{
  return change_mark (self, FAN_MARK_ADD | FAN_MARK_ONLYDIR, FOLDER_MASK, fd);
}

/**
 * lamp_source_fanotify_unmark_folder:
 * @self: the source
 * @fd: an O_PATH descriptor of a folder
 *
 * Takes the mark away; none is fine.
 */
void
lamp_source_fanotify_unmark_folder (LampSourceFanotify *self, int fd)
{
  change_mark (self, FAN_MARK_REMOVE, FOLDER_MASK, fd);
}

/**
 * lamp_source_fanotify_mark_file:
 * @self: the source
 * @fd: an O_PATH descriptor of a file
 *
 * Returns: 0, or a negative errno value: -EACCES for a file that the user may run but not read: then only the
 * folder's mark rings, at its execution
 */
int
lamp_source_fanotify_mark_file (LampSourceFanotify *self, int fd)
{
  return change_mark (self, FAN_MARK_ADD, FILE_MASK, fd);
}

/**
 * lamp_source_fanotify_unmark_file:
 * @self: the source
 * @fd: an O_PATH descriptor of a file
 *
 * Takes the mark away; none is fine.
 */
void
lamp_source_fanotify_unmark_file (LampSourceFanotify *self, int fd)
{
  change_mark (self, FAN_MARK_REMOVE, FILE_MASK, fd);
}

/**
 * lamp_source_fanotify_mark_program:
 * @self: the source
 * @fd: an O_PATH descriptor of a program of the system
 *
 * Lets its execution ring, and nothing else.
 *
 * Returns: 0, or a negative errno value
 */
int
lamp_source_fanotify_mark_program (LampSourceFanotify *self, int fd)
{
  return change_mark (self, FAN_MARK_ADD, FAN_OPEN_EXEC, fd);
}

/**
 * lamp_source_fanotify_unmark_program:
 * @self: the source
 * @fd: an O_PATH descriptor of a program of the system
 *
 * Takes the mark away; none is fine.
 */
void
lamp_source_fanotify_unmark_program (LampSourceFanotify *self, int fd)
{
  change_mark (self, FAN_MARK_REMOVE, FAN_OPEN_EXEC, fd);
}

static bool
take_handle (const struct fanotify_event_info_fid *record,
             const char *end,
             LampWireKey *out_key,
             const char **out_after)
{
  struct file_handle handle;
  unsigned char fsid[8];
  const char *at = (const char *) record->handle;

  if (at + sizeof handle > end)
    return false;
  memcpy (fsid, &record->fsid, sizeof fsid);
  memcpy (&handle, at, sizeof handle);
  at += sizeof handle;
  if (handle.handle_bytes > (size_t) (end - at))
    return false;
  *out_after = at + handle.handle_bytes;
  return lamp_wire_key_for_handle (fsid, handle.handle_type, (const unsigned char *) at, handle.handle_bytes,
                                   out_key);
}

static void
take_record (Event *event, const struct fanotify_event_info_header *header)
{
  const struct fanotify_event_info_fid *record = (const struct fanotify_event_info_fid *) header;
  const char *end = (const char *) header + header->len;
  const char *after;

  if (header->info_type == FAN_EVENT_INFO_TYPE_FID)
    event->has_file = take_handle (record, end, &event->file, &after);
  else if (header->info_type == FAN_EVENT_INFO_TYPE_DFID_NAME ||
           header->info_type == FAN_EVENT_INFO_TYPE_DFID)
    {
      event->has_folder = take_handle (record, end, &event->folder, &after);
      if (event->has_folder && header->info_type == FAN_EVENT_INFO_TYPE_DFID_NAME &&
          memchr (after, 0, (size_t) (end - after)) != NULL)
        event->name = after;
    }
}

static void
take_event (Event *event, const struct fanotify_event_metadata *metadata, const char *bytes)
{
  const char *at = bytes + metadata->metadata_len;
  const char *end = bytes + metadata->event_len;

  memset (event, 0, sizeof *event);
  event->mask = metadata->mask;
  while (at + sizeof (struct fanotify_event_info_fid) <= end)
    {
      const struct fanotify_event_info_header *header = (const struct fanotify_event_info_header *) at;

      if (header->len < sizeof *header || at + header->len > end)
        return;
      take_record (event, header);
      at += header->len;
    }
}

static void
tell_folder_event (LampSourceFanotify *self, const Event *event)
{
  LampFolder *folder;

  /* an event on the folder itself comes as its own handle with the name "." or none */
  if (event->mask & (FAN_DELETE_SELF | FAN_MOVE_SELF))
    {
      folder = event->has_file ? lamp_folder_table_find_key (self->folders, event->file.text) : NULL;
      if (folder == NULL && event->has_folder)
        folder = lamp_folder_table_find_key (self->folders, event->folder.text);
      if (folder != NULL && (event->mask & FAN_ONDIR))
        self->sink->folder_gone (self->sink->data, folder);
      return;
    }
  folder = event->has_folder ? lamp_folder_table_find_key (self->folders, event->folder.text) : NULL;
  if (folder == NULL || event->name == NULL || strcmp (event->name, ".") == 0)
    return;
  if (event->mask & FAN_MOVED_FROM)
    self->sink->departed (self->sink->data, folder, event->name);
  if (event->mask & FAN_MOVED_TO)
    self->sink->appeared (self->sink->data, folder, event->name, LAMP_APPEARED_MOVED);
  else if (event->mask & FAN_CREATE)
    self->sink->appeared (self->sink->data, folder, event->name, LAMP_APPEARED_CREATED);
  if ((event->mask & FAN_CLOSE_WRITE) && !(event->mask & FAN_ONDIR))
    self->sink->appeared (self->sink->data, folder, event->name, LAMP_APPEARED_CLOSED);
}

static void
tell_file_event (LampSourceFanotify *self, const Event *event)
{
  LampMark *mark = lamp_mark_table_find_key (self->marks, event->file.text);

  if (mark == NULL)
    {
      if (event->mask & FAN_OPEN_EXEC)
        self->sink->program_rang (self->sink->data, event->file.text);
      return;
    }
  if (event->mask & FAN_OPEN_EXEC)
    self->sink->rang (self->sink->data, mark, LAMP_SENSOR_FANOTIFY, true);
  else if (event->mask & FAN_OPEN)
    self->sink->rang (self->sink->data, mark, LAMP_SENSOR_FANOTIFY, false);
  if (event->mask & FAN_DELETE_SELF)
    self->sink->mark_gone (self->sink->data, mark);
}

static void
tell_event (LampSourceFanotify *self, const struct fanotify_event_metadata *metadata, const char *bytes)
{
  Event event;

  if (metadata->mask & FAN_Q_OVERFLOW)
    {
      self->sink->lost (self->sink->data, LAMP_SENSOR_FANOTIFY, 0);
      return;
    }
  take_event (&event, metadata, bytes);
  tell_folder_event (self, &event);
  if (event.has_file && !(event.mask & FAN_ONDIR))
    tell_file_event (self, &event);
}

/* Events follow each other at multiples of 4, too little for their head, which is copied. */
static void
tell_events (LampSourceFanotify *self, const char *bytes, ssize_t size)
{
  struct fanotify_event_metadata metadata;

  for (; size >= (ssize_t) sizeof metadata; bytes += metadata.event_len, size -= metadata.event_len)
    {
      memcpy (&metadata, bytes, sizeof metadata);
      if (metadata.event_len < sizeof metadata || (ssize_t) metadata.event_len > size)
        return;
      if (metadata.vers == FANOTIFY_METADATA_VERSION)
        tell_event (self, &metadata, bytes);
      if (metadata.fd >= 0)
        close (metadata.fd);
    }
}

/**
 * lamp_source_fanotify_has_events:
 * @self: the source
 *
 * Returns: whether an event waits to be read
 */
bool
lamp_source_fanotify_has_events (const LampSourceFanotify *self)
{
  struct pollfd poll_fd = { .fd = self->fd, .events = POLLIN };

  return self->fd >= 0 && poll (&poll_fd, 1, 0) > 0;
}

/**
 * lamp_source_fanotify_read:
 * @self: the source
 *
 * Hands over what is in the queue, in order: a file's appearance comes before its execution.
 */
void
lamp_source_fanotify_read (LampSourceFanotify *self)
{
  for (int i = 0; i < READS_MAX && self->fd >= 0; i++)
    {
      ssize_t size = read (self->fd, self->buffer, BUFFER_BYTES);

      if (size <= 0)
        return;
      tell_events (self, self->buffer, size);
    }
}

/**
 * lamp_source_fanotify_close:
 * @self: the source
 *
 * Takes all marks away.
 */
void
lamp_source_fanotify_close (LampSourceFanotify *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}
