/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

/* Entries of the agent's status: each is shown with what it has, so that a newer agent's members are seen. */

char *lamp_cli_entry_dup_line (JsonNode *node, gint64 now_real_usec);
guint lamp_cli_entry_print_array (JsonArray *array, gint64 now_real_usec);
guint lamp_cli_entry_print_members (JsonObject *object, const char *const *but, gint64 now_real_usec);
