/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "detect/lamp-findings.h"

/* One rule per file, one row in lamp-detect.c. A rule reads the facts and adds reasons, gaps and techniques;
 * it knows no other rule. */

void lamp_rule_name (LampFindings *findings);
void lamp_rule_origin (LampFindings *findings);
void lamp_rule_archive (LampFindings *findings);
void lamp_rule_manner (LampFindings *findings);
void lamp_rule_time (LampFindings *findings);
