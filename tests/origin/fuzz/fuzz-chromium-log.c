/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-chromium-log.h"

#include "fuzz-bytes.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  LampOriginQuestion question = { .path = "/d/x", .path_at_arrival = "/d/x", .home = "/" };
  g_autoptr (GPtrArray) evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);
  g_autoptr (GBytes) log = g_bytes_new (data, size);

  lamp_origin_chromium_log_parse (log, &question, evidence);
  lamp_origin_chromium_log_parse_batch (data, size, &question, evidence);
  return 0;
}
