/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "notify/lamp-notify-server.h"

#include "model/lamp-alert.h"

/** The card that stands for several alerts, and the one that says that nothing is seen. No alert's id is like
 * these: alerts have UUIDs. */
#define LAMP_CARD_MANY  "many"
#define LAMP_CARD_BLIND "blind"

/** What a person can press. */
#define LAMP_CARD_ACTION_REPORT   "report"
#define LAMP_CARD_ACTION_EXPECTED "expected"
#define LAMP_CARD_ACTION_DETAILS  "details"

typedef enum
{
  LAMP_CARD_LOW,
  LAMP_CARD_NORMAL,
  LAMP_CARD_CRITICAL,
} LampCardUrgency;

/**
 * LampCard:
 * @id: an alert's id, #LAMP_CARD_MANY or #LAMP_CARD_BLIND
 * @title: one line, plain text
 * @body: plain text, never markup
 * @urgency: how loudly
 * @stays: until it is answered
 * @quiet: replaces what is shown, without a sound
 * @actions: (nullable): word, label, word, label
 *
 * What a notification says, before it is known which server shows it.
 */
typedef struct
{
  const char *id;
  const char *title;
  const char *body;
  LampCardUrgency urgency;
  gboolean stays;
  gboolean quiet;
  const char *const *actions;
} LampCard;

LAMP_DECLARE_VALUE (LampCard, lamp_card)

LampCard *lamp_card_new_for_alert (const LampAlert *alert, gboolean quiet);
LampCard *
lamp_card_new_for_many (const LampAlert *first, guint more_count, LampSeverity severity, gboolean quiet);
LampCard *lamp_card_new_for_report (const LampAlert *alert, const char *team_name, gboolean keeps_reports);
LampCard *lamp_card_new_for_blind (const char *text);

char *lamp_card_dup_body (const LampCard *self, const LampNotifyServer *server);
