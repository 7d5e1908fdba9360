/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "detect/lamp-findings.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * lamp_findings_init:
 * @self: to be filled
 * @facts: what is judged; outlives @self
 * @run: how it ran
 */
void
lamp_findings_init (LampFindings *self, const LampDetectFacts *facts, LampRun run)
{
  *self = (LampFindings){
    .facts = facts,
    .run = run,
    .origin = facts->origin != NULL ? facts->origin : facts->artifact->origin,
    .reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_reason_unref),
    .gaps = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_gap_unref),
    .techniques = g_ptr_array_new (),
  };
}

/**
 * lamp_findings_clear:
 * @self: findings
 */
void
lamp_findings_clear (LampFindings *self)
{
  g_clear_pointer (&self->reasons, g_ptr_array_unref);
  g_clear_pointer (&self->gaps, g_ptr_array_unref);
  g_clear_pointer (&self->techniques, g_ptr_array_unref);
}

/**
 * lamp_findings_add:
 * @self: findings
 * @point: which reason
 */
void
lamp_findings_add (LampFindings *self, LampPointId point)
{
  lamp_findings_add_text (self, point, _ (lamp_point_get (point)->text));
}

/**
 * lamp_findings_add_text:
 * @self: findings
 * @point: which reason
 * @text: a translated sentence that says more than the table's
 */
void
lamp_findings_add_text (LampFindings *self, LampPointId point, const char *text)
{
  const LampPoint *row = lamp_point_get (point);

  g_ptr_array_add (self->reasons,
                   lamp_reason_new (&(LampReason){ .code = row->code, .weight = row->weight, .text = text }));
}

/**
 * lamp_findings_add_gap:
 * @self: findings
 * @code: stable word
 * @text: translated sentence
 */
void
lamp_findings_add_gap (LampFindings *self, const char *code, const char *text)
{
  g_ptr_array_add (self->gaps, lamp_gap_new (&(LampGap){ .code = code, .text = text }));
}

/**
 * lamp_findings_add_technique:
 * @self: findings
 * @id: ATT&CK id, constant text; named once however often it is added
 */
void
lamp_findings_add_technique (LampFindings *self, const char *id)
{
  for (guint i = 0; i < self->techniques->len; i++)
    if (strcmp (g_ptr_array_index (self->techniques, i), id) == 0)
      return;
  g_ptr_array_add (self->techniques, (gpointer) id);
}

/**
 * lamp_findings_get_score:
 * @self: findings
 *
 * Returns: the sum of the weights
 */
gint64
lamp_findings_get_score (const LampFindings *self)
{
  gint64 score = 0;

  for (guint i = 0; i < self->reasons->len; i++)
    score += ((const LampReason *) g_ptr_array_index (self->reasons, i))->weight;
  return score;
}

/* That it ran is necessary and says nothing yet: it comes after the reasons to look at it, and before those
 * not to. */
static gint64
rank (const LampReason *reason)
{
  return strcmp (reason->code, lamp_point_get (LAMP_POINT_LINK)->code) == 0 ? 1 : reason->weight * 2;
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  gint64 left = rank (*(const LampReason *const *) a);
  gint64 right = rank (*(const LampReason *const *) b);

  return left < right ? 1 : (left > right ? -1 : 0);
}

/**
 * lamp_findings_sort:
 * @self: findings
 *
 * Strongest reason first, but for the one that says no more than that it ran; reasons of equal weight stay in
 * the order in which they were found.
 */
void
lamp_findings_sort (LampFindings *self)
{
  g_ptr_array_sort (self->reasons, compare);
}
