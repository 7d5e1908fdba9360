/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

/* Rows of foreign text: always plain, whatever it looks like. */

GtkWidget *lamp_detail_row_new (const char *title, const char *value);
GtkWidget *
lamp_detail_row_new_with_copy (const char *title, const char *value, const char *copy, const char *tooltip);
GtkWidget *lamp_detail_row_new_sentence (const char *text, const char *note);
void lamp_detail_row_keep_true (GtkLabel *label);
