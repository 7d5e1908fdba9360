/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-alert.h"

/**
 * LampReport:
 * @id: UUID of the report; the SOC's idempotency key is the alert's id and revision
 * @alert_id: the alert
 * @revision: the revision that was frozen; 0 while waiting for the origin
 * @format: e.g. "cloudevents"
 * @destination: e.g. "spool"
 * @state: waiting, queued, delivered or rejected
 * @comment: (nullable): the person's words
 * @created_real_usec: when it was asked for
 * @sent_real_usec: when it was delivered; 0 = not yet
 * @attempts: deliveries tried
 * @failure: (nullable): why the last attempt failed, in plain words
 * @bytes: (nullable): exactly what is sent (UTF-8 text); %NULL while waiting
 *
 * A row of the outbox. It exists before the first byte leaves and goes only after delivery.
 */
typedef struct
{
  const char *id;
  const char *alert_id;
  gint64 revision;
  const char *format;
  const char *destination;
  LampReportState state;
  const char *comment;
  gint64 created_real_usec;
  gint64 sent_real_usec;
  gint64 attempts;
  const char *failure;
  const char *bytes;
} LampReport;

LAMP_DECLARE_VALUE (LampReport, lamp_report)

/**
 * LampRule:
 * @id: UUID
 * @scope: "content", "origin" or "program"
 * @alert_id: the alert that the person answered with "I expected this"
 * @what: one plain line that says what is not mentioned
 * @sha256: (nullable): content
 * @host: (nullable): origin host
 * @exe: (nullable): program that ran it
 * @created_real_usec: when
 * @expires_real_usec: until when
 * @silenced: how many alerts it has silenced
 *
 * An allow rule: narrow, dated, removable. Every member that is set must match.
 */
typedef struct
{
  const char *id;
  const char *scope;
  const char *alert_id;
  const char *what;
  const char *sha256;
  const char *host;
  const char *exe;
  gint64 created_real_usec;
  gint64 expires_real_usec;
  gint64 silenced;
} LampRule;

LAMP_DECLARE_VALUE (LampRule, lamp_rule)
