/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* Text for a terminal. Nothing that comes out of these functions moves a cursor, starts a line or turns the
 * direction of its neighbours. */

char *lamp_cli_dup_plain (const char *text, gsize max_chars);
char *lamp_cli_dup_sentence (const char *text);
char *lamp_cli_dup_ago (gint64 real_usec, gint64 now_real_usec);
char *lamp_cli_dup_moment (gint64 real_usec);
char *lamp_cli_dup_size (gint64 size_bytes);
gboolean lamp_cli_parse_since (const char *text, gint64 now_real_usec, gint64 *out_real_usec);
void lamp_cli_heading (const char *heading);
void lamp_cli_item (const char *format, ...) G_GNUC_PRINTF (1, 2);
void lamp_cli_field (const char *label, const char *text);
