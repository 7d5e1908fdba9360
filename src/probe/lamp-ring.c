/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-ring.h"

#include "probe/lamp-tell.h"

/**
 * lamp_ring_get_mark:
 * @self: the probe
 * @ring: a ring
 *
 * Returns: (transfer none) (nullable): the file that rang; null: its mark is gone
 */
LampMark *
lamp_ring_get_mark (LampProbe *self, const LampRing *ring)
{
  LampMark *mark = &self->marks.marks[ring->mark];

  return mark->used && mark->key_hash == ring->key_hash ? mark : NULL;
}

/**
 * lamp_ring_close:
 * @self: the probe
 * @ring: a ring
 *
 * Takes a ring off the list.
 */
void
lamp_ring_close (LampProbe *self, LampRing *ring)
{
  ring->used = false;
  self->rings_pending--;
  while (self->rings_used > 0 && !self->rings[self->rings_used - 1].used)
    self->rings_used--;
}

/**
 * lamp_ring_find:
 * @self: the probe
 * @mark: a file
 * @executed: of an execution, or of an opening
 *
 * Returns: (transfer none) (nullable): its oldest ring of that kind
 */
LampRing *
lamp_ring_find (LampProbe *self, const LampMark *mark, bool executed)
{
  LampRing *oldest = NULL;

  for (uint32_t i = 0; i < self->rings_used; i++)
    {
      LampRing *ring = &self->rings[i];

      if (ring->used && ring->executed == executed && lamp_ring_get_mark (self, ring) == mark &&
          (oldest == NULL || ring->rang_mono_usec < oldest->rang_mono_usec))
        oldest = ring;
    }
  return oldest;
}

/**
 * lamp_ring_count:
 * @self: the probe
 * @mark: a file
 *
 * Returns: how many of its executions rang and are not explained yet
 */
uint32_t
lamp_ring_count (LampProbe *self, const LampMark *mark)
{
  uint32_t count = 0;

  for (uint32_t i = 0; i < self->rings_used; i++)
    if (self->rings[i].used && self->rings[i].executed && lamp_ring_get_mark (self, &self->rings[i]) == mark)
      count++;
  return count;
}

/**
 * lamp_ring_conclude:
 * @self: the probe
 * @ring: a ring
 * @ambiguous: more than one process could have done it
 *
 * Nobody was found: tells that, and takes the ring off the list.
 */
void
lamp_ring_conclude (LampProbe *self, LampRing *ring, bool ambiguous)
{
  LampMark *mark = lamp_ring_get_mark (self, ring);

  if (mark != NULL && ring->executed)
    lamp_tell_gone (self, mark, ring->sensor, ambiguous);
  else if (mark != NULL && !ring->seen)
    lamp_tell_read (self, mark, 1);
  lamp_ring_close (self, ring);
}

/**
 * lamp_ring_put:
 * @self: the probe
 * @mark: the file that rang
 * @sensor: who told
 * @executed: the kernel was asked to execute it; else it was opened
 *
 * Notes that somebody must be found. When too many are open, the oldest ends as it is.
 */
void
lamp_ring_put (LampProbe *self, const LampMark *mark, LampSensor sensor, bool executed)
{
  uint32_t index = 0, oldest = 0;

  for (uint32_t i = 0; i < LAMP_PROBE_RINGS_MAX && self->rings[i].used; i++)
    {
      index = i + 1;
      if (self->rings[i].rang_mono_usec < self->rings[oldest].rang_mono_usec)
        oldest = i;
    }
  if (index >= LAMP_PROBE_RINGS_MAX)
    {
      index = oldest;
      lamp_ring_conclude (self, &self->rings[index], false);
    }
  self->rings[index] = (LampRing){ .key_hash = mark->key_hash,
                                   .rang_mono_usec = lamp_probe_mono_usec (),
                                   .mark = (uint32_t) (mark - self->marks.marks),
                                   .sensor = (uint8_t) sensor,
                                   .used = true,
                                   .executed = executed };
  self->rings_pending++;
  if (index >= self->rings_used)
    self->rings_used = index + 1;
}

/**
 * lamp_ring_close_answered:
 * @self: the probe
 *
 * Takes off the list what a pass explained; during the pass others may still have to do with it.
 */
void
lamp_ring_close_answered (LampProbe *self)
{
  for (uint32_t i = self->rings_used; i-- > 0;)
    if (self->rings[i].used && self->rings[i].answered)
      lamp_ring_close (self, &self->rings[i]);
}
