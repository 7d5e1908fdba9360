/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/lamp-report.h"

static const char *const state_nicks[] = { "none", "waiting", "queued", "delivered", "rejected", NULL };

static const LampField report_fields[] = {
  { "id", LAMP_FIELD_STRING, offsetof (LampReport, id) },
  { "alert_id", LAMP_FIELD_STRING, offsetof (LampReport, alert_id) },
  { "revision", LAMP_FIELD_INT64, offsetof (LampReport, revision) },
  { "format", LAMP_FIELD_STRING, offsetof (LampReport, format) },
  { "destination", LAMP_FIELD_STRING, offsetof (LampReport, destination) },
  { "state", LAMP_FIELD_ENUM, offsetof (LampReport, state), .nicks = state_nicks },
  { "comment", LAMP_FIELD_STRING, offsetof (LampReport, comment), LAMP_FIELD_LOCAL },
  { "created", LAMP_FIELD_TIME, offsetof (LampReport, created_real_usec) },
  { "sent", LAMP_FIELD_TIME, offsetof (LampReport, sent_real_usec) },
  { "attempts", LAMP_FIELD_INT64, offsetof (LampReport, attempts) },
  { "failure", LAMP_FIELD_STRING, offsetof (LampReport, failure) },
  { "bytes", LAMP_FIELD_STRING, offsetof (LampReport, bytes), LAMP_FIELD_LOCAL },
  { NULL },
};

LAMP_DEFINE_VALUE (LampReport, lamp_report, report_fields)

static const LampField rule_fields[] = {
  { "id", LAMP_FIELD_STRING, offsetof (LampRule, id) },
  { "scope", LAMP_FIELD_STRING, offsetof (LampRule, scope) },
  { "alert_id", LAMP_FIELD_STRING, offsetof (LampRule, alert_id) },
  { "what", LAMP_FIELD_STRING, offsetof (LampRule, what) },
  { "sha256", LAMP_FIELD_STRING, offsetof (LampRule, sha256) },
  { "host", LAMP_FIELD_STRING, offsetof (LampRule, host) },
  { "exe", LAMP_FIELD_PATH, offsetof (LampRule, exe) },
  { "created", LAMP_FIELD_TIME, offsetof (LampRule, created_real_usec) },
  { "expires", LAMP_FIELD_TIME, offsetof (LampRule, expires_real_usec) },
  { "silenced", LAMP_FIELD_INT64, offsetof (LampRule, silenced) },
  { NULL },
};

LAMP_DEFINE_VALUE (LampRule, lamp_rule, rule_fields)
