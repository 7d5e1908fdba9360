/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "probe/lamp-probe.h"

/* Where no connector tells of executions: marks on the interpreters ring when a script may be about to be
 * run. */

void lamp_bell_place (LampProbe *self, bool wanted);
void lamp_bell_rang (LampProbe *self, const char *key);
bool lamp_bell_is_pending (const LampProbe *self);
uint64_t lamp_bell_get_due (const LampProbe *self);
void lamp_bell_run (LampProbe *self, uint64_t now_mono_usec);
