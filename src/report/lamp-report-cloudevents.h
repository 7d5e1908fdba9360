/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-alert.h"

/** CloudEvents "type" of a report. */
#define LAMP_REPORT_EVENT_TYPE "io.github.gatelamp.report.v1"
/** CloudEvents "dataschema": data/schemas/alert-1.json. */
#define LAMP_REPORT_DATA_SCHEMA "https://gatelamp.github.io/schemas/alert-1.json"

GBytes *lamp_report_cloudevents_format (const LampAlert *redacted,
                                        const char *source,
                                        const char *comment,
                                        GError **error);
