/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "arrivals/lamp-arrival-watcher.h"
#include "engine/lamp-engine.h"
#include "origin/lamp-origin-finder.h"
#include "store/lamp-store.h"

/**
 * LampSweep:
 *
 * What arrived while nobody watched: once after the start, the newest files that were found in the folders
 * are looked up where browsers and desktops keep their records. What has evidence becomes an artifact; the
 * rest is the person's own work, and forgotten. It opens no file, tells nobody, and has nothing to do where
 * nothing is new. Main thread only.
 *
 * Signals:
 * - `ended`: every file was looked up
 */
#define LAMP_TYPE_SWEEP (lamp_sweep_get_type ())
G_DECLARE_FINAL_TYPE (LampSweep, lamp_sweep, LAMP, SWEEP, GObject)

LampSweep *
lamp_sweep_new (LampEngine *engine, LampOriginFinder *finder, LampArrivalWatcher *arrivals, LampStore *store);
void lamp_sweep_prepare (LampSweep *self, GHashTable *notes, gint64 fresh_days);
void lamp_sweep_take_untold (LampSweep *self, const LampArtifact *candidate);
void lamp_sweep_start (LampSweep *self);
void lamp_sweep_stop (LampSweep *self);
LampArtifact *lamp_sweep_join (LampSweep *self, const LampArtifact *found);
