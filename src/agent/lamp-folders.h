/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampFolderVisit:
 * @id: a short name of the folder for probe and status
 * @path: the folder
 * @data: closure
 */
typedef void (*LampFolderVisit) (const char *id, const char *path, gpointer data);

void lamp_folders_visit_own (LampFolderVisit visit, gpointer data);
void lamp_folders_visit_browsers (const char *const *paths, LampFolderVisit visit, gpointer data);
