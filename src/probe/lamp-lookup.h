/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "probe/lamp-probe.h"

/* Who did it: from a ring, an execution event, or a pass through /proc, to a process. */

uint64_t lamp_lookup_get_due (const LampProbe *self);
void lamp_lookup_run (LampProbe *self, uint64_t now_mono_usec);
void lamp_lookup_executed (LampProbe *self, pid_t pid, uint64_t mono_usec);
void lamp_lookup_bell (LampProbe *self);
void lamp_lookup_newest (LampProbe *self, uint64_t now_mono_usec);
void lamp_lookup_polled (LampProbe *self, pid_t pid);
