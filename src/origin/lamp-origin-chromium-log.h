/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "origin/lamp-origin-question.h"

gboolean lamp_origin_chromium_log_read (
    const int *fds, guint n_fds, const LampOriginQuestion *question, GPtrArray *evidence, GError **error);
void lamp_origin_chromium_log_parse (GBytes *log, const LampOriginQuestion *question, GPtrArray *evidence);
void lamp_origin_chromium_log_parse_batch (const guint8 *batch,
                                           gsize size,
                                           const LampOriginQuestion *question,
                                           GPtrArray *evidence);
