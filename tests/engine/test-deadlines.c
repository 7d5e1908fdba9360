/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/lamp-deadlines.h"

static guint
count_due (LampDeadlines *deadlines, gint64 now)
{
  g_autoptr (GPtrArray) due = lamp_deadlines_list_due (deadlines, now);

  return due->len;
}

static void
test_time (void)
{
  const struct
  {
    const char *message;
    gint64 at;
    gint64 now;
    gboolean due;
  } rows[] = {
    { "before", 100, 99, FALSE },
    { "at its time", 100, 100, TRUE },
    { "after", 100, 101, TRUE },
    { "a clock that went back", 100, G_MININT64, FALSE },
    { "a machine that slept for years", 100, G_MAXINT64, TRUE },
    { "a time before the boot", -5, 0, TRUE },
    { "the end of time", G_MAXINT64, G_MAXINT64 - 1, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LampDeadlines) deadlines = lamp_deadlines_new ();

      g_test_message ("%s", rows[i].message);
      lamp_deadlines_set (deadlines, "k", rows[i].at);
      g_assert_cmpuint (count_due (deadlines, rows[i].now), ==, rows[i].due ? 1 : 0);
      g_assert_true (lamp_deadlines_has (deadlines, "k"));
      g_assert_cmpint (lamp_deadlines_get_earliest_boot_usec (deadlines), ==, rows[i].at);
    }
}

/* A file has one time: the newest. */
static void
test_replaced (void)
{
  g_autoptr (LampDeadlines) deadlines = lamp_deadlines_new ();

  g_assert_cmpint (lamp_deadlines_get_earliest_boot_usec (deadlines), ==, G_MAXINT64);
  g_assert_false (lamp_deadlines_has (deadlines, "k"));
  lamp_deadlines_set (deadlines, "k", 100);
  lamp_deadlines_set (deadlines, "k", 300);
  lamp_deadlines_set (deadlines, "other", 200);
  g_assert_cmpuint (count_due (deadlines, 100), ==, 0);
  g_assert_cmpint (lamp_deadlines_get_earliest_boot_usec (deadlines), ==, 200);
  lamp_deadlines_remove (deadlines, "other");
  g_assert_cmpint (lamp_deadlines_get_earliest_boot_usec (deadlines), ==, 300);
  lamp_deadlines_remove (deadlines, "k");
  lamp_deadlines_remove (deadlines, "never set");
  g_assert_cmpint (lamp_deadlines_get_earliest_boot_usec (deadlines), ==, G_MAXINT64);
}

/* Who works through the list removes while it goes; the list is its own. */
static void
test_removed_while_listed (void)
{
  g_autoptr (LampDeadlines) deadlines = lamp_deadlines_new ();
  g_autoptr (GPtrArray) due = NULL;

  for (gint64 i = 0; i < 5000; i++)
    {
      g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, i);
      lamp_deadlines_set (deadlines, key, i);
    }
  due = lamp_deadlines_list_due (deadlines, 2499);
  g_assert_cmpuint (due->len, ==, 2500);
  for (guint i = 0; i < due->len; i++)
    lamp_deadlines_remove (deadlines, g_ptr_array_index (due, i));
  g_assert_cmpint (lamp_deadlines_get_earliest_boot_usec (deadlines), ==, 2500);
  g_assert_cmpuint (count_due (deadlines, 2499), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/deadlines/time", test_time);
  g_test_add_func ("/engine/deadlines/replaced", test_replaced);
  g_test_add_func ("/engine/deadlines/removed-while-listed", test_removed_while_listed);
  return g_test_run ();
}
