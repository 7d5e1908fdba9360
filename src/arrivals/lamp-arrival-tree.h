/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "arrivals/lamp-arrival-folder.h"

/**
 * LampArrivalTree:
 *
 * The folders that are watched: those that were asked for, and their sub-folders, bounded in depth and
 * number. Main thread only.
 *
 * Signals:
 * - `file` (LampArrivalFolder *folder, LampArrivalItem *item): a change that is not about a sub-folder
 * - `folder-added` (const char *id, const char *path)
 * - `folder-removed` (const char *path): a sub-folder is no longer there; files below it may be elsewhere
 * - `problem` (const char *id, const char *code, const char *text)
 * - `settled`: lamp_arrival_tree_is_settled() says so now
 */
#define LAMP_TYPE_ARRIVAL_TREE (lamp_arrival_tree_get_type ())
G_DECLARE_FINAL_TYPE (LampArrivalTree, lamp_arrival_tree, LAMP, ARRIVAL_TREE, GObject)

LampArrivalTree *lamp_arrival_tree_new (LampArrivalHolds *unfinished);
gboolean lamp_arrival_tree_add_root (LampArrivalTree *self, const char *id, const char *path, GError **error);
void lamp_arrival_tree_remove_root (LampArrivalTree *self, const char *id);
gboolean lamp_arrival_tree_is_settled (LampArrivalTree *self);
LampArrivalFolder *lamp_arrival_tree_find_root (LampArrivalTree *self, const char *id);
void lamp_arrival_tree_look_late (LampArrivalTree *self, const char *path);
void lamp_arrival_tree_rescan (LampArrivalTree *self, gint64 since_real_usec);
void lamp_arrival_tree_stop (LampArrivalTree *self);
void lamp_arrival_tree_tell_problem (LampArrivalTree *self,
                                     LampArrivalFolder *folder,
                                     const char *code,
                                     const char *text);
