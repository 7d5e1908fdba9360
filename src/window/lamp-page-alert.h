/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "window/lamp-alert-item.h"

#include <adwaita.h>

#define LAMP_TYPE_PAGE_ALERT (lamp_page_alert_get_type ())
G_DECLARE_FINAL_TYPE (LampPageAlert, lamp_page_alert, LAMP, PAGE_ALERT, GtkWidget)

/**
 * LampPageAlert:
 *
 * The story of one alert, from the sentence to the last detail. Its buttons activate the window's
 * `alert.report` and `alert.expect`.
 */
void lamp_page_alert_set_item (LampPageAlert *self, LampAlertItem *item);
LampAlertItem *lamp_page_alert_get_item (LampPageAlert *self);
void lamp_page_alert_show_receipt (LampPageAlert *self, const char *text);
void lamp_page_alert_set_team (LampPageAlert *self, const char *team);
