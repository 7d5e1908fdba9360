/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-alert.h"

/**
 * LampReportFormat:
 * @name: policy's word, and the `format` of an outbox row
 * @media_type: of the bytes
 * @format: makes the bytes; see lamp_report_cloudevents_format() for what it is given and promises
 *
 * One way to write a report. A format knows no destination.
 */
typedef struct
{
  const char *name;
  const char *media_type;
  GBytes *(*format) (const LampAlert *redacted, const char *source, const char *comment, GError **error);
} LampReportFormat;

const LampReportFormat *lamp_report_format_find (const char *name);
const LampReportFormat *lamp_report_format_get (guint index);
