/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-alert.h"
#include "model/lamp-policy.h"
#include "model/lamp-report.h"
#include "policy/lamp-hosts.h"

#include <gio/gio.h>

#define LAMP_TYPE_ENGINE (lamp_engine_get_type ())

/**
 * LampEngine:
 *
 * Joins arrivals, origins, executions and policy into the ledger and into alerts. It has no clock, no file
 * and no bus of its own: every call brings the time, so that a recording drives it as the live stages do. One
 * thread.
 *
 * Signals (values are borrowed):
 * - `artifact-changed` (#LampArtifact): a row of the ledger is new or changed. LOCAL: it is gone from the
 * ledger
 * - `alert-changed` (#LampAlert, gboolean disturb): a new revision or state; @disturb: tell the person now
 * - `execution-recorded` (#LampExecution): an execution of an artifact, with its judged method
 * - `rule-changed` (#LampRule): an allow rule silenced something
 * - `members-wanted` (#LampArtifact): the engine needs the list of what is in this archive
 */
G_DECLARE_FINAL_TYPE (LampEngine, lamp_engine, LAMP, ENGINE, GObject)

/**
 * LampEnginePerson:
 * @uid: user id
 * @name: login name
 * @session: (nullable): "wayland", "x11" or "tty"
 * @admin: may become root
 *
 * Whose desktop this is; goes into every alert.
 */
typedef struct
{
  gint64 uid;
  const char *name;
  const char *session;
  gboolean admin;
} LampEnginePerson;

/**
 * LampEngineNewId:
 * @data: closure
 *
 * Returns: (transfer full): the id of the next alert, execution or rule; random live, derived in a replay
 */
typedef char *(*LampEngineNewId) (gpointer data);

LampEngine *lamp_engine_new (const LampPolicy *policy,
                             LampHosts *hosts,
                             const LampEnginePerson *person,
                             LampEngineNewId new_id,
                             gpointer new_id_data);
void lamp_engine_set_policy (LampEngine *self, const LampPolicy *policy);
void lamp_engine_restore (
    LampEngine *self, GPtrArray *artifacts, GPtrArray *alerts, GPtrArray *rules, const LampTime *now);

void lamp_engine_take_arrival (LampEngine *self, const LampArtifact *artifact, const LampTime *now);
void lamp_engine_take_change (LampEngine *self, const LampArtifact *artifact, const LampTime *now);
void lamp_engine_take_hash (LampEngine *self, const char *key, const char *sha256, const LampTime *now);
void lamp_engine_take_move (LampEngine *self, const char *key, const char *path, const LampTime *now);
void lamp_engine_take_evidence (LampEngine *self, const char *key, GPtrArray *evidence, const LampTime *now);
void
lamp_engine_take_members (LampEngine *self, const char *archive_key, GPtrArray *members, const LampTime *now);
void lamp_engine_take_execution (LampEngine *self, const LampExecution *execution, const LampTime *now);
void lamp_engine_advance (LampEngine *self, const LampTime *now);
gint64 lamp_engine_get_deadline_boot_usec (LampEngine *self);

LampArtifact *lamp_engine_find_artifact (LampEngine *self, const char *key);
LampAlert *lamp_engine_find_alert (LampEngine *self, const char *id);
GPtrArray *lamp_engine_list_artifacts (LampEngine *self);
gboolean lamp_engine_is_settled (LampEngine *self, const LampAlert *alert);
void lamp_engine_set_alert_state (LampEngine *self, const char *id, LampAlertState state);
void lamp_engine_set_report (LampEngine *self, const char *id, const LampReport *report);
LampRule *
lamp_engine_expect (LampEngine *self, const char *id, const char *scope, const LampTime *now, GError **error);
