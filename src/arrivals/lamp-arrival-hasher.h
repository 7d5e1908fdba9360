/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

/**
 * LampArrivalHasher:
 *
 * Hashes files on workers: one small file and one large file at a time, so that an ISO image does not hold up
 * an invoice, and the disk is left to the person. Main thread only.
 *
 * Signals:
 * - `hashed` (const char *key, const char *sha256)
 */
#define LAMP_TYPE_ARRIVAL_HASHER (lamp_arrival_hasher_get_type ())
G_DECLARE_FINAL_TYPE (LampArrivalHasher, lamp_arrival_hasher, LAMP, ARRIVAL_HASHER, GObject)

LampArrivalHasher *lamp_arrival_hasher_new (void);
void lamp_arrival_hasher_set_limit (LampArrivalHasher *self, gint64 max_bytes);
void lamp_arrival_hasher_add (LampArrivalHasher *self,
                              const char *key,
                              const char *path,
                              int fd,
                              gint64 size_bytes,
                              gboolean is_urgent);
void lamp_arrival_hasher_stop (LampArrivalHasher *self);
