/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "detect/lamp-findings.h"

/**
 * LampPart:
 * @name: of the part, without its braces
 * @text: what stands there
 */
typedef struct
{
  const char *name;
  const char *text;
} LampPart;

char *lamp_sentence_format (const char *text, const LampPart *parts, gsize length);
char *lamp_sentence_dup_ago (gint64 age_sec);
char *lamp_sentence_dup_story (const LampFindings *findings, const char *launcher);
