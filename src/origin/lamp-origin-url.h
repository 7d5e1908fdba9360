/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

char *lamp_origin_url_dup (const char *bytes, gssize length);
char *lamp_origin_url_dup_file_path (const char *uri);
char *lamp_origin_path_escape (const char *path);
char *lamp_origin_path_unescape (const char *text);
