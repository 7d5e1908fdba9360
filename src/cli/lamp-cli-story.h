/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-artifact.h"
#include "model/lamp-execution.h"

/* The parts of a story that more than one command tells. */

void lamp_cli_print_origin (const LampOrigin *origin);
void lamp_cli_print_derivation (const LampDerivation *const *derivation);
void lamp_cli_print_file (const LampFile *file, gint64 now_real_usec);
void lamp_cli_print_process (const LampProcess *process);
