/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-alert.h"
#include "model/lamp-report.h"

#include <gio/gio.h>

/* What an alert is called in the window: words, never markup. */

char *lamp_words_dup_ago (gint64 real_usec, gint64 now_real_usec);
char *lamp_words_dup_moment (gint64 real_usec);
char *lamp_words_dup_name (const LampAlert *alert);
char *lamp_words_dup_origin (const LampAlert *alert, gint64 now_real_usec);
const char *lamp_words_get_severity (LampSeverity severity);
const char *lamp_words_get_severity_icon (LampSeverity severity);
const char *lamp_words_get_state (const LampAlert *alert);
gboolean lamp_words_is_answered (const LampAlert *alert);
GIcon *lamp_words_new_icon (const LampAlert *alert);
char *lamp_words_dup_argv (const LampProcess *process);
char *lamp_words_dup_ancestors (const LampProcess *process);
char *lamp_words_dup_team (JsonNode *policy);
char *lamp_words_dup_destination (const char *team);
char *lamp_words_dup_report_hint (const char *team);
char *lamp_words_dup_receipt (const LampReport *report, const char *team);
char *lamp_words_dup_preview (const char *bytes);
char *lamp_words_dup_rule (const LampRule *rule);
const char *lamp_words_get_failure (const GError *error);
