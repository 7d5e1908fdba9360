/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "probe/lamp-probe.h"

/* What the kernel has to tell, read in the right order. */

void lamp_intake_read_marks (LampProbe *self);
void lamp_intake_read_connector (LampProbe *self);
void lamp_intake_serve_executions (LampProbe *self);
