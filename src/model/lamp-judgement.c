/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/lamp-judgement.h"

static const char *const severity_nicks[] = { "none", "low", "medium", "high", NULL };

#define AT_MEMBER(member) offsetof (LampJudgement, member)

static const LampField judgement_fields[] = {
  { "method", LAMP_FIELD_ENUM, AT_MEMBER (method), .nicks = lamp_method_nicks },
  { "confidence", LAMP_FIELD_ENUM, AT_MEMBER (confidence), .nicks = lamp_confidence_nicks },
  { "severity", LAMP_FIELD_ENUM, AT_MEMBER (severity), .nicks = severity_nicks },
  { "score", LAMP_FIELD_INT64, AT_MEMBER (score) },
  { "reasons", LAMP_FIELD_VALUES, AT_MEMBER (reasons), .type = &lamp_reason_type },
  { "completeness", LAMP_FIELD_VALUES, AT_MEMBER (completeness), .type = &lamp_gap_type },
  { "attack.version", LAMP_FIELD_STRING, AT_MEMBER (attack_version) },
  { "attack.analytic", LAMP_FIELD_STRING, AT_MEMBER (attack_analytic) },
  { "attack.techniques", LAMP_FIELD_VALUES, AT_MEMBER (techniques), .type = &lamp_technique_type },
  { "sentence", LAMP_FIELD_STRING, AT_MEMBER (sentence) },
  { "launcher", LAMP_FIELD_STRING, AT_MEMBER (launcher) },
  { NULL },
};

LAMP_DEFINE_VALUE (LampJudgement, lamp_judgement, judgement_fields)
