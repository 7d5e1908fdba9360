/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/lamp-store.h"

/**
 * StoreFixture:
 *
 * A store in a fresh folder. Every action waits for its answer in the thread's main context.
 */
typedef struct
{
  char *folder;
  char *path;
  LampStore *store;
} StoreFixture;

void store_fixture_set_up (StoreFixture *self, gconstpointer data);
void store_fixture_tear_down (StoreFixture *self, gconstpointer data);
void store_fixture_remove_folder (const char *folder);

gboolean store_open (LampStore *store, GError **error);
gboolean store_close (LampStore *store, GError **error);
gboolean store_write (LampStore *store, LampStoreBatch *batch, GError **error);
LampStoreContents *store_load (LampStore *store, GError **error);
void store_on_result (GObject *source, GAsyncResult *result, gpointer data);
GAsyncResult *store_await (GAsyncResult **slot);
gint64 store_get_rows (LampStore *store, const char *table);
void store_run_sql (const char *path, const char *sql);

LampAlert *store_make_alert (const char *id, gint64 revision, gint64 last_time_real_usec);
LampReport *
store_make_report (const char *id, const char *alert_id, LampReportState state, const char *bytes);
LampArtifact *store_make_artifact (const char *key, const char *path, gint64 arrived_real_usec);
