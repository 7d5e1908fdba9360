/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampDeadlines:
 *
 * Files that wait for a time: a candidate becomes local, or an origin settles. One owner, the engine.
 */
typedef struct _LampDeadlines LampDeadlines;

LampDeadlines *lamp_deadlines_new (void);
void lamp_deadlines_free (LampDeadlines *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampDeadlines, lamp_deadlines_free)

void lamp_deadlines_set (LampDeadlines *self, const char *key, gint64 boot_usec);
void lamp_deadlines_remove (LampDeadlines *self, const char *key);
gboolean lamp_deadlines_has (LampDeadlines *self, const char *key);
GPtrArray *lamp_deadlines_list_due (LampDeadlines *self, gint64 now_boot_usec);
gint64 lamp_deadlines_get_earliest_boot_usec (LampDeadlines *self);
