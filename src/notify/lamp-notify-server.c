/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "notify/lamp-notify-server.h"

static const LampField server_fields[] = {
  { "server", LAMP_FIELD_STRING, offsetof (LampNotifyServer, name) },
  { "version", LAMP_FIELD_STRING, offsetof (LampNotifyServer, version) },
  { "capabilities", LAMP_FIELD_STRV, offsetof (LampNotifyServer, capabilities) },
  { NULL },
};

LAMP_DEFINE_VALUE (LampNotifyServer, lamp_notify_server, server_fields)

/* Seen with xfce4-notifyd 0.7.3 and, in GNOME and KDE, with the portal that libnotify uses in a sandbox.
 * GNOME Shell, Plasma, notification-daemon and dunst keep it for a click on the card. */
static const char *const draws_default[] = { "Xfce Notify Daemon", "Portal Notification", NULL };

/**
 * lamp_notify_server_has:
 * @self: (nullable): a server
 * @capability: a word of the desktop notifications specification
 *
 * Returns: whether it says so; %FALSE without a server
 */
gboolean
lamp_notify_server_has (const LampNotifyServer *self, const char *capability)
{
  return self != NULL && self->capabilities != NULL && g_strv_contains (self->capabilities, capability);
}

/**
 * lamp_notify_server_draws_default:
 * @self: (nullable): a server
 *
 * The specification leaves it open whether the "default" action is a button. No capability tells, so this is
 * a list of those that were seen to draw it; there a fourth button would say *Details* twice.
 *
 * Returns: whether the "default" action would be drawn as a button
 */
gboolean
lamp_notify_server_draws_default (const LampNotifyServer *self)
{
  return self != NULL && self->name != NULL && g_strv_contains (draws_default, self->name);
}
