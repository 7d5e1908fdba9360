/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>

#include "probe/lamp-ring.h"
#include "probe/lamp-try.h"

#define RANG_USEC 1000000

/* What one ring costs until it ends: looks, processes that are looked at by number, passes over everybody. */
typedef struct
{
  guint looks, newest, all;
} Cost;

static Cost
count_cost (gboolean connector, gboolean executed, guint others)
{
  LampProbe *probe = g_new0 (LampProbe, 1);
  LampMark *mark;
  Cost cost = { 0 };
  bool last = false;

  g_assert_true (lamp_mark_table_init (&probe->marks, 16));
  mark = &probe->marks.marks[0];
  mark->used = TRUE;
  probe->connector_polled = connector;
  for (guint i = 0; i <= others; i++)
    {
      lamp_ring_put (probe, mark, LAMP_SENSOR_FANOTIFY, executed);
      probe->rings[i].rang_mono_usec = RANG_USEC;
    }
  while (!last)
    {
      LampTry try = { 0 };

      g_assert_cmpint (lamp_try_get_due (&probe->rings[0]), >=, RANG_USEC);
      g_assert_true (
          lamp_try_advance (probe, &probe->rings[0], lamp_try_get_due (&probe->rings[0]), &try, &last));
      cost.looks++;
      cost.newest += try.newest;
      cost.all += try.all;
    }
  g_assert_cmpint (probe->rings[0].attempt, ==, LAMP_TRIES);
  g_free (probe);
  return cost;
}

/* Without the connector nobody else tells who it was; with it each look delays the next execution's. */
static void
test_spared (void)
{
  Cost alone = count_cost (FALSE, FALSE, 0);
  Cost opened = count_cost (TRUE, FALSE, 0);
  Cost executed = count_cost (TRUE, TRUE, 0);
  Cost crowd = count_cost (TRUE, FALSE, 5);

  g_assert_cmpuint (alone.looks, ==, LAMP_TRIES);
  g_assert_cmpuint (alone.all, >=, 3);
  g_assert_cmpuint (opened.looks, <=, 5);
  g_assert_cmpuint (opened.newest, <=, 24);
  g_assert_cmpuint (opened.all, ==, 1);
  g_assert_cmpuint (executed.newest + executed.all, ==, 0);
  g_assert_cmpuint (executed.looks, >=, 2);
  g_assert_cmpuint (crowd.newest + crowd.all, ==, 0);
}

/* A machine that stalled makes one wide look of all that was due. */
static void
test_late (void)
{
  LampProbe *probe = g_new0 (LampProbe, 1);
  LampTry try = { 0 };
  bool last = false;

  g_assert_true (lamp_mark_table_init (&probe->marks, 16));
  probe->marks.marks[0].used = TRUE;
  lamp_ring_put (probe, &probe->marks.marks[0], LAMP_SENSOR_FANOTIFY, false);
  g_assert_true (lamp_try_advance (probe, &probe->rings[0], lamp_probe_mono_usec () + 20000, &try, &last));
  g_assert_true (try.all);
  g_assert_cmpuint (try.newest, ==, 64);
  g_assert_false (last);
  g_assert_true (lamp_try_advance (probe, &probe->rings[0], lamp_probe_mono_usec () + 10000000, &try, &last));
  g_assert_true (last);
  g_free (probe);
}

static void
test_gone (void)
{
  LampProbe *probe = g_new0 (LampProbe, 1);
  LampTry try = { 0 };
  bool last = false;

  g_assert_true (lamp_mark_table_init (&probe->marks, 16));
  probe->marks.marks[0].used = TRUE;
  lamp_ring_put (probe, &probe->marks.marks[0], LAMP_SENSOR_FANOTIFY, false);
  probe->marks.marks[0].used = FALSE;
  g_assert_false (lamp_try_advance (probe, &probe->rings[0], lamp_probe_mono_usec (), &try, &last));
  g_assert_cmpuint (probe->rings_pending, ==, 0);
  g_free (probe);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/probe/try/spared", test_spared);
  g_test_add_func ("/probe/try/late", test_late);
  g_test_add_func ("/probe/try/gone", test_gone);
  return g_test_run ();
}
