/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "detect/lamp-points.h"
#include "detect/lamp-run.h"

/**
 * LampFindings:
 * @facts: what is judged
 * @run: how it ran
 * @origin: (nullable): the origin that counts
 * @reasons: (element-type LampReason): found so far
 * @gaps: (element-type LampGap): found so far
 * @techniques: (element-type utf8): ATT&CK ids found so far; constant text
 *
 * What the rules write into. Lives for one judgement.
 */
typedef struct
{
  const LampDetectFacts *facts;
  LampRun run;
  const LampOrigin *origin;
  GPtrArray *reasons;
  GPtrArray *gaps;
  GPtrArray *techniques;
} LampFindings;

void lamp_findings_init (LampFindings *self, const LampDetectFacts *facts, LampRun run);
void lamp_findings_clear (LampFindings *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LampFindings, lamp_findings_clear)

void lamp_findings_add (LampFindings *self, LampPointId point);
void lamp_findings_add_text (LampFindings *self, LampPointId point, const char *text);
void lamp_findings_add_gap (LampFindings *self, const char *code, const char *text);
void lamp_findings_add_technique (LampFindings *self, const char *id);
gint64 lamp_findings_get_score (const LampFindings *self);
void lamp_findings_sort (LampFindings *self);
