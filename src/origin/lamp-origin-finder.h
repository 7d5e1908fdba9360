/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-artifact.h"

#include <gio/gio.h>

/**
 * LampOriginFinder:
 *
 * Asks, in sandboxed processes, where a file came from. It never blocks and parses nothing foreign itself; it
 * holds no state about files, only how its sources do. Main thread; all calls on one main context.
 */
#define LAMP_TYPE_ORIGIN_FINDER (lamp_origin_finder_get_type ())
G_DECLARE_FINAL_TYPE (LampOriginFinder, lamp_origin_finder, LAMP, ORIGIN_FINDER, GObject)

LampOriginFinder *lamp_origin_finder_new (const char *reader_program, const char *home);
void lamp_origin_finder_look_async (LampOriginFinder *self,
                                    const LampArtifact *artifact,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GPtrArray *lamp_origin_finder_look_finish (LampOriginFinder *self, GAsyncResult *result, GError **error);
void lamp_origin_finder_look_many_async (LampOriginFinder *self,
                                         GPtrArray *artifacts,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
GPtrArray *lamp_origin_finder_look_many_finish (LampOriginFinder *self, GAsyncResult *result, GError **error);
void lamp_origin_finder_list_archive_async (LampOriginFinder *self,
                                            const LampArtifact *artifact,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
GPtrArray *
lamp_origin_finder_list_archive_finish (LampOriginFinder *self, GAsyncResult *result, GError **error);
void lamp_origin_finder_list_download_folders_async (LampOriginFinder *self,
                                                     GCancellable *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer user_data);
GStrv lamp_origin_finder_list_download_folders_finish (LampOriginFinder *self,
                                                       GAsyncResult *result,
                                                       GError **error);
JsonNode *lamp_origin_finder_to_json (LampOriginFinder *self);

gint64 lamp_origin_finder_get_settle_usec (const LampArtifact *artifact);
const gint64 *lamp_origin_finder_get_look_delays (const LampArtifact *artifact, gsize *out_n);
