/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

/* One call of the agent, with errors as this house has them. */

void lamp_ipc_call_async (gpointer source,
                          const char *method,
                          GVariant *parameters,
                          const char *reply_type,
                          int timeout_msec,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
GVariant *lamp_ipc_call_finish (gpointer source, GAsyncResult *result, GError **error);
