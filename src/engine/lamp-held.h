/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-execution.h"

/**
 * LampHeld:
 *
 * Executions that wait until their file is decided: it has not been told yet, or it is a candidate. Bounded.
 * One owner, the engine.
 */
typedef struct _LampHeld LampHeld;

/**
 * LampHeldKnows:
 * @key: a file's key
 * @data: closure
 *
 * Returns: %TRUE if the file is in the ledger, so that what is held for it has no time of its own
 */
typedef gboolean (*LampHeldKnows) (const char *key, gpointer data);

LampHeld *lamp_held_new (void);
void lamp_held_free (LampHeld *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampHeld, lamp_held_free)

void lamp_held_add (LampHeld *self, const LampExecution *execution, gint64 until_boot_usec);
GPtrArray *lamp_held_take (LampHeld *self, const char *key);
void lamp_held_expire (LampHeld *self, gint64 now_boot_usec, LampHeldKnows knows, gpointer data);
gint64 lamp_held_get_deadline_boot_usec (LampHeld *self, LampHeldKnows knows, gpointer data);
