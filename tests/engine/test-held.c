/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/lamp-held.h"

#include "engine/lamp-engine-limits.h"
#include "made.h"

#include <string.h>

/* @data: the one key that the ledger has, or NULL */
static gboolean
knows (const char *key, gpointer data)
{
  return g_strcmp0 (key, data) == 0;
}

static void
hold (LampHeld *held, const char *key, gint64 pid, gint64 until_boot_usec)
{
  const LampTime ran = made_time (0);
  g_autoptr (LampExecution) execution = made_execution (key, pid, &ran);

  lamp_held_add (held, execution, until_boot_usec);
}

static guint
count_and_take (LampHeld *held, const char *key)
{
  g_autoptr (GPtrArray) taken = lamp_held_take (held, key);

  return taken->len;
}

/* What was held comes back whole, in order, and once. */
static void
test_order (void)
{
  g_autoptr (LampHeld) held = lamp_held_new ();
  g_autoptr (GPtrArray) taken = NULL;

  hold (held, "a", 1, 10);
  hold (held, "b", 2, 10);
  hold (held, "a", 3, 10);
  hold (held, "a", 3, 10);
  taken = lamp_held_take (held, "a");
  g_assert_cmpuint (taken->len, ==, 3);
  g_assert_cmpint (((LampExecution *) g_ptr_array_index (taken, 0))->process->pid, ==, 1);
  g_assert_cmpint (((LampExecution *) g_ptr_array_index (taken, 2))->process->pid, ==, 3);
  g_assert_cmpuint (count_and_take (held, "a"), ==, 0);
  g_assert_cmpuint (count_and_take (held, "never seen"), ==, 0);
  g_assert_cmpuint (count_and_take (held, "b"), ==, 1);
}

/* One row: an execution that waits until @until, the clock, and whether it is still there. */
static void
test_time (void)
{
  const struct
  {
    const char *message;
    gint64 until;
    gint64 now;
    gboolean known;
    gboolean stays;
    gint64 deadline;
  } rows[] = {
    { "before its time", 100, 99, FALSE, TRUE, 100 },
    { "at its time", 100, 100, FALSE, FALSE, 100 },
    { "after its time", 100, 101, FALSE, FALSE, 100 },
    { "a clock far ahead", 100, G_MAXINT64, FALSE, FALSE, 100 },
    { "a clock that went back", 100, G_MININT64, FALSE, TRUE, 100 },
    { "in the ledger: its file decides", 100, 101, TRUE, TRUE, G_MAXINT64 },
    { "no time of its own", G_MAXINT64, 101, FALSE, TRUE, G_MAXINT64 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LampHeld) held = lamp_held_new ();
      gpointer known = rows[i].known ? (gpointer) "k" : NULL;

      g_test_message ("%s", rows[i].message);
      g_assert_cmpint (lamp_held_get_deadline_boot_usec (held, knows, known), ==, G_MAXINT64);
      hold (held, "k", 1, rows[i].until);
      g_assert_cmpint (lamp_held_get_deadline_boot_usec (held, knows, known), ==, rows[i].deadline);
      lamp_held_expire (held, rows[i].now, knows, known);
      g_assert_cmpuint (count_and_take (held, "k"), ==, rows[i].stays ? 1 : 0);
    }
}

/* Who runs again and again does not wait longer for it. */
static void
test_later_waits_no_longer (void)
{
  g_autoptr (LampHeld) held = lamp_held_new ();

  hold (held, "k", 1, 100);
  hold (held, "k", 2, 900);
  hold (held, "other", 3, 500);
  g_assert_cmpint (lamp_held_get_deadline_boot_usec (held, knows, NULL), ==, 100);
  lamp_held_expire (held, 100, knows, NULL);
  g_assert_cmpuint (count_and_take (held, "k"), ==, 0);
  g_assert_cmpint (lamp_held_get_deadline_boot_usec (held, knows, NULL), ==, 500);
}

static void
fill (LampHeld *held)
{
  for (gint64 i = 0; i < LAMP_ENGINE_HELD_MAX + 10; i++)
    {
      g_autofree char *key = g_strdup_printf ("flood-%" G_GINT64_FORMAT, i);
      hold (held, key, i, 100);
    }
}

/* How many of the flood are held; takes them. */
static guint
count_flood (LampHeld *held)
{
  guint count = 0;

  for (gint64 i = 0; i < LAMP_ENGINE_HELD_MAX + 10; i++)
    {
      g_autofree char *key = g_strdup_printf ("flood-%" G_GINT64_FORMAT, i);
      count += count_and_take (held, key);
    }
  return count;
}

/* A flood takes a bounded room, and the room is there again after it. */
static void
test_flood (void)
{
  g_autoptr (LampHeld) held = lamp_held_new ();
  g_autofree char *last = g_strdup_printf ("flood-%d", LAMP_ENGINE_HELD_MAX - 1);
  g_autofree char *beyond = g_strdup_printf ("flood-%d", LAMP_ENGINE_HELD_MAX);

  fill (held);
  g_assert_cmpuint (count_and_take (held, beyond), ==, 0);
  g_assert_cmpuint (count_and_take (held, last), ==, 1);
  hold (held, "after one was taken", 1, 500);
  hold (held, "and no more", 1, 500);
  g_assert_cmpuint (count_and_take (held, "and no more"), ==, 0);
  lamp_held_expire (held, 200, knows, NULL);
  g_assert_cmpuint (count_and_take (held, "after one was taken"), ==, 1);
  g_assert_cmpuint (count_and_take (held, "flood-0"), ==, 0);
  fill (held);
  g_assert_cmpuint (count_flood (held), ==, LAMP_ENGINE_HELD_MAX);
  /* What was taken is not counted, so nobody gives up what there is room for. */
  fill (held);
  g_assert_cmpuint (count_flood (held), ==, LAMP_ENGINE_HELD_MAX);
}

/* One file that runs itself without end must not hide that another runs. */
static void
test_flood_of_one_file (void)
{
  g_autoptr (LampHeld) held = lamp_held_new ();

  hold (held, "quiet", 1, 100);
  for (gint64 i = 0; i < LAMP_ENGINE_HELD_MAX + 10; i++)
    hold (held, "loud", i, 100);
  hold (held, "late", 7, 100);
  hold (held, "later", 8, 100);
  g_assert_cmpuint (count_and_take (held, "late"), ==, 1);
  g_assert_cmpuint (count_and_take (held, "later"), ==, 1);
  g_assert_cmpuint (count_and_take (held, "quiet"), ==, 1);
  g_assert_cmpuint (count_and_take (held, "loud"), ==, LAMP_ENGINE_HELD_MAX - 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/held/order", test_order);
  g_test_add_func ("/engine/held/time", test_time);
  g_test_add_func ("/engine/held/later-waits-no-longer", test_later_waits_no_longer);
  g_test_add_func ("/engine/held/flood", test_flood);
  g_test_add_func ("/engine/held/flood-of-one-file", test_flood_of_one_file);
  return g_test_run ();
}
