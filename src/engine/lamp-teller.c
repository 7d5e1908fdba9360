/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/lamp-teller.h"

#include "detect/lamp-detect.h"
#include "detect/lamp-look.h"
#include "engine/lamp-engine-limits.h"
#include "engine/lamp-looks.h"

struct _LampTeller
{
  LampLedger *ledger;  /* unowned */
  LampAlertBook *book; /* unowned */
  LampPolicy *policy;
  LampLooks *looks;
  LampEngineNewId new_id;
  gpointer new_id_data;
  LampTellerVoice voice;
};

/**
 * lamp_teller_new:
 * @ledger: knows which tree a file belongs to; outlives the teller
 * @book: keeps the alerts; outlives the teller
 * @policy: the policy in force
 * @new_id: makes ids of executions
 * @new_id_data: its closure
 * @voice: whom to tell; copied
 *
 * Returns: (transfer full): a teller
 */
LampTeller *
lamp_teller_new (LampLedger *ledger,
                 LampAlertBook *book,
                 const LampPolicy *policy,
                 LampEngineNewId new_id,
                 gpointer new_id_data,
                 const LampTellerVoice *voice)
{
  LampTeller *self = g_new0 (LampTeller, 1);

  self->ledger = ledger;
  self->book = book;
  self->policy = lamp_policy_ref (policy);
  self->looks = lamp_looks_new ();
  self->new_id = new_id;
  self->new_id_data = new_id_data;
  self->voice = *voice;
  return self;
}

/**
 * lamp_teller_free:
 * @self: (transfer full): a teller
 */
void
lamp_teller_free (LampTeller *self)
{
  lamp_policy_unref (self->policy);
  lamp_looks_free (self->looks);
  g_free (self);
}

/**
 * lamp_teller_get_policy:
 * @self: a teller
 *
 * Returns: (transfer none): the policy in force
 */
const LampPolicy *
lamp_teller_get_policy (LampTeller *self)
{
  return self->policy;
}

/**
 * lamp_teller_set_policy:
 * @self: a teller
 * @policy: in force from now on
 */
void
lamp_teller_set_policy (LampTeller *self, const LampPolicy *policy)
{
  LampPolicy *before = self->policy;

  self->policy = lamp_policy_ref (policy);
  lamp_policy_unref (before);
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

/* What was judged so once stays so, also after a restart has forgotten the look. */
static gboolean
was_inspected (const LampAlert *alert)
{
  for (gsize i = 0; alert != NULL && alert->reasons != NULL && alert->reasons[i] != NULL; i++)
    if (g_strcmp0 (alert->reasons[i]->code, "inspected") == 0)
      return TRUE;
  return FALSE;
}

/* @alert: what was told of it before, or NULL. */
static LampJudgement *
judge (LampTeller *self,
       const LampArtifact *artifact,
       const LampExecution *execution,
       const LampAlert *alert,
       gint64 *out_age_sec)
{
  LampDetectFacts facts = {
    .artifact = artifact,
    .origin = artifact->origin,
    .execution = execution,
    .policy = self->policy,
  };

  *out_age_sec = get_age_sec (artifact, execution);
  facts.age_sec = *out_age_sec;
  facts.inspected = was_inspected (alert) ||
                    lamp_looks_has (self->looks, artifact->key, execution->real_usec);
  return lamp_detect_judge (&facts);
}

static void
say (LampTeller *self, const LampAlert *alert, gboolean disturb)
{
  g_autoptr (LampAlert) kept = lamp_alert_ref (alert);
  g_autoptr (LampRule) rule = lamp_alert_book_take_silenced (self->book);

  if (rule != NULL)
    self->voice.rule (rule, self->voice.data);
  self->voice.alert (kept, disturb, self->voice.data);
}

static void
record (LampTeller *self,
        const LampArtifact *artifact,
        const LampExecution *execution,
        const LampJudgement *judgement,
        const char *alert_id)
{
  g_autofree char *id = self->new_id (self->new_id_data);
  LampExecution recorded = *execution;
  g_autoptr (LampExecution) value = NULL;

  recorded.id = id;
  /* The sensor's path is where it was marked; the ledger knows where it is. */
  recorded.path = artifact->file->path;
  recorded.method = judgement->method;
  recorded.confidence = judgement->confidence;
  recorded.alert_id = alert_id;
  value = lamp_execution_new (&recorded);
  self->voice.execution (value, self->voice.data);
}

/**
 * lamp_teller_tell:
 * @self: a teller
 * @artifact: a file that arrived
 * @execution: what a sensor saw of it
 *
 * Looking is not running: then there is no judgement; that the person looked counts when it runs.
 */
void
lamp_teller_tell (LampTeller *self, const LampArtifact *artifact, const LampExecution *execution)
{
  LampAlertCase about = { .artifact = artifact, .execution = execution, .policy = self->policy };
  g_autoptr (LampJudgement) judgement = judge (self, artifact, execution, NULL, &about.age_sec);
  LampAlert *alert;
  gboolean disturb = FALSE;

  if (judgement == NULL)
    {
      if (lamp_look_is_inspection (execution))
        lamp_looks_add (self->looks, artifact->key, execution->real_usec);
      return;
    }
  /* Too few points to be told, e.g. a vendor's program a day later: recorded, no alert. */
  if (judgement->severity == LAMP_SEVERITY_NONE)
    {
      record (self, artifact, execution, judgement, NULL);
      return;
    }
  about.judgement = judgement;
  about.group_key = lamp_ledger_get_root (self->ledger, artifact)->key;
  alert = lamp_alert_book_find_for (self->book, about.group_key, execution->real_usec);
  if (alert != NULL && lamp_alert_book_may_count (self->book, alert, &about))
    {
      g_autoptr (LampAlert) before = lamp_alert_ref (alert);
      alert = lamp_alert_book_count (self->book, before, &about, &disturb);
    }
  else
    alert = lamp_alert_book_add (self->book, &about, &disturb);
  record (self, artifact, execution, judgement, alert->id);
  say (self, alert, disturb);
}

/**
 * lamp_teller_retell:
 * @self: a teller
 * @artifact: a file of which more is known now
 *
 * Judges anew what was told of it; where that changes anything, there is a next revision.
 */
void
lamp_teller_retell (LampTeller *self, const LampArtifact *artifact)
{
  g_autoptr (GPtrArray) alerts = lamp_alert_book_list_for (self->book, artifact->key);

  for (guint i = 0; i < alerts->len; i++)
    {
      LampAlert *alert = g_ptr_array_index (alerts, i);
      g_autoptr (LampExecution) execution = lamp_alert_book_dup_execution (self->book, alert);
      LampAlertCase about = { .artifact = artifact, .execution = execution, .policy = self->policy };
      g_autoptr (LampJudgement) judgement = judge (self, artifact, execution, alert, &about.age_sec);
      gboolean disturb = FALSE;
      LampAlert *revised;

      if (judgement == NULL)
        continue;
      about.judgement = judgement;
      about.group_key = alert->group_key;
      revised = lamp_alert_book_revise (self->book, alert, &about, &disturb);
      if (revised != NULL)
        say (self, revised, disturb);
    }
}

/**
 * lamp_teller_take_change:
 * @self: a teller
 * @before: a file
 * @after: the same, changed
 *
 * What was looked at is not what runs when its content was exchanged.
 */
void
lamp_teller_take_change (LampTeller *self, const LampArtifact *before, const LampArtifact *after)
{
  if (before->file->size_bytes != after->file->size_bytes ||
      before->file->modified_real_usec != after->file->modified_real_usec)
    lamp_looks_remove (self->looks, after->key);
}

/**
 * lamp_teller_say:
 * @self: a teller
 * @alert: (nullable): an alert whose state changed; %NULL: nothing did
 * @disturb: whether to tell the person now
 */
void
lamp_teller_say (LampTeller *self, const LampAlert *alert, gboolean disturb)
{
  if (alert != NULL)
    say (self, alert, disturb);
}
