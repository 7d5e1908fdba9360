/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampLooks:
 *
 * Which files the person looked at, and when. In memory only and bounded: what is forgotten costs a few
 * points of doubt, never an alert. One owner, the engine.
 */
typedef struct _LampLooks LampLooks;

LampLooks *lamp_looks_new (void);
void lamp_looks_free (LampLooks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampLooks, lamp_looks_free)

void lamp_looks_add (LampLooks *self, const char *key, gint64 real_usec);
void lamp_looks_remove (LampLooks *self, const char *key);
gboolean lamp_looks_has (LampLooks *self, const char *key, gint64 before_real_usec);
