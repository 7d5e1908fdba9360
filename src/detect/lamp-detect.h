/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-artifact.h"
#include "model/lamp-execution.h"
#include "model/lamp-judgement.h"
#include "model/lamp-policy.h"

/**
 * LampDetectFacts:
 * @artifact: the file
 * @origin: (nullable): where it came from, classified (`lamp_hosts_classify()`); %NULL: the artifact's own,
 * and without that unknown
 * @execution: what a sensor saw
 * @policy: the policy
 * @age_sec: seconds between arrival and execution; -1: not known, gives no points
 * @inspected: the person looked at it in a terminal before it ran
 *
 * Everything a judgement rests on. detect reads no clock, no file and no environment: what is not here does
 * not count.
 */
typedef struct
{
  const LampArtifact *artifact;
  const LampOrigin *origin;
  const LampExecution *execution;
  const LampPolicy *policy;
  gint64 age_sec;
  gboolean inspected;
} LampDetectFacts;

LampJudgement *lamp_detect_judge (const LampDetectFacts *facts);
