/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

char *lamp_store_file_prepare (const char *path, gboolean *out_network, GError **error);
char *lamp_store_file_set_aside (const char *path, GError **error);
