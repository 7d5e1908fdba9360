/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

/* The agent's JSON: printed unchanged, or read with every member optional. */

JsonNode *lamp_cli_json_parse (const char *text, GError **error);
gboolean lamp_cli_json_print (const char *text, GError **error);
void lamp_cli_json_print_bytes (const char *text);
const char *lamp_cli_json_get_string (JsonObject *object, const char *name);
gint64 lamp_cli_json_get_int (JsonObject *object, const char *name, gint64 fallback);
gboolean lamp_cli_json_get_boolean (JsonObject *object, const char *name);
JsonObject *lamp_cli_json_get_object (JsonObject *object, const char *name);
JsonArray *lamp_cli_json_get_array (JsonObject *object, const char *name);
char *lamp_cli_json_dup_word (JsonNode *node);
