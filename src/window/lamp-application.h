/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#define LAMP_TYPE_APPLICATION (lamp_application_get_type ())
G_DECLARE_FINAL_TYPE (LampApplication, lamp_application, LAMP, APPLICATION, AdwApplication)

/**
 * LampApplication:
 *
 * `gatelamp`: one process and one window per session. Its exported action `show-alert` (an id; "" is the
 * list) opens one alert; `gatelamp --alert ID` and the agent's *Details* button do that, whether it runs
 * already or not.
 */
LampApplication *lamp_application_new (void);
