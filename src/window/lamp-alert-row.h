/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "window/lamp-alert-item.h"

#include <gtk/gtk.h>

#define LAMP_TYPE_ALERT_ROW (lamp_alert_row_get_type ())
G_DECLARE_FINAL_TYPE (LampAlertRow, lamp_alert_row, LAMP, ALERT_ROW, GtkWidget)

/**
 * LampAlertRow:
 *
 * One alert in the list. It follows its item's revisions; a screen reader hears the whole of it in one
 * sentence.
 */
GtkWidget *lamp_alert_row_new (void);
void lamp_alert_row_set_item (LampAlertRow *self, LampAlertItem *item);
void lamp_alert_row_refresh (LampAlertRow *self);
