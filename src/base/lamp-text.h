/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

char *lamp_text_quote (const char *text);
char *lamp_text_show (const char *text, gsize max_chars);
char *lamp_text_line (const char *text, gsize max_chars);
char *lamp_text_to_utf8 (const char *bytes);
char *lamp_url_dup_visible (const char *url);
char *lamp_url_dup_bare_path (const char *path, gsize length);
char *lamp_url_without_query (const char *url);
char *lamp_url_dup_host (const char *url);
