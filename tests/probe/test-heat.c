/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>

#include "probe/lamp-heat.h"

#define HOUR (3600LL * 1000000)

static void
test_table (void)
{
  static const struct
  {
    gint64 now_boot, youngest;
    gboolean has_marks;
    guint64 now_mono, hot_until;
    gboolean has_kin;
    LampHeat heat;
    const char *message;
  } rows[] = {
    { 100 * HOUR, G_MININT64, FALSE, 1, 0, FALSE, LAMP_HEAT_COLD, "nothing to look after" },
    { 100 * HOUR, 99 * HOUR, TRUE, 1, 0, FALSE, LAMP_HEAT_WARM, "an hour old" },
    { 100 * HOUR, 76 * HOUR + 1, TRUE, 1, 0, FALSE, LAMP_HEAT_WARM, "just below a day" },
    { 100 * HOUR, 76 * HOUR, TRUE, 1, 0, FALSE, LAMP_HEAT_COLD, "a day old" },
    { 1 * HOUR, -47 * HOUR, TRUE, 1, 0, FALSE, LAMP_HEAT_COLD, "arrived before the machine was started" },
    { 1 * HOUR, -22 * HOUR, TRUE, 1, 0, FALSE, LAMP_HEAT_WARM,
      "arrived before the start, less than a day ago" },
    { 100 * HOUR, -500 * HOUR, TRUE, 10, 11, FALSE, LAMP_HEAT_HOT, "opened lately, however old" },
    { 100 * HOUR, -500 * HOUR, TRUE, 11, 11, FALSE, LAMP_HEAT_COLD, "the minute is over" },
    { 100 * HOUR, -500 * HOUR, TRUE, 11, 0, TRUE, LAMP_HEAT_HOT, "its processes live" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].message);
      g_assert_cmpint (lamp_heat_derive ((guint64) rows[i].now_boot, rows[i].youngest, rows[i].has_marks,
                                         rows[i].now_mono, rows[i].hot_until, rows[i].has_kin),
                       ==, rows[i].heat);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/probe/heat/table", test_table);
  return g_test_run ();
}
