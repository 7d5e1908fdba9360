/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampProbePulse:
 *
 * Whether the probe answers. Asked only after an order, at most once a second: while nothing happens neither
 * side wakes up. Counts asking and waiting only; what is written and what follows is its owner's.
 */
typedef struct _LampProbePulse LampProbePulse;

typedef void (*LampProbePulseAskFunc) (gint64 number, gpointer data);
typedef void (*LampProbePulseDeadFunc) (gpointer data);

LampProbePulse *lamp_probe_pulse_new (LampProbePulseAskFunc ask, LampProbePulseDeadFunc dead, gpointer data);
void lamp_probe_pulse_free (LampProbePulse *self);
void lamp_probe_pulse_expect (LampProbePulse *self, guint patience_sec);
void lamp_probe_pulse_take_sign (LampProbePulse *self);
void lamp_probe_pulse_take_answer (LampProbePulse *self, gint64 number);
void lamp_probe_pulse_reset (LampProbePulse *self);
gint64 lamp_probe_pulse_get_last_sign (LampProbePulse *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampProbePulse, lamp_probe_pulse_free)
