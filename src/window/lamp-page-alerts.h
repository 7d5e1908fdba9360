/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "window/lamp-alert-store.h"

#include <adwaita.h>

#define LAMP_TYPE_PAGE_ALERTS (lamp_page_alerts_get_type ())
G_DECLARE_FINAL_TYPE (LampPageAlerts, lamp_page_alerts, LAMP, PAGE_ALERTS, GtkWidget)

/**
 * LampPageAlerts:
 *
 * The list of alerts. Opening one is the window's: the page activates `alert.open` with the id.
 */
void lamp_page_alerts_set_store (LampPageAlerts *self, LampAlertStore *store);
LampAlertItem *lamp_page_alerts_get_selected (LampPageAlerts *self);
