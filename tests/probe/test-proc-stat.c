/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <string.h>

#include "probe/lamp-proc-stat.h"

#define REST " 7 1 1 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0 12345 1000 200 18446744073709551615 1 1 0\n"

static void
test_good (void)
{
  static const struct
  {
    const char *text, *comm;
    char state;
  } rows[] = {
    { "42 (bash) S" REST, "bash", 'S' },
    { "42 (a) S 1 (b)) R" REST, "a) S 1 (b)", 'R' },
    { "42 (new\nline) Z" REST, "new\nline", 'Z' },
    { "42 () D" REST, "", 'D' },
    { "42 (\xff\xfe) S" REST, "\xff\xfe", 'S' },
    { "42 (a name that is far too long) S" REST, "a name that is ", 'S' },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      LampProcStat stat;

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_true (lamp_proc_stat_parse (&stat, rows[i].text, strlen (rows[i].text)));
      g_assert_cmpint (stat.pid, ==, 42);
      g_assert_cmpint (stat.parent, ==, 7);
      g_assert_cmpuint (stat.started_ticks, ==, 12345);
      g_assert_cmpint (stat.state, ==, rows[i].state);
      g_assert_cmpstr (stat.comm, ==, rows[i].comm);
    }
}

static void
test_bad (void)
{
  static const char *const rows[] = { "",          "42", "42 (bash",        "42 bash) S 1",
                                      "42 (bash)", ")(", "x (bash) S" REST, "42 (bash) S 7 1 1 0" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      LampProcStat stat;

      g_test_message ("%s", rows[i]);
      g_assert_false (lamp_proc_stat_parse (&stat, rows[i], strlen (rows[i])));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/probe/proc-stat/good", test_good);
  g_test_add_func ("/probe/proc-stat/bad", test_bad);
  return g_test_run ();
}
