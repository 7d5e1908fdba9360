/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-alert.h"
#include "model/lamp-report.h"

#include <gio/gio.h>

#define LAMP_TYPE_CLIENT (lamp_client_get_type ())
G_DECLARE_FINAL_TYPE (LampClient, lamp_client, LAMP, CLIENT, GObject)

/**
 * LampClient:
 *
 * The agent, seen from another program. It starts the agent where the bus knows how to, follows it when it
 * goes and comes, and turns the bus' text into values. Every call is asynchronous; errors are #LampError, and
 * %LAMP_ERROR_UNREACHABLE means that no agent answers.
 *
 * Property `connected`: an agent is there now. It is %FALSE until the bus has said so; see `settled`.
 * Property `settled`: whether there is an agent has been found out.
 * Signal `alert-changed (const LampAlert *alert)`: a new revision, or another state.
 */
LampClient *lamp_client_new (void);
gboolean lamp_client_is_connected (LampClient *self);
gboolean lamp_client_is_settled (LampClient *self);

void lamp_client_list_alerts_async (LampClient *self,
                                    gint64 since_real_usec,
                                    guint limit,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GPtrArray *lamp_client_list_alerts_finish (LampClient *self, GAsyncResult *result, GError **error);

void lamp_client_get_alert_async (LampClient *self,
                                  const char *id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
LampAlert *lamp_client_get_alert_finish (LampClient *self, GAsyncResult *result, GError **error);

void lamp_client_report_async (LampClient *self,
                               const char *id,
                               const char *comment,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
LampReport *lamp_client_report_finish (LampClient *self, GAsyncResult *result, GError **error);

void lamp_client_preview_async (LampClient *self,
                                const char *id,
                                const char *comment,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
char *lamp_client_preview_finish (LampClient *self, GAsyncResult *result, GError **error);

void lamp_client_expect_async (LampClient *self,
                               const char *id,
                               const char *scope,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
LampRule *lamp_client_expect_finish (LampClient *self, GAsyncResult *result, GError **error);

void lamp_client_dismiss_async (LampClient *self,
                                const char *id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean lamp_client_dismiss_finish (LampClient *self, GAsyncResult *result, GError **error);

void lamp_client_get_status_async (LampClient *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
JsonNode *lamp_client_get_status_finish (LampClient *self, GAsyncResult *result, GError **error);

void lamp_client_get_policy_async (LampClient *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
JsonNode *lamp_client_get_policy_finish (LampClient *self, GAsyncResult *result, GError **error);
