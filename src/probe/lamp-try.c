/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-try.h"

#include "probe/lamp-ring.h"

/* so many rings at once are a crowd */
#define CROWD 2

static const LampTry tries[] = {
  { 0, 16, LAMP_EXAMINE_HOLDS, false },      { 60, 16, LAMP_EXAMINE_HOLDS, false },
  { 150, 16, LAMP_EXAMINE_HOLDS, false },    { 300, 16, LAMP_EXAMINE_HOLDS, false },
  { 600, 32, LAMP_EXAMINE_HOLDS, false },    { 1200, 32, LAMP_EXAMINE_HOLDS, true },
  { 2500, 32, LAMP_EXAMINE_HOLDS, false },   { 5000, 64, LAMP_EXAMINE_HOLDS, false },
  { 10000, 64, LAMP_EXAMINE_HOLDS, true },   { 20000, 64, LAMP_EXAMINE_HOLDS, false },
  { 50000, 64, LAMP_EXAMINE_DEEPLY, false }, { 100000, 64, LAMP_EXAMINE_DEEPLY, true },
};
_Static_assert(sizeof tries / sizeof tries[0] == LAMP_TRIES, "a ring's attempts");

static bool
is_crowded (const LampProbe *self)
{
  uint32_t count = 0;

  for (uint32_t i = 0; i < self->rings_used && count <= CROWD; i++)
    count += self->rings[i].used;
  return count > CROWD;
}

/* While every execution is told by the connector, the one that rang is met at its own event or not at all:
 * looking about for it would only delay the next. A few looks remain, at those who executed lately. */
static void
spare_execution (LampTry *try)
{
  bool wanted = try->after_usec == 0 || try->after_usec == 2500 || try->after_usec == 20000;

  *try = (LampTry){ try->after_usec, 0, wanted ? LAMP_EXAMINE_NAMES : LAMP_EXAMINE_IMAGE, false };
}

/* Who opens a file has most likely executed just before, and is in the ledger; who has not (a file manager, a
 * browser) holds it for a while or never ran it. Most openings are the agent's own, which types and hashes
 * what arrives: a pass over everybody costs more than the shell that is run meanwhile has to live. */
static void
spare_opening (const LampProbe *self, LampTry *try)
{
  switch (try->after_usec)
    {
    case 0:
    case 1200:
    case 10000:
      *try = (LampTry){ try->after_usec, is_crowded (self) ? 0 : 8, LAMP_EXAMINE_HOLDS, false };
      break;
    case 50000:
      *try = (LampTry){ try->after_usec, 0, LAMP_EXAMINE_DEEPLY, false };
      break;
    case 100000:
      *try = (LampTry){ try->after_usec, 0, LAMP_EXAMINE_HOLDS, !is_crowded (self) };
      break;
    default:
      *try = (LampTry){ try->after_usec, 0, LAMP_EXAMINE_IMAGE, false };
      break;
    }
}

static LampTry
get_try (const LampProbe *self, const LampRing *ring)
{
  LampTry try = tries[ring->attempt];

  if (!self->connector_polled)
    return try;
  if (ring->executed)
    spare_execution (&try);
  else
    spare_opening (self, &try);
  return try;
}

static bool
is_nothing (const LampTry *try)
{
  return try->newest == 0 && !try->all && try->depth == LAMP_EXAMINE_IMAGE;
}

/* A try that looks at nobody is not worth waking up for; the last one ends the ring. */
static void
skip_nothing (const LampProbe *self, LampRing *ring)
{
  while (ring->attempt < LAMP_TRIES - 1)
    {
      const LampTry next = get_try (self, ring);

      if (!is_nothing (&next))
        return;
      ring->attempt++;
    }
}

/**
 * lamp_try_get_due:
 * @ring: a ring
 *
 * Returns: when its next try is due, CLOCK_MONOTONIC in microseconds
 */
uint64_t
lamp_try_get_due (const LampRing *ring)
{
  return ring->rang_mono_usec + tries[ring->attempt].after_usec;
}

/**
 * lamp_try_advance:
 * @self: the probe
 * @ring: a ring whose next try is due; closed if its mark is gone
 * @now_mono_usec: CLOCK_MONOTONIC
 * @out_try: (inout): widened by what is due; tries that were slept through are one: the widest of them
 * @out_last: (inout): set if this is the last
 *
 * Returns: whether there is anything to look for
 */
bool
lamp_try_advance (LampProbe *self, LampRing *ring, uint64_t now_mono_usec, LampTry *out_try, bool *out_last)
{
  if (lamp_ring_get_mark (self, ring) == NULL)
    {
      lamp_ring_close (self, ring);
      return false;
    }
  while (ring->attempt < LAMP_TRIES && lamp_try_get_due (ring) <= now_mono_usec)
    {
      const LampTry try = get_try (self, ring);

      ring->attempt++;
      out_try->newest = try.newest > out_try->newest ? try.newest : out_try->newest;
      out_try->depth = try.depth > out_try->depth ? try.depth : out_try->depth;
      out_try->all |= try.all;
      *out_last |= ring->attempt == LAMP_TRIES;
      skip_nothing (self, ring);
    }
  return true;
}
