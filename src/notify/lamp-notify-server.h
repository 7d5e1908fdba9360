/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-value.h"

/**
 * LampNotifyServer:
 * @name: its name for itself, e.g. "gnome-shell"
 * @version: its version
 * @capabilities: (array zero-terminated=1): as it reports them
 *
 * The notification server that runs now. Its words are foreign text.
 */
typedef struct
{
  const char *name;
  const char *version;
  const char *const *capabilities;
} LampNotifyServer;

LAMP_DECLARE_VALUE (LampNotifyServer, lamp_notify_server)

gboolean lamp_notify_server_has (const LampNotifyServer *self, const char *capability);
gboolean lamp_notify_server_draws_default (const LampNotifyServer *self);
