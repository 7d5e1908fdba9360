/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "arrivals/lamp-arrival-look.h"

#include "base/lamp-fd.h"
#include "base/lamp-limits.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Where "CD001" stands in an ISO 9660 image. */
#define ISO_MARK_OFFSET 32769

/* linux/magic.h does not have all of these in Debian 12. Network file systems answer when the network does; a
 * FUSE file system answers when its program does, and reading may make that program fetch the file. */
static const guint32 remote_filesystems[] = {
  0x6969,     /* NFS */
  0xFF534D42, /* CIFS */
  0xFE534D42, /* SMB2 */
  0x517B,     /* SMB */
  0x65735546, /* FUSE */
  0x5346414F, /* AFS */
  0x6B414653, /* kAFS */
  0x73757245, /* Coda */
  0x00C36400, /* Ceph */
  0x01021997, /* 9P */
  0x47504653, /* GPFS */
  0x0BD00BD0, /* Lustre */
};

static gboolean
is_remote (guint32 magic)
{
  for (gsize i = 0; i < G_N_ELEMENTS (remote_filesystems); i++)
    if (magic == remote_filesystems[i])
      return TRUE;
  return FALSE;
}

/* A partition's own folder in sysfs has no "removable"; its disk's, one up, has. */
static gboolean
is_removable_device (guint major_number, guint minor_number)
{
  static const char *const places[] = { "removable", "../removable" };

  for (gsize i = 0; major_number != 0 && i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sys/dev/block/%u:%u/%s", major_number, minor_number,
                                               places[i]);
      g_autofree char *text = NULL;
      if (g_file_get_contents (path, &text, NULL, NULL))
        return text[0] == '1';
    }
  return FALSE;
}

/**
 * lamp_arrival_place_for_folder:
 * @folder: the opened folder
 * @path: its path: what is mounted below /media and the like is meant to be unplugged, whatever the disk says
 *
 * Blocks; for a worker.
 *
 * Returns: what its file system allows
 */
LampArrivalPlace
lamp_arrival_place_for_folder (int folder, const char *path)
{
  struct statfs filesystem;
  struct statx about;
  LampArrivalPlace place = { FALSE, FALSE };

  if (fstatfs (folder, &filesystem) != 0 || is_remote ((guint32) filesystem.f_type) ||
      statx (folder, "", AT_EMPTY_PATH, STATX_TYPE, &about) != 0)
    return place;
  place.is_local = TRUE;
  place.is_holdable = !g_str_has_prefix (path, "/media/") && !g_str_has_prefix (path, "/run/media/") &&
                      !g_str_has_prefix (path, "/mnt/") &&
                      !is_removable_device (about.stx_dev_major, about.stx_dev_minor);
  return place;
}

/**
 * lamp_arrival_place_open_folder:
 * @root: a folder that was asked for; it may be a link
 * @relative: (nullable): sub-folders below it, of which none may be a link
 *
 * Blocks; for a worker.
 *
 * Returns: an O_PATH descriptor, or a negative errno value
 */
int
lamp_arrival_place_open_folder (const char *root, const char *relative)
{
  int fd = open (root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  g_auto (GStrv) parts = relative != NULL ? g_strsplit (relative, "/", -1) : NULL;

  if (fd < 0)
    return -errno;
  for (gsize i = 0; parts != NULL && parts[i] != NULL; i++)
    {
      int next = openat (fd, parts[i], O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      int saved_errno = errno;
      close (fd);
      if (next < 0)
        return -saved_errno;
      fd = next;
    }
  return fd;
}

static gint64
to_usec (struct statx_timestamp time)
{
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* Fills the look from its descriptor; the descriptor stays only for a regular file in a holdable place. */
static void
fill (LampArrivalLook *look)
{
  struct statx about;

  if (statx (look->fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &about) != 0)
    return;
  look->is_folder = S_ISDIR (about.stx_mode);
  if (!look->is_folder && !S_ISREG (about.stx_mode))
    return;
  look->size_bytes = (gint64) about.stx_size;
  look->mode = about.stx_mode & 07777;
  look->modified_real_usec = to_usec (about.stx_mtime);
  look->changed_real_usec = to_usec (about.stx_ctime);
  look->born_real_usec = about.stx_mask & STATX_BTIME ? to_usec (about.stx_btime) : 0;
  look->key = lamp_fd_dup_key (look->fd, NULL);
}

/**
 * lamp_arrival_look_at:
 * @folder: the opened folder
 * @folder_path: its path
 * @name: a name in it
 * @place: what its file system allows
 *
 * Looks without opening: no link is followed, no FIFO waited for, no other watcher's bell rung. Blocks; for a
 * worker.
 *
 * Returns: (transfer full): what is there
 */
LampArrivalLook *
lamp_arrival_look_at (int folder, const char *folder_path, const char *name, LampArrivalPlace place)
{
  LampArrivalLook *look = g_new0 (LampArrivalLook, 1);

  look->place = place;
  look->fd = openat (folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  if (look->fd < 0)
    return look;
  look->path = g_build_filename (folder_path, name, NULL);
  fill (look);
  return look;
}

/**
 * lamp_arrival_look_at_unfinished:
 * @take_fd: O_PATH descriptor of a file that had an unfinished download's name; taken
 * @from_path: that name's path
 * @place: what its file system allows
 *
 * For a file that is no longer at its final name when we come to look: `mv x.part x.sh; bash x.sh; rm x.sh`.
 *
 * Returns: (transfer full) (nullable): the file, or %NULL when the descriptor is not of the file that was
 * renamed
 */
LampArrivalLook *
lamp_arrival_look_at_unfinished (int take_fd, const char *from_path, LampArrivalPlace place)
{
  g_autoptr (LampArrivalLook) look = g_new0 (LampArrivalLook, 1);
  gboolean deleted;

  look->place = place;
  look->fd = take_fd;
  look->path = lamp_arrival_look_dup_fd_path (take_fd, &deleted);
  /* Still at, or deleted at, its old name: another file was made there in between, and that one was renamed.
   */
  if (look->path == NULL || g_str_equal (look->path, from_path))
    return NULL;
  fill (look);
  return look->key != NULL ? g_steal_pointer (&look) : NULL;
}

static gboolean
has_iso_mark (int fd, gint64 size_bytes)
{
  char mark[5];

  return size_bytes > ISO_MARK_OFFSET + (gint64) sizeof mark &&
         pread (fd, mark, sizeof mark, ISO_MARK_OFFSET) == sizeof mark && memcmp (mark, "CD001", 5) == 0;
}

/**
 * lamp_arrival_look_add_type:
 * @self: a look at a regular file, with its descriptor
 * @name: its final name
 *
 * Reads the file's head, where that is allowed, and types it. Blocks; for a worker.
 */
void
lamp_arrival_look_add_type (LampArrivalLook *self, const char *name)
{
  g_autoptr (GBytes) head = NULL;
  gsize length = 0;
  const guint8 *bytes = NULL;
  gboolean iso = FALSE;
  int fd = -1;

  if (self->key == NULL || self->is_folder)
    return;
  self->is_typed = TRUE;
  if (self->place.is_local && self->fd >= 0 && self->size_bytes > 0)
    {
      fd = lamp_arrival_look_reopen (self->fd);
      self->trouble = fd < 0 ? errno : 0;
    }
  if (fd >= 0)
    {
      head = lamp_fd_read (fd, LAMP_SNIFF_BYTES, NULL);
      self->trouble = head == NULL ? EIO : 0;
      iso = has_iso_mark (fd, self->size_bytes);
      close (fd);
    }
  if (head != NULL)
    bytes = g_bytes_get_data (head, &length);
  lamp_arrival_type_clear (&self->type);
  lamp_arrival_type_guess (&self->type, name, bytes, length, iso, self->mode);
}

/**
 * lamp_arrival_look_get_born:
 * @self: a look
 *
 * Returns: its birth; where the file system does not tell, the last change of its content, which is later
 */
gint64
lamp_arrival_look_get_born (const LampArrivalLook *self)
{
  return self->born_real_usec != 0 ? self->born_real_usec : self->modified_real_usec;
}

/**
 * lamp_arrival_look_reopen:
 * @fd: O_PATH descriptor of a regular file
 *
 * Opens the very file that was looked at, wherever it is by now, even when it has no name any more.
 *
 * Returns: a descriptor to read from, or -1 with errno
 */
int
lamp_arrival_look_reopen (int fd)
{
  char path[64];

  g_snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
  return open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

/**
 * lamp_arrival_look_open_to_hold:
 * @path: where a file should be
 * @key: names it
 *
 * Blocks; for a worker.
 *
 * Returns: an O_PATH descriptor of that very file, or -1 when it is not there or may not be held there
 */
int
lamp_arrival_look_open_to_hold (const char *path, const char *key)
{
  g_autofree char *folder_path = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (LampArrivalLook) look = NULL;
  int folder = lamp_arrival_place_open_folder (folder_path, NULL);
  LampArrivalPlace place;

  if (folder < 0)
    return -1;
  place = lamp_arrival_place_for_folder (folder, folder_path);
  if (place.is_holdable)
    look = lamp_arrival_look_at (folder, folder_path, name, place);
  close (folder);
  return look != NULL && g_strcmp0 (look->key, key) == 0 ? g_steal_fd (&look->fd) : -1;
}

/**
 * lamp_arrival_look_dup_fd_path:
 * @fd: O_PATH descriptor
 * @out_deleted: (out): the last known name was deleted
 *
 * Asks the kernel, which answers from memory.
 *
 * Returns: (transfer full) (nullable): the path, or the last one it had
 */
char *
lamp_arrival_look_dup_fd_path (int fd, gboolean *out_deleted)
{
  static const char mark[] = " (deleted)";
  char link[64];
  char path[4096 + sizeof mark];
  ssize_t length;
  struct stat here;
  struct stat there;

  g_snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink (link, path, sizeof path - 1);
  *out_deleted = FALSE;
  if (length <= 0 || path[0] != '/')
    return NULL;
  path[length] = '\0';
  if (!g_str_has_suffix (path, mark) || fstat (fd, &here) != 0)
    return g_strdup (path);
  /* A file may be named so in earnest. */
  if (lstat (path, &there) == 0 && here.st_dev == there.st_dev && here.st_ino == there.st_ino)
    return g_strdup (path);
  *out_deleted = TRUE;
  return g_strndup (path, (gsize) length - strlen (mark));
}

/**
 * lamp_arrival_look_free:
 * @self: (nullable) (transfer full): a look
 */
void
lamp_arrival_look_free (LampArrivalLook *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  lamp_arrival_type_clear (&self->type);
  g_free (self->path);
  g_free (self->key);
  g_free (self);
}
