/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A stand-in for the agent: answers from files of a folder, read at each call, and says on its standard
 * output what it was asked.
 *
 *   status.json policy.json report.json rule.json preview.txt   the answer of one method, byte for byte
 *   alerts executions outbox                                    one JSON text a line
 *   artifacts/KEY                                               FindArtifact's answer
 *   error                                                       a D-Bus error name: every call fails with it
 *   hang                                                        no call is answered
 *
 * With a second argument it was started by the bus: it ends after its first answer, and reads no input.
 * Otherwise, lines on standard input: `alert TEXT`, `execution TEXT` send a signal; `release`, `own` drop and
 * take the name; the end of input ends it. */

#include "config.h"

#include "lamp-agent1-generated.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <string.h>

#define AGENT_PATH "/io/github/gatelamp/Agent1"

typedef struct
{
  const char *folder;
  GMainLoop *loop;
  LampAgent1 *skeleton;
  guint name_id;
  gboolean once;
} Fake;

static char *
dup_file (Fake *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  char *text = NULL;
  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static char **
dup_lines (Fake *self, const char *name)
{
  g_autofree char *text = dup_file (self, name);
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  g_auto (GStrv) all = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (gsize i = 0; all[i] != NULL; i++)
    if (*all[i] != '\0')
      g_ptr_array_add (lines, g_strdup (all[i]));
  g_ptr_array_add (lines, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&lines), FALSE);
}

/* Logs the call; answers it here if it is to fail or to hang. */
static gboolean
answer_early (Fake *self, GDBusMethodInvocation *call, const char *words)
{
  g_autofree char *error = dup_file (self, "error");
  g_autofree char *hang = dup_file (self, "hang");

  g_print ("called %s %s\n", g_dbus_method_invocation_get_method_name (call), words);
  if (self->once)
    g_idle_add_once ((GSourceOnceFunc) g_main_loop_quit, self->loop);
  if (error != NULL)
    {
      g_dbus_method_invocation_return_dbus_error (call, g_strstrip (error), "the fake \033[31msays so");
      return TRUE;
    }
  return hang != NULL;
}

static gboolean
answer_file (Fake *self, GDBusMethodInvocation *call, const char *name)
{
  g_autofree char *text = dup_file (self, name);

  if (text == NULL)
    g_dbus_method_invocation_return_dbus_error (call, "io.github.gatelamp.Error.NotFound", "There is none.");
  else
    g_dbus_method_invocation_return_value (call, g_variant_new ("(s)", text));
  return TRUE;
}

static gboolean
answer_words (Fake *self, GDBusMethodInvocation *call, char **lines, guint limit)
{
  guint count = g_strv_length (lines);
  guint skip = limit > 0 && count > limit ? count - limit : 0;

  g_dbus_method_invocation_return_value (call, g_variant_new ("(^as)", lines + skip));
  return TRUE;
}

static gboolean
on_get_status (LampAgent1 *skeleton, GDBusMethodInvocation *call, Fake *self)
{
  return answer_early (self, call, "") || answer_file (self, call, "status.json");
}

static gboolean
on_get_policy (LampAgent1 *skeleton, GDBusMethodInvocation *call, Fake *self)
{
  return answer_early (self, call, "") || answer_file (self, call, "policy.json");
}

static gboolean
on_list_alerts (LampAgent1 *skeleton, GDBusMethodInvocation *call, gint64 since, guint limit, Fake *self)
{
  g_auto (GStrv) lines = dup_lines (self, "alerts");
  g_autofree char *words = g_strdup_printf ("%" G_GINT64_FORMAT " %u", since, limit);
  return answer_early (self, call, words) || answer_words (self, call, lines, limit);
}

static gboolean
on_list_executions (LampAgent1 *skeleton, GDBusMethodInvocation *call, gint64 since, guint limit, Fake *self)
{
  g_auto (GStrv) lines = dup_lines (self, "executions");
  g_autofree char *words = g_strdup_printf ("%" G_GINT64_FORMAT " %u", since, limit);
  return answer_early (self, call, words) || answer_words (self, call, lines, limit);
}

static gboolean
on_list_outbox (LampAgent1 *skeleton, GDBusMethodInvocation *call, Fake *self)
{
  g_auto (GStrv) lines = dup_lines (self, "outbox");
  return answer_early (self, call, "") || answer_words (self, call, lines, 0);
}

static gboolean
on_get_alert (LampAgent1 *skeleton, GDBusMethodInvocation *call, const char *id, Fake *self)
{
  g_auto (GStrv) lines = dup_lines (self, "alerts");
  g_autofree char *member = g_strdup_printf ("\"id\":\"%s\"", id);

  if (answer_early (self, call, id))
    return TRUE;
  for (gsize i = 0; lines[i] != NULL; i++)
    if (strstr (lines[i], member) != NULL)
      {
        g_dbus_method_invocation_return_value (call, g_variant_new ("(s)", lines[i]));
        return TRUE;
      }
  g_dbus_method_invocation_return_dbus_error (call, "io.github.gatelamp.Error.NotFound",
                                              "There is no such alert.");
  return TRUE;
}

static gboolean
on_find_artifact (LampAgent1 *skeleton, GDBusMethodInvocation *call, const char *key, Fake *self)
{
  g_autofree char *name = g_build_filename ("artifacts", key, NULL);
  return answer_early (self, call, key) || answer_file (self, call, name);
}

static gboolean
on_report (LampAgent1 *skeleton, GDBusMethodInvocation *call, const char *id, const char *comment, Fake *self)
{
  g_autofree char *words = g_strdup_printf ("%s [%s]", id, comment);
  return answer_early (self, call, words) || answer_file (self, call, "report.json");
}

static gboolean
on_preview_report (
    LampAgent1 *skeleton, GDBusMethodInvocation *call, const char *id, const char *comment, Fake *self)
{
  g_autofree char *words = g_strdup_printf ("%s [%s]", id, comment);
  return answer_early (self, call, words) || answer_file (self, call, "preview.txt");
}

static gboolean
on_expect (LampAgent1 *skeleton, GDBusMethodInvocation *call, const char *id, const char *scope, Fake *self)
{
  g_autofree char *words = g_strdup_printf ("%s %s", id, scope);
  return answer_early (self, call, words) || answer_file (self, call, "rule.json");
}

static gboolean
on_dismiss (LampAgent1 *skeleton, GDBusMethodInvocation *call, const char *id, Fake *self)
{
  if (!answer_early (self, call, id))
    lamp_agent1_complete_dismiss (skeleton, call);
  return TRUE;
}

static gboolean
on_retry_outbox (LampAgent1 *skeleton, GDBusMethodInvocation *call, Fake *self)
{
  if (!answer_early (self, call, ""))
    lamp_agent1_complete_retry_outbox (skeleton, call);
  return TRUE;
}

static void
on_name (GDBusConnection *bus, const char *name, gpointer data)
{
  g_print ("ready\n");
}

static void
own (Fake *self, GDBusConnection *bus)
{
  self->name_id = g_bus_own_name_on_connection (bus, LAMP_AGENT_BUS_NAME, G_BUS_NAME_OWNER_FLAGS_NONE,
                                                on_name, NULL, self, NULL);
}

static void
obey (Fake *self, const char *line)
{
  if (g_str_has_prefix (line, "alert "))
    lamp_agent1_emit_alert_changed (self->skeleton, "id", 1, line + strlen ("alert "));
  else if (g_str_has_prefix (line, "execution "))
    lamp_agent1_emit_execution_seen (self->skeleton, line + strlen ("execution "));
  else if (strcmp (line, "release") == 0)
    {
      g_bus_unown_name (self->name_id);
      g_print ("released\n");
    }
  else if (strcmp (line, "own") == 0)
    own (self, g_dbus_interface_skeleton_get_connection (G_DBUS_INTERFACE_SKELETON (self->skeleton)));
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  Fake *self = data;
  GDataInputStream *input = G_DATA_INPUT_STREAM (source);
  g_autofree char *line = g_data_input_stream_read_line_finish (input, result, NULL, NULL);

  if (line == NULL)
    {
      g_main_loop_quit (self->loop);
      return;
    }
  obey (self, line);
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, on_line, self);
}

static void
connect_all (Fake *self)
{
  const struct
  {
    const char *signal;
    GCallback handler;
  } handlers[] = {
    { "handle-get-status", G_CALLBACK (on_get_status) },
    { "handle-get-policy", G_CALLBACK (on_get_policy) },
    { "handle-list-alerts", G_CALLBACK (on_list_alerts) },
    { "handle-list-executions", G_CALLBACK (on_list_executions) },
    { "handle-list-outbox", G_CALLBACK (on_list_outbox) },
    { "handle-get-alert", G_CALLBACK (on_get_alert) },
    { "handle-find-artifact", G_CALLBACK (on_find_artifact) },
    { "handle-report", G_CALLBACK (on_report) },
    { "handle-preview-report", G_CALLBACK (on_preview_report) },
    { "handle-expect", G_CALLBACK (on_expect) },
    { "handle-dismiss", G_CALLBACK (on_dismiss) },
    { "handle-retry-outbox", G_CALLBACK (on_retry_outbox) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect (self->skeleton, handlers[i].signal, handlers[i].handler, self);
}

int
main (int argc, char **argv)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GInputStream) stdin_stream = g_unix_input_stream_new (0, FALSE);
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (stdin_stream);
  Fake self = { .folder = argv[1],
                .loop = g_main_loop_new (NULL, FALSE),
                .skeleton = lamp_agent1_skeleton_new () };

  if (argc < 2 || bus == NULL)
    return 2;
  self.once = argc > 2;
  if (self.once && freopen ("/dev/null", "w", stdout) == NULL)
    return 2;
  connect_all (&self);
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self.skeleton), bus, AGENT_PATH, NULL))
    return 1;
  own (&self, bus);
  if (!self.once)
    g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, on_line, &self);
  g_main_loop_run (self.loop);
  g_dbus_connection_flush_sync (bus, NULL, NULL);
  g_object_unref (self.skeleton);
  g_main_loop_unref (self.loop);
  return 0;
}
