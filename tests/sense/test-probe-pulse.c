/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sense/lamp-probe-pulse.h"

#include "sense/lamp-sense-limits.h"

#define DEADLINE_MSEC 20000

typedef struct
{
  LampProbePulse *pulse;
  gint64 asked;
  guint dead;
} Fixture;

static void
on_ask (gint64 number, gpointer data)
{
  Fixture *f = data;

  g_assert_cmpint (number, ==, f->asked + 1);
  f->asked = number;
}

static void
on_dead (gpointer data)
{
  Fixture *f = data;

  f->dead++;
  lamp_probe_pulse_reset (f->pulse);
}

static gboolean
on_deadline (gpointer data)
{
  g_error ("nothing came in time");
  return G_SOURCE_REMOVE;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->pulse = lamp_probe_pulse_new (on_ask, on_dead, f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  lamp_probe_pulse_free (f->pulse);
}

static void
await_question (Fixture *f, gint64 number)
{
  guint deadline = g_timeout_add (DEADLINE_MSEC, on_deadline, NULL);

  while (f->asked < number && f->dead == 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static gboolean
has_timer (Fixture *f)
{
  return g_main_context_find_source_by_user_data (NULL, f->pulse) != NULL;
}

/* At once, then at most once a second, and nothing wakes us when all is answered. */
static void
test_asks (Fixture *f, gconstpointer data)
{
  gint64 began = g_get_monotonic_time ();

  g_assert_false (has_timer (f));
  lamp_probe_pulse_expect (f->pulse, 30);
  g_assert_cmpint (f->asked, ==, 1);
  lamp_probe_pulse_expect (f->pulse, 30);
  lamp_probe_pulse_expect (f->pulse, 30);
  g_assert_cmpint (f->asked, ==, 1);
  lamp_probe_pulse_take_answer (f->pulse, 1);
  g_assert_cmpint (f->asked, ==, 1);
  await_question (f, 2);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, LAMP_SENSE_ASK_USEC);
  lamp_probe_pulse_take_answer (f->pulse, 2);
  g_assert_false (has_timer (f));
  g_assert_cmpuint (f->dead, ==, 0);
}

/* An older answer says nothing of what was ordered since. */
static void
test_silence (Fixture *f, gconstpointer data)
{
  lamp_probe_pulse_expect (f->pulse, 1);
  lamp_probe_pulse_take_answer (f->pulse, 0);
  await_question (f, 2);
  g_assert_cmpuint (f->dead, ==, 1);
  g_assert_cmpint (f->asked, ==, 1);
  g_assert_false (has_timer (f));
}

/* What it said may have been in the pipe for long: it is asked again, not believed. */
static void
test_talk (Fixture *f, gconstpointer data)
{
  lamp_probe_pulse_expect (f->pulse, 1);
  lamp_probe_pulse_take_sign (f->pulse);
  g_assert_cmpint (lamp_probe_pulse_get_last_sign (f->pulse), >, 0);
  await_question (f, 2);
  g_assert_cmpuint (f->dead, ==, 0);
  await_question (f, 3);
  g_assert_cmpuint (f->dead, ==, 1);
  g_assert_cmpint (f->asked, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                                  \
  g_test_add ("/sense/probe-pulse/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("asks", test_asks);
  ADD ("silence", test_silence);
  ADD ("talk", test_talk);
  return g_test_run ();
}
