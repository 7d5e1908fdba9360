/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "probe/lamp-probe.h"

#define LAMP_TRIES 12

/**
 * LampTry:
 *
 * One try to find who did it: when after the ring, how many of the newest processes, how far to look into
 * them, and whether all of this user's are looked at. Measured: most are met at the first try; the last ones
 * find who is slow or old.
 */
typedef struct
{
  uint32_t after_usec;
  uint16_t newest;
  uint8_t depth;
  bool all;
} LampTry;

uint64_t lamp_try_get_due (const LampRing *ring);
bool
lamp_try_advance (LampProbe *self, LampRing *ring, uint64_t now_mono_usec, LampTry *out_try, bool *out_last);
