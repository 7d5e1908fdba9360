/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

char *lamp_redact_text_urls (const char *text, gboolean keep_query);
char *lamp_redact_text_home (const char *text, const char *home);
char *lamp_redact_text_word (const char *text, const char *word, const char *stand_in);
char *lamp_redact_text_secrets (const char *text);
char *lamp_redact_text_operand (const char *option, const char *text);
