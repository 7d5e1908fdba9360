/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-gvfs.h"

#include "fuzz-bytes.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  LampOriginQuestion question = { .path = "/d/x", .path_at_arrival = "/d/x", .home = "/" };
  g_autoptr (GPtrArray) evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);
  gsize half = size / 2;
  g_autoptr (GBytes) tree = g_bytes_new (data, half);
  g_autoptr (GBytes) journal = g_bytes_new (data + half, size - half);
  g_autofree char *uri = NULL;
  gint64 changed_sec;

  g_assert_cmpuint (evidence->len, ==, 0);
  lamp_origin_gvfs_parse (tree, journal, question.path, &uri, &changed_sec, NULL);
  return 0;
}
