/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-archive.h"

#include "fuzz-bytes.h"

#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
on_member (const LampArchiveMember *member, gpointer data)
{
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  int fd = fuzz_bytes_open (data, size);

  lamp_origin_archive_list (fd, on_member, NULL, NULL);
  close (fd);
  return 0;
}
