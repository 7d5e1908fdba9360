/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "detect/lamp-detect.h"
#include "detect/lamp-interpreters.h"

/**
 * LampRun:
 * @runs: it is an execution; looking is not running
 * @method: how
 * @confidence: how well it is proven
 * @proven: the process in the facts is what ran it, not a bystander
 * @elevated: with another user's rights
 * @interpreter: (nullable): the row of what ran it
 * @program: (nullable): argv[0] or image of what ran it; borrowed from the facts
 *
 * The answer to "is this an execution, and how".
 */
typedef struct
{
  gboolean runs;
  LampMethod method;
  LampConfidence confidence;
  gboolean proven;
  gboolean elevated;
  const LampInterpreter *interpreter;
  const char *program;
} LampRun;

LampRun lamp_run_resolve (const LampDetectFacts *facts);
