/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-alert.h"

/** The version of ATT&CK that names, tactics and ids below are from. */
#define LAMP_ATTACK_VERSION "18.1"
/** Linux analytic of detection strategy DET0115. */
#define LAMP_ATTACK_ANALYTIC "AN0321"

LampTechnique *lamp_technique_new_for_id (const char *id);
