/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-alert.h"

/* Alerts that the store has no room for: told from memory, and marked. */

LampAlert *lamp_unstored_mark (const LampAlert *alert);
void lamp_unstored_merge (GPtrArray *stored, const GPtrArray *unwritten, gint64 since_real_usec, guint limit);
