/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "agent/lamp-outbox.h"
#include "engine/lamp-engine.h"
#include "policy/lamp-policy-loader.h"
#include "store/lamp-store.h"

#define LAMP_TYPE_SERVICE (lamp_service_get_type ())

/**
 * LampService:
 *
 * The D-Bus side of the agent: answers the methods of `io.github.gatelamp.Agent1`, tells what changed. It
 * holds no state of its own. Signal `status-wanted` asks the pipeline for the status object; its handler
 * returns it as text.
 */
G_DECLARE_FINAL_TYPE (LampService, lamp_service, LAMP, SERVICE, GObject)

LampService *lamp_service_new (LampEngine *engine,
                               LampStore *store,
                               LampWriter *writer,
                               LampOutbox *outbox,
                               LampPolicyLoader *policy_loader);
gboolean lamp_service_export (LampService *self, GDBusConnection *connection, GError **error);
void lamp_service_unexport (LampService *self);
void lamp_service_tell_alert (LampService *self, const LampAlert *alert);
void lamp_service_tell_execution (LampService *self, const LampExecution *execution);
void lamp_service_set_state (LampService *self, const char *state, guint waiting);
