/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

/**
 * LampArrivalHolds:
 *
 * A bounded set of descriptors by name; the oldest goes when a new one would be too many. Main thread only.
 */
typedef struct _LampArrivalHolds LampArrivalHolds;

LampArrivalHolds *lamp_arrival_holds_new (guint capacity);
LampArrivalHolds *lamp_arrival_holds_ref (LampArrivalHolds *self);
void lamp_arrival_holds_unref (LampArrivalHolds *self);
void lamp_arrival_holds_put (LampArrivalHolds *self, const char *name, int take_fd);
void lamp_arrival_holds_open (LampArrivalHolds *self,
                              const char *key,
                              const char *path,
                              GCancellable *cancellable);
int lamp_arrival_holds_get (LampArrivalHolds *self, const char *name);
int lamp_arrival_holds_steal (LampArrivalHolds *self, const char *name);
guint lamp_arrival_holds_get_count (LampArrivalHolds *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampArrivalHolds, lamp_arrival_holds_unref)
