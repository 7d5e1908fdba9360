/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

/* Entries of the agent's status: each is shown with what it has, so that a newer agent's members are seen. */

void lamp_cli_entry_add_array (GPtrArray *lines, JsonArray *array, gint64 now_real_usec);
void lamp_cli_entry_add_members (GPtrArray *lines,
                                 JsonObject *object,
                                 const char *const *but,
                                 gint64 now_real_usec);
void lamp_cli_entry_print (const char *heading, GPtrArray *lines);
