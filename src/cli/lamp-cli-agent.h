/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/lamp-command.h"

#include "lamp-agent1-generated.h"

LampAgent1 *lamp_cli_agent_connect (gboolean may_start, GError **error);
gboolean lamp_cli_is_unreachable (const GError *error);
LampExit lamp_cli_fail (const GError *error);
LampExit lamp_cli_open_alert (const char *word, LampAgent1 **out_agent, char **out_id);
