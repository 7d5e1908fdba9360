/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

/** How often a report can be shortened further; the last level leaves a few KiB of any alert. */
#define LAMP_REPORT_SHORTEN_LEVELS 5

JsonNode *lamp_report_shorten (JsonNode *node, guint level);
char *lamp_report_shorten_to_text (JsonNode *node);
