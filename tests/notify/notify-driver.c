/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A main loop with a notifier in it, driven line by line: stands for the agent. Its heart beats every 5 ms;
 * the longest pause is what a notification server could do to the agent. */

#include "notify/lamp-notifier.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <unistd.h>

typedef struct
{
  LampNotifier *notifier;
  GMainLoop *loop;
  gint64 last_beat_usec;
  gint64 longest_pause_usec;
} Driver;

static gboolean
on_beat (gpointer user_data)
{
  Driver *self = user_data;
  gint64 now = g_get_monotonic_time ();

  self->longest_pause_usec = MAX (self->longest_pause_usec, now - self->last_beat_usec);
  self->last_beat_usec = now;
  return G_SOURCE_CONTINUE;
}

static void
say (const char *text)
{
  fputs (text, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}

static void
on_action (LampNotifier *notifier, const char *id, const char *action, gpointer user_data)
{
  const char *token = lamp_notifier_get_activation_token (notifier);
  g_autofree char *line = g_strdup_printf ("action id=%s action=%s token=%s", id, action, token ? token : "");
  say (line);
}

static void
on_shown (LampNotifier *notifier, const char *id, gpointer user_data)
{
  g_autofree char *line = g_strdup_printf ("shown id=%s", id);
  say (line);
}

static void
do_alert (Driver *self, const char *text, void (*what) (LampNotifier *, const LampAlert *))
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampAlert) alert = lamp_alert_from_text (text, &error);

  g_assert_no_error (error);
  what (self->notifier, alert);
}

static void
do_line (Driver *self, const char *line)
{
  const char *rest = strchr (line, ' ');

  rest = rest != NULL ? rest + 1 : "";
  if (g_str_has_prefix (line, "show "))
    do_alert (self, rest, lamp_notifier_show);
  else if (g_str_has_prefix (line, "confirm "))
    do_alert (self, rest, lamp_notifier_confirm);
  else if (g_str_has_prefix (line, "withdraw "))
    lamp_notifier_withdraw (self->notifier, rest);
  else if (g_str_has_prefix (line, "blind"))
    lamp_notifier_show_blind (self->notifier, *rest != '\0' ? rest : NULL);
  else if (g_str_equal (line, "status"))
    {
      g_autoptr (JsonNode) node = lamp_notifier_to_json (self->notifier);
      g_autofree char *text = json_to_string (node, FALSE);
      g_autofree char *out = g_strdup_printf ("status %s", text);
      say (out);
    }
  else if (g_str_equal (line, "pause"))
    {
      g_autofree char *out = g_strdup_printf ("pause %" G_GINT64_FORMAT, self->longest_pause_usec);
      say (out);
      self->longest_pause_usec = 0;
    }
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Driver *self = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL,
                                                                NULL);

  if (line == NULL)
    {
      g_main_loop_quit (self->loop);
      return;
    }
  do_line (self, line);
  g_data_input_stream_read_line_async (G_DATA_INPUT_STREAM (source), G_PRIORITY_DEFAULT, NULL, on_line, self);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GInputStream) in = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (in);
  Driver driver = { .last_beat_usec = g_get_monotonic_time () };
  gint64 stop_usec;

  driver.loop = g_main_loop_new (NULL, FALSE);
  driver.notifier = lamp_notifier_new (argc > 1 ? argv[1] : NULL, FALSE);
  g_signal_connect (driver.notifier, "action", G_CALLBACK (on_action), &driver);
  g_signal_connect (driver.notifier, "shown", G_CALLBACK (on_shown), &driver);
  g_timeout_add (5, on_beat, &driver);
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, on_line, &driver);
  say ("ready");
  g_main_loop_run (driver.loop);
  stop_usec = g_get_monotonic_time ();
  g_object_unref (driver.notifier);
  printf ("stopped %" G_GINT64_FORMAT "\n", g_get_monotonic_time () - stop_usec);
  g_main_loop_unref (driver.loop);
  return 0;
}
