/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/lamp-fd.h"

#include "base/lamp-error.h"

#include "wire/lamp-wire-key.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/**
 * lamp_fd_open_regular_at:
 * @folder: a held directory, or AT_FDCWD with an absolute @name
 * @name: the file
 * @error: return location
 *
 * For foreign files: never follows a link, never waits for a FIFO, never gives anything but a regular file.
 *
 * Returns: a descriptor to be closed by the caller, or -1. Errors: by errno; %LAMP_ERROR_UNSUPPORTED for what
 *   is no regular file
 */
int
lamp_fd_open_regular_at (int folder, const char *name, GError **error)
{
  int fd = openat (folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  struct stat about;

  if (fd < 0)
    {
      lamp_error_set_from_errno (error, errno == ELOOP ? EOPNOTSUPP : errno, "opening a file");
      return -1;
    }
  if (fstat (fd, &about) == 0 && S_ISREG (about.st_mode))
    return fd;
  close (fd);
  g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_UNSUPPORTED, "not a regular file");
  return -1;
}

/**
 * lamp_fd_read:
 * @fd: a regular file, read from its start with pread(2)
 * @max_bytes: at most so many
 * @error: return location
 *
 * Returns: (transfer full): the first bytes, at most @max_bytes
 */
GBytes *
lamp_fd_read (int fd, gsize max_bytes, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint8 block[16384];

  while (out->len < max_bytes)
    {
      ssize_t got = pread (fd, block, MIN (sizeof block, max_bytes - out->len), out->len);
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          lamp_error_set_from_errno (error, errno, "reading a file");
          return NULL;
        }
      if (got == 0)
        break;
      g_byte_array_append (out, block, (guint) got);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/**
 * lamp_fd_dup_key:
 * @fd: a file; O_PATH is enough
 * @error: return location
 *
 * The name of a file whatever its paths are, the same that the probe computes (`src/wire/README.md`). Neither
 * opens nor reads the file.
 *
 * Returns: (transfer full) (nullable): the key. Errors: by errno
 */
char *
lamp_fd_dup_key (int fd, GError **error)
{
  LampWireKey key;
  int result = lamp_wire_key_for_fd (fd, &key);

  if (result == 0)
    return g_strdup (key.text);
  lamp_error_set_from_errno (error, -result, "naming a file");
  return NULL;
}

/**
 * lamp_fd_dup_sha256:
 * @fd: a regular file
 * @max_bytes: refuse more than this
 * @cancellable: (nullable): looked at between blocks
 * @error: return location
 *
 * Blocks; for a worker thread only.
 *
 * Returns: (transfer full): lower-case hex. Errors: %LAMP_ERROR_TOO_LARGE, by errno, G_IO_ERROR_CANCELLED
 */
char *
lamp_fd_dup_sha256 (int fd, gint64 max_bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *block = g_malloc (65536);
  off_t offset = 0;

  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      ssize_t got = pread (fd, block, 65536, offset);
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          lamp_error_set_from_errno (error, errno, "hashing a file");
          return NULL;
        }
      if (got == 0)
        return g_strdup (g_checksum_get_string (sum));
      offset += got;
      if (offset > max_bytes)
        {
          g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_TOO_LARGE, "larger than the hash limit");
          return NULL;
        }
      g_checksum_update (sum, block, got);
    }
  return NULL;
}
