/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-alert.h"

#include <gio/gio.h>

#define LAMP_TYPE_NOTIFIER (lamp_notifier_get_type ())
G_DECLARE_FINAL_TYPE (LampNotifier, lamp_notifier, LAMP, NOTIFIER, GObject)

/**
 * LampNotifier:
 *
 * Tells the person, through the desktop's notification server. No call here waits for that server: cards are
 * handed to a thread of its own (#LampNotifyWorker), one at a time, and wait here, the newest of each alert,
 * while there is no server or while it does not answer. One per process.
 *
 * Signal `action (const char *alert_id, const char *action)`: the person pressed "report", "expected" or
 * "details". The id is "" where the card stands for no single alert: then the window's list is meant. It is
 * emitted in the main context of the thread that made the notifier.
 *
 * Signal `shown (const char *alert_id)`: the server has a card of this one alert. Those for which the one
 * card of a burst stands, which names one and counts the others, are not told so.
 */
LampNotifier *lamp_notifier_new (const char *team_name, gboolean keeps_reports);
void lamp_notifier_set_team (LampNotifier *self, const char *team_name, gboolean keeps_reports);

void lamp_notifier_show (LampNotifier *self, const LampAlert *alert);
void lamp_notifier_confirm (LampNotifier *self, const LampAlert *alert);
void lamp_notifier_withdraw (LampNotifier *self, const char *id);
void lamp_notifier_show_blind (LampNotifier *self, const char *text);

gboolean lamp_notifier_has_server (LampNotifier *self);
const char *lamp_notifier_get_activation_token (LampNotifier *self);
JsonNode *lamp_notifier_to_json (LampNotifier *self);
