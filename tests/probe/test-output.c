/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <json-glib/json-glib.h>
#include <unistd.h>

#include "probe/lamp-output.h"

/* A reader that stands still, then reads all: numbers without gaps, and every dropped event counted. */
static void
test_jam (void)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;
  guint64 sent = 0, lost = 0, told = 0;
  LampOutput output;
  int pipe_fds[2];
  char buffer[8192];
  gssize count;

  g_assert_cmpint (pipe (pipe_fds), ==, 0);
  g_assert_cmpint (fcntl (pipe_fds[0], F_SETFL, O_NONBLOCK), ==, 0);
  g_assert_true (lamp_output_init (&output, pipe_fds[1]));
  for (; sent < 20000; sent++)
    {
      lamp_wire_line_uint (lamp_output_begin (&output, "test"), "number", sent);
      lamp_output_end (&output);
    }
  g_assert_true (lamp_output_is_waiting (&output));
  while ((count = read (pipe_fds[0], buffer, sizeof buffer)) > 0)
    {
      g_string_append_len (all, buffer, count);
      lamp_output_flush (&output);
    }
  g_assert_false (lamp_output_is_waiting (&output));
  lines = g_strsplit (all->str, "\n", -1);
  for (guint i = 0; lines[i + 1] != NULL; i++)
    {
      g_autoptr (JsonNode) node = json_from_string (lines[i], NULL);
      JsonObject *object = json_node_get_object (node);

      g_assert_cmpint (json_object_get_int_member (object, "seq"), ==, i + 1);
      if (json_object_has_member (object, "count"))
        lost += (guint64) json_object_get_int_member (object, "count");
      else
        told++;
    }
  g_assert_cmpuint (lost, >, 0);
  g_assert_cmpuint (told + lost, ==, sent);
  close (pipe_fds[0]);
  close (pipe_fds[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/probe/output/jam", test_jam);
  return g_test_run ();
}
