/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sense/lamp-probe-orders.h"

#include "sense/lamp-sense-limits.h"

#include <string.h>

static char *
make_key (guint number)
{
  return g_strdup_printf ("9f3c6a0112b4d7e8-1-%08x", number);
}

static GPtrArray *
keep (LampProbeOrders *orders, guint number, gboolean runnable)
{
  g_autofree char *key = make_key (number);

  return lamp_probe_orders_keep (orders, 1, key, "/a", runnable, 0);
}

static void
assert_drops (GPtrArray *take_lines, guint number)
{
  g_autofree char *key = make_key (number);
  g_autofree char *line = g_strdup_printf ("drop %s", key);

  g_assert_cmpuint (take_lines->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (take_lines, 0), ==, line);
  g_ptr_array_unref (take_lines);
}

/* What cannot run makes room first, the oldest of it; only then what can, and that is counted. */
static void
test_too_many (void)
{
  g_autoptr (LampProbeOrders) orders = lamp_probe_orders_new ();

  for (guint i = 0; i < LAMP_SENSE_KEPT; i++)
    g_ptr_array_unref (keep (orders, i, i != 1 && i != 2));
  assert_drops (keep (orders, LAMP_SENSE_KEPT, TRUE), 1);
  assert_drops (keep (orders, LAMP_SENSE_KEPT + 1, TRUE), 2);
  g_assert_cmpuint (lamp_probe_orders_take_driven_out (orders), ==, 0);
  assert_drops (keep (orders, LAMP_SENSE_KEPT + 2, FALSE), 0);
  g_assert_cmpuint (lamp_probe_orders_take_driven_out (orders), ==, 1);
  g_assert_cmpuint (lamp_probe_orders_take_driven_out (orders), ==, 0);
  assert_drops (keep (orders, LAMP_SENSE_KEPT + 3, TRUE), LAMP_SENSE_KEPT + 2);
  g_assert_cmpuint (lamp_probe_orders_take_driven_out (orders), ==, 0);
}

static void
test_list (void)
{
  static const guint wanted[] = { 3, 1, 2, 0 };
  g_autoptr (LampProbeOrders) orders = lamp_probe_orders_new ();
  g_autoptr (GPtrArray) lines = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_ptr_array_unref (keep (orders, i, i % 2 == 1));
  lines = lamp_probe_orders_list (orders, 0);
  g_assert_cmpuint (lines->len, ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < lines->len; i++)
    {
      g_autofree char *key = make_key (wanted[i]);

      g_assert_nonnull (strstr (g_ptr_array_index (lines, i), key));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sense/probe-orders/too-many", test_too_many);
  g_test_add_func ("/sense/probe-orders/list", test_list);
  return g_test_run ();
}
