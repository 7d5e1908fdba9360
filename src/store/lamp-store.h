/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/lamp-store-batch.h"
#include "store/lamp-store-contents.h"

#include <gio/gio.h>

/**
 * LampStore:
 *
 * What Gatelamp keeps: the ledger of artifacts, alerts, executions, the outbox and the allow rules, in one
 * SQLite file. Nothing here blocks: every action runs on the store's own thread, in the order it was asked
 * for, and its callback comes in the main context that the asker had as its default. Owned and used by one
 * thread.
 *
 * A write that was acknowledged survives `kill -9`; one that holds an alert, a report or a rule survives a
 * power cut too.
 */
#define LAMP_TYPE_STORE (lamp_store_get_type ())
G_DECLARE_FINAL_TYPE (LampStore, lamp_store, LAMP, STORE, GObject)

LampStore *lamp_store_new (const char *path);

void lamp_store_open_async (LampStore *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data);
gboolean lamp_store_open_finish (LampStore *self, GAsyncResult *result, GError **error);

void lamp_store_write_async (LampStore *self,
                             LampStoreBatch *batch,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data);
gboolean lamp_store_write_finish (LampStore *self, GAsyncResult *result, GError **error);

void lamp_store_load_async (LampStore *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data);
LampStoreContents *lamp_store_load_finish (LampStore *self, GAsyncResult *result, GError **error);

void lamp_store_list_alerts_async (LampStore *self,
                                   gint64 since_real_usec,
                                   guint limit,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
GPtrArray *lamp_store_list_alerts_finish (LampStore *self, GAsyncResult *result, GError **error);

void lamp_store_get_alert_async (
    LampStore *self, const char *id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
LampAlert *lamp_store_get_alert_finish (LampStore *self, GAsyncResult *result, GError **error);

void lamp_store_list_executions_async (LampStore *self,
                                       gint64 since_real_usec,
                                       guint limit,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer data);
GPtrArray *lamp_store_list_executions_finish (LampStore *self, GAsyncResult *result, GError **error);

void lamp_store_find_artifact_async (
    LampStore *self, const char *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
LampArtifact *lamp_store_find_artifact_finish (LampStore *self, GAsyncResult *result, GError **error);

void lamp_store_list_reports_async (LampStore *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data);
GPtrArray *lamp_store_list_reports_finish (LampStore *self, GAsyncResult *result, GError **error);

void lamp_store_expire_async (LampStore *self,
                              gint64 older_than_real_usec,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);
gint64 lamp_store_expire_finish (LampStore *self, GAsyncResult *result, GError **error);

void lamp_store_close_async (LampStore *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data);
gboolean lamp_store_close_finish (LampStore *self, GAsyncResult *result, GError **error);

GError *lamp_store_dup_loss (LampStore *self);
JsonNode *lamp_store_to_json (LampStore *self);
