/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "arrivals/lamp-arrival-holds.h"
#include "arrivals/lamp-arrival-turn.h"

#include <glib-object.h>

/**
 * LampArrivalFolder:
 *
 * One watched folder: its monitor, the changes that wait for a look, and at most one turn of a worker at a
 * time, so that what is told about a folder keeps its order and a folder that hangs holds up no other. Main
 * thread only.
 *
 * Signals:
 * - `ready`: it is watched now
 * - `settled`: for the first time it is watched and all in it was told, or it turned out that it cannot be
 * - `item` (LampArrivalItem *item): a change, with what was seen; its descriptor may be stolen
 * - `problem` (const char *code, const char *text)
 * - `gone`: the folder itself is no longer there
 */
#define LAMP_TYPE_ARRIVAL_FOLDER (lamp_arrival_folder_get_type ())
G_DECLARE_FINAL_TYPE (LampArrivalFolder, lamp_arrival_folder, LAMP, ARRIVAL_FOLDER, GObject)

LampArrivalFolder *lamp_arrival_folder_new (
    const char *id, const char *root, const char *relative, gboolean is_new, LampArrivalHolds *unfinished);
const char *lamp_arrival_folder_get_id (LampArrivalFolder *self);
const char *lamp_arrival_folder_get_root (LampArrivalFolder *self);
const char *lamp_arrival_folder_get_relative (LampArrivalFolder *self);
const char *lamp_arrival_folder_get_path (LampArrivalFolder *self);
gboolean lamp_arrival_folder_is_new (LampArrivalFolder *self);
gboolean lamp_arrival_folder_is_watched (LampArrivalFolder *self);
gboolean lamp_arrival_folder_is_settled (LampArrivalFolder *self);
gint64 lamp_arrival_folder_get_watched_since (LampArrivalFolder *self);
void lamp_arrival_folder_start (LampArrivalFolder *self);
void lamp_arrival_folder_stop (LampArrivalFolder *self);
void lamp_arrival_folder_list (LampArrivalFolder *self, gint64 since_real_usec);
void lamp_arrival_folder_look_again (LampArrivalFolder *self, const char *name);
void lamp_arrival_folder_look_late (LampArrivalFolder *self, const char *name);
