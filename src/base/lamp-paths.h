/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

char *lamp_paths_dup_state (void);
char *lamp_paths_dup_runtime (void);
char *lamp_paths_dup_spool (void);
char *lamp_paths_dup_database (void);
gboolean lamp_paths_make (const char *folder, GError **error);
