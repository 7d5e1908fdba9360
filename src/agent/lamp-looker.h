/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/lamp-engine.h"
#include "origin/lamp-origin-finder.h"

#define LAMP_TYPE_LOOKER (lamp_looker_get_type ())

/**
 * LampLooker:
 *
 * Asks the readers about each file that has no known origin yet, at the times at which its application is
 * known to have written down what it did, and gives the answers to the engine. No timer runs when nothing is
 * pending.
 */
G_DECLARE_FINAL_TYPE (LampLooker, lamp_looker, LAMP, LOOKER, GObject)

LampLooker *lamp_looker_new (LampEngine *engine, LampOriginFinder *finder);
void lamp_looker_look (LampLooker *self, const LampArtifact *artifact);
void lamp_looker_list_members (LampLooker *self, const LampArtifact *archive);
