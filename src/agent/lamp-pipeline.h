/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#define LAMP_TYPE_PIPELINE (lamp_pipeline_get_type ())

/**
 * LampPipeline:
 *
 * The product on one page: sensors and arrivals into the engine, alerts out to the store, the person and the
 * outbox. It joins stages and decides nothing itself.
 */
G_DECLARE_FINAL_TYPE (LampPipeline, lamp_pipeline, LAMP, PIPELINE, GObject)

LampPipeline *lamp_pipeline_new (GError **error);
gboolean lamp_pipeline_export (LampPipeline *self, GDBusConnection *connection, GError **error);
void lamp_pipeline_start (LampPipeline *self);
void lamp_pipeline_stop_async (LampPipeline *self, GAsyncReadyCallback callback, gpointer data);
gboolean lamp_pipeline_stop_finish (LampPipeline *self, GAsyncResult *result, GError **error);
