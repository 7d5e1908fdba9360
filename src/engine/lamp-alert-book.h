/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/lamp-engine.h"
#include "model/lamp-judgement.h"

/**
 * LampAlertBook:
 *
 * The life of alerts: made, counted up, revised, answered, silenced. One owner, the engine; one thread.
 */
typedef struct _LampAlertBook LampAlertBook;

/**
 * LampAlertCase:
 * @artifact: the file, with its classified origin
 * @group_key: key of the tree it belongs to
 * @execution: what ran it
 * @judgement: what detect says of it
 * @policy: the policy in force
 * @age_sec: seconds from arrival to execution, or -1
 *
 * All that an alert is made of.
 */
typedef struct
{
  const LampArtifact *artifact;
  const char *group_key;
  const LampExecution *execution;
  const LampJudgement *judgement;
  const LampPolicy *policy;
  gint64 age_sec;
} LampAlertCase;

LampAlertBook *
lamp_alert_book_new (const LampEnginePerson *person, LampEngineNewId new_id, gpointer new_id_data);
void lamp_alert_book_free (LampAlertBook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampAlertBook, lamp_alert_book_free)

void lamp_alert_book_restore (LampAlertBook *self, GPtrArray *alerts, GPtrArray *rules);
LampAlert *lamp_alert_book_find (LampAlertBook *self, const char *id);
LampAlert *lamp_alert_book_find_for (LampAlertBook *self, const char *group_key, gint64 real_usec);
GPtrArray *lamp_alert_book_list_for (LampAlertBook *self, const char *artifact_key);
LampExecution *lamp_alert_book_dup_execution (LampAlertBook *self, const LampAlert *alert);

LampAlert *lamp_alert_book_add (LampAlertBook *self, const LampAlertCase *about, gboolean *out_disturb);
gboolean lamp_alert_book_may_count (LampAlertBook *self, const LampAlert *alert, const LampAlertCase *about);
LampAlert *lamp_alert_book_count (LampAlertBook *self,
                                  const LampAlert *alert,
                                  const LampAlertCase *about,
                                  gboolean *out_disturb);
LampAlert *lamp_alert_book_revise (LampAlertBook *self,
                                   const LampAlert *alert,
                                   const LampAlertCase *about,
                                   gboolean *out_disturb);
LampAlert *lamp_alert_book_set_state (LampAlertBook *self, const char *id, LampAlertState state);
LampAlert *lamp_alert_book_set_report (LampAlertBook *self, const char *id, const LampReport *report);
LampRule *lamp_alert_book_add_rule (
    LampAlertBook *self, const char *id, const char *scope, const LampTime *now, GError **error);
LampRule *lamp_alert_book_take_silenced (LampAlertBook *self);
