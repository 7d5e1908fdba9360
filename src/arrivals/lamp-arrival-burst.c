/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "arrivals/lamp-arrival-burst.h"

#include "arrivals/lamp-arrivals-limits.h"

struct _LampArrivalBurst
{
  LampArrivalBurstOver over;
  gpointer data;
  guint count;
  gint64 began_real_usec;
  gint64 last_mono_usec;
  guint source;
};

/**
 * lamp_arrival_burst_new:
 * @over: called when a burst that was too large is over
 * @data: its closure
 *
 * Returns: (transfer full): nothing counted
 */
LampArrivalBurst *
lamp_arrival_burst_new (LampArrivalBurstOver over, gpointer data)
{
  LampArrivalBurst *self = g_new0 (LampArrivalBurst, 1);

  self->over = over;
  self->data = data;
  return self;
}

/**
 * lamp_arrival_burst_free:
 * @self: (transfer full): a count
 */
void
lamp_arrival_burst_free (LampArrivalBurst *self)
{
  lamp_arrival_burst_stop (self);
  g_free (self);
}

static gboolean
on_over (gpointer data)
{
  LampArrivalBurst *self = data;
  gint64 quiet_usec = g_get_monotonic_time () - self->last_mono_usec;

  if (quiet_usec < LAMP_ARRIVALS_BURST_MSEC * 1000)
    return G_SOURCE_CONTINUE;
  self->source = 0;
  self->count = 0;
  self->over (self->began_real_usec, self->data);
  return G_SOURCE_REMOVE;
}

/**
 * lamp_arrival_burst_count:
 * @self: a count
 *
 * An event was heard.
 */
void
lamp_arrival_burst_count (LampArrivalBurst *self)
{
  gint64 mono_usec = g_get_monotonic_time ();

  if (mono_usec - self->last_mono_usec > LAMP_ARRIVALS_BURST_MSEC * 1000 && self->source == 0)
    self->count = 0;
  if (self->count++ == 0)
    self->began_real_usec = g_get_real_time ();
  self->last_mono_usec = mono_usec;
  if (self->count >= LAMP_ARRIVALS_BURST && self->source == 0)
    self->source = g_timeout_add (LAMP_ARRIVALS_BURST_MSEC, on_over, self);
}

/**
 * lamp_arrival_burst_stop:
 * @self: a count
 *
 * Calls back no more for what was counted.
 */
void
lamp_arrival_burst_stop (LampArrivalBurst *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
}
