/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "origin/lamp-origin-answer.h"
#include "origin/lamp-origin-job.h"

#include <gio/gio.h>

void lamp_origin_reader_run_async (const char *program,
                                   LampOriginJob *job,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
LampOriginAnswer *lamp_origin_reader_run_finish (GAsyncResult *result, GError **error);
