/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "probe/lamp-probe.h"

/* Folders: watched, listed, followed when they move, and what appears in them. */

void lamp_arrival_watch (LampProbe *self, const LampCommand *command);
void lamp_arrival_unwatch (LampProbe *self, LampFolder *root);
void lamp_arrival_appeared (LampProbe *self, LampFolder *folder, const char *name, LampAppearance how);
void lamp_arrival_departed (LampProbe *self, LampFolder *folder, const char *name);
void lamp_arrival_folder_gone (LampProbe *self, LampFolder *folder);
void lamp_arrival_rewalk (LampProbe *self, uint64_t now_mono_usec);
uint64_t lamp_arrival_get_rewalk_due (const LampProbe *self);
void lamp_arrival_list_changed (LampProbe *self);
