/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

gboolean lamp_origin_download_folders_read_chromium (int fd, GPtrArray *folders, GError **error);
gboolean
lamp_origin_download_folders_read_firefox (const int *fds, guint n_fds, GPtrArray *folders, GError **error);
