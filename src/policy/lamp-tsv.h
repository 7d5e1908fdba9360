/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampTsvRow:
 * @row: beginning of a row; it ends at the next line feed
 * @user_data: the caller's
 * @error: return location
 *
 * Returns: %FALSE to stop
 */
typedef gboolean (*LampTsvRow) (const char *row, gpointer user_data, GError **error);

gboolean lamp_tsv_each (GBytes *bytes, LampTsvRow function, gpointer user_data, GError **error);
char *lamp_tsv_dup_version (GBytes *bytes);
char *lamp_tsv_dup_field (const char *row, guint index);
gboolean lamp_tsv_field_is (const char *row, guint index, const char *text);
guint lamp_tsv_hash_field (gconstpointer row);
gboolean lamp_tsv_equal_field (gconstpointer a, gconstpointer b);
