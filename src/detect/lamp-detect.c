/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "detect/lamp-detect.h"

#include "detect/lamp-findings.h"
#include "detect/lamp-launcher.h"
#include "detect/lamp-rules.h"
#include "detect/lamp-sentence.h"
#include "detect/lamp-techniques.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DAY_SEC (24 * 3600)

static void (*const rules[]) (LampFindings *findings) = {
  lamp_rule_origin, lamp_rule_name, lamp_rule_archive, lamp_rule_manner, lamp_rule_time,
};

/* The interpreter's technique; where the process is gone, that of the file's content. */
static const char *
find_interpreter_technique (const LampFindings *findings)
{
  const LampFile *file = findings->facts->artifact->file;
  const char *content_type = file != NULL ? file->content_type : NULL;

  if (findings->run.interpreter != NULL)
    switch (findings->run.interpreter->kind)
      {
      case LAMP_INTERPRETER_SHELL:
        return "T1059.004";
      case LAMP_INTERPRETER_PYTHON:
        return "T1059.006";
      case LAMP_INTERPRETER_JAVASCRIPT:
        return "T1059.007";
      case LAMP_INTERPRETER_OTHER:
        return "T1059";
      case LAMP_INTERPRETER_JAVA:
      case LAMP_INTERPRETER_LOADER:
      default:
        return NULL;
      }
  if (content_type == NULL)
    return NULL;
  if (strstr (content_type, "shellscript") != NULL)
    return "T1059.004";
  return strstr (content_type, "python") != NULL ? "T1059.006" : NULL;
}

static void
start_techniques (LampFindings *findings)
{
  const char *interpreter = find_interpreter_technique (findings);

  lamp_findings_add_technique (findings, "T1204.002");
  if (interpreter != NULL)
    lamp_findings_add_technique (findings, interpreter);
}

static void
add_file_gaps (LampFindings *findings)
{
  const LampFile *file = findings->facts->artifact->file;

  if (file == NULL || file->sha256 == NULL)
    lamp_findings_add_gap (findings, "no-hash", _ ("A fingerprint of its content has not been taken."));
  if (file == NULL || file->content_type == NULL)
    lamp_findings_add_gap (findings, "no-content-type", _ ("What kind of content it has is not known."));
}

/* No process in hand means that nobody saw it succeed: a failed execve rings the same bell. */
static LampSeverity
find_severity (const LampFindings *findings, gint64 score)
{
  gboolean inside = findings->origin != NULL && findings->origin->standing == LAMP_STANDING_INSIDE;

  if (score >= LAMP_POINTS_HIGH)
    return findings->run.proven ? LAMP_SEVERITY_HIGH : LAMP_SEVERITY_MEDIUM;
  if (score >= LAMP_POINTS_MEDIUM)
    return LAMP_SEVERITY_MEDIUM;
  /* The organisation's own lowers the severity, it never removes the record. */
  return score >= LAMP_POINTS_LOW || inside ? LAMP_SEVERITY_LOW : LAMP_SEVERITY_NONE;
}

static LampTechnique **
steal_techniques (const LampFindings *findings)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < findings->techniques->len; i++)
    {
      LampTechnique *technique = lamp_technique_new_for_id (g_ptr_array_index (findings->techniques, i));
      if (technique != NULL)
        g_ptr_array_add (list, technique);
    }
  g_ptr_array_add (list, NULL);
  return (LampTechnique **) g_ptr_array_free (list, FALSE);
}

static void
free_techniques (LampTechnique **techniques)
{
  for (gsize i = 0; techniques[i] != NULL; i++)
    lamp_technique_unref (techniques[i]);
  g_free (techniques);
}

static LampJudgement *
make_judgement (LampFindings *findings, LampSeverity severity, const char *sentence, const char *launcher)
{
  gint64 score = lamp_findings_get_score (findings);
  LampTechnique **techniques = steal_techniques (findings);
  LampJudgement *judgement;

  g_ptr_array_add (findings->reasons, NULL);
  g_ptr_array_add (findings->gaps, NULL);
  judgement = lamp_judgement_new (
      &(LampJudgement){ .method = findings->run.method,
                        .confidence = findings->run.confidence,
                        .severity = severity,
                        .score = score,
                        .reasons = (const LampReason *const *) findings->reasons->pdata,
                        .completeness = (const LampGap *const *) findings->gaps->pdata,
                        .techniques = (const LampTechnique *const *) techniques,
                        .attack_version = LAMP_ATTACK_VERSION,
                        .attack_analytic = LAMP_ATTACK_ANALYTIC,
                        .sentence = sentence,
                        .launcher = launcher });
  free_techniques (techniques);
  return judgement;
}

/**
 * lamp_detect_judge:
 * @facts: the facts
 *
 * Pure: the same facts give the same judgement, in the language of the caller. Looking is not running: `cat`,
 * `bash -n`, a viewer, a script that reads the file as data are no execution. An artifact older than the
 * policy's fresh days is not a fresh download any more.
 *
 * Returns: (transfer full) (nullable): the judgement; %NULL when it is no execution of a fresh artifact
 */
LampJudgement *
lamp_detect_judge (const LampDetectFacts *facts)
{
  LampRun run = lamp_run_resolve (facts);
  g_auto (LampFindings) findings = { 0 };
  g_autofree char *launcher = NULL;
  g_autofree char *sentence = NULL;

  if (!run.runs || facts->age_sec > facts->policy->fresh_days * DAY_SEC)
    return NULL;
  lamp_findings_init (&findings, facts, run);
  start_techniques (&findings);
  lamp_findings_add (&findings, LAMP_POINT_LINK);
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    rules[i](&findings);
  add_file_gaps (&findings);
  lamp_findings_sort (&findings);
  launcher = lamp_launcher_dup_name (facts, &run);
  sentence = lamp_sentence_dup_story (&findings, launcher);
  return make_judgement (&findings, find_severity (&findings, lamp_findings_get_score (&findings)), sentence,
                         launcher);
}
