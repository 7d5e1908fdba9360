/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "wire/lamp-wire-key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Linux 6.5: a handle that identifies but need not be opened again; file systems without NFS export have only
 * that. */
#ifndef AT_HANDLE_FID
#define AT_HANDLE_FID 0x200
#endif

/* struct file_handle ends in an array without a size */
typedef union
{
  struct file_handle header;
  unsigned char space[sizeof (struct file_handle) + LAMP_WIRE_HANDLE_MAX];
} HandleSpace;

static char *
put_hex (char *at, const unsigned char *bytes, size_t count)
{
  static const char digits[] = "0123456789abcdef";

  for (size_t i = 0; i < count; i++)
    {
      *at++ = digits[bytes[i] >> 4];
      *at++ = digits[bytes[i] & 15];
    }
  return at;
}

/**
 * lamp_wire_key_for_handle:
 * @fsid: the 8 bytes of `statfs.f_fsid` (fanotify's fid record has the same)
 * @type: handle type
 * @handle: (array length=handle_length): the handle's bytes
 * @handle_length: how many, at most %LAMP_WIRE_HANDLE_MAX
 * @out_key: (out caller-allocates): the key
 *
 * Makes the key from parts that the kernel gave, e.g. in a fanotify event's fid record, without opening
 * anything.
 *
 * Returns: whether the parts were acceptable
 */
bool
lamp_wire_key_for_handle (const unsigned char *fsid,
                          int type,
                          const unsigned char *handle,
                          size_t handle_length,
                          LampWireKey *out_key)
{
  char *at = out_key->text;
  int printed;

  if (handle_length == 0 || handle_length > LAMP_WIRE_HANDLE_MAX)
    return false;
  at = put_hex (at, fsid, 8);
  printed = snprintf (at, 1 + 8 + 1 + 1, "-%x-", (unsigned int) type);
  at = put_hex (at + printed, handle, handle_length);
  *at = 0;
  return true;
}

static int
key_for_inode (int fd, const unsigned char *fsid, LampWireKey *out_key)
{
  struct statx status;
  char *at = out_key->text;
  uint64_t born_usec = 0;

  if (statx (fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_INO | STATX_BTIME, &status) != 0)
    return -errno;
  if (status.stx_mask & STATX_BTIME)
    born_usec = (uint64_t) status.stx_btime.tv_sec * 1000000 + status.stx_btime.tv_nsec / 1000;
  at = put_hex (at, fsid, 8);
  snprintf (at, sizeof out_key->text - 16, "-i-%llx-%llx", (unsigned long long) status.stx_ino,
            (unsigned long long) born_usec);
  return 0;
}

/**
 * lamp_wire_key_for_fd:
 * @fd: a descriptor of the file; O_PATH is enough (and rings no watch)
 * @out_key: (out caller-allocates): the key; untouched parts are undefined on failure
 *
 * Names the file behind a descriptor. It never opens or reads the file.
 *
 * Returns: 0, or a negative errno value
 */
int
lamp_wire_key_for_fd (int fd, LampWireKey *out_key)
{
  HandleSpace handle;
  struct statfs filesystem;
  unsigned char fsid[8];
  int mount_id;

  if (fstatfs (fd, &filesystem) != 0)
    return -errno;
  memcpy (fsid, &filesystem.f_fsid, sizeof fsid);

  handle.header.handle_bytes = LAMP_WIRE_HANDLE_MAX;
  if (name_to_handle_at (fd, "", &handle.header, &mount_id, AT_EMPTY_PATH) != 0)
    {
      handle.header.handle_bytes = LAMP_WIRE_HANDLE_MAX;
      if (name_to_handle_at (fd, "", &handle.header, &mount_id, AT_EMPTY_PATH | AT_HANDLE_FID) != 0)
        return key_for_inode (fd, fsid, out_key);
    }
  if (!lamp_wire_key_for_handle (fsid, handle.header.handle_type, handle.header.f_handle,
                                 handle.header.handle_bytes, out_key))
    return key_for_inode (fd, fsid, out_key);
  return 0;
}

/**
 * lamp_wire_key_for_path_at:
 * @dirfd: a held directory, or AT_FDCWD
 * @name: the name in it, or a path
 * @out_key: (out caller-allocates): the key
 *
 * Names the file at a path. A symbolic link is named itself, never followed.
 *
 * Returns: 0, or a negative errno value
 */
int
lamp_wire_key_for_path_at (int dirfd, const char *name, LampWireKey *out_key)
{
  int fd = openat (dirfd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  int result;

  if (fd < 0)
    return -errno;
  result = lamp_wire_key_for_fd (fd, out_key);
  close (fd);
  return result;
}

static size_t
hex_span (const char *text)
{
  return strspn (text, "0123456789abcdef");
}

/**
 * lamp_wire_key_is_valid:
 * @text: (nullable): text from a line or a database
 *
 * Checks the form of a key, of either kind. Whether such a file exists is another question.
 *
 * Returns: whether @text has a key's form
 */
bool
lamp_wire_key_is_valid (const char *text)
{
  size_t span;

  if (text == NULL || strnlen (text, LAMP_WIRE_KEY_SIZE) >= LAMP_WIRE_KEY_SIZE)
    return false;
  if (hex_span (text) != 16 || text[16] != '-')
    return false;
  text += 17;
  if (text[0] == 'i' && text[1] == '-')
    {
      text += 2;
      span = hex_span (text);
      if (span == 0 || span > 16 || text[span] != '-')
        return false;
      text += span + 1;
      span = hex_span (text);
      return span > 0 && span <= 16 && text[span] == 0;
    }
  span = hex_span (text);
  if (span == 0 || span > 8 || text[span] != '-')
    return false;
  text += span + 1;
  span = hex_span (text);
  return span > 0 && span % 2 == 0 && text[span] == 0;
}
