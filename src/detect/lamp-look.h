/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-execution.h"

#include <glib.h>

gboolean lamp_look_is_inspection (const LampExecution *execution);
