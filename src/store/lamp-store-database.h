/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/lamp-store-sql.h"
#include "store/lamp-store-statistics.h"

/**
 * LampStoreDatabase:
 *
 * The one connection: opened with care, checked, migrated. Used by the worker thread alone.
 */
typedef struct _LampStoreDatabase LampStoreDatabase;

LampStoreDatabase *lamp_store_database_new (const char *path, LampStoreStatistics *statistics);
void lamp_store_database_free (LampStoreDatabase *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampStoreDatabase, lamp_store_database_free)

gboolean lamp_store_database_open (LampStoreDatabase *self, GError **error);
gboolean lamp_store_database_close (LampStoreDatabase *self, GError **error);
sqlite3 *lamp_store_database_get_connection (LampStoreDatabase *self, GError **error);
LampStoreStatistics *lamp_store_database_get_statistics (LampStoreDatabase *self);
gboolean lamp_store_database_begin (LampStoreDatabase *self, gboolean durable, GError **error);
gboolean lamp_store_database_commit (LampStoreDatabase *self, GError **error);
void lamp_store_database_rollback (LampStoreDatabase *self);
void lamp_store_database_settle (LampStoreDatabase *self);
