/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/lamp-store-contents.h"
#include "store/lamp-store-database.h"

LampStoreContents *lamp_store_reader_load (LampStoreDatabase *database, GError **error);
GPtrArray *lamp_store_reader_list_alerts (LampStoreDatabase *database,
                                          gint64 since_real_usec,
                                          guint limit,
                                          GError **error);
GPtrArray *lamp_store_reader_list_executions (LampStoreDatabase *database,
                                              gint64 since_real_usec,
                                              guint limit,
                                              GError **error);
GPtrArray *lamp_store_reader_list_reports (LampStoreDatabase *database, GError **error);
LampAlert *lamp_store_reader_get_alert (LampStoreDatabase *database, const char *id, GError **error);
LampArtifact *lamp_store_reader_find_artifact (LampStoreDatabase *database, const char *key, GError **error);
