/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-intake.h"

#include "probe/lamp-bell.h"

/**
 * lamp_intake_read_marks:
 * @self: the probe
 *
 * Reads what fanotify and inotify tell.
 */
void
lamp_intake_read_marks (LampProbe *self)
{
  lamp_source_fanotify_read (&self->fanotify);
  lamp_source_inotify_read (&self->inotify);
}

/**
 * lamp_intake_read_connector:
 * @self: the probe
 *
 * Reads what the connector tells. Its events come after the openings that they belong to, so those are read
 * in between.
 */
void
lamp_intake_read_connector (LampProbe *self)
{
  int count;
  bool more = true;

  for (int i = 0; i < LAMP_PROBE_LEDGER_MAX / LAMP_PROBE_CONNECTOR_BATCH && more; i++)
    {
      more = lamp_source_connector_fetch (&self->connector, &count);
      if (self->connector_polled)
        {
          lamp_source_fanotify_read (&self->fanotify);
          lamp_source_inotify_read (&self->inotify);
        }
      lamp_source_connector_deliver (&self->connector, count);
    }
}

/**
 * lamp_intake_serve_executions:
 * @self: the probe
 *
 * Looks at who executed something just now, in the middle of other work: a shell with a short script lives a
 * millisecond, a pass over the newest processes takes about as long.
 */
void
lamp_intake_serve_executions (LampProbe *self)
{
  if (self->connector_polled && lamp_source_connector_has_events (&self->connector))
    lamp_intake_read_connector (self);
  if (!self->bells_placed)
    return;
  if (lamp_source_fanotify_has_events (&self->fanotify))
    lamp_source_fanotify_read (&self->fanotify);
  lamp_bell_run (self, lamp_probe_mono_usec ());
}
