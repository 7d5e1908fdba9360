/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a judgement costs, beside the writing of its artifact as JSON, which each alert needs anyway: both in
 * turn, many rounds, the best of each. */

#include "facts.h"

#define ROUNDS     50
#define JUDGEMENTS 400

static gint64
time_judgements (const TestFacts *facts)
{
  gint64 begin = g_get_monotonic_time ();

  for (int i = 0; i < JUDGEMENTS; i++)
    {
      g_autoptr (LampJudgement) judgement = lamp_detect_judge (&facts->facts);

      g_assert_nonnull (judgement);
    }
  return g_get_monotonic_time () - begin;
}

static gint64
time_json (const TestFacts *facts)
{
  gint64 begin = g_get_monotonic_time ();

  for (int i = 0; i < JUDGEMENTS; i++)
    {
      g_autofree char *text = lamp_artifact_to_text (facts->artifact, LAMP_VIEW_PUBLIC);

      g_assert_nonnull (text);
    }
  return g_get_monotonic_time () - begin;
}

int
main (int argc, char **argv)
{
  static const TestRun run = { .exe = "/usr/bin/bash", .argv = "bash x.sh", .method = LAMP_METHOD_SCRIPT };
  gint64 judgements = G_MAXINT64, json = G_MAXINT64;
  TestFacts facts;

  test_facts_init (&facts, &run, NULL, 60);
  for (int i = 0; i < ROUNDS; i++)
    {
      gint64 some = time_judgements (&facts);

      judgements = MIN (judgements, some);
      some = time_json (&facts);
      json = MIN (json, some);
    }
  test_facts_clear (&facts);
  g_print ("a judgement: %.1f us; its artifact as JSON: %.1f us; ratio %.2f\n",
           (double) judgements / JUDGEMENTS, (double) json / JUDGEMENTS, (double) judgements / (double) json);
  return 0;
}
