/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <sqlite3.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, sqlite3_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

void lamp_store_sql_set_error (GError **error, sqlite3 *connection, const char *what);
gboolean lamp_store_sql_run (sqlite3 *connection, const char *sql, const char *what, GError **error);
sqlite3_stmt *lamp_store_sql_prepare (sqlite3 *connection, const char *sql, const char *what, GError **error);
gboolean lamp_store_sql_read_int64 (
    sqlite3 *connection, const char *sql, const char *what, gint64 *out_number, GError **error);
