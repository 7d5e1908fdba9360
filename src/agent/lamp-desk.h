/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "agent/lamp-outbox.h"
#include "engine/lamp-engine.h"
#include "notify/lamp-notifier.h"

#define LAMP_TYPE_DESK (lamp_desk_get_type ())

/**
 * LampDesk:
 *
 * The person's side of the agent: which alert is on the screen, and what the person's answer does. An alert
 * comes here when it is on disk.
 */
G_DECLARE_FINAL_TYPE (LampDesk, lamp_desk, LAMP, DESK, GObject)

LampDesk *lamp_desk_new (LampEngine *engine, LampOutbox *outbox, LampNotifier *notifier);
void lamp_desk_set_policy (LampDesk *self, const LampPolicy *policy);
void lamp_desk_set_connection (LampDesk *self, GDBusConnection *bus);
void lamp_desk_restore (LampDesk *self, GPtrArray *alerts);
void lamp_desk_take_alert (LampDesk *self, const LampAlert *alert);
guint lamp_desk_get_waiting (LampDesk *self);
JsonNode *lamp_desk_to_json (LampDesk *self);
