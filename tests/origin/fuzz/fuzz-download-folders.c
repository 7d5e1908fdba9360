/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-download-folders.h"

#include "fuzz-bytes.h"

#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  int fd = fuzz_bytes_open (data, size);

  lamp_origin_download_folders_read_chromium (fd, folders, NULL);
  lamp_origin_download_folders_read_firefox (&fd, 1, folders, NULL);
  close (fd);
  return 0;
}
