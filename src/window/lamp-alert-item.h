/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-alert.h"

#include <gio/gio.h>

#define LAMP_TYPE_ALERT_ITEM (lamp_alert_item_get_type ())
G_DECLARE_FINAL_TYPE (LampAlertItem, lamp_alert_item, LAMP, ALERT_ITEM, GObject)

/**
 * LampAlertItem:
 *
 * An alert as a row of a list model: the same object through all revisions of the alert. Property `alert` (a
 * pointer) is notified when there is a new one.
 */
LampAlertItem *lamp_alert_item_new (const LampAlert *alert);
const LampAlert *lamp_alert_item_get_alert (LampAlertItem *self);
void lamp_alert_item_set_alert (LampAlertItem *self, const LampAlert *alert);
int lamp_alert_item_compare (LampAlertItem *a, LampAlertItem *b);
