/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/lamp-engine.h"

/**
 * LampFleeting:
 *
 * Files that the probe saw renamed from an unfinished download, for a moment each: a file that runs and is
 * gone before the monitors could look at it is still told. Bounded; no timer runs unless such a file ran. One
 * owner, the pipeline.
 */
typedef struct _LampFleeting LampFleeting;

LampFleeting *lamp_fleeting_new (LampEngine *engine);
void lamp_fleeting_free (LampFleeting *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampFleeting, lamp_fleeting_free)

void lamp_fleeting_take_mark (
    LampFleeting *self, const char *key, const char *from, const char *path, gint64 size_bytes);
gboolean lamp_fleeting_has_mark (LampFleeting *self, const char *key);
LampArtifact *lamp_fleeting_join (LampFleeting *self, const LampArtifact *found);
void lamp_fleeting_take_execution (LampFleeting *self, const char *key);
