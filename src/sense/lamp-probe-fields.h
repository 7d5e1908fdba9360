/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

/* Members of a line's object, taken strictly: of the right type, in bounds, or an error that names the
 * member. */

JsonNode *lamp_probe_fields_parse (const char *line, gsize length, GError **error);
gboolean lamp_probe_fields_is_null (JsonObject *object, const char *name);
gboolean lamp_probe_fields_get_int (
    JsonObject *object, const char *name, gint64 min, gint64 max, gint64 *out_number, GError **error);
gboolean
lamp_probe_fields_get_bool (JsonObject *object, const char *name, gboolean *out_value, GError **error);
gboolean lamp_probe_fields_dup_text (JsonObject *object,
                                     const char *name,
                                     gboolean nullable,
                                     gsize max_bytes,
                                     char **out_text,
                                     GError **error);
gboolean lamp_probe_fields_dup_path (
    JsonObject *object, const char *name, gboolean nullable, char **out_path, GError **error);
gboolean lamp_probe_fields_dup_key (
    JsonObject *object, const char *name, gboolean nullable, char **out_key, GError **error);
gboolean lamp_probe_fields_get_word (
    JsonObject *object, const char *name, const char *const *words, int *out_index, GError **error);
gboolean lamp_probe_fields_get_array (
    JsonObject *object, const char *name, guint max_count, JsonArray **out_array, GError **error);
gboolean lamp_probe_fields_get_object (
    JsonObject *object, const char *name, gboolean nullable, JsonObject **out_object, GError **error);
gboolean lamp_probe_fields_refuse (const char *name, const char *why, GError **error);
