/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/lamp-alert.h"

static const char *const severity_nicks[] = { "none", "low", "medium", "high", NULL };
static const char *const state_nicks[] = {
  "new", "shown", "reported", "expected", "dismissed", "closed", NULL
};
static const char *const report_nicks[] = { "none", "waiting", "queued", "delivered", "rejected", NULL };

static const LampField reason_fields[] = {
  { "code", LAMP_FIELD_STRING, offsetof (LampReason, code) },
  { "weight", LAMP_FIELD_INT64, offsetof (LampReason, weight) },
  { "text", LAMP_FIELD_STRING, offsetof (LampReason, text) },
  { NULL },
};

LAMP_DEFINE_VALUE (LampReason, lamp_reason, reason_fields)

static const LampField technique_fields[] = {
  { "id", LAMP_FIELD_STRING, offsetof (LampTechnique, id) },
  { "name", LAMP_FIELD_STRING, offsetof (LampTechnique, name) },
  { "tactics", LAMP_FIELD_STRV, offsetof (LampTechnique, tactics) },
  { NULL },
};

LAMP_DEFINE_VALUE (LampTechnique, lamp_technique, technique_fields)

static const LampField gap_fields[] = {
  { "code", LAMP_FIELD_STRING, offsetof (LampGap, code) },
  { "text", LAMP_FIELD_STRING, offsetof (LampGap, text) },
  { NULL },
};

LAMP_DEFINE_VALUE (LampGap, lamp_gap, gap_fields)

#define AT_MEMBER(member) offsetof (LampAlert, member)

static const LampField alert_fields[] = {
  { "schema", LAMP_FIELD_STRING, AT_MEMBER (schema) },
  { "id", LAMP_FIELD_STRING, AT_MEMBER (id) },
  { "revision", LAMP_FIELD_INT64, AT_MEMBER (revision) },
  { "time", LAMP_FIELD_TIME, AT_MEMBER (time_real_usec) },
  { "last_time", LAMP_FIELD_TIME, AT_MEMBER (last_time_real_usec) },
  { "count", LAMP_FIELD_INT64, AT_MEMBER (count) },
  { "severity", LAMP_FIELD_ENUM, AT_MEMBER (severity), .nicks = severity_nicks },
  { "score", LAMP_FIELD_INT64, AT_MEMBER (score) },
  { "state", LAMP_FIELD_ENUM, AT_MEMBER (state), .nicks = state_nicks },
  { "drill", LAMP_FIELD_BOOLEAN, AT_MEMBER (drill) },
  { "sentence", LAMP_FIELD_STRING, AT_MEMBER (sentence) },
  { "file", LAMP_FIELD_VALUE, AT_MEMBER (file), .type = &lamp_file_type },
  { "origin", LAMP_FIELD_VALUE, AT_MEMBER (origin), .type = &lamp_origin_type },
  { "derivation", LAMP_FIELD_VALUES, AT_MEMBER (derivation), .type = &lamp_derivation_type },
  { "execution.method", LAMP_FIELD_ENUM, AT_MEMBER (method), .nicks = lamp_method_nicks },
  { "execution.confidence", LAMP_FIELD_ENUM, AT_MEMBER (confidence), .nicks = lamp_confidence_nicks },
  { "execution.sensor", LAMP_FIELD_STRING, AT_MEMBER (sensor) },
  { "execution.time", LAMP_FIELD_TIME, AT_MEMBER (execution_real_usec) },
  { "process", LAMP_FIELD_VALUE, AT_MEMBER (process), .type = &lamp_process_type },
  { "processes", LAMP_FIELD_VALUES, AT_MEMBER (processes), LAMP_FIELD_LOCAL, .type = &lamp_process_type },
  { "user.uid", LAMP_FIELD_INT64, AT_MEMBER (user_uid) },
  { "user.name", LAMP_FIELD_STRING, AT_MEMBER (user_name) },
  { "user.session", LAMP_FIELD_STRING, AT_MEMBER (user_session) },
  { "user.admin", LAMP_FIELD_BOOLEAN, AT_MEMBER (user_admin) },
  { "seconds_since_arrival", LAMP_FIELD_INT64, AT_MEMBER (seconds_since_arrival),
    LAMP_FIELD_NULL_IF_NEGATIVE },
  { "reasons", LAMP_FIELD_VALUES, AT_MEMBER (reasons), .type = &lamp_reason_type },
  { "attack.version", LAMP_FIELD_STRING, AT_MEMBER (attack_version) },
  { "attack.analytic", LAMP_FIELD_STRING, AT_MEMBER (attack_analytic) },
  { "attack.techniques", LAMP_FIELD_VALUES, AT_MEMBER (techniques), .type = &lamp_technique_type },
  { "silenced_by", LAMP_FIELD_STRING, AT_MEMBER (silenced_by) },
  { "report.state", LAMP_FIELD_ENUM, AT_MEMBER (report_state), .nicks = report_nicks },
  { "report.revision", LAMP_FIELD_INT64, AT_MEMBER (report_revision) },
  { "report.sent", LAMP_FIELD_TIME, AT_MEMBER (report_sent_real_usec) },
  { "report.receipt", LAMP_FIELD_STRING, AT_MEMBER (report_receipt) },
  { "verdict", LAMP_FIELD_STRING, AT_MEMBER (verdict) },
  { "redacted", LAMP_FIELD_STRV, AT_MEMBER (redacted) },
  { "completeness", LAMP_FIELD_VALUES, AT_MEMBER (completeness), .type = &lamp_gap_type },
  { "artifact_key", LAMP_FIELD_STRING, AT_MEMBER (artifact_key), LAMP_FIELD_LOCAL },
  { "group_key", LAMP_FIELD_STRING, AT_MEMBER (group_key), LAMP_FIELD_LOCAL },
  { "prompted_severity", LAMP_FIELD_ENUM, AT_MEMBER (prompted_severity), LAMP_FIELD_LOCAL, severity_nicks },
  { NULL },
};

LAMP_DEFINE_VALUE (LampAlert, lamp_alert, alert_fields)

/**
 * lamp_severity_to_string:
 * @severity: a severity
 *
 * Returns: its word
 */
const char *
lamp_severity_to_string (LampSeverity severity)
{
  return severity_nicks[severity];
}

/**
 * lamp_alert_state_to_string:
 * @state: a state
 *
 * Returns: its word
 */
const char *
lamp_alert_state_to_string (LampAlertState state)
{
  return state_nicks[state];
}

/**
 * lamp_report_state_to_string:
 * @state: a state
 *
 * Returns: its word
 */
const char *
lamp_report_state_to_string (LampReportState state)
{
  return report_nicks[state];
}
