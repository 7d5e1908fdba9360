/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ipc/lamp-client.h"
#include "window/lamp-alert-item.h"

#define LAMP_TYPE_ALERT_STORE (lamp_alert_store_get_type ())
G_DECLARE_FINAL_TYPE (LampAlertStore, lamp_alert_store, LAMP, ALERT_STORE, GObject)

typedef enum
{
  LAMP_ALERT_STORE_LOADING, /* not known yet */
  LAMP_ALERT_STORE_READY,   /* the list is what the agent has */
  LAMP_ALERT_STORE_GONE,    /* no agent; the list may be old */
} LampAlertStoreState;

/**
 * LampAlertStore:
 *
 * The agent's alerts as a list model of #LampAlertItem, kept in step with it: read anew whenever the agent
 * comes, changed item by item while it is there, kept as it was while it is gone.
 *
 * Signal `state-changed`.
 */
LampAlertStore *lamp_alert_store_new (LampClient *client);
GListModel *lamp_alert_store_get_model (LampAlertStore *self);
LampAlertStoreState lamp_alert_store_get_state (LampAlertStore *self);
LampAlertItem *lamp_alert_store_find (LampAlertStore *self, const char *id);
void lamp_alert_store_take (LampAlertStore *self, const LampAlert *alert);
void lamp_alert_store_reload (LampAlertStore *self);
