/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/lamp-engine.h"

LampEnginePerson lamp_person_get (void);
char *lamp_person_dup_machine_pseudonym (void);
