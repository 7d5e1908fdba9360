/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent/lamp-fleeting.h"

#include "arrivals/lamp-arrival-fleeting.h"

/** Renames that are remembered; a download is one. */
#define MARKS_MAX 512
/** The monitors are given so long to tell of the file themselves; less than executions are held. */
#define PATIENCE_MSEC 700

struct _LampFleeting
{
  LampEngine *engine;
  GHashTable *by_key; /* key -> LampArtifact */
  GQueue order;       /* the same, oldest first; unowned */
  GQueue ran;         /* keys to look after */
  guint source;
};

/**
 * lamp_fleeting_new:
 * @engine: takes what would be missed
 *
 * Returns: (transfer full): nothing remembered
 */
LampFleeting *
lamp_fleeting_new (LampEngine *engine)
{
  LampFleeting *self = g_new0 (LampFleeting, 1);

  self->engine = g_object_ref (engine);
  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) lamp_artifact_unref);
  g_queue_init (&self->order);
  g_queue_init (&self->ran);
  return self;
}

/**
 * lamp_fleeting_free:
 * @self: (transfer full): what is remembered
 */
void
lamp_fleeting_free (LampFleeting *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_queue_clear (&self->order);
  g_queue_clear_full (&self->ran, g_free);
  g_hash_table_unref (self->by_key);
  g_object_unref (self->engine);
  g_free (self);
}

static void
forget (LampFleeting *self, LampArtifact *artifact)
{
  g_queue_remove (&self->order, artifact);
  g_hash_table_remove (self->by_key, artifact->key);
}

/**
 * lamp_fleeting_take_mark:
 * @self: what is remembered
 * @key: a file's key
 * @from: (nullable): the name it had before
 * @path: the name it has now
 * @size_bytes: its size
 */
void
lamp_fleeting_take_mark (
    LampFleeting *self, const char *key, const char *from, const char *path, gint64 size_bytes)
{
  const LampTime now = lamp_time_now ();
  LampArtifact *artifact = NULL;

  if (from != NULL && !g_hash_table_contains (self->by_key, key))
    artifact = lamp_arrival_fleeting_build (key, from, path, size_bytes, &now);
  if (artifact == NULL)
    return;
  if (g_queue_get_length (&self->order) >= MARKS_MAX)
    forget (self, g_queue_peek_head (&self->order));
  g_hash_table_insert (self->by_key, (gpointer) artifact->key, artifact);
  g_queue_push_tail (&self->order, artifact);
}

static gboolean
on_patience_ends (gpointer data)
{
  LampFleeting *self = data;
  const LampTime now = lamp_time_now ();
  char *key;

  self->source = 0;
  while ((key = g_queue_pop_head (&self->ran)) != NULL)
    {
      LampArtifact *artifact = g_hash_table_lookup (self->by_key, key);
      if (artifact != NULL && lamp_engine_find_artifact (self->engine, key) == NULL)
        lamp_engine_take_arrival (self->engine, artifact, &now);
      if (artifact != NULL)
        forget (self, artifact);
      g_free (key);
    }
  return G_SOURCE_REMOVE;
}

/**
 * lamp_fleeting_take_execution:
 * @self: what is remembered
 * @key: a file that ran
 *
 * If the monitors do not tell of it soon, the probe's word stands for the arrival.
 */
void
lamp_fleeting_take_execution (LampFleeting *self, const char *key)
{
  if (!g_hash_table_contains (self->by_key, key) || lamp_engine_find_artifact (self->engine, key) != NULL)
    return;
  g_queue_push_tail (&self->ran, g_strdup (key));
  if (self->source == 0)
    self->source = g_timeout_add (PATIENCE_MSEC, on_patience_ends, self);
}
