/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-alert.h"

/* Words of the model for a person; translated. */

const char *lamp_cli_severity_word (LampSeverity severity);
const char *lamp_cli_state_word (LampAlertState state);
const char *lamp_cli_method_words (LampMethod method);
const char *lamp_cli_confidence_words (LampConfidence confidence);
const char *lamp_cli_channel_word (LampChannel channel);
const char *lamp_cli_standing_words (LampStanding standing);
const char *lamp_cli_evidence_words (LampEvidenceConfidence confidence);
const char *lamp_cli_report_words (LampReportState state);
