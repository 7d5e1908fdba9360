/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>

#include "probe/lamp-folder-table.h"
#include "probe/lamp-mark-table.h"
#include "probe/lamp-probe-limits.h"

static void
test_find (void)
{
  LampMarkTable table;
  LampMark *mark;

  g_assert_true (lamp_mark_table_init (&table, LAMP_PROBE_MARKS_MAX));
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *key = g_strdup_printf ("key-%u", i);
      g_autofree char *path = g_strdup_printf ("/path/%u", i);

      g_assert_nonnull (lamp_mark_table_put (&table, key, path, 1, 1000 + i));
    }
  for (guint i = 0; i < 2000; i += 2)
    lamp_mark_table_drop (&table, lamp_mark_table_find_inode (&table, 1, 1000 + i));
  g_assert_cmpuint (table.count, ==, 1000);
  g_assert_null (lamp_mark_table_find_key (&table, "key-4"));
  g_assert_null (lamp_mark_table_find_inode (&table, 1, 1004));
  g_assert_null (lamp_mark_table_find_inode (&table, 2, 1005));
  mark = lamp_mark_table_find_key (&table, "key-5");
  g_assert_nonnull (mark);
  g_assert_true (mark == lamp_mark_table_find_inode (&table, 1, 1005));
  g_assert_cmpstr (lamp_mark_table_get_path (&table, mark), ==, "/path/5");
  g_assert_true (lamp_mark_table_set_path (&table, mark, "/a/much/longer/path/than/before"));
  g_assert_cmpstr (lamp_mark_table_get_path (&table, mark), ==, "/a/much/longer/path/than/before");
  g_assert_cmpstr (lamp_mark_table_get_key (&table, mark), ==, "key-5");
}

#define NOW_USEC (1000 * LAMP_PROBE_UNKEPT_USEC)

static LampMark *
get_victim (LampMarkTable *table)
{
  return lamp_mark_table_find_victim (table, NOW_USEC);
}

static void
test_victim (void)
{
  LampMarkTable table;
  LampMark *kept, *runnable, *old, *young;

  g_assert_true (lamp_mark_table_init (&table, 4));
  kept = lamp_mark_table_put (&table, "kept", "/kept", 1, 1);
  runnable = lamp_mark_table_put (&table, "runnable", "/runnable", 1, 2);
  old = lamp_mark_table_put (&table, "old", "/old", 1, 3);
  young = lamp_mark_table_put (&table, "young", "/young", 1, 4);
  lamp_mark_table_set_kept (&table, kept, true);
  kept->arrived_boot_usec = -1000;
  runnable->runnable = true;
  runnable->arrived_boot_usec = -900;
  old->arrived_boot_usec = 5;
  young->arrived_boot_usec = 9;
  g_assert_null (lamp_mark_table_put (&table, "more", "/more", 1, 5));
  g_assert_true (get_victim (&table) == old);
  lamp_mark_table_drop (&table, old);
  g_assert_true (get_victim (&table) == young);
  lamp_mark_table_drop (&table, young);
  g_assert_true (get_victim (&table) == kept);
  g_assert_cmpuint (table.kept, ==, 1);
  lamp_mark_table_drop (&table, kept);
  g_assert_cmpuint (table.kept, ==, 0);
  g_assert_true (get_victim (&table) == runnable);
  lamp_mark_table_drop (&table, runnable);
  g_assert_null (get_victim (&table));
}

/* Each new file must drive out an old one, never the new one before it. */
static void
test_victim_of_many (void)
{
  LampMarkTable table;

  g_assert_true (lamp_mark_table_init (&table, 100));
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *key = g_strdup_printf ("key-%u", i);
      LampMark *mark;

      if (i >= 100)
        {
          g_autofree char *victim = g_strdup_printf ("key-%u", i - 100);

          g_assert_cmpstr (lamp_mark_table_get_key (&table, get_victim (&table)), ==, victim);
          lamp_mark_table_drop (&table, get_victim (&table));
        }
      mark = lamp_mark_table_put (&table, key, "/path", 1, 1000 + i);
      g_assert_nonnull (mark);
      mark->arrived_boot_usec = i;
      if (i < 100)
        lamp_mark_table_set_kept (&table, mark, true);
      else
        mark->marked_mono_usec = NOW_USEC;
    }
}

/* What is new counts like what is kept, until the agent has had the time to say so. */
static void
test_victim_order (void)
{
  static const struct
  {
    const char *what;
    gboolean runnable, kept;
    guint64 marked_before_usec;
    gint64 arrived_boot_usec;
  } rows[] = {
    { "no program, not kept, waited for long enough", FALSE, FALSE, LAMP_PROBE_UNKEPT_USEC, 900 },
    { "no program, kept, oldest", FALSE, TRUE, LAMP_PROBE_UNKEPT_USEC, 1 },
    { "no program, new", FALSE, FALSE, 1, 500 },
    { "a program, not kept, waited for long enough", TRUE, FALSE, LAMP_PROBE_UNKEPT_USEC, 800 },
    { "a program, kept, old", TRUE, TRUE, LAMP_PROBE_UNKEPT_USEC, 0 },
    { "a program, new", TRUE, FALSE, 1, 501 },
  };
  LampMarkTable table;

  g_assert_true (lamp_mark_table_init (&table, 100));
  for (guint i = G_N_ELEMENTS (rows); i-- > 0;)
    {
      LampMark *mark = lamp_mark_table_put (&table, rows[i].what, "/path", 1, i);

      mark->runnable = rows[i].runnable;
      lamp_mark_table_set_kept (&table, mark, rows[i].kept);
      mark->marked_mono_usec = NOW_USEC - rows[i].marked_before_usec;
      mark->arrived_boot_usec = rows[i].arrived_boot_usec;
    }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpstr (lamp_mark_table_get_key (&table, get_victim (&table)), ==, rows[i].what);
      lamp_mark_table_drop (&table, get_victim (&table));
    }
}

/* Paths that come and go for long must neither fill the arena nor mix. */
static void
test_arena (void)
{
  LampArena arena;

  g_assert_true (lamp_arena_init (&arena, 65536, 16));
  for (guint i = 0; i < 100000; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u-%.*s", i, (int) (i % 300), "x");

      g_assert_true (lamp_arena_put (&arena, i % 16, text, (guint32) strlen (text) + 1));
      g_assert_cmpstr (lamp_arena_get (&arena, i % 16), ==, text);
    }
  for (guint i = 0; i < 16; i++)
    g_assert_true (g_str_has_prefix (lamp_arena_get (&arena, (100000 - 16 + i) % 16), "999"));
  lamp_arena_drop (&arena, 3);
  g_assert_null (lamp_arena_get (&arena, 3));
}

static void
test_arena_full (void)
{
  g_autofree char *text = g_strnfill (1000, 'x');
  LampArena arena;

  g_assert_true (lamp_arena_init (&arena, 4096, 16));
  for (guint i = 0; i < 4; i++)
    g_assert_true (lamp_arena_put (&arena, i, text, 1001));
  g_assert_false (lamp_arena_put (&arena, 4, text, 1001));
  lamp_arena_drop (&arena, 0);
  g_assert_true (lamp_arena_put (&arena, 4, text, 1001));
  g_assert_cmpstr (lamp_arena_get (&arena, 3), ==, text);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/probe/mark-table/find", test_find);
  g_test_add_func ("/probe/mark-table/victim", test_victim);
  g_test_add_func ("/probe/mark-table/victim-of-many", test_victim_of_many);
  g_test_add_func ("/probe/mark-table/victim-order", test_victim_order);
  g_test_add_func ("/probe/mark-table/arena", test_arena);
  g_test_add_func ("/probe/mark-table/arena-full", test_arena_full);
  return g_test_run ();
}
