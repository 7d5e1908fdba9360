/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-chromium.h"

#include "fuzz-bytes.h"

#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  LampOriginQuestion question = { .path = "/d/x", .path_at_arrival = "/d/x", .home = "/" };
  g_autoptr (GPtrArray) evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);
  int fd = fuzz_bytes_open (data, size);

  lamp_origin_chromium_read (fd, &question, evidence, NULL);
  close (fd);
  return 0;
}
