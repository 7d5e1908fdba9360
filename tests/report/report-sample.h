/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-alert.h"

LampAlert *report_sample_new (const char *file_name, const char *argument, const char *url);
LampAlert *report_sample_new_random (GRand *random);
