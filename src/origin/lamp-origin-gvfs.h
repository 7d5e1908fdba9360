/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "origin/lamp-origin-question.h"

gboolean lamp_origin_gvfs_read (int tree_fd,
                                const int *journal_fds,
                                guint n_journals,
                                const LampOriginQuestion *question,
                                GPtrArray *evidence,
                                GError **error);
gboolean lamp_origin_gvfs_parse (
    GBytes *tree, GBytes *journal, const char *path, char **out_uri, gint64 *out_changed_sec, GError **error);
