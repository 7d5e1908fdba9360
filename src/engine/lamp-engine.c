/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/lamp-engine.h"

#include "base/lamp-text.h"
#include "detect/lamp-detect.h"
#include "engine/lamp-alert-book.h"
#include "engine/lamp-derive.h"
#include "engine/lamp-engine-limits.h"
#include "engine/lamp-ledger.h"
#include "origin/lamp-origin-finder.h"
#include "origin/lamp-origin-merge.h"

#include <string.h>

/* An execution that waits for its file to be decided. */
typedef struct
{
  LampExecution *execution;
  gint64 until_boot_usec;
} Held;

struct _LampEngine
{
  GObject parent_instance;

  LampPolicy *policy;
  LampHosts *hosts;
  LampEngineNewId new_id;
  gpointer new_id_data;
  LampLedger *ledger;
  LampAlertBook *book;
  LampDerive *derive;
  GHashTable
      *undecided;   /* key -> gint64 *: boot time at which a candidate becomes local, or an origin settles */
  GHashTable *held; /* key -> GQueue of Held */
  guint held_count;
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
held_free (gpointer data)
{
  Held *held = data;

  lamp_execution_unref (held->execution);
  g_free (held);
}

static void
held_queue_free (gpointer data)
{
  g_queue_free_full (data, held_free);
}

static void
lamp_engine_finalize (GObject *object)
{
  LampEngine *self = LAMP_ENGINE (object);

  lamp_policy_unref (self->policy);
  g_clear_object (&self->hosts);
  lamp_ledger_free (self->ledger);
  lamp_alert_book_free (self->book);
  lamp_derive_free (self->derive);
  g_hash_table_unref (self->undecided);
  g_hash_table_unref (self->held);
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
  self->undecided = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, held_queue_free);
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

  self->policy = lamp_policy_ref (policy);
  self->hosts = g_object_ref (hosts);
  self->new_id = new_id;
  self->new_id_data = new_id_data;
  self->book = lamp_alert_book_new (person, new_id, new_id_data);
  return self;
}

/**
 * lamp_engine_set_policy:
 * @self: an engine
 * @policy: the policy from now on; past alerts keep what they were judged by
 */
void
lamp_engine_set_policy (LampEngine *self, const LampPolicy *policy)
{
  LampPolicy *old = self->policy;

  self->policy = lamp_policy_ref (policy);
  lamp_policy_unref (old);
}

static void
set_deadline (LampEngine *self, const char *key, gint64 boot_usec)
{
  gint64 *value = g_new (gint64, 1);

  *value = boot_usec;
  g_hash_table_replace (self->undecided, g_strdup (key), value);
}

static gboolean
is_pending (const LampArtifact *artifact)
{
  return artifact->origin == NULL || artifact->origin->status == LAMP_ORIGIN_PENDING;
}

static void
make_room (LampEngine *self)
{
  while (lamp_ledger_get_count (self->ledger) > LAMP_ENGINE_LEDGER_MAX)
    {
      g_autoptr (LampArtifact) oldest = lamp_artifact_ref (lamp_ledger_find_oldest (self->ledger));
      LampArtifact gone = *oldest;
      g_autoptr (LampArtifact) value = NULL;

      gone.state = LAMP_ARRIVAL_LOCAL;
      value = lamp_artifact_new (&gone);
      lamp_ledger_del (self->ledger, oldest->key);
      g_hash_table_remove (self->undecided, oldest->key);
      g_signal_emit (self, signals[SIGNAL_ARTIFACT_CHANGED], 0, value);
    }
}

static LampArtifact *
put_artifact (LampEngine *self, const LampArtifact *artifact)
{
  lamp_ledger_put (self->ledger, artifact);
  g_signal_emit (self, signals[SIGNAL_ARTIFACT_CHANGED], 0, artifact);
  return lamp_ledger_find (self->ledger, artifact->key);
}

/* A sensor may be faster than the arrival that it belongs to; that far back the age is none, not unknown. */
static gint64
get_age_sec (const LampArtifact *artifact, const LampExecution *execution)
{
  LampTime arrived = lamp_artifact_get_arrived (artifact);
  const LampTime ran = {
    .boot_usec = execution->boot_usec,
    .real_usec = execution->real_usec,
    .boot_id = execution->boot_usec > 0 ? lamp_time_get_boot_id () : NULL,
  };
  gint64 early_usec = arrived.boot_usec - ran.boot_usec;

  if (ran.boot_id != NULL && g_strcmp0 (ran.boot_id, arrived.boot_id) == 0 && early_usec > 0 &&
      early_usec <= LAMP_ENGINE_HOLD_USEC)
    return 0;
  return lamp_time_age_sec (&arrived, &ran);
}

static LampJudgement *
judge (LampEngine *self, const LampArtifact *artifact, const LampExecution *execution, gint64 *out_age_sec)
{
  LampDetectFacts facts = {
    .artifact = artifact,
    .origin = artifact->origin,
    .execution = execution,
    .policy = self->policy,
  };

  *out_age_sec = get_age_sec (artifact, execution);
  facts.age_sec = *out_age_sec;
  return lamp_detect_judge (&facts);
}

static void
emit_alert (LampEngine *self, const LampAlert *alert, gboolean disturb)
{
  g_autoptr (LampAlert) kept = lamp_alert_ref (alert);
  g_autoptr (LampRule) rule = lamp_alert_book_take_silenced (self->book);

  if (rule != NULL)
    g_signal_emit (self, signals[SIGNAL_RULE_CHANGED], 0, rule);
  g_signal_emit (self, signals[SIGNAL_ALERT_CHANGED], 0, kept, disturb);
}

static void
record (LampEngine *self,
        const LampExecution *execution,
        const LampJudgement *judgement,
        const char *alert_id)
{
  g_autofree char *id = self->new_id (self->new_id_data);
  LampExecution recorded = *execution;
  g_autoptr (LampExecution) value = NULL;

  recorded.id = id;
  recorded.method = judgement->method;
  recorded.confidence = judgement->confidence;
  recorded.alert_id = alert_id;
  value = lamp_execution_new (&recorded);
  g_signal_emit (self, signals[SIGNAL_EXECUTION_RECORDED], 0, value);
}

/* Looking is not running: then there is no judgement, and nothing happens. */
static void
tell (LampEngine *self, const LampArtifact *artifact, const LampExecution *execution)
{
  LampAlertCase about = { .artifact = artifact, .execution = execution, .policy = self->policy };
  g_autoptr (LampJudgement) judgement = judge (self, artifact, execution, &about.age_sec);
  LampAlert *alert;
  gboolean disturb = FALSE;

  if (judgement == NULL || judgement->severity == LAMP_SEVERITY_NONE)
    return;
  about.judgement = judgement;
  about.group_key = lamp_ledger_get_root (self->ledger, artifact)->key;
  alert = lamp_alert_book_find_for (self->book, about.group_key, execution->real_usec);
  if (alert != NULL)
    {
      g_autoptr (LampAlert) before = lamp_alert_ref (alert);
      alert = lamp_alert_book_count (self->book, before, &about, &disturb);
    }
  else
    alert = lamp_alert_book_add (self->book, &about, &disturb);
  record (self, execution, judgement, alert->id);
  emit_alert (self, alert, disturb);
}

static void
rejudge (LampEngine *self, const LampArtifact *artifact)
{
  g_autoptr (GPtrArray) alerts = lamp_alert_book_list_for (self->book, artifact->key);

  for (guint i = 0; i < alerts->len; i++)
    {
      LampAlert *alert = g_ptr_array_index (alerts, i);
      g_autoptr (LampExecution) execution = lamp_alert_book_dup_execution (self->book, alert);
      LampAlertCase about = { .artifact = artifact, .execution = execution, .policy = self->policy };
      g_autoptr (LampJudgement) judgement = judge (self, artifact, execution, &about.age_sec);
      gboolean disturb = FALSE;
      LampAlert *revised;

      if (judgement == NULL)
        continue;
      about.judgement = judgement;
      about.group_key = alert->group_key;
      revised = lamp_alert_book_revise (self->book, alert, &about, &disturb);
      if (revised != NULL)
        emit_alert (self, revised, disturb);
    }
}

static void
hold (LampEngine *self, const LampExecution *execution, gint64 until_boot_usec)
{
  GQueue *queue = g_hash_table_lookup (self->held, execution->key);
  Held *held;

  if (self->held_count >= LAMP_ENGINE_HELD_MAX)
    return;
  if (queue == NULL)
    {
      queue = g_queue_new ();
      g_hash_table_insert (self->held, g_strdup (execution->key), queue);
    }
  held = g_new (Held, 1);
  held->execution = lamp_execution_ref (execution);
  held->until_boot_usec = until_boot_usec;
  g_queue_push_tail (queue, held);
  self->held_count++;
}

static void
release_held (LampEngine *self, const char *key, gboolean tell_them)
{
  g_autofree char *stored_key = NULL;
  GQueue *queue = NULL;
  Held *held;

  if (!g_hash_table_steal_extended (self->held, key, (gpointer *) &stored_key, (gpointer *) &queue))
    return;
  while ((held = g_queue_pop_head (queue)) != NULL)
    {
      LampArtifact *artifact = lamp_ledger_find (self->ledger, key);
      self->held_count--;
      if (tell_them && artifact != NULL)
        tell (self, artifact, held->execution);
      held_free (held);
    }
  g_queue_free (queue);
}

static void
become_local (LampEngine *self, const LampArtifact *candidate)
{
  g_autoptr (LampArtifact) kept = lamp_artifact_ref (candidate);
  LampArtifact local = *kept;
  g_autoptr (LampArtifact) value = NULL;

  local.state = LAMP_ARRIVAL_LOCAL;
  value = lamp_artifact_new (&local);
  release_held (self, kept->key, FALSE);
  g_hash_table_remove (self->undecided, kept->key);
  lamp_ledger_del (self->ledger, kept->key);
  g_signal_emit (self, signals[SIGNAL_ARTIFACT_CHANGED], 0, value);
}

static void
become_artifact (LampEngine *self, const LampArtifact *changed)
{
  LampArtifact *row = put_artifact (self, changed);

  release_held (self, row->key, TRUE);
  if (row->archive)
    g_signal_emit (self, signals[SIGNAL_MEMBERS_WANTED], 0, row);
}

/* A source speaks once: its newest word replaces the older one. */
static GPtrArray *
join_evidence (const LampOrigin *origin, GPtrArray *more)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);

  for (guint i = 0; more != NULL && i < more->len; i++)
    g_ptr_array_add (all, lamp_evidence_ref (g_ptr_array_index (more, i)));
  for (guint i = 0; origin != NULL && origin->evidence != NULL && origin->evidence[i] != NULL; i++)
    {
      const LampEvidence *old = origin->evidence[i];
      gboolean replaced = FALSE;
      for (guint j = 0; more != NULL && j < more->len; j++)
        replaced |= strcmp (((LampEvidence *) g_ptr_array_index (more, j))->source, old->source) == 0;
      if (!replaced)
        g_ptr_array_add (all, lamp_evidence_ref (old));
    }
  return all;
}

static LampOrigin *
find_origin (LampEngine *self, const LampArtifact *artifact, GPtrArray *more, gboolean settled)
{
  g_autoptr (GPtrArray) all = join_evidence (artifact->origin, more);
  g_autoptr (LampOrigin) merged = lamp_origin_merge (all, artifact, settled);

  return lamp_hosts_classify (self->hosts, merged, self->policy);
}

/* A mark of low confidence (an editor also lists what it saved as recently used) is no evidence of arrival.
 */
static gboolean
is_arrival_evidence (GPtrArray *evidence)
{
  for (guint i = 0; evidence != NULL && i < evidence->len; i++)
    if (((LampEvidence *) g_ptr_array_index (evidence, i))->confidence > LAMP_EVIDENCE_LOW)
      return TRUE;
  return FALSE;
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

static void
learn_origin (LampEngine *self, const LampArtifact *artifact, GPtrArray *evidence, gboolean settled)
{
  g_autoptr (LampArtifact) before = lamp_artifact_ref (artifact);
  g_autoptr (LampOrigin) origin = find_origin (self, before, evidence, settled);
  LampArtifact next = *before;
  g_autoptr (LampArtifact) value = NULL;

  next.origin = origin;
  if (before->state == LAMP_ARRIVAL_CANDIDATE && is_arrival_evidence (evidence))
    next.state = LAMP_ARRIVAL_ARTIFACT;
  value = lamp_artifact_new (&next);
  if (next.state == LAMP_ARRIVAL_ARTIFACT)
    {
      if (is_pending (value))
        set_deadline (self, value->key,
                      before->arrived_boot_usec + lamp_origin_finder_get_settle_usec (value));
      else
        g_hash_table_remove (self->undecided, value->key);
    }
  if (before->state == LAMP_ARRIVAL_CANDIDATE && next.state == LAMP_ARRIVAL_ARTIFACT)
    become_artifact (self, value);
  else
    put_artifact (self, value);
  rejudge (self, value);
  if (value->archive && !is_pending (value))
    pass_on (self, value, TRUE);
}

/* A file that was extracted has its archive's origin, and the chain says so. */
static gboolean
try_derive (LampEngine *self, const LampArtifact *candidate)
{
  g_autoptr (LampArtifact) kept = lamp_artifact_ref (candidate);
  g_autoptr (LampArtifact) value = lamp_derive_match (self->derive, self->ledger, kept);

  if (value == NULL)
    return FALSE;
  if (is_pending (value))
    set_deadline (self, value->key, kept->arrived_boot_usec + lamp_origin_finder_get_settle_usec (value));
  else
    g_hash_table_remove (self->undecided, value->key);
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
        set_deadline (self, artifact->key, now->boot_usec + lamp_origin_finder_get_settle_usec (artifact));
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
  LampArtifact next = *artifact;
  g_autoptr (LampArtifact) value = NULL;

  /* The same file told again (a rewrite in place, a rescan) keeps what is known of where it came from. */
  if (known != NULL && known->state == LAMP_ARRIVAL_ARTIFACT)
    {
      next = *known;
      next.file = artifact->file;
      next.runnable = artifact->runnable;
      value = lamp_artifact_new (&next);
      put_artifact (self, value);
      return;
    }
  origin = find_origin (self, artifact, NULL, FALSE);
  next.origin = origin;
  value = lamp_artifact_new (&next);
  make_room (self);
  if (next.state == LAMP_ARRIVAL_ARTIFACT)
    {
      if (is_pending (value))
        set_deadline (self, value->key,
                      artifact->arrived_boot_usec + lamp_origin_finder_get_settle_usec (value));
      become_artifact (self, value);
      return;
    }
  set_deadline (self, value->key, now->boot_usec + LAMP_ENGINE_CANDIDATE_USEC);
  put_artifact (self, value);
  try_derive (self, value);
}

/**
 * lamp_engine_take_change:
 * @self: an engine
 * @artifact: a file whose content or mode is another now; only what can change is taken from it
 * @now: now
 *
 * An artifact that is edited stays the artifact that arrived: its inode is the same, and so is who brought
 * it.
 */
void
lamp_engine_take_change (LampEngine *self, const LampArtifact *artifact, const LampTime *now)
{
  LampArtifact *known = lamp_ledger_find (self->ledger, artifact->key);
  LampArtifact next;
  LampFile file;
  g_autoptr (LampFile) file_value = NULL;
  g_autoptr (LampArtifact) value = NULL;

  if (known == NULL)
    return;
  next = *known;
  file = *known->file;
  file.size_bytes = artifact->file->size_bytes;
  file.content_type = artifact->file->content_type;
  file.mode = artifact->file->mode;
  if (file.modified_real_usec != artifact->file->modified_real_usec)
    file.sha256 = NULL;
  file.modified_real_usec = artifact->file->modified_real_usec;
  file_value = lamp_file_new (&file);
  next.file = file_value;
  next.runnable = artifact->runnable;
  next.archive = artifact->archive;
  value = lamp_artifact_new (&next);
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
  LampArtifact next;
  LampFile file;
  g_autoptr (LampFile) file_value = NULL;
  g_autoptr (LampArtifact) value = NULL;

  if (known == NULL)
    return;
  next = *known;
  file = *known->file;
  file.sha256 = sha256;
  file_value = lamp_file_new (&file);
  next.file = file_value;
  value = lamp_artifact_new (&next);
  put_artifact (self, value);
  rejudge (self, value);
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
  value = lamp_derive_move (known, path);
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
      hold (self, execution, now->boot_usec + LAMP_ENGINE_HOLD_USEC);
      return;
    }
  artifact = lamp_artifact_ref (known);
  if (artifact->state == LAMP_ARRIVAL_CANDIDATE)
    hold (self, execution, G_MAXINT64);
  else
    tell (self, artifact, execution);
}

static void
settle (LampEngine *self, const char *key)
{
  g_autoptr (LampArtifact) row = NULL;
  LampArtifact *known = lamp_ledger_find (self->ledger, key);

  g_hash_table_remove (self->undecided, key);
  if (known == NULL)
    return;
  row = lamp_artifact_ref (known);
  if (row->state == LAMP_ARRIVAL_CANDIDATE)
    become_local (self, row);
  else if (is_pending (row))
    learn_origin (self, row, NULL, TRUE);
}

static void
drop_old_holds (LampEngine *self, const LampTime *now)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, self->held);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      GQueue *queue = value;
      Held *first = g_queue_peek_head (queue);
      if (first->until_boot_usec > now->boot_usec || lamp_ledger_find (self->ledger, key) != NULL)
        continue;
      self->held_count -= g_queue_get_length (queue);
      g_hash_table_iter_remove (&iter);
    }
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
  g_autoptr (GPtrArray) due = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, self->undecided);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (*(gint64 *) value <= now->boot_usec)
      g_ptr_array_add (due, g_strdup (key));
  for (guint i = 0; i < due->len; i++)
    settle (self, g_ptr_array_index (due, i));
  drop_old_holds (self, now);
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
  gint64 earliest = G_MAXINT64;
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, self->undecided);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    earliest = MIN (earliest, *(gint64 *) value);
  g_hash_table_iter_init (&iter, self->held);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      Held *first = g_queue_peek_head (value);
      if (lamp_ledger_find (self->ledger, key) == NULL)
        earliest = MIN (earliest, first->until_boot_usec);
    }
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
 * lamp_engine_get_artifact_count:
 * @self: an engine
 *
 * Returns: how many rows the ledger has
 */
guint
lamp_engine_get_artifact_count (LampEngine *self)
{
  return lamp_ledger_get_count (self->ledger);
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
  return alert->artifact_key == NULL || !g_hash_table_contains (self->undecided, alert->artifact_key);
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
  LampAlert *alert = lamp_alert_book_set_state (self->book, id, state);

  if (alert != NULL)
    emit_alert (self, alert, FALSE);
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
  LampAlert *alert = lamp_alert_book_set_report (self->book, id, report);

  if (alert != NULL)
    emit_alert (self, alert, FALSE);
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
