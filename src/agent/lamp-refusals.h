/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/lamp-store-batch.h"

/**
 * LampRefusals:
 *
 * Rows that the store would never take: which they are, how many there were, and each told once in the log.
 */
typedef struct _LampRefusals LampRefusals;

/**
 * LampRefusalsFunc:
 * @text: plain words: one row is set aside, and why
 * @data: closure
 */
typedef void (*LampRefusalsFunc) (const char *text, gpointer data);

LampRefusals *lamp_refusals_new (LampRefusalsFunc tell, gpointer data);
void lamp_refusals_free (LampRefusals *self);
void lamp_refusals_take_batch (LampRefusals *self, const LampStoreBatch *batch);
gboolean lamp_refusals_has (LampRefusals *self, const char *kind, const char *id);
guint64 lamp_refusals_get_count (LampRefusals *self);
