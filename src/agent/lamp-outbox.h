/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "agent/lamp-writer.h"
#include "engine/lamp-engine.h"
#include "transport/lamp-transport.h"

#define LAMP_TYPE_OUTBOX (lamp_outbox_get_type ())

/**
 * LampOutbox:
 *
 * What the person reported, until the security team has it. A row is on disk before the first byte leaves,
 * and is done only after delivery; it goes at least once, under the alert's id. A report freezes one
 * revision: while the origin is pending the row waits, and its bytes are fixed when the origin settles.
 *
 * Signal `report-changed` (#LampReport).
 */
G_DECLARE_FINAL_TYPE (LampOutbox, lamp_outbox, LAMP, OUTBOX, GObject)

LampOutbox *
lamp_outbox_new (LampEngine *engine, LampWriter *writer, LampTransport *transport, const LampPolicy *policy);
void lamp_outbox_set_policy (LampOutbox *self, const LampPolicy *policy);
void lamp_outbox_restore (LampOutbox *self, GPtrArray *reports);
void lamp_outbox_take_alert (LampOutbox *self, const LampAlert *alert);
void lamp_outbox_report_async (LampOutbox *self,
                               const char *alert_id,
                               const char *comment,
                               gboolean by_the_person,
                               GAsyncReadyCallback callback,
                               gpointer data);
LampReport *lamp_outbox_report_finish (LampOutbox *self, GAsyncResult *result, GError **error);
char *lamp_outbox_dup_preview (LampOutbox *self, const char *alert_id, const char *comment, GError **error);
void lamp_outbox_retry (LampOutbox *self);
JsonNode *lamp_outbox_to_json (LampOutbox *self);
