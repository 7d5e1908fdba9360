/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/lamp-command.h"

LampExit lamp_command_origin (int argc, char **argv);
LampExit lamp_command_origin_with (const char *reader_program, int argc, char **argv);
