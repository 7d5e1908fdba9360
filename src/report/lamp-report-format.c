/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/lamp-report-format.h"

#include "report/lamp-report-cloudevents.h"

static const LampReportFormat formats[] = {
  { "cloudevents", "application/cloudevents+json", lamp_report_cloudevents_format },
};

/**
 * lamp_report_format_find:
 * @name: (nullable): name of a format
 *
 * Returns: (transfer none) (nullable): the format, or %NULL if there is none of that name
 */
const LampReportFormat *
lamp_report_format_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_strcmp0 (formats[i].name, name) == 0)
      return &formats[i];
  return NULL;
}

/**
 * lamp_report_format_get:
 * @index: from 0
 *
 * Returns: (transfer none) (nullable): the format, or %NULL after the last one
 */
const LampReportFormat *
lamp_report_format_get (guint index)
{
  return index < G_N_ELEMENTS (formats) ? &formats[index] : NULL;
}
