/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampArrivalKnown:
 * @key: names the file
 * @path: (nullable): where it is, as far as is known
 * @size_bytes: as last seen; -1 when it was not looked at
 * @modified_real_usec: as last seen
 * @mode: as last seen
 * @told_mono_usec: when it was told as finished; 0 when it was not
 * @is_local: its content may be read
 * @is_kept: it has arrival evidence: not forgotten for another
 *
 * One file that was told already. Borrowed from the index; valid until the index changes.
 */
typedef struct
{
  char *key;
  char *path;
  gint64 size_bytes;
  gint64 modified_real_usec;
  guint mode;
  gint64 told_mono_usec;
  gboolean is_local;
  gboolean is_kept;
} LampArrivalKnown;

/**
 * LampArrivalIndex:
 *
 * The files that were told, by key and by path; bounded. Main thread only.
 */
typedef struct _LampArrivalIndex LampArrivalIndex;

LampArrivalIndex *lamp_arrival_index_new (guint capacity);
void lamp_arrival_index_free (LampArrivalIndex *self);
LampArrivalKnown *
lamp_arrival_index_put (LampArrivalIndex *self, const char *key, const char *path, gboolean keep);
LampArrivalKnown *lamp_arrival_index_find (LampArrivalIndex *self, const char *key);
LampArrivalKnown *lamp_arrival_index_find_path (LampArrivalIndex *self, const char *path);
void lamp_arrival_index_set_path (LampArrivalIndex *self, LampArrivalKnown *known, const char *path);
GPtrArray *lamp_arrival_index_list_below (LampArrivalIndex *self, const char *folder);
void lamp_arrival_index_del (LampArrivalIndex *self, const char *key);
guint lamp_arrival_index_get_count (LampArrivalIndex *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampArrivalIndex, lamp_arrival_index_free)
