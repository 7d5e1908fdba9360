/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

int lamp_fd_open_regular_at (int folder, const char *name, GError **error);
GBytes *lamp_fd_read (int fd, gsize max_bytes, GError **error);
char *lamp_fd_dup_key (int fd, GError **error);
char *lamp_fd_dup_sha256 (int fd, gint64 max_bytes, GCancellable *cancellable, GError **error);
