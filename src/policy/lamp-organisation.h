/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-policy.h"

gboolean lamp_host_is_below (const char *host, const char *domain);
LampStanding lamp_organisation_find_standing (const LampPolicy *policy, const char *host, const char *url);
LampStanding lamp_organisation_find_account_standing (const LampPolicy *policy, const char *account);
gboolean
lamp_organisation_find_channel (const LampPolicy *policy, const char *host, LampChannel *out_channel);
