/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ipc/lamp-client.h"

#include <adwaita.h>

#define LAMP_TYPE_WINDOW (lamp_window_get_type ())
G_DECLARE_FINAL_TYPE (LampWindow, lamp_window, LAMP, WINDOW, AdwApplicationWindow)

/**
 * LampWindow:
 *
 * The list of alerts, and above it the story of one. Actions: `alert.open` (an id), `alert.back`,
 * `alert.report`, `alert.expect`; the last two are about the open alert, or about the selected one.
 */
LampWindow *lamp_window_new (GtkApplication *application, LampClient *client);
void lamp_window_open_alert (LampWindow *self, const char *id);
