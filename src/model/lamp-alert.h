/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-artifact.h"
#include "model/lamp-execution.h"

typedef enum
{
  LAMP_SEVERITY_NONE,
  LAMP_SEVERITY_LOW,
  LAMP_SEVERITY_MEDIUM,
  LAMP_SEVERITY_HIGH,
} LampSeverity;

typedef enum
{
  LAMP_ALERT_NEW,
  LAMP_ALERT_SHOWN,
  LAMP_ALERT_REPORTED,
  LAMP_ALERT_EXPECTED,
  LAMP_ALERT_DISMISSED,
  LAMP_ALERT_CLOSED,
} LampAlertState;

typedef enum
{
  LAMP_REPORT_NONE,
  LAMP_REPORT_WAITING,   /* asked for; its bytes are fixed when the origin settles */
  LAMP_REPORT_QUEUED,    /* its bytes are fixed */
  LAMP_REPORT_DELIVERED, /* the destination has it */
  LAMP_REPORT_REJECTED,  /* the destination will never take it */
} LampReportState;

/**
 * LampReason:
 * @code: stable word, e.g. "origin-webmail"
 * @weight: points
 * @text: one plain, translated sentence
 *
 * One cause of a severity.
 */
typedef struct
{
  const char *code;
  gint64 weight;
  const char *text;
} LampReason;

LAMP_DECLARE_VALUE (LampReason, lamp_reason)

/**
 * LampTechnique:
 * @id: ATT&CK technique id
 * @name: its name
 * @tactics: its tactics
 */
typedef struct
{
  const char *id;
  const char *name;
  const char *const *tactics;
} LampTechnique;

LAMP_DECLARE_VALUE (LampTechnique, lamp_technique)

/**
 * LampGap:
 * @code: stable word, e.g. "no-process"
 * @text: one plain, translated sentence
 *
 * What could not be known.
 */
typedef struct
{
  const char *code;
  const char *text;
} LampGap;

LAMP_DECLARE_VALUE (LampGap, lamp_gap)

/**
 * LampAlert:
 *
 * An execution worth telling: one revision of it. The members are the alert contract of `docs/events.md`;
 * @artifact_key, @group_key, @processes and @prompted_severity stay in our own store.
 */
typedef struct
{
  const char *schema;
  const char *id;
  gint64 revision;
  gint64 time_real_usec;
  gint64 last_time_real_usec;
  gint64 count;
  LampSeverity severity;
  gint64 score;
  LampAlertState state;
  gboolean drill;
  const char *sentence;
  const LampFile *file;
  const LampOrigin *origin;
  const LampDerivation *const *derivation;
  LampMethod method;
  LampConfidence confidence;
  const char *sensor;
  gint64 execution_real_usec;
  const LampProcess *process;
  const LampProcess *const *processes;
  gint64 user_uid;
  const char *user_name;
  const char *user_session;
  gboolean user_admin;
  gint64 seconds_since_arrival;
  const LampReason *const *reasons;
  const char *attack_version;
  const char *attack_analytic;
  const LampTechnique *const *techniques;
  const char *silenced_by;
  LampReportState report_state;
  gint64 report_revision;
  gint64 report_sent_real_usec;
  const char *report_receipt;
  const char *verdict;
  const char *const *redacted;
  const LampGap *const *completeness;
  const char *artifact_key;
  const char *group_key;
  LampSeverity prompted_severity;
} LampAlert;

LAMP_DECLARE_VALUE (LampAlert, lamp_alert)

const char *lamp_severity_to_string (LampSeverity severity);
const char *lamp_alert_state_to_string (LampAlertState state);
const char *lamp_report_state_to_string (LampReportState state);
