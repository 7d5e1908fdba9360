/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-finder.h"

/* When a source can know: measured, and the same for all finders. */

/**
 * lamp_origin_finder_get_settle_usec:
 * @artifact: an artifact
 *
 * Chromium 156 commits its rows about every 10 s, so its answer may come so late; the others know within 2 s
 * (measured).
 *
 * Returns: how long after the arrival an origin may still become known, in microseconds
 */
gint64
lamp_origin_finder_get_settle_usec (const LampArtifact *artifact)
{
  return g_strcmp0 (artifact->family, "chromium") == 0 ? 12 * G_USEC_PER_SEC : 2 * G_USEC_PER_SEC;
}

/**
 * lamp_origin_finder_get_look_delays:
 * @artifact: an artifact
 * @out_n: (out): how many
 *
 * Returns: (array length=out_n): when to look, in microseconds after the arrival, ascending; stop once the
 * origin is known with high confidence
 */
const gint64 *
lamp_origin_finder_get_look_delays (const LampArtifact *artifact, gsize *out_n)
{
  /* A reader's start costs a core some 15 ms, and in the first 100 ms after an arrival the file may be run
   * and replaced already: the sensors need that time more. The log is there by then, History around its 10 s.
   */
  static const gint64 chromium[] = { 120000, 400000, 1000000, 3000000, 6000000, 9000000, 10500000, 11700000 };
  /* places within 50 ms, gvfs within 285 ms, recently-used within 566 ms */
  static const gint64 firefox[] = { 120000, 300000, 600000, 1500000 };
  static const gint64 others[] = { 300000, 1800000 };

  if (g_strcmp0 (artifact->family, "chromium") == 0)
    {
      *out_n = G_N_ELEMENTS (chromium);
      return chromium;
    }
  if (g_strcmp0 (artifact->family, "firefox") == 0)
    {
      *out_n = G_N_ELEMENTS (firefox);
      return firefox;
    }
  *out_n = G_N_ELEMENTS (others);
  return others;
}
