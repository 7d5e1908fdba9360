/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "agent/lamp-lock.h"
#include "agent/lamp-pipeline.h"
#include "base/lamp-paths.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

/* The life of the process: lock, bus, pipeline, signals. */
typedef struct
{
  GMainLoop *loop;
  LampPipeline *pipeline;
  gboolean stopping;
  int status;
} Life;

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  Life *life = data;
  g_autoptr (GError) error = NULL;

  if (!lamp_pipeline_stop_finish (LAMP_PIPELINE (source), result, &error))
    {
      g_printerr ("gatelamp-agent: not everything is on disk: %s\n", error->message);
      life->status = 1;
    }
  g_main_loop_quit (life->loop);
}

static gboolean
on_signal (gpointer data)
{
  Life *life = data;

  if (!life->stopping)
    lamp_pipeline_stop_async (life->pipeline, on_stopped, life);
  life->stopping = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
on_bus (GDBusConnection *connection, const char *name, gpointer data)
{
  Life *life = data;
  g_autoptr (GError) error = NULL;

  if (!lamp_pipeline_export (life->pipeline, connection, &error))
    g_printerr ("gatelamp-agent: %s\n", error->message);
}

static void
on_name (GDBusConnection *connection, const char *name, gpointer data)
{
  Life *life = data;

  lamp_pipeline_start (life->pipeline);
}

static void
on_name_lost (GDBusConnection *connection, const char *name, gpointer data)
{
  Life *life = data;

  if (connection == NULL)
    {
      g_printerr ("gatelamp-agent: there is no session bus\n");
      life->status = 1;
      g_main_loop_quit (life->loop);
      return;
    }
  g_print ("gatelamp-agent: another program owns %s on this bus\n", name);
  on_signal (life);
}

static int
run (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  Life life = { .loop = loop };
  guint name;

  life.pipeline = lamp_pipeline_new (&error);
  if (life.pipeline == NULL)
    {
      g_printerr ("gatelamp-agent: %s\n", error != NULL ? error->message : "cannot start");
      return 1;
    }
  g_unix_signal_add (SIGTERM, on_signal, &life);
  g_unix_signal_add (SIGINT, on_signal, &life);
  name = g_bus_own_name (G_BUS_TYPE_SESSION, LAMP_AGENT_BUS_NAME, G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE, on_bus,
                         on_name, on_name_lost, &life, NULL);
  g_main_loop_run (loop);
  g_bus_unown_name (name);
  g_clear_object (&life.pipeline);
  return life.status;
}

static gboolean
parse_arguments (int *argc, char ***argv, gboolean *out_version)
{
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Print the version and exit"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (context,
                                _ ("Watches what arrives in your downloads and tells you when it runs."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      g_printerr ("gatelamp-agent: %s\n", error->message);
      return FALSE;
    }
  *out_version = version;
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autofree char *runtime = lamp_paths_dup_runtime ();
  g_autofree char *holder = NULL;
  g_autoptr (GError) error = NULL;
  gboolean version = FALSE;
  int lock;
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LAMP_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  if (!parse_arguments (&argc, &argv, &version))
    return 2;
  if (version)
    {
      g_print ("gatelamp-agent %s\n", LAMP_VERSION);
      return 0;
    }
  umask (077);
  /* no folder is kept from being unmounted, and the programs it starts begin there, too */
  if (chdir ("/") != 0)
    g_printerr ("gatelamp-agent: %s\n", g_strerror (errno));
  lock = lamp_lock_take (runtime, &holder, &error);
  if (lock < 0)
    {
      if (holder == NULL)
        {
          g_printerr ("gatelamp-agent: %s\n", error->message);
          return 1;
        }
      g_print ("gatelamp-agent: already running (%s)\n", holder);
      return 0;
    }
  status = run ();
  close (lock);
  return status;
}
