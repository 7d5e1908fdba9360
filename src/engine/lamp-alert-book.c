/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/lamp-alert-book.h"

#include "base/lamp-error.h"
#include "base/lamp-limits.h"
#include "base/lamp-text.h"
#include "engine/lamp-alert-run.h"
#include "engine/lamp-engine-limits.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _LampAlertBook
{
  LampEnginePerson person;
  LampEngineNewId new_id;
  gpointer new_id_data;
  GHashTable *alerts;     /* id -> LampAlert */
  GHashTable *by_group;   /* group key -> id of its newest alert */
  GHashTable *executions; /* id -> LampExecution: the one that decided its severity */
  GPtrArray *rules;
  LampRule *silenced; /* the rule whose count has just changed */
};

/**
 * lamp_alert_book_new:
 * @person: whose desktop this is; copied
 * @new_id: makes ids
 * @new_id_data: its closure
 *
 * Returns: (transfer full): an empty book
 */
LampAlertBook *
lamp_alert_book_new (const LampEnginePerson *person, LampEngineNewId new_id, gpointer new_id_data)
{
  LampAlertBook *self = g_new0 (LampAlertBook, 1);

  self->person = *person;
  self->person.name = g_strdup (person->name);
  self->person.session = g_strdup (person->session);
  self->new_id = new_id;
  self->new_id_data = new_id_data;
  self->alerts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) lamp_alert_unref);
  self->by_group = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->executions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) lamp_execution_unref);
  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_rule_unref);
  return self;
}

/**
 * lamp_alert_book_free:
 * @self: (transfer full): a book
 */
void
lamp_alert_book_free (LampAlertBook *self)
{
  g_free ((char *) self->person.name);
  g_free ((char *) self->person.session);
  g_hash_table_unref (self->alerts);
  g_hash_table_unref (self->by_group);
  g_hash_table_unref (self->executions);
  g_ptr_array_unref (self->rules);
  g_clear_pointer (&self->silenced, lamp_rule_unref);
  g_free (self);
}

static LampAlert *
put (LampAlertBook *self, LampAlert *take_alert)
{
  g_hash_table_replace (self->alerts, (gpointer) take_alert->id, take_alert);
  return take_alert;
}

/**
 * lamp_alert_book_restore:
 * @self: a book
 * @alerts: (element-type LampAlert): from the store, any order
 * @rules: (element-type LampRule): from the store
 */
void
lamp_alert_book_restore (LampAlertBook *self, GPtrArray *alerts, GPtrArray *rules)
{
  for (guint i = 0; i < alerts->len; i++)
    {
      LampAlert *alert = put (self, lamp_alert_ref (g_ptr_array_index (alerts, i)));
      const char *known = g_hash_table_lookup (self->by_group,
                                               alert->group_key != NULL ? alert->group_key : "");
      LampAlert *other = known != NULL ? lamp_alert_book_find (self, known) : NULL;

      if (alert->group_key != NULL && (other == NULL || other->time_real_usec <= alert->time_real_usec))
        g_hash_table_replace (self->by_group, g_strdup (alert->group_key), g_strdup (alert->id));
    }
  for (guint i = 0; i < rules->len; i++)
    g_ptr_array_add (self->rules, lamp_rule_ref (g_ptr_array_index (rules, i)));
}

/**
 * lamp_alert_book_find:
 * @self: a book
 * @id: an alert's id
 *
 * Returns: (transfer none) (nullable): its newest revision
 */
LampAlert *
lamp_alert_book_find (LampAlertBook *self, const char *id)
{
  return g_hash_table_lookup (self->alerts, id);
}

/**
 * lamp_alert_book_find_for:
 * @self: a book
 * @group_key: a tree
 * @real_usec: when something of it ran
 *
 * Returns: (transfer none) (nullable): the alert that this execution adds to
 */
LampAlert *
lamp_alert_book_find_for (LampAlertBook *self, const char *group_key, gint64 real_usec)
{
  const char *id = g_hash_table_lookup (self->by_group, group_key);
  LampAlert *alert = id != NULL ? lamp_alert_book_find (self, id) : NULL;

  /* A clock that was set back must not make one alert of a year. */
  if (alert == NULL || ABS (real_usec - alert->time_real_usec) > LAMP_ENGINE_SAME_ALERT_USEC)
    return NULL;
  return alert;
}

/**
 * lamp_alert_book_list_for:
 * @self: a book
 * @artifact_key: a file's key
 *
 * Returns: (transfer full) (element-type LampAlert): alerts that tell of this file
 */
GPtrArray *
lamp_alert_book_list_for (LampAlertBook *self, const char *artifact_key)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_alert_unref);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->alerts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      LampAlert *alert = value;
      if (g_strcmp0 (alert->artifact_key, artifact_key) == 0)
        g_ptr_array_add (found, lamp_alert_ref (alert));
    }
  return found;
}

/* After a restart only the alert is left; its process still says which argument was the file. */
static LampExecution *
execution_from_alert (const LampAlert *alert)
{
  gint64 operand = -1;

  if (alert->process != NULL && alert->process->argv != NULL)
    for (gint64 i = 0; alert->process->argv[i] != NULL && operand < 0; i++)
      {
        g_autofree char *name = g_path_get_basename (alert->process->argv[i]);
        g_autofree char *wanted = lamp_text_to_utf8 (alert->file->name);
        if (i > 0 && g_strcmp0 (name, wanted) == 0)
          operand = i;
      }
  return lamp_execution_new (&(LampExecution){
      .key = alert->artifact_key,
      .path = alert->file->path,
      .method = alert->method,
      .confidence = alert->confidence,
      .sensor = alert->sensor,
      .rung = alert->method == LAMP_METHOD_EXE || alert->process == NULL,
      .operand = operand,
      /* an older store has only the first time */
      .real_usec = alert->execution_real_usec != 0 ? alert->execution_real_usec : alert->time_real_usec,
      .process = alert->process,
      .alert_id = alert->id,
  });
}

/**
 * lamp_alert_book_dup_execution:
 * @self: a book
 * @alert: an alert
 *
 * Returns: (transfer full): the execution that decided it, to be judged anew
 */
LampExecution *
lamp_alert_book_dup_execution (LampAlertBook *self, const LampAlert *alert)
{
  LampExecution *kept = g_hash_table_lookup (self->executions, alert->id);

  return kept != NULL ? lamp_execution_ref (kept) : execution_from_alert (alert);
}

static gboolean
rule_matches (const LampRule *rule, const LampAlertCase *about)
{
  const LampArtifact *artifact = about->artifact;
  const LampProcess *process = about->execution->process;

  if (rule->expires_real_usec != 0 && rule->expires_real_usec < about->execution->real_usec)
    return FALSE;
  if (rule->sha256 == NULL && rule->host == NULL && rule->exe == NULL)
    return FALSE;
  if (rule->sha256 != NULL && g_strcmp0 (rule->sha256, artifact->file->sha256) != 0)
    return FALSE;
  if (rule->host != NULL && (artifact->origin == NULL || g_strcmp0 (rule->host, artifact->origin->host) != 0))
    return FALSE;
  return rule->exe == NULL || (process != NULL && g_strcmp0 (rule->exe, process->exe) == 0);
}

static LampRule *
find_rule (LampAlertBook *self, const LampAlertCase *about)
{
  for (guint i = 0; i < self->rules->len; i++)
    if (rule_matches (g_ptr_array_index (self->rules, i), about))
      return g_ptr_array_index (self->rules, i);
  return NULL;
}

/**
 * lamp_alert_book_may_count:
 * @self: a book
 * @alert: an alert younger than an hour
 * @about: another execution of the same file or tree
 *
 * What the person expected is silent; what the rule does not speak of, be it out of the same archive, is not.
 *
 * Returns: %TRUE if @about adds to @alert; %FALSE if it is an alert of its own
 */
gboolean
lamp_alert_book_may_count (LampAlertBook *self, const LampAlert *alert, const LampAlertCase *about)
{
  gboolean silent = alert->silenced_by != NULL || alert->state == LAMP_ALERT_EXPECTED;

  return !silent || find_rule (self, about) != NULL;
}

static void
count_silenced (LampAlertBook *self, const LampRule *rule)
{
  LampRule changed = *rule;
  LampRule *value;
  guint index;

  changed.silenced++;
  value = lamp_rule_new (&changed);
  if (g_ptr_array_find (self->rules, rule, &index))
    {
      lamp_rule_unref (g_ptr_array_index (self->rules, index));
      g_ptr_array_index (self->rules, index) = value;
    }
  g_clear_pointer (&self->silenced, lamp_rule_unref);
  self->silenced = lamp_rule_ref (value);
}

/**
 * lamp_alert_book_take_silenced:
 * @self: a book
 *
 * Returns: (transfer full) (nullable): the rule whose count the last call changed, once
 */
LampRule *
lamp_alert_book_take_silenced (LampAlertBook *self)
{
  return g_steal_pointer (&self->silenced);
}

/* What others may see of the evidence stands in LampOrigin; a pending origin disturbs only if the rest
 * suffices, which it does here, for detect gives no points for what is pending. */
static gboolean
should_disturb (const LampAlert *alert, const LampPolicy *policy)
{
  if (alert->severity < MAX (policy->minimum_severity, LAMP_SEVERITY_MEDIUM) || policy->shadow)
    return FALSE;
  if (alert->silenced_by != NULL || alert->state > LAMP_ALERT_SHOWN)
    return FALSE;
  if (alert->prompted_severity == LAMP_SEVERITY_NONE)
    return TRUE;
  return alert->prompted_severity < LAMP_SEVERITY_HIGH && alert->severity == LAMP_SEVERITY_HIGH;
}

/* Everything that a judgement says, put over @base. The severity that the person has seen never falls. */
static LampAlert *
apply (LampAlertBook *self, const LampAlert *base, const LampAlertCase *about, gboolean *out_disturb)
{
  LampAlert next = *base;
  const LampJudgement *judgement = about->judgement;
  LampRule *rule = base->silenced_by == NULL ? find_rule (self, about) : NULL;
  g_autoptr (LampAlert) value = NULL;

  next.severity = MAX (judgement->severity, base->prompted_severity);
  next.score = judgement->score;
  next.sentence = judgement->sentence;
  next.file = about->artifact->file;
  next.origin = about->artifact->origin;
  next.derivation = about->artifact->derivation;
  next.method = judgement->method;
  next.confidence = judgement->confidence;
  next.sensor = about->execution->sensor;
  next.execution_real_usec = about->execution->real_usec;
  next.process = about->execution->process;
  next.seconds_since_arrival = about->age_sec;
  next.reasons = judgement->reasons;
  next.techniques = judgement->techniques;
  next.attack_version = judgement->attack_version;
  next.attack_analytic = judgement->attack_analytic;
  next.completeness = judgement->completeness;
  next.artifact_key = about->artifact->key;
  next.group_key = about->group_key;
  if (rule != NULL)
    {
      next.silenced_by = rule->id;
      count_silenced (self, rule);
    }
  *out_disturb = should_disturb (&next, about->policy);
  if (*out_disturb)
    next.prompted_severity = next.severity;
  return lamp_alert_new (&next);
}

/**
 * lamp_alert_book_add:
 * @self: a book
 * @about: an execution worth telling
 * @out_disturb: (out): whether to tell the person now
 *
 * Returns: (transfer none): a new alert, revision 1
 */
LampAlert *
lamp_alert_book_add (LampAlertBook *self, const LampAlertCase *about, gboolean *out_disturb)
{
  g_autofree char *id = self->new_id (self->new_id_data);
  const LampProcess *processes[] = { about->execution->process, NULL };
  const LampAlert blank = {
    .schema = "1",
    .id = id,
    .revision = 1,
    .time_real_usec = about->execution->real_usec,
    .last_time_real_usec = about->execution->real_usec,
    .count = 1,
    .state = LAMP_ALERT_NEW,
    .processes = processes,
    .user_uid = self->person.uid,
    .user_name = self->person.name,
    .user_session = self->person.session,
    .user_admin = self->person.admin,
  };
  LampAlert *alert = put (self, apply (self, &blank, about, out_disturb));

  g_hash_table_replace (self->by_group, g_strdup (about->group_key), g_strdup (alert->id));
  g_hash_table_replace (self->executions, g_strdup (alert->id), lamp_execution_ref (about->execution));
  return alert;
}

/**
 * lamp_alert_book_count:
 * @self: a book
 * @alert: an alert younger than an hour
 * @about: another execution of the same file or tree
 * @out_disturb: (out): whether to tell the person now: only if it makes the alert high for the first time
 *
 * Process, execution and reasons stay those of one run: the first, or a later one that is worse.
 *
 * Returns: (transfer none): the alert with its count, and with the stronger of the two judgements
 */
LampAlert *
lamp_alert_book_count (LampAlertBook *self,
                       const LampAlert *alert,
                       const LampAlertCase *about,
                       gboolean *out_disturb)
{
  g_autoptr (GPtrArray) processes = lamp_alert_run_add (alert, about->execution->process);
  LampAlert next = *alert;

  if (!lamp_alert_run_is_known (alert, about->execution->process))
    next.count++;
  next.last_time_real_usec = MAX (alert->last_time_real_usec, about->execution->real_usec);
  next.processes = (const LampProcess *const *) processes->pdata;
  *out_disturb = FALSE;
  /* what was reported says nothing of this run: a report of it is another one */
  next.revision++;
  if (about->judgement->score <= alert->score)
    return put (self, lamp_alert_new (&next));
  g_hash_table_replace (self->executions, g_strdup (alert->id), lamp_execution_ref (about->execution));
  return put (self, apply (self, &next, about, out_disturb));
}

static gboolean
says_the_same (const LampAlert *one, const LampAlert *two)
{
  g_autofree char *a = lamp_alert_to_text (one, LAMP_VIEW_STORE);
  g_autofree char *b = lamp_alert_to_text (two, LAMP_VIEW_STORE);

  return strcmp (a, b) == 0;
}

/**
 * lamp_alert_book_revise:
 * @self: a book
 * @alert: an alert
 * @about: the same execution, judged anew because more is known
 * @out_disturb: (out): whether to tell the person now
 *
 * Returns: (transfer none) (nullable): the next revision, or %NULL where nothing changed
 */
LampAlert *
lamp_alert_book_revise (LampAlertBook *self,
                        const LampAlert *alert,
                        const LampAlertCase *about,
                        gboolean *out_disturb)
{
  g_autoptr (LampAlert) same = apply (self, alert, about, out_disturb);
  LampAlert next;

  if (says_the_same (alert, same))
    return NULL;
  next = *same;
  next.revision++;
  return put (self, lamp_alert_new (&next));
}

/**
 * lamp_alert_book_set_state:
 * @self: a book
 * @id: an alert's id
 * @state: its new state
 *
 * Returns: (transfer none) (nullable): the alert; %NULL if there is none or it is in that state
 */
LampAlert *
lamp_alert_book_set_state (LampAlertBook *self, const char *id, LampAlertState state)
{
  LampAlert *alert = lamp_alert_book_find (self, id);
  LampAlert next;

  if (alert == NULL || alert->state == state)
    return NULL;
  next = *alert;
  next.state = state;
  return put (self, lamp_alert_new (&next));
}

/**
 * lamp_alert_book_set_report:
 * @self: a book
 * @id: an alert's id
 * @report: its row in the outbox
 *
 * Returns: (transfer none) (nullable): the alert with the report's state
 */
LampAlert *
lamp_alert_book_set_report (LampAlertBook *self, const char *id, const LampReport *report)
{
  LampAlert *alert = lamp_alert_book_find (self, id);
  LampAlert next;

  if (alert == NULL)
    return NULL;
  next = *alert;
  next.state = LAMP_ALERT_REPORTED;
  next.report_state = report->state;
  next.report_revision = report->revision;
  next.report_sent_real_usec = report->sent_real_usec;
  return put (self, lamp_alert_new (&next));
}

static gboolean
fill_scope (const LampAlert *alert, const char *scope, LampRule *rule, GError **error)
{
  if (strcmp (scope, "content") == 0)
    rule->sha256 = alert->file->sha256;
  else if (strcmp (scope, "origin") == 0)
    rule->host = alert->origin != NULL ? alert->origin->host : NULL;
  else if (strcmp (scope, "program") == 0)
    {
      rule->host = alert->origin != NULL ? alert->origin->host : NULL;
      rule->exe = alert->process != NULL && rule->host != NULL ? alert->process->exe : NULL;
    }
  else
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA,
                           "scope must be content, origin or program");
      return FALSE;
    }
  if ((rule->sha256 != NULL || rule->host != NULL) && (rule->exe != NULL || strcmp (scope, "program") != 0))
    return TRUE;
  g_set_error (error, LAMP_ERROR, LAMP_ERROR_NOT_FOUND, "nothing is known that a rule by %s could hold on to",
               scope);
  return FALSE;
}

/* Asked again and again, by whatever program, one rule is enough. */
static LampRule *
find_same_rule (LampAlertBook *self, const LampRule *wanted, gint64 now_real_usec)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      LampRule *rule = g_ptr_array_index (self->rules, i);
      if (rule->expires_real_usec > now_real_usec && g_strcmp0 (rule->sha256, wanted->sha256) == 0 &&
          g_strcmp0 (rule->host, wanted->host) == 0 && g_strcmp0 (rule->exe, wanted->exe) == 0)
        return rule;
    }
  return NULL;
}

static char *
dup_what (const LampAlert *alert, const char *scope)
{
  g_autofree char *name = lamp_text_show (alert->file->name, LAMP_SHOWN_NAME_CHARS);
  g_autofree char *host = lamp_text_show (alert->origin != NULL ? alert->origin->host : NULL,
                                          LAMP_SHOWN_NAME_CHARS);

  if (strcmp (scope, "content") == 0)
    return g_strdup (name);
  if (strcmp (scope, "program") == 0)
    {
      g_autofree char *program = g_path_get_basename (alert->process->exe);
      g_autofree char *shown = lamp_text_show (program, LAMP_SHOWN_NAME_CHARS);

      /* TRANSLATORS: what an allow rule silences; the first %s is a site, the second a program */
      return g_strdup_printf (_ ("files from %s, run by %s"), host, shown);
    }
  /* TRANSLATORS: what an allow rule silences; %s is a site */
  return g_strdup_printf (_ ("files from %s"), host);
}

/**
 * lamp_alert_book_add_rule:
 * @self: a book
 * @id: the alert that the person expected
 * @scope: "content", "origin" or "program"
 * @now: now
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the new rule, or the one that says the same. Errors:
 * %LAMP_ERROR_NOT_FOUND no such alert, or nothing to hold on to (no hash, no host); %LAMP_ERROR_INVALID_DATA
 * an unknown scope
 */
LampRule *
lamp_alert_book_add_rule (
    LampAlertBook *self, const char *id, const char *scope, const LampTime *now, GError **error)
{
  LampAlert *alert = lamp_alert_book_find (self, id);
  g_autofree char *rule_id = NULL;
  g_autofree char *what = NULL;
  LampRule rule = { 0 };
  LampRule *made;

  if (alert == NULL)
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_NOT_FOUND, "no such alert");
      return NULL;
    }
  if (!fill_scope (alert, scope, &rule, error))
    return NULL;
  made = find_same_rule (self, &rule, now->real_usec);
  if (made != NULL)
    return lamp_rule_ref (made);
  rule_id = self->new_id (self->new_id_data);
  what = dup_what (alert, scope);
  rule.id = rule_id;
  rule.scope = scope;
  rule.alert_id = id;
  rule.what = what;
  rule.created_real_usec = now->real_usec;
  rule.expires_real_usec = now->real_usec + LAMP_ENGINE_RULE_DAYS * 24LL * 3600 * G_USEC_PER_SEC;
  made = lamp_rule_new (&rule);
  g_ptr_array_add (self->rules, lamp_rule_ref (made));
  return made;
}
