/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "probe/lamp-probe.h"

/* The list of what rang and is not explained yet. */

void lamp_ring_put (LampProbe *self, const LampMark *mark, LampSensor sensor, bool executed);
LampMark *lamp_ring_get_mark (LampProbe *self, const LampRing *ring);
LampRing *lamp_ring_find (LampProbe *self, const LampMark *mark, bool executed);
uint32_t lamp_ring_count (LampProbe *self, const LampMark *mark);
void lamp_ring_close (LampProbe *self, LampRing *ring);
void lamp_ring_close_answered (LampProbe *self);
void lamp_ring_conclude (LampProbe *self, LampRing *ring, bool ambiguous);
