/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "probe/lamp-probe.h"

LampHeat lamp_heat_derive (uint64_t now_boot_usec,
                           int64_t youngest_boot_usec,
                           bool has_marks,
                           uint64_t now_mono_usec,
                           uint64_t hot_until_usec,
                           bool has_kin);
void lamp_heat_update (LampProbe *self, uint64_t now_mono_usec);
void lamp_heat_prolong (LampProbe *self, uint64_t usec);
