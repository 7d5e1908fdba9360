/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "origin/lamp-origin-question.h"

gboolean lamp_origin_chromium_read (int history_fd,
                                    const LampOriginQuestion *question,
                                    GPtrArray *evidence,
                                    GError **error);
gint64 lamp_origin_chromium_time_to_real_usec (gint64 since_1601_usec);
char *lamp_origin_chromium_dup_page (const char *tab_url, const char *referrer, const char *const *chain);
