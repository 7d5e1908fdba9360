/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sense/lamp-probe-pulse.h"

#include "sense/lamp-sense-limits.h"

struct _LampProbePulse
{
  LampProbePulseAskFunc ask;
  LampProbePulseDeadFunc dead;
  gpointer data;
  gint64 number; /* of the last question, ever */
  gint64 asked_mono_usec;
  gint64 sign_real_usec;
  guint patience_sec; /* for what was ordered since the last question */
  guint waiting_sec;  /* for the answer that is awaited; 0: none is */
  guint signs;        /* lines since the last question */
  guint tries;
  guint timer_id; /* source: to give up while an answer is awaited, else to ask */
};

/**
 * lamp_probe_pulse_new:
 * @ask: called to ask the probe
 * @dead: called when it did not answer; it may reset, not free
 * @data: for both
 *
 * Returns: (transfer full): one that has nothing to ask
 */
LampProbePulse *
lamp_probe_pulse_new (LampProbePulseAskFunc ask, LampProbePulseDeadFunc dead, gpointer data)
{
  LampProbePulse *self = g_new0 (LampProbePulse, 1);

  self->ask = ask;
  self->dead = dead;
  self->data = data;
  return self;
}

/**
 * lamp_probe_pulse_free:
 * @self: (nullable) (transfer full): a pulse
 */
void
lamp_probe_pulse_free (LampProbePulse *self)
{
  if (self == NULL)
    return;
  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_free (self);
}

static gboolean on_timer (gpointer data);

/* Below the priority of reading: when we were held up ourselves, the answer is in the pipe. */
static void
arm (LampProbePulse *self, guint msec)
{
  g_clear_handle_id (&self->timer_id, g_source_remove);
  self->timer_id = g_timeout_add_full (G_PRIORITY_LOW, msec, on_timer, self, NULL);
}

static void
ask_now (LampProbePulse *self)
{
  self->waiting_sec = MAX (self->waiting_sec, self->patience_sec);
  self->patience_sec = 0;
  self->signs = 0;
  self->asked_mono_usec = g_get_monotonic_time ();
  arm (self, self->waiting_sec * 1000);
  self->ask (++self->number, self->data);
}

static void
ask_soon (LampProbePulse *self)
{
  gint64 wait_usec = self->asked_mono_usec + LAMP_SENSE_ASK_USEC - g_get_monotonic_time ();

  if (self->asked_mono_usec == 0 || wait_usec <= 0)
    ask_now (self);
  else if (self->timer_id == 0)
    arm (self, (guint) (wait_usec / 1000) + 1);
}

static gboolean
on_timer (gpointer data)
{
  LampProbePulse *self = data;

  self->timer_id = 0;
  if (self->waiting_sec == 0)
    ask_now (self);
  /* It talks: it has much to do, or its answer is among what it had to drop. */
  else if (self->signs > 0 && self->tries++ < LAMP_SENSE_ANSWER_TRIES)
    ask_now (self);
  else
    self->dead (self->data);
  return G_SOURCE_REMOVE;
}

/**
 * lamp_probe_pulse_expect:
 * @self: a pulse
 * @patience_sec: how long what was ordered may take, in seconds
 *
 * An order was written. It is asked about now, or within a second if there was a question just now.
 */
void
lamp_probe_pulse_expect (LampProbePulse *self, guint patience_sec)
{
  self->patience_sec = MAX (self->patience_sec, patience_sec);
  if (self->waiting_sec == 0)
    ask_soon (self);
}

/**
 * lamp_probe_pulse_take_sign:
 * @self: a pulse
 *
 * The probe said something, which may have been in the pipe for long.
 */
void
lamp_probe_pulse_take_sign (LampProbePulse *self)
{
  self->signs++;
  self->sign_real_usec = g_get_real_time ();
}

/**
 * lamp_probe_pulse_take_answer:
 * @self: a pulse
 * @number: of the question
 *
 * All that was written before that question was read.
 */
void
lamp_probe_pulse_take_answer (LampProbePulse *self, gint64 number)
{
  if (self->waiting_sec == 0 || number != self->number)
    return;
  g_clear_handle_id (&self->timer_id, g_source_remove);
  self->waiting_sec = 0;
  self->tries = 0;
  if (self->patience_sec > 0)
    ask_soon (self);
}

/**
 * lamp_probe_pulse_reset:
 * @self: a pulse
 *
 * The probe is gone: no answer is awaited any more.
 */
void
lamp_probe_pulse_reset (LampProbePulse *self)
{
  g_clear_handle_id (&self->timer_id, g_source_remove);
  self->waiting_sec = 0;
  self->patience_sec = 0;
  self->tries = 0;
  self->asked_mono_usec = 0;
}

/**
 * lamp_probe_pulse_get_last_sign:
 * @self: a pulse
 *
 * Returns: when the probe last said anything, Unix epoch in microseconds; 0: never
 */
gint64
lamp_probe_pulse_get_last_sign (LampProbePulse *self)
{
  return self->sign_real_usec;
}
