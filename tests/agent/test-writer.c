/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent/lamp-writer.h"

static void
count (guint *told, const LampAlert *alert)
{
  (*told)++;
}

static void
put_and_wait (LampWriter *writer, const char *id, const guint *told, guint wanted)
{
  g_autoptr (LampAlert) alert = lamp_alert_new (&(LampAlert){ .schema = "1", .id = id, .revision = 1 });

  lamp_writer_put_alert (writer, alert);
  while (*told < wanted)
    g_main_context_iteration (NULL, TRUE);
}

/* A disk that stays full: each alert is told, and each once. */
static void
test_told_without_a_disk (void)
{
  g_autoptr (LampStore) store = lamp_store_new ("/dev/null/store.sqlite");
  g_autoptr (LampWriter) writer = lamp_writer_new (store);
  guint told = 0;

  g_signal_connect_swapped (writer, "alert-written", G_CALLBACK (count), &told);
  put_and_wait (writer, "first", &told, 1);
  g_assert_nonnull (lamp_writer_get_problem (writer));
  put_and_wait (writer, "second", &told, 2);
  g_assert_cmpuint (told, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/writer/told-without-a-disk", test_told_without_a_disk);
  return g_test_run ();
}
