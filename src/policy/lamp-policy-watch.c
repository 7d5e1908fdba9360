/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "policy/lamp-policy-watch.h"

#include "policy/lamp-policy-limits.h"

#include "base/lamp-text.h"

#include <string.h>

struct _LampPolicyWatch
{
  GObject parent_instance;

  LampPolicyLoader *loader;
  GPtrArray *monitors; /* GFileMonitor */
  guint settle_source;
  gboolean reading;
  gboolean again; /* changed while it was read */
};

G_DEFINE_FINAL_TYPE (LampPolicyWatch, lamp_policy_watch, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
monitor_free (gpointer monitor)
{
  g_file_monitor_cancel (monitor);
  g_object_unref (monitor);
}

static void
lamp_policy_watch_finalize (GObject *object)
{
  LampPolicyWatch *self = LAMP_POLICY_WATCH (object);

  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_ptr_array_unref (self->monitors);
  g_object_unref (self->loader);
  G_OBJECT_CLASS (lamp_policy_watch_parent_class)->finalize (object);
}

static void
lamp_policy_watch_class_init (LampPolicyWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lamp_policy_watch_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
lamp_policy_watch_init (LampPolicyWatch *self)
{
  self->monitors = g_ptr_array_new_with_free_func (monitor_free);
}

static gboolean on_settled (gpointer data);

static void
schedule (LampPolicyWatch *self)
{
  if (self->reading)
    self->again = TRUE;
  else if (self->settle_source == 0)
    self->settle_source = g_timeout_add (LAMP_POLICY_SETTLE_MSEC, on_settled, self);
}

static gboolean
is_called (GFile *file, const char *name)
{
  g_autofree char *own = file != NULL ? g_file_get_basename (file) : NULL;

  return own != NULL && strcmp (own, name) == 0;
}

/* What else happens beside a folder that is not there yet is no business of ours. */
static void
on_event (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, LampPolicyWatch *self)
{
  const char *only = g_object_get_data (G_OBJECT (monitor), "only");

  if (only == NULL || is_called (file, only) || is_called (other, only))
    schedule (self);
}

/* @only: (nullable): the one name in @path that matters */
static void
add_monitor (LampPolicyWatch *self, const char *path, const char *only)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  GFileMonitor *monitor = g_file_monitor_directory (file, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);

  if (monitor == NULL)
    {
      g_autofree char *quoted = lamp_text_quote (path);
      g_warning ("changes of the policy in %s are not noticed: %s", quoted, error->message);
      return;
    }
  g_object_set_data_full (G_OBJECT (monitor), "only", g_strdup (only), g_free);
  g_signal_connect_object (monitor, "changed", G_CALLBACK (on_event), self, 0);
  g_ptr_array_add (self->monitors, monitor);
}

/* GIO looks for a folder that is not there every few seconds; its parent tells without that. */
static void
watch_layer (LampPolicyWatch *self, const char *folder)
{
  g_autofree char *drop_ins = g_build_filename (folder, "policy.d", NULL);
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autofree char *name = g_path_get_basename (folder);

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      add_monitor (self, folder, NULL);
      if (g_file_test (drop_ins, G_FILE_TEST_IS_DIR))
        add_monitor (self, drop_ins, NULL);
    }
  else if (g_file_test (parent, G_FILE_TEST_IS_DIR))
    add_monitor (self, parent, name);
}

static void
watch_layers (LampPolicyWatch *self)
{
  g_autoptr (GPtrArray) before = self->monitors;

  self->monitors = g_ptr_array_new_with_free_func (monitor_free);
  for (guint i = 0; i < LAMP_POLICY_LAYERS; i++)
    if (lamp_policy_loader_get_folder (self->loader, i) != NULL)
      watch_layer (self, lamp_policy_loader_get_folder (self->loader, i));
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LampPolicyWatch) self = data;
  g_autoptr (GError) error = NULL;

  self->reading = FALSE;
  /* A refused file is among the problems that `status` tells; the last good policy is in force. */
  lamp_policy_loader_load_finish (LAMP_POLICY_LOADER (source), result, &error);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (self->again)
    {
      self->again = FALSE;
      schedule (self);
    }
}

static gboolean
on_settled (gpointer data)
{
  LampPolicyWatch *self = data;

  self->settle_source = 0;
  self->reading = TRUE;
  /* Watched anew before it is read: a folder that came or went is seen, and nothing falls in between. */
  watch_layers (self);
  lamp_policy_loader_load_async (self->loader, on_loaded, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/**
 * lamp_policy_watch_new:
 * @loader: has loaded once
 *
 * Returns: (transfer full): watches from now on
 */
LampPolicyWatch *
lamp_policy_watch_new (LampPolicyLoader *loader)
{
  LampPolicyWatch *self = g_object_new (LAMP_TYPE_POLICY_WATCH, NULL);

  self->loader = g_object_ref (loader);
  watch_layers (self);
  return self;
}
