/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sense/lamp-probe-client.h"

/**
 * LampStatus:
 *
 * What `status` says of the folders: which are watched, and what could not be watched or read. Bounded: the
 * newest problems are kept.
 */
typedef struct _LampStatus LampStatus;

LampStatus *lamp_status_new (void);
void lamp_status_free (LampStatus *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampStatus, lamp_status_free)

void lamp_status_add_folder (LampStatus *self, const char *id, const char *path);
void lamp_status_add_problem (LampStatus *self, const char *folder_id, const char *code, const char *text);
gboolean lamp_status_has_problem (LampStatus *self);
JsonNode *lamp_status_to_json (LampStatus *self);
const char *lamp_status_get_word (gboolean is_ready, LampProbeState probe, gboolean has_problem);
