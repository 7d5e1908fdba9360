/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent/lamp-watch.h"

#include "agent/lamp-folders.h"

struct _LampWatch
{
  LampStages *stages; /* unowned */
  GHashTable *kept;   /* keys that the probe was told to keep */
};

/**
 * lamp_watch_new:
 * @stages: outlive the watch
 *
 * Returns: (transfer full): nothing is watched yet
 */
LampWatch *
lamp_watch_new (LampStages *stages)
{
  LampWatch *self = g_new0 (LampWatch, 1);

  self->stages = stages;
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * lamp_watch_free:
 * @self: (transfer full): a watch
 */
void
lamp_watch_free (LampWatch *self)
{
  g_hash_table_unref (self->kept);
  g_free (self);
}

static void
watch_folder (const char *id, const char *path, gpointer data)
{
  LampStages *stages = ((LampWatch *) data)->stages;
  g_autoptr (GError) error = NULL;

  lamp_status_add_folder (stages->status, id, path);
  /* The probe first: it marks a file the moment its name appears, and the monitor may tell a moment later. */
  lamp_probe_client_watch (stages->probe, id, path);
  if (!lamp_arrival_watcher_add_folder (stages->arrivals, id, path, &error))
    lamp_status_add_problem (stages->status, id, "refused", error->message);
}

/**
 * lamp_watch_add_own_folders:
 * @self: a watch
 *
 * The download folder and the desktop.
 */
void
lamp_watch_add_own_folders (LampWatch *self)
{
  lamp_folders_visit_own (watch_folder, self);
}

/**
 * lamp_watch_add_browser_folders:
 * @self: a watch
 * @paths: (nullable): download folders that the browsers' own settings name
 */
void
lamp_watch_add_browser_folders (LampWatch *self, const char *const *paths)
{
  lamp_folders_visit_browsers (paths, watch_folder, self);
}

/**
 * lamp_watch_keep:
 * @self: a watch
 * @artifact: a row of the ledger
 *
 * The probe keeps its mark; what can run is also held, so that its path is known after a move.
 */
void
lamp_watch_keep (LampWatch *self, const LampArtifact *artifact)
{
  const LampTime now = lamp_time_now ();
  const LampTime arrived = lamp_artifact_get_arrived (artifact);

  if (!g_hash_table_add (self->kept, g_strdup (artifact->key)))
    return;
  lamp_probe_client_keep (self->stages->probe, MAX (lamp_time_age_sec (&arrived, &now), 0), artifact->key,
                          artifact->file->path, artifact->runnable);
  /* Everything else is hashed by itself when it is finished. */
  if (artifact->file->sha256 == NULL && !artifact->runnable && !artifact->archive)
    lamp_arrival_watcher_hash (self->stages->arrivals, artifact->key);
  if (artifact->runnable)
    lamp_arrival_watcher_hold (self->stages->arrivals, artifact);
}

/**
 * lamp_watch_forget:
 * @self: a watch
 * @artifact: a file that is local, or gone from the ledger
 *
 * Returns: %TRUE if it was kept
 */
gboolean
lamp_watch_forget (LampWatch *self, const LampArtifact *artifact)
{
  lamp_probe_client_drop (self->stages->probe, artifact->key);
  lamp_arrival_watcher_release (self->stages->arrivals, artifact->key);
  return g_hash_table_remove (self->kept, artifact->key);
}
