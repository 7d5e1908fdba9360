/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-policy.h"

LampAlert *lamp_redact_alert (const LampAlert *alert,
                              const LampPolicy *policy,
                              const char *home,
                              const char *host_pseudonym);
LampAlert *lamp_redact_comment (const LampAlert *redacted,
                                const LampPolicy *policy,
                                const char *comment,
                                char **out_comment);
char *lamp_redact_dup_source (const LampPolicy *policy, const char *host_name, const char *host_pseudonym);
