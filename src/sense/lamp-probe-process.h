/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-execution.h"

LampProcess *lamp_probe_process_parse (
    JsonObject *object, gint64 boot_usec, gint64 real_usec, const char *boot_id, GError **error);
