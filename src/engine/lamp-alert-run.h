/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-alert.h"

gboolean lamp_alert_run_is_known (const LampAlert *alert, const LampProcess *process);
GPtrArray *lamp_alert_run_add (const LampAlert *alert, const LampProcess *process);
