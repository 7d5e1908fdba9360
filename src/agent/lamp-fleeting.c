/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent/lamp-fleeting.h"

#include "agent/lamp-agent-limits.h"
#include "arrivals/lamp-arrival-fleeting.h"
#include "arrivals/lamp-arrival-names.h"

typedef struct
{
  LampArtifact *artifact;
  gboolean may_be_copy;
  gint64 until_mono_usec; /* when the monitors' time is over; 0: it has not run */
} Mark;

struct _LampFleeting
{
  LampEngine *engine;
  GHashTable *by_key; /* key -> Mark */
  GQueue order;       /* those that have not run, oldest first; unowned */
  GQueue ran;         /* those that ran, first to look after first; unowned */
  guint source;
};

static void
mark_free (gpointer data)
{
  Mark *mark = data;

  lamp_artifact_unref (mark->artifact);
  g_free (mark);
}

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
  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, mark_free);
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
  g_queue_clear (&self->ran);
  g_hash_table_unref (self->by_key);
  g_object_unref (self->engine);
  g_free (self);
}

/* Only a listing finds files whose arrival nobody heard; what a monitor judged stays judged. */
static gboolean
was_found (const LampArtifact *artifact)
{
  return artifact->state == LAMP_ARRIVAL_CANDIDATE && artifact->arrived_boot_id == NULL;
}

/**
 * lamp_fleeting_has_mark:
 * @self: what is remembered
 * @key: a file
 *
 * Returns: whether its rename is remembered
 */
gboolean
lamp_fleeting_has_mark (LampFleeting *self, const char *key)
{
  return g_hash_table_contains (self->by_key, key);
}

/**
 * lamp_fleeting_join:
 * @self: what is remembered
 * @found: a file that the monitors tell
 *
 * The probe may watch a moment before the monitors do: what was renamed in between they find by listing, and
 * only the probe knows how it got its name.
 *
 * Returns: (transfer full) (nullable): the file with the evidence of its rename; %NULL if there is none
 */
LampArtifact *
lamp_fleeting_join (LampFleeting *self, const LampArtifact *found)
{
  const Mark *mark = was_found (found) ? g_hash_table_lookup (self->by_key, found->key) : NULL;

  return mark != NULL ? lamp_arrival_fleeting_join (found, mark->artifact, mark->may_be_copy) : NULL;
}

/* The listing was faster than the probe's word. */
static void
join_candidate (LampFleeting *self, const char *key, const LampTime *now)
{
  const LampArtifact *row = lamp_engine_find_artifact (self->engine, key);
  g_autoptr (LampArtifact) joined = row != NULL ? lamp_fleeting_join (self, row) : NULL;

  if (joined != NULL)
    lamp_engine_take_arrival (self->engine, joined, now);
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
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *from_name = from != NULL ? g_path_get_basename (from) : NULL;
  LampArtifact *artifact = NULL;
  Mark *mark;

  if (from != NULL && !g_hash_table_contains (self->by_key, key))
    artifact = lamp_arrival_fleeting_build (key, from, path, size_bytes, &now);
  if (artifact == NULL)
    return;
  if (g_queue_get_length (&self->order) >= LAMP_AGENT_MARKS_MAX)
    g_hash_table_remove (self->by_key, ((Mark *) g_queue_pop_head (&self->order))->artifact->key);
  mark = g_new0 (Mark, 1);
  mark->artifact = artifact;
  mark->may_be_copy = lamp_arrival_rename_may_be_copy (from_name, name);
  g_hash_table_insert (self->by_key, (gpointer) artifact->key, mark);
  g_queue_push_tail (&self->order, mark);
  join_candidate (self, key, &now);
}

static void look_after (LampFleeting *self);

static gboolean
on_patience_ends (gpointer data)
{
  LampFleeting *self = data;
  const gint64 now_mono_usec = g_get_monotonic_time ();
  const LampTime now = lamp_time_now ();
  Mark *mark;

  self->source = 0;
  while ((mark = g_queue_peek_head (&self->ran)) != NULL && mark->until_mono_usec <= now_mono_usec)
    {
      g_queue_pop_head (&self->ran);
      if (lamp_engine_find_artifact (self->engine, mark->artifact->key) == NULL)
        lamp_engine_take_arrival (self->engine, mark->artifact, &now);
      g_hash_table_remove (self->by_key, mark->artifact->key);
    }
  look_after (self);
  return G_SOURCE_REMOVE;
}

static void
look_after (LampFleeting *self)
{
  Mark *first = g_queue_peek_head (&self->ran);
  gint64 wait_usec;

  if (first == NULL || self->source != 0)
    return;
  wait_usec = MAX (first->until_mono_usec - g_get_monotonic_time (), 0);
  self->source = g_timeout_add ((guint) (wait_usec / 1000 + 1), on_patience_ends, self);
}

/**
 * lamp_fleeting_take_execution:
 * @self: what is remembered
 * @key: a file that ran
 *
 * If the monitors do not tell of it soon, the probe's word stands for the arrival. A flood of other marks
 * does not make it forget a file that ran.
 */
void
lamp_fleeting_take_execution (LampFleeting *self, const char *key)
{
  Mark *mark = g_hash_table_lookup (self->by_key, key);

  if (mark == NULL || mark->until_mono_usec != 0 || g_queue_get_length (&self->ran) >= LAMP_AGENT_MARKS_MAX ||
      lamp_engine_find_artifact (self->engine, key) != NULL)
    return;
  mark->until_mono_usec = g_get_monotonic_time () + LAMP_AGENT_PATIENCE_MSEC * 1000;
  g_queue_remove (&self->order, mark);
  g_queue_push_tail (&self->ran, mark);
  look_after (self);
}
