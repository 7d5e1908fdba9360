/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

typedef enum
{
  LAMP_STORE_TABLE_ARTIFACTS,
  LAMP_STORE_TABLE_ALERTS,
  LAMP_STORE_TABLE_EXECUTIONS,
  LAMP_STORE_TABLE_REPORTS,
  LAMP_STORE_TABLE_RULES,
  LAMP_STORE_TABLE_NOTES,
  LAMP_STORE_N_TABLES,
} LampStoreTable;

/** Names of #LampStoreTable in SQL and JSON. */
extern const char *const lamp_store_table_names[LAMP_STORE_N_TABLES];

/**
 * LampStoreStatistics:
 *
 * What `status` says about the store. Written by the worker thread, read from any; reference-counted.
 */
typedef struct _LampStoreStatistics LampStoreStatistics;

LampStoreStatistics *lamp_store_statistics_new (void);
LampStoreStatistics *lamp_store_statistics_ref (LampStoreStatistics *self);
void lamp_store_statistics_unref (LampStoreStatistics *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampStoreStatistics, lamp_store_statistics_unref)

void lamp_store_statistics_set_rows (LampStoreStatistics *self, const gint64 rows[LAMP_STORE_N_TABLES]);
void lamp_store_statistics_add_rows (LampStoreStatistics *self, const gint64 more[LAMP_STORE_N_TABLES]);
void lamp_store_statistics_set_file (LampStoreStatistics *self, gint64 schema, gboolean exclusive);
void lamp_store_statistics_set_size (LampStoreStatistics *self, gint64 size_bytes);
void lamp_store_statistics_set_open (LampStoreStatistics *self, gboolean is_open);
void lamp_store_statistics_add_skipped (LampStoreStatistics *self, guint count);
void lamp_store_statistics_set_error (LampStoreStatistics *self, const GError *error);
void lamp_store_statistics_set_loss (LampStoreStatistics *self, const GError *loss);
GError *lamp_store_statistics_dup_loss (LampStoreStatistics *self);
JsonNode *lamp_store_statistics_to_json (LampStoreStatistics *self);
