/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "agent/lamp-stages.h"

/**
 * LampWatch:
 *
 * What probe and arrivals are told to watch: folders, and the files that are artifacts. One owner, the
 * pipeline.
 */
typedef struct _LampWatch LampWatch;

LampWatch *lamp_watch_new (LampStages *stages);
void lamp_watch_free (LampWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampWatch, lamp_watch_free)

void lamp_watch_add_own_folders (LampWatch *self);
void lamp_watch_add_browser_folders (LampWatch *self, const char *const *paths);
void lamp_watch_keep (LampWatch *self, const LampArtifact *artifact);
gboolean lamp_watch_forget (LampWatch *self, const LampArtifact *artifact);
