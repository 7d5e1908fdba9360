/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-heat.h"

#include <sys/epoll.h>

#include "probe/lamp-bell.h"
#include "probe/lamp-tell.h"

/**
 * lamp_heat_derive:
 * @now_boot_usec: CLOCK_BOOTTIME: a night in suspend makes a file older
 * @youngest_boot_usec: when the youngest file arrived, same clock, negative before the machine was started
 * @has_marks: whether there is a file at all
 * @now_mono_usec: CLOCK_MONOTONIC
 * @hot_until_usec: same clock: the last opening of a file, and 60 s
 * @has_kin: whether a process lives that runs a file, or descends from one
 *
 * Decides how hard to look. Hot: a file was just opened or run, or its processes live. Warm: something
 * arrived in the last 24 h. Cold: nothing to do until a mark rings.
 *
 * Returns: the heat
 */
LampHeat
lamp_heat_derive (uint64_t now_boot_usec,
                  int64_t youngest_boot_usec,
                  bool has_marks,
                  uint64_t now_mono_usec,
                  uint64_t hot_until_usec,
                  bool has_kin)
{
  if (now_mono_usec < hot_until_usec || has_kin)
    return LAMP_HEAT_HOT;
  if (has_marks && (int64_t) now_boot_usec - youngest_boot_usec < (int64_t) LAMP_PROBE_FRESH_USEC)
    return LAMP_HEAT_WARM;
  return LAMP_HEAT_COLD;
}

static bool
has_bell (const LampProbe *self)
{
  return self->sensor_errors[LAMP_SENSOR_FANOTIFY] == 0 || self->sensor_errors[LAMP_SENSOR_INOTIFY] == 0;
}

/* In epoll the connector wakes the program at every execution on the machine: only when hot, or when nothing
 * else would tell. */
static void
place_connector (LampProbe *self)
{
  bool wanted = self->heat == LAMP_HEAT_HOT || (self->heat == LAMP_HEAT_WARM && !has_bell (self));
  struct epoll_event event = { .events = EPOLLIN, .data.fd = self->connector.fd };

  if (self->connector.fd < 0)
    return;
  lamp_source_connector_listen (&self->connector, self->heat != LAMP_HEAT_COLD);
  if (wanted != self->connector_polled)
    epoll_ctl (self->epoll_fd, wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, self->connector.fd, &event);
  self->connector_polled = wanted;
}

/**
 * lamp_heat_update:
 * @self: the probe
 * @now_mono_usec: CLOCK_MONOTONIC
 *
 * Derives the heat anew and does what it asks for: listens or not, ticks or not.
 */
void
lamp_heat_update (LampProbe *self, uint64_t now_mono_usec)
{
  int64_t youngest = INT64_MIN;
  LampHeat heat;

  for (uint32_t i = 0; i < self->marks.high_water; i++)
    if (self->marks.marks[i].used && self->marks.marks[i].arrived_boot_usec > youngest)
      youngest = self->marks.marks[i].arrived_boot_usec;
  heat = lamp_heat_derive (lamp_probe_boot_usec (), youngest, self->marks.count > 0, now_mono_usec,
                           self->hot_until_usec, self->kin_count > 0);
  if (heat == self->heat)
    return;
  if (self->heat == LAMP_HEAT_COLD)
    {
      self->next_tick_usec = now_mono_usec + LAMP_PROBE_TICK_USEC;
      self->next_safety_usec = now_mono_usec + LAMP_PROBE_SAFETY_NET_USEC;
      self->next_poll_usec = now_mono_usec;
    }
  self->heat = heat;
  place_connector (self);
  lamp_bell_place (self, heat == LAMP_HEAT_HOT && self->connector.fd < 0 &&
                             self->sensor_errors[LAMP_SENSOR_FANOTIFY] == 0);
  lamp_tell_heat (self);
}

/**
 * lamp_heat_prolong:
 * @self: the probe
 * @usec: from now, at least so long, every execution is looked at
 */
void
lamp_heat_prolong (LampProbe *self, uint64_t usec)
{
  uint64_t until = lamp_probe_mono_usec () + usec;

  if (self->hot_until_usec < until)
    self->hot_until_usec = until;
}
