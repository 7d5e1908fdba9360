/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-file.h"

#include "base/lamp-error.h"
#include "base/lamp-fd.h"

#include <sys/stat.h>

/**
 * lamp_origin_file_load:
 * @fd: a small foreign file
 * @max_bytes: refuse more than this
 * @error: return location
 *
 * Returns: (transfer full) (nullable): all of it. Errors: %LAMP_ERROR_TOO_LARGE; %LAMP_ERROR_UNSUPPORTED -
 * not a regular file; by errno
 */
GBytes *
lamp_origin_file_load (int fd, gint64 max_bytes, GError **error)
{
  struct stat about;

  if (fstat (fd, &about) != 0 || !S_ISREG (about.st_mode))
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_UNSUPPORTED, "not a regular file");
      return NULL;
    }
  if (about.st_size > max_bytes)
    {
      g_set_error (error, LAMP_ERROR, LAMP_ERROR_TOO_LARGE,
                   "the file has %" G_GINT64_FORMAT " MB, more than the limit of %" G_GINT64_FORMAT " MB",
                   (gint64) about.st_size / (1024 * 1024), max_bytes / (1024 * 1024));
      return NULL;
    }
  return lamp_fd_read (fd, (gsize) max_bytes, error);
}
