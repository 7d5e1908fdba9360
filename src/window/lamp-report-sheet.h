/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ipc/lamp-client.h"

#include <adwaita.h>

#define LAMP_TYPE_REPORT_SHEET (lamp_report_sheet_get_type ())
G_DECLARE_FINAL_TYPE (LampReportSheet, lamp_report_sheet, LAMP, REPORT_SHEET, AdwWindow)

/**
 * LampReportSheet:
 *
 * Asks for a comment and shows what would be sent, byte for byte. Send can be pressed only while what is
 * shown is what the agent would send for the comment that stands there.
 *
 * Signal `sent (const LampReport *report)`: the report is on the agent's disk; the sheet closes itself.
 */
GtkWidget *lamp_report_sheet_new (LampClient *client, const char *alert_id, const char *team);
