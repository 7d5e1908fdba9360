/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-alert.h"

/**
 * LampJudgement:
 * @method: how it ran, as judged; not as the sensor proposed it
 * @confidence: how well that is proven
 * @severity: NONE: an execution to be recorded, no alert; LOW: an alert that disturbs nobody
 * @score: sum of the weights of @reasons
 * @reasons: strongest first; the necessary one (that it ran at all) after the others that raise
 * @completeness: what could not be known
 * @techniques: ATT&CK, the analytic's own first
 * @attack_version: version of ATT&CK that @techniques are from
 * @attack_analytic: the analytic
 * @sentence: the story, one plain translated sentence; plain text, to be escaped where markup is understood
 * @launcher: (nullable): plain name of what ran it, foreign text already made safe
 *
 * What detect says about one execution. The engine copies the members into a #LampAlert.
 */
typedef struct
{
  LampMethod method;
  LampConfidence confidence;
  LampSeverity severity;
  gint64 score;
  const LampReason *const *reasons;
  const LampGap *const *completeness;
  const LampTechnique *const *techniques;
  const char *attack_version;
  const char *attack_analytic;
  const char *sentence;
  const char *launcher;
} LampJudgement;

LAMP_DECLARE_VALUE (LampJudgement, lamp_judgement)
