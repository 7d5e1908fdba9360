/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/lamp-engine.h"

#include "engine/lamp-deadlines.h"
#include "engine/lamp-derive.h"
#include "engine/lamp-engine-limits.h"
#include "engine/lamp-held.h"
#include "engine/lamp-ledger.h"
#include "engine/lamp-row.h"
#include "engine/lamp-teller.h"
#include "origin/lamp-origin-finder.h"
#include "origin/lamp-origin-merge.h"

#include <string.h>

struct _LampEngine
{
  GObject parent_instance;

  LampHosts *hosts;
  LampLedger *ledger;
  LampAlertBook *book;
  LampTeller *teller;
  LampDerive *derive;
  LampDeadlines *undecided; /* when a candidate becomes local, or an origin settles */
  LampHeld *held;
};

G_DEFINE_FINAL_TYPE (LampEngine, lamp_engine, G_TYPE_OBJECT)

enum
{
  SIGNAL_ARTIFACT_CHANGED,
  SIGNAL_ALERT_CHANGED,
  SIGNAL_EXECUTION_RECORDED,
  SIGNAL_RULE_CHANGED,
  SIGNAL_MEMBERS_WANTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
lamp_engine_finalize (GObject *object)
{
  LampEngine *self = LAMP_ENGINE (object);

  g_clear_object (&self->hosts);
  lamp_ledger_free (self->ledger);
  lamp_teller_free (self->teller);
  lamp_alert_book_free (self->book);
  lamp_derive_free (self->derive);
  lamp_deadlines_free (self->undecided);
  lamp_held_free (self->held);
  G_OBJECT_CLASS (lamp_engine_parent_class)->finalize (object);
}

static void
lamp_engine_class_init (LampEngineClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lamp_engine_finalize;
  signals[SIGNAL_ARTIFACT_CHANGED] = g_signal_new ("artifact-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                   NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_ALERT_CHANGED] = g_signal_new ("alert-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_BOOLEAN);
  signals[SIGNAL_EXECUTION_RECORDED] = g_signal_new ("execution-recorded", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                                     NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_RULE_CHANGED] = g_signal_new ("rule-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                               G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_MEMBERS_WANTED] = g_signal_new ("members-wanted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                 NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
lamp_engine_init (LampEngine *self)
{
  self->ledger = lamp_ledger_new ();
  self->derive = lamp_derive_new ();
  self->undecided = lamp_deadlines_new ();
  self->held = lamp_held_new ();
}

static void
on_alert (const LampAlert *alert, gboolean disturb, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_ALERT_CHANGED], 0, alert, disturb);
}

static void
on_execution (const LampExecution *execution, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_EXECUTION_RECORDED], 0, execution);
}

static void
on_rule (const LampRule *rule, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_RULE_CHANGED], 0, rule);
}

/**
 * lamp_engine_new:
 * @policy: the policy in force
 * @hosts: the table that tells channels
 * @person: whose desktop this is
 * @new_id: makes ids
 * @new_id_data: its closure
 *
 * Returns: (transfer full): an engine with an empty ledger
 */
LampEngine *
lamp_engine_new (const LampPolicy *policy,
                 LampHosts *hosts,
                 const LampEnginePerson *person,
                 LampEngineNewId new_id,
                 gpointer new_id_data)
{
  LampEngine *self = g_object_new (LAMP_TYPE_ENGINE, NULL);
  const LampTellerVoice voice = { on_alert, on_execution, on_rule, self };

  self->hosts = g_object_ref (hosts);
  self->book = lamp_alert_book_new (person, new_id, new_id_data);
  self->teller = lamp_teller_new (self->ledger, self->book, policy, new_id, new_id_data, &voice);
  return self;
}

/**
 * lamp_engine_set_policy:
 * @self: an engine
 * @policy: in force from now on; what was judged stays as it is
 */
void
lamp_engine_set_policy (LampEngine *self, const LampPolicy *policy)
{
  lamp_teller_set_policy (self->teller, policy);
}

static gboolean
is_pending (const LampArtifact *artifact)
{
  return artifact->origin == NULL || artifact->origin->status == LAMP_ORIGIN_PENDING;
}

static LampArtifact *
put_artifact (LampEngine *self, const LampArtifact *artifact)
{
  lamp_ledger_put (self->ledger, artifact);
  g_signal_emit (self, signals[SIGNAL_ARTIFACT_CHANGED], 0, artifact);
  return lamp_ledger_find (self->ledger, artifact->key);
}

static void
release_held (LampEngine *self, const char *key)
{
  g_autoptr (GPtrArray) executions = lamp_held_take (self->held, key);

  for (guint i = 0; i < executions->len; i++)
    {
      LampArtifact *found = lamp_ledger_find (self->ledger, key);
      g_autoptr (LampArtifact) artifact = found != NULL ? lamp_artifact_ref (found) : NULL;
      if (artifact != NULL)
        lamp_teller_tell (self->teller, artifact, g_ptr_array_index (executions, i));
    }
}

static void
become_local (LampEngine *self, const LampArtifact *candidate)
{
  g_autoptr (LampArtifact) local = lamp_row_with_state (candidate, LAMP_ARRIVAL_LOCAL);
  g_autoptr (GPtrArray) never_told = lamp_held_take (self->held, local->key);

  lamp_deadlines_remove (self->undecided, local->key);
  lamp_ledger_del (self->ledger, local->key);
  g_signal_emit (self, signals[SIGNAL_ARTIFACT_CHANGED], 0, local);
}

static void
make_room (LampEngine *self)
{
  while (lamp_ledger_get_count (self->ledger) > LAMP_ENGINE_LEDGER_MAX)
    become_local (self, lamp_ledger_find_oldest (self->ledger));
}

static void
become_artifact (LampEngine *self, const LampArtifact *changed)
{
  g_autoptr (LampArtifact) row = lamp_artifact_ref (put_artifact (self, changed));

  release_held (self, row->key);
  if (row->archive)
    g_signal_emit (self, signals[SIGNAL_MEMBERS_WANTED], 0, row);
}

static LampOrigin *
find_origin (LampEngine *self, const LampArtifact *artifact, GPtrArray *more, gboolean settled)
{
  g_autoptr (GPtrArray) all = lamp_row_join_evidence (artifact, more);
  g_autoptr (LampOrigin) merged = lamp_origin_merge (all, artifact, settled);

  return lamp_hosts_classify (self->hosts, merged, lamp_teller_get_policy (self->teller));
}

static void
learn_origin (LampEngine *self, const LampArtifact *artifact, GPtrArray *evidence, gboolean settled);

/* What came out of an archive learns its origin when the archive does. */
static void
pass_on (LampEngine *self, const LampArtifact *archive, gboolean settled)
{
  g_autoptr (GPtrArray) rows = lamp_ledger_list (self->ledger);
  g_autoptr (GPtrArray) evidence = g_ptr_array_new ();

  for (guint i = 0; archive->origin->evidence != NULL && archive->origin->evidence[i] != NULL; i++)
    g_ptr_array_add (evidence, (gpointer) archive->origin->evidence[i]);
  for (guint i = 0; i < rows->len; i++)
    {
      LampArtifact *row = g_ptr_array_index (rows, i);
      if (row->state == LAMP_ARRIVAL_ARTIFACT && is_pending (row) &&
          g_strcmp0 (row->parent_key, archive->key) == 0)
        learn_origin (self, row, evidence, settled);
    }
}

/* While a reader may still answer, the row has a time at which it settles. */
static void
watch_settling (LampEngine *self, const LampArtifact *artifact)
{
  if (is_pending (artifact))
    lamp_deadlines_set (self->undecided, artifact->key,
                        artifact->arrived_boot_usec + lamp_origin_finder_get_settle_usec (artifact));
  else
    lamp_deadlines_remove (self->undecided, artifact->key);
}

static void
learn_origin (LampEngine *self, const LampArtifact *artifact, GPtrArray *evidence, gboolean settled)
{
  g_autoptr (LampOrigin) origin = find_origin (self, artifact, evidence, settled);
  gboolean arrives = artifact->state == LAMP_ARRIVAL_CANDIDATE && lamp_row_is_arrival_evidence (evidence);
  g_autoptr (LampArtifact)
      value = lamp_row_with_origin (artifact, origin, arrives ? LAMP_ARRIVAL_ARTIFACT : artifact->state);

  if (value->state == LAMP_ARRIVAL_ARTIFACT)
    watch_settling (self, value);
  if (arrives)
    become_artifact (self, value);
  else
    put_artifact (self, value);
  lamp_teller_retell (self->teller, value);
  if (value->archive && !is_pending (value))
    pass_on (self, value, TRUE);
}

/* A file that was extracted has its archive's origin, and the chain says so. */
static gboolean
try_derive (LampEngine *self, const LampArtifact *candidate)
{
  g_autoptr (LampArtifact) value = lamp_derive_match (self->derive, self->ledger, candidate);

  if (value == NULL)
    return FALSE;
  watch_settling (self, value);
  become_artifact (self, value);
  return TRUE;
}

/**
 * lamp_engine_restore:
 * @self: an engine
 * @artifacts: (element-type LampArtifact): the ledger as it was stored
 * @alerts: (element-type LampAlert): alerts
 * @rules: (element-type LampRule): allow rules
 * @now: now
 *
 * What was pending when the agent ended is looked up again, and settles soon.
 */
void
lamp_engine_restore (
    LampEngine *self, GPtrArray *artifacts, GPtrArray *alerts, GPtrArray *rules, const LampTime *now)
{
  for (guint i = 0; i < artifacts->len; i++)
    {
      LampArtifact *artifact = g_ptr_array_index (artifacts, i);
      lamp_ledger_put (self->ledger, artifact);
      if (is_pending (artifact))
        lamp_deadlines_set (self->undecided, artifact->key,
                            now->boot_usec + lamp_origin_finder_get_settle_usec (artifact));
    }
  lamp_alert_book_restore (self->book, alerts, rules);
}

/**
 * lamp_engine_take_arrival:
 * @self: an engine
 * @artifact: a finished file: with arrival evidence, or a candidate
 * @now: now
 */
void
lamp_engine_take_arrival (LampEngine *self, const LampArtifact *artifact, const LampTime *now)
{
  LampArtifact *known = lamp_ledger_find (self->ledger, artifact->key);
  g_autoptr (LampOrigin) origin = NULL;
  g_autoptr (LampArtifact) value = NULL;

  /* The same file told again (a rescan) keeps what is known of where it came from. */
  if (known != NULL && known->state == LAMP_ARRIVAL_ARTIFACT)
    {
      lamp_engine_take_change (self, artifact, now);
      return;
    }
  origin = find_origin (self, artifact, NULL, FALSE);
  value = lamp_row_with_origin (artifact, origin, artifact->state);
  make_room (self);
  if (value->state == LAMP_ARRIVAL_ARTIFACT)
    {
      watch_settling (self, value);
      become_artifact (self, value);
      return;
    }
  lamp_deadlines_set (self->undecided, value->key, now->boot_usec + LAMP_ENGINE_CANDIDATE_USEC);
  put_artifact (self, value);
  try_derive (self, value);
}

/**
 * lamp_engine_take_change:
 * @self: an engine
 * @artifact: a file whose content or mode is another now; only what can change is taken from it
 * @now: now
 *
 * An artifact that is edited stays the one that arrived: its inode is the same, and so is who brought it.
 */
void
lamp_engine_take_change (LampEngine *self, const LampArtifact *artifact, const LampTime *now)
{
  LampArtifact *known = lamp_ledger_find (self->ledger, artifact->key);
  g_autoptr (LampArtifact) value = known != NULL ? lamp_row_with_change (known, artifact) : NULL;
  if (value == NULL)
    return;
  lamp_teller_take_change (self->teller, known, value);
  put_artifact (self, value);
}

/**
 * lamp_engine_take_hash:
 * @self: an engine
 * @key: a file's key
 * @sha256: of its content
 * @now: now
 */
void
lamp_engine_take_hash (LampEngine *self, const char *key, const char *sha256, const LampTime *now)
{
  LampArtifact *known = lamp_ledger_find (self->ledger, key);
  g_autoptr (LampArtifact) value = known != NULL ? lamp_row_with_hash (known, sha256) : NULL;

  if (value == NULL)
    return;
  put_artifact (self, value);
  lamp_teller_retell (self->teller, value);
}

/**
 * lamp_engine_take_move:
 * @self: an engine
 * @key: a file's key
 * @path: where it is now
 * @now: now
 */
void
lamp_engine_take_move (LampEngine *self, const char *key, const char *path, const LampTime *now)
{
  LampArtifact *known = lamp_ledger_find (self->ledger, key);
  g_autoptr (LampArtifact) value = NULL;

  if (known == NULL || g_strcmp0 (known->file->path, path) == 0)
    return;
  value = lamp_row_with_path (known, path);
  put_artifact (self, value);
}

/**
 * lamp_engine_take_evidence:
 * @self: an engine
 * @key: a file's key
 * @evidence: (element-type LampEvidence): what one round of readers said; may be empty
 * @now: now
 */
void
lamp_engine_take_evidence (LampEngine *self, const char *key, GPtrArray *evidence, const LampTime *now)
{
  LampArtifact *known = lamp_ledger_find (self->ledger, key);

  if (known != NULL && evidence->len > 0)
    learn_origin (self, known, evidence, !is_pending (known));
}

/**
 * lamp_engine_take_members:
 * @self: an engine
 * @archive_key: an archive's key
 * @members: (element-type LampArchiveMember): what is in it
 * @now: now
 */
void
lamp_engine_take_members (LampEngine *self, const char *archive_key, GPtrArray *members, const LampTime *now)
{
  g_autoptr (GPtrArray) rows = lamp_ledger_list (self->ledger);

  lamp_derive_take_members (self->derive, archive_key, members);
  for (guint i = 0; i < rows->len; i++)
    {
      LampArtifact *row = g_ptr_array_index (rows, i);
      if (row->state == LAMP_ARRIVAL_CANDIDATE)
        try_derive (self, row);
    }
}

/**
 * lamp_engine_take_execution:
 * @self: an engine
 * @execution: what a sensor saw
 * @now: now
 *
 * It is judged at its own time, whenever its file is decided.
 */
void
lamp_engine_take_execution (LampEngine *self, const LampExecution *execution, const LampTime *now)
{
  g_autoptr (LampArtifact) artifact = NULL;
  LampArtifact *known = lamp_ledger_find (self->ledger, execution->key);

  if (execution->key == NULL)
    return;
  if (known == NULL)
    {
      lamp_held_add (self->held, execution, now->boot_usec + LAMP_ENGINE_HOLD_USEC);
      return;
    }
  artifact = lamp_artifact_ref (known);
  if (artifact->state == LAMP_ARRIVAL_CANDIDATE)
    lamp_held_add (self->held, execution, G_MAXINT64);
  else
    lamp_teller_tell (self->teller, artifact, execution);
}

static void
settle (LampEngine *self, const char *key)
{
  g_autoptr (LampArtifact) row = NULL;
  LampArtifact *known = lamp_ledger_find (self->ledger, key);

  lamp_deadlines_remove (self->undecided, key);
  if (known == NULL)
    return;
  row = lamp_artifact_ref (known);
  if (row->state == LAMP_ARRIVAL_CANDIDATE)
    become_local (self, row);
  else if (is_pending (row))
    learn_origin (self, row, NULL, TRUE);
}

static gboolean
knows (const char *key, gpointer data)
{
  return lamp_ledger_find (((LampEngine *) data)->ledger, key) != NULL;
}

/**
 * lamp_engine_advance:
 * @self: an engine
 * @now: now
 *
 * Does what time does: candidates become local, origins settle, executions of files that never arrived go.
 */
void
lamp_engine_advance (LampEngine *self, const LampTime *now)
{
  g_autoptr (GPtrArray) due = lamp_deadlines_list_due (self->undecided, now->boot_usec);

  for (guint i = 0; i < due->len; i++)
    settle (self, g_ptr_array_index (due, i));
  lamp_held_expire (self->held, now->boot_usec, knows, self);
}

/**
 * lamp_engine_get_deadline_boot_usec:
 * @self: an engine
 *
 * Returns: when lamp_engine_advance() has something to do, on the boot clock; -1: nothing waits
 */
gint64
lamp_engine_get_deadline_boot_usec (LampEngine *self)
{
  gint64 earliest = MIN (lamp_held_get_deadline_boot_usec (self->held, knows, self),
                         lamp_deadlines_get_earliest_boot_usec (self->undecided));

  return earliest == G_MAXINT64 ? -1 : earliest;
}

/**
 * lamp_engine_find_artifact:
 * @self: an engine
 * @key: a file's key
 *
 * Returns: (transfer none) (nullable): its row
 */
LampArtifact *
lamp_engine_find_artifact (LampEngine *self, const char *key)
{
  return lamp_ledger_find (self->ledger, key);
}

/**
 * lamp_engine_find_alert:
 * @self: an engine
 * @id: an alert's id
 *
 * Returns: (transfer none) (nullable): its newest revision
 */
LampAlert *
lamp_engine_find_alert (LampEngine *self, const char *id)
{
  return lamp_alert_book_find (self->book, id);
}

/**
 * lamp_engine_list_artifacts:
 * @self: an engine
 *
 * Returns: (transfer full) (element-type LampArtifact): all rows of the ledger
 */
GPtrArray *
lamp_engine_list_artifacts (LampEngine *self)
{
  return lamp_ledger_list (self->ledger);
}

/**
 * lamp_engine_is_settled:
 * @self: an engine
 * @alert: an alert
 *
 * Returns: %TRUE if no reader may still answer for its file, so that a report of it can be frozen
 */
gboolean
lamp_engine_is_settled (LampEngine *self, const LampAlert *alert)
{
  return alert->artifact_key == NULL || !lamp_deadlines_has (self->undecided, alert->artifact_key);
}

/**
 * lamp_engine_set_alert_state:
 * @self: an engine
 * @id: an alert's id
 * @state: shown, dismissed ...
 */
void
lamp_engine_set_alert_state (LampEngine *self, const char *id, LampAlertState state)
{
  lamp_teller_say (self->teller, lamp_alert_book_set_state (self->book, id, state), FALSE);
}

/**
 * lamp_engine_set_report:
 * @self: an engine
 * @id: an alert's id
 * @report: its row in the outbox
 */
void
lamp_engine_set_report (LampEngine *self, const char *id, const LampReport *report)
{
  lamp_teller_say (self->teller, lamp_alert_book_set_report (self->book, id, report), FALSE);
}

/**
 * lamp_engine_expect:
 * @self: an engine
 * @id: an alert's id
 * @scope: "content", "origin" or "program"
 * @now: now
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the allow rule. Errors: as lamp_alert_book_add_rule()
 */
LampRule *
lamp_engine_expect (LampEngine *self, const char *id, const char *scope, const LampTime *now, GError **error)
{
  LampRule *rule = lamp_alert_book_add_rule (self->book, id, scope, now, error);

  if (rule != NULL)
    lamp_engine_set_alert_state (self, id, LAMP_ALERT_EXPECTED);
  return rule;
}
