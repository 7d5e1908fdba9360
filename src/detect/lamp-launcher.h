/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "detect/lamp-run.h"

char *lamp_launcher_dup_name (const LampDetectFacts *facts, const LampRun *run);
