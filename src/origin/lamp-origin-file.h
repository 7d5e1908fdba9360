/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

GBytes *lamp_origin_file_load (int fd, gint64 max_bytes, GError **error);
