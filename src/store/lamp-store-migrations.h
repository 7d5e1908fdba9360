/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/lamp-store-sql.h"

/** In the file's header (PRAGMA application_id): "GLmp". */
#define LAMP_STORE_APPLICATION_ID 0x474c6d70

gboolean lamp_store_migrations_check (sqlite3 *connection, GError **error);
gboolean lamp_store_migrations_run (sqlite3 *connection, gint64 *out_schema, GError **error);
