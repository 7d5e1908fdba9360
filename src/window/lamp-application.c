/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "window/lamp-application.h"

#include "window/lamp-window.h"

#include <glib/gi18n-lib.h>

struct _LampApplication
{
  AdwApplication parent_instance;
  LampClient *client;
};

G_DEFINE_FINAL_TYPE (LampApplication, lamp_application, ADW_TYPE_APPLICATION)

static LampWindow *
ensure_window (LampApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (LAMP_IS_WINDOW (l->data))
      window = l->data;
  if (!LAMP_IS_WINDOW (window))
    window = GTK_WINDOW (lamp_window_new (GTK_APPLICATION (self), self->client));
  return LAMP_WINDOW (window);
}

static void
on_alert (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LampWindow *window = ensure_window (user_data);
  const char *id = g_variant_get_string (parameter, NULL);

  if (*id != '\0')
    lamp_window_open_alert (window, id);
  gtk_window_present (GTK_WINDOW (window));
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const char *const developers[] = { "The Gatelamp authors", NULL };

  adw_show_about_window (
      GTK_WINDOW (ensure_window (user_data)), "application-name", "Gatelamp", "application-icon",
      LAMP_APPLICATION_ID, "version", LAMP_VERSION, "developer-name", "The Gatelamp authors", "developers",
      developers, "license-type", GTK_LICENSE_GPL_3_0, "comments",
      _ ("Gatelamp watches what arrives in your downloads and mail attachments, and tells you "
         "when one of them runs. It reads names, addresses and times; it never opens, blocks "
         "or deletes anything. Nothing leaves this computer unless you press Report, and you "
         "see it first."),
      NULL);
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LampApplication *self = user_data;

  /* Closed, not torn down: a window remembers its size when it closes. */
  gtk_window_close (GTK_WINDOW (ensure_window (self)));
  g_application_quit (G_APPLICATION (self));
}

static const GActionEntry entries[] = {
  { .name = "show-alert", .activate = on_alert, .parameter_type = "s" },
  { .name = "about", .activate = on_about },
  { .name = "quit", .activate = on_quit },
};

static void
lamp_application_startup (GApplication *application)
{
  LampApplication *self = LAMP_APPLICATION (application);

  G_APPLICATION_CLASS (lamp_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (LAMP_APPLICATION_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.quit",
                                         (const char *[]){ "<primary>q", NULL });
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "window.close",
                                         (const char *[]){ "<primary>w", NULL });
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "win.show-help-overlay",
                                         (const char *[]){ "<primary>question", "F1", NULL });
  self->client = lamp_client_new ();
}

static void
lamp_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (ensure_window (LAMP_APPLICATION (application))));
}

/* With --alert the action is all that is asked for; it is handed to the process that runs already, if one
 * does. */
static int
lamp_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  g_autoptr (GError) error = NULL;
  const char *id;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("gatelamp %s\n", LAMP_VERSION);
      return 0;
    }
  if (!g_variant_dict_lookup (options, "alert", "&s", &id))
    return -1;
  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("gatelamp: %s\n", error->message);
      return 1;
    }
  g_action_group_activate_action (G_ACTION_GROUP (application), "show-alert", g_variant_new_string (id));
  return g_application_get_is_remote (application) ? 0 : -1;
}

static void
lamp_application_finalize (GObject *object)
{
  g_clear_object (&LAMP_APPLICATION (object)->client);
  G_OBJECT_CLASS (lamp_application_parent_class)->finalize (object);
}

static void
lamp_application_class_init (LampApplicationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lamp_application_finalize;
  G_APPLICATION_CLASS (klass)->startup = lamp_application_startup;
  G_APPLICATION_CLASS (klass)->activate = lamp_application_activate;
  G_APPLICATION_CLASS (klass)->handle_local_options = lamp_application_handle_local_options;
}

static void
lamp_application_init (LampApplication *self)
{
  static const GOptionEntry options[] = {
    { "alert", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Open one alert"), N_ ("ID") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
    { NULL },
  };

  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _ ("Shows who brought what was just run, and reports it."));
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * lamp_application_new:
 *
 * Returns: (transfer full): the application
 */
LampApplication *
lamp_application_new (void)
{
  return g_object_new (LAMP_TYPE_APPLICATION, "application-id", LAMP_APPLICATION_ID, "resource-base-path",
                       "/io/github/gatelamp/window", "flags", G_APPLICATION_DEFAULT_FLAGS, NULL);
}
