/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/lamp-alert-book.h"
#include "engine/lamp-ledger.h"

/**
 * LampTellerVoice:
 * @alert: a new revision or state; whether to tell the person now
 * @execution: an execution of an artifact, with its judged method
 * @rule: an allow rule silenced something
 * @data: closure of all three
 *
 * Whom the teller tells.
 */
typedef struct
{
  void (*alert) (const LampAlert *alert, gboolean disturb, gpointer data);
  void (*execution) (const LampExecution *execution, gpointer data);
  void (*rule) (const LampRule *rule, gpointer data);
  gpointer data;
} LampTellerVoice;

/**
 * LampTeller:
 *
 * Has executions judged, and makes, counts up or revises the alert that each belongs to. One owner, the
 * engine.
 */
typedef struct _LampTeller LampTeller;

LampTeller *lamp_teller_new (LampLedger *ledger,
                             LampAlertBook *book,
                             const LampPolicy *policy,
                             LampEngineNewId new_id,
                             gpointer new_id_data,
                             const LampTellerVoice *voice);
void lamp_teller_free (LampTeller *self);
const LampPolicy *lamp_teller_get_policy (LampTeller *self);
void lamp_teller_set_policy (LampTeller *self, const LampPolicy *policy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampTeller, lamp_teller_free)

void lamp_teller_tell (LampTeller *self, const LampArtifact *artifact, const LampExecution *execution);
void lamp_teller_retell (LampTeller *self, const LampArtifact *artifact);
void lamp_teller_take_change (LampTeller *self, const LampArtifact *before, const LampArtifact *after);
void lamp_teller_say (LampTeller *self, const LampAlert *alert, gboolean disturb);
