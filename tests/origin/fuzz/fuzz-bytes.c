/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz-bytes.h"

#include <sys/mman.h>
#include <unistd.h>

/* The parsers take descriptors. */
int
fuzz_bytes_open (const guint8 *data, gsize size)
{
  int fd = memfd_create ("fuzz", MFD_CLOEXEC);

  if (write (fd, data, size) != (gssize) size)
    g_assert_not_reached ();
  return fd;
}
