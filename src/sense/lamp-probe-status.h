/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sense/lamp-probe-event.h"

/**
 * LampProbeStatus:
 *
 * What is known about how well the probe sees: sensors, refusals, folders, losses, gaps. Bounded. Main thread
 * only.
 */
typedef struct _LampProbeStatus LampProbeStatus;

LampProbeStatus *lamp_probe_status_new (void);
void lamp_probe_status_free (LampProbeStatus *self);
gboolean lamp_probe_status_take_event (LampProbeStatus *self, const LampProbeEvent *event);
void lamp_probe_status_add_loss (LampProbeStatus *self, const char *what, gint64 count);
void lamp_probe_status_begin_gap (LampProbeStatus *self, gint64 real_usec, const char *reason);
void lamp_probe_status_end_gap (LampProbeStatus *self, gint64 real_usec);
void lamp_probe_status_forget_run (LampProbeStatus *self);
void lamp_probe_status_forget_folder (LampProbeStatus *self, const char *id);
gboolean lamp_probe_status_is_watched (LampProbeStatus *self, const char *id);
gboolean lamp_probe_status_is_answered (LampProbeStatus *self, const char *id);
gboolean lamp_probe_status_is_whole (LampProbeStatus *self);
void lamp_probe_status_add_to_json (LampProbeStatus *self, JsonObject *object);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampProbeStatus, lamp_probe_status_free)
