/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <string.h>
#include <unistd.h>

#include "probe/lamp-command.h"

#define KEY "9f3c6a0112b4d7e8-1-0c4a020077f1a2b3"

static void
test_good (void)
{
  LampCommand command;
  char watch[] = "watch dl /home/a%20b";
  char keep[] = "keep 86400 " KEY " /x%0A";
  char drop[] = "drop " KEY;
  char unwatch[] = "unwatch a.b-c_D9";
  char status[] = "status";
  char ping[] = "ping 123456789012345678";

  g_assert_null (lamp_command_parse (&command, watch, strlen (watch)));
  g_assert_cmpint (command.kind, ==, LAMP_COMMAND_WATCH);
  g_assert_cmpstr (command.id, ==, "dl");
  g_assert_cmpstr (command.path, ==, "/home/a b");
  g_assert_null (lamp_command_parse (&command, keep, strlen (keep)));
  g_assert_cmpint (command.kind, ==, LAMP_COMMAND_KEEP);
  g_assert_cmpuint (command.age_sec, ==, 86400);
  g_assert_cmpstr (command.key, ==, KEY);
  g_assert_cmpstr (command.path, ==, "/x\n");
  g_assert_null (lamp_command_parse (&command, drop, strlen (drop)));
  g_assert_cmpint (command.kind, ==, LAMP_COMMAND_DROP);
  g_assert_null (lamp_command_parse (&command, unwatch, strlen (unwatch)));
  g_assert_cmpstr (command.id, ==, "a.b-c_D9");
  g_assert_null (lamp_command_parse (&command, status, strlen (status)));
  g_assert_cmpint (command.kind, ==, LAMP_COMMAND_STATUS);
  g_assert_null (lamp_command_parse (&command, ping, strlen (ping)));
  g_assert_cmpint (command.kind, ==, LAMP_COMMAND_PING);
  g_assert_cmpuint (command.number, ==, 123456789012345678);
}

static void
test_bad (void)
{
  static const struct
  {
    const char *line, *reason;
  } rows[] = {
    { "", "empty line" },
    { " status", "unknown command" },
    { "status ", "too many words" },
    { "STATUS", "unknown command" },
    { "ping", "bad number" },
    { "ping -1", "bad number" },
    { "ping 1234567890123456789", "bad number" },
    { "ping 1 2", "too many words" },
    { "watch", "no folder ID" },
    { "watch  /tmp", "no folder ID" },
    { "watch d/l /tmp", "bad folder ID" },
    { "watch 123456789012345678901234567890123 /tmp", "bad folder ID" },
    { "watch dl", "no path" },
    { "watch dl tmp", "path is not absolute" },
    { "watch dl /%0", "bad path encoding" },
    { "watch dl /%00", "bad path encoding" },
    { "watch dl /tmp x", "too many words" },
    { "keep -1 " KEY " /x", "bad age" },
    { "keep 1.5 " KEY " /x", "bad age" },
    { "keep 99999999999 " KEY " /x", "bad age" },
    { "keep 1 key /x", "bad key" },
    { "keep 1 " KEY, "no path" },
    { "drop", "no key" },
    { "drop key", "bad key" },
    { "unwatch", "no folder ID" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *line = g_strdup (rows[i].line);
      LampCommand command;

      g_test_message ("%s", rows[i].line);
      g_assert_cmpstr (lamp_command_parse (&command, line, strlen (line)), ==, rows[i].reason);
    }
}

static void
note (void *data, uint64_t line, LampCommand *command, const char *reason)
{
  g_string_append_printf (data, "%" G_GUINT64_FORMAT ":%s ", line, reason != NULL ? reason : "ok");
}

static void
test_reader (void)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autofree char *longest = g_strnfill (LAMP_WIRE_COMMAND_MAX, 'x');
  LampCommandReader reader;
  int pipe_fds[2];

  g_assert_cmpint (pipe (pipe_fds), ==, 0);
  g_assert_true (lamp_command_reader_init (&reader));
  g_assert_cmpint (write (pipe_fds[1], "sta", 3), ==, 3);
  g_assert_true (lamp_command_reader_read (&reader, pipe_fds[0], note, seen));
  g_assert_cmpstr (seen->str, ==, "");
  g_assert_cmpint (write (pipe_fds[1], "tus\nstatus\nx", 12), ==, 12);
  g_assert_true (lamp_command_reader_read (&reader, pipe_fds[0], note, seen));
  g_assert_cmpstr (seen->str, ==, "1:ok 2:ok ");
  g_assert_cmpint (write (pipe_fds[1], longest, LAMP_WIRE_COMMAND_MAX), ==, LAMP_WIRE_COMMAND_MAX);
  g_assert_cmpint (write (pipe_fds[1], "\nstatus\n", 8), ==, 8);
  for (int i = 0; i < 3; i++)
    if (strstr (seen->str, "4:") == NULL)
      g_assert_true (lamp_command_reader_read (&reader, pipe_fds[0], note, seen));
  g_assert_cmpstr (seen->str, ==, "1:ok 2:ok 3:line too long 4:ok ");
  g_assert_cmpint (write (pipe_fds[1], longest, LAMP_WIRE_COMMAND_MAX), ==, LAMP_WIRE_COMMAND_MAX);
  g_assert_cmpint (write (pipe_fds[1], "\n", 1), ==, 1);
  for (int i = 0; i < 3 && strstr (seen->str, "5:") == NULL; i++)
    g_assert_true (lamp_command_reader_read (&reader, pipe_fds[0], note, seen));
  g_assert_true (g_str_has_suffix (seen->str, "5:unknown command "));
  close (pipe_fds[1]);
  g_assert_false (lamp_command_reader_read (&reader, pipe_fds[0], note, seen));
  close (pipe_fds[0]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/probe/command/good", test_good);
  g_test_add_func ("/probe/command/bad", test_bad);
  g_test_add_func ("/probe/command/reader", test_reader);
  return g_test_run ();
}
