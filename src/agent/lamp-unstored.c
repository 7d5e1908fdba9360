/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "agent/lamp-unstored.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * lamp_unstored_mark:
 * @alert: an alert that could not be written
 *
 * Only what is told over D-Bus is marked: once it is written, the same revision says nothing of it.
 *
 * Returns: (transfer full): the same, and `not-stored` in its completeness
 */
LampAlert *
lamp_unstored_mark (const LampAlert *alert)
{
  g_autoptr (LampGap) gap = lamp_gap_new (&(LampGap){
      .code = "not-stored",
      .text = _ ("This alert could not be stored yet: if the agent ends before there is room, it is lost."),
  });
  g_autoptr (GPtrArray) gaps = g_ptr_array_new ();
  LampAlert next = *alert;

  for (gsize i = 0; alert->completeness != NULL && alert->completeness[i] != NULL; i++)
    g_ptr_array_add (gaps, (gpointer) alert->completeness[i]);
  g_ptr_array_add (gaps, gap);
  g_ptr_array_add (gaps, NULL);
  next.completeness = (const LampGap *const *) gaps->pdata;
  return lamp_alert_new (&next);
}

static gint
compare_last_times (gconstpointer a, gconstpointer b)
{
  const LampAlert *first = *(const LampAlert *const *) a;
  const LampAlert *second = *(const LampAlert *const *) b;

  if (first->last_time_real_usec != second->last_time_real_usec)
    return first->last_time_real_usec < second->last_time_real_usec ? -1 : 1;
  return strcmp (first->id, second->id);
}

/**
 * lamp_unstored_merge:
 * @stored: (element-type LampAlert): what the store lists; takes the others in
 * @unwritten: (element-type LampAlert): newest revisions that could not be written
 * @since_real_usec: only those whose last time is at or after this
 * @limit: at most so many, the newest
 *
 * Leaves @stored oldest first, as the store lists it.
 */
void
lamp_unstored_merge (GPtrArray *stored, const GPtrArray *unwritten, gint64 since_real_usec, guint limit)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  if (unwritten->len == 0)
    return;
  for (guint i = 0; i < unwritten->len; i++)
    g_hash_table_add (ids, (gpointer) ((const LampAlert *) g_ptr_array_index (unwritten, i))->id);
  for (guint i = stored->len; i > 0; i--)
    if (g_hash_table_contains (ids, ((const LampAlert *) g_ptr_array_index (stored, i - 1))->id))
      g_ptr_array_remove_index (stored, i - 1);
  for (guint i = 0; i < unwritten->len; i++)
    {
      const LampAlert *alert = g_ptr_array_index (unwritten, i);
      if (alert->last_time_real_usec >= since_real_usec)
        g_ptr_array_add (stored, lamp_unstored_mark (alert));
    }
  g_ptr_array_sort (stored, compare_last_times);
  if (stored->len > limit)
    g_ptr_array_remove_range (stored, 0, stored->len - limit);
}
