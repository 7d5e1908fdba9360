/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "arrivals/lamp-arrival-judge.h"

#include "arrivals/lamp-arrival-build.h"
#include "arrivals/lamp-arrival-names.h"
#include "arrivals/lamp-arrivals-limits.h"

/**
 * lamp_arrival_judge_is_old:
 * @folder: a folder
 * @item: a change in it, with what was seen
 *
 * Returns: whether the file was there before it was watched, and is only written to or renamed now: it did
 * not arrive
 */
gboolean
lamp_arrival_judge_is_old (LampArrivalFolder *folder, const LampArrivalItem *item)
{
  g_autofree char *from_folder = NULL;

  if (item->change == LAMP_CHANGE_LISTED)
    return FALSE;
  if (item->change == LAMP_CHANGE_RENAMED)
    {
      from_folder = item->from_path != NULL ? g_path_get_dirname (item->from_path) : NULL;
      if (g_strcmp0 (from_folder, lamp_arrival_folder_get_path (folder)) != 0)
        return FALSE;
    }
  return lamp_arrival_look_get_born (item->look) <
         lamp_arrival_folder_get_watched_since (folder) - LAMP_ARRIVALS_TICK_USEC;
}

/**
 * lamp_arrival_judge_is_late_evidence:
 * @item: a change, with what was seen
 * @known: the same file as it was told
 *
 * Returns: whether the rename is evidence, and the content was seen at its final name before it was heard
 */
gboolean
lamp_arrival_judge_is_late_evidence (const LampArrivalItem *item, const LampArrivalKnown *known)
{
  return !known->is_kept && known->told_mono_usec != 0 && item->look->is_typed &&
         item->look->size_bytes > 0 &&
         g_get_monotonic_time () - known->told_mono_usec < LAMP_ARRIVALS_LATE_USEC &&
         lamp_arrival_build_is_evidence (item);
}

/**
 * lamp_arrival_judge_is_untold:
 * @item: a change about a file that was not told
 * @born_since: Unix epoch in microseconds
 * @changed_since: the same
 *
 * What is on the way, empty, or on a file system that is not to be read cannot have been missed.
 *
 * Returns: whether it is a file that a listing found, whose arrival may have been missed since then
 */
gboolean
lamp_arrival_judge_is_untold (const LampArrivalItem *item, gint64 born_since, gint64 changed_since)
{
  const LampArrivalLook *look = item->look;

  return item->change == LAMP_CHANGE_LISTED && look->place.is_local && look->size_bytes > 0 &&
         lamp_arrival_name_get_kind (item->name) == LAMP_NAME_PLAIN &&
         lamp_arrival_look_get_born (look) >= born_since && look->changed_real_usec >= changed_since;
}
