/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/lamp-held.h"

#include "engine/lamp-engine-limits.h"

/* What waits for one file. */
typedef struct
{
  GPtrArray *executions;
  gint64 until_boot_usec; /* of the first; a later one waits no longer */
} Queue;

struct _LampHeld
{
  GHashTable *by_key; /* key -> Queue */
  guint count;
};

static void
queue_free (gpointer data)
{
  Queue *queue = data;

  g_ptr_array_unref (queue->executions);
  g_free (queue);
}

/**
 * lamp_held_new:
 *
 * Returns: (transfer full): nothing is held
 */
LampHeld *
lamp_held_new (void)
{
  LampHeld *self = g_new0 (LampHeld, 1);

  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, queue_free);
  return self;
}

/**
 * lamp_held_free:
 * @self: (transfer full): held executions
 */
void
lamp_held_free (LampHeld *self)
{
  g_hash_table_unref (self->by_key);
  g_free (self);
}

/* What a file that runs again and again gives up is one more of the same. */
static gboolean
make_room (LampHeld *self)
{
  Queue *longest = NULL;
  GHashTableIter iter;
  gpointer value;

  /* Every file has one: none can give. */
  if (self->count == g_hash_table_size (self->by_key))
    return FALSE;
  g_hash_table_iter_init (&iter, self->by_key);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (longest == NULL || ((Queue *) value)->executions->len > longest->executions->len)
      longest = value;
  g_ptr_array_remove_index (longest->executions, longest->executions->len - 1);
  self->count--;
  return TRUE;
}

/**
 * lamp_held_add:
 * @self: held executions
 * @execution: waits for its file
 * @until_boot_usec: how long, if the file is not told by then
 *
 * At the limit, the first execution of a file takes the place of the last one of the file that has most: who
 * runs without end must not hide that another runs.
 */
void
lamp_held_add (LampHeld *self, const LampExecution *execution, gint64 until_boot_usec)
{
  Queue *queue = g_hash_table_lookup (self->by_key, execution->key);

  if (self->count >= LAMP_ENGINE_HELD_MAX && (queue != NULL || !make_room (self)))
    return;
  if (queue == NULL)
    {
      queue = g_new (Queue, 1);
      queue->executions = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_execution_unref);
      queue->until_boot_usec = until_boot_usec;
      g_hash_table_insert (self->by_key, g_strdup (execution->key), queue);
    }
  g_ptr_array_add (queue->executions, lamp_execution_ref (execution));
  self->count++;
}

/**
 * lamp_held_take:
 * @self: held executions
 * @key: a file that is decided
 *
 * Returns: (transfer full) (element-type LampExecution): what waited for it, in order; may be empty
 */
GPtrArray *
lamp_held_take (LampHeld *self, const char *key)
{
  Queue *queue = g_hash_table_lookup (self->by_key, key);
  GPtrArray *executions;

  if (queue == NULL)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_execution_unref);
  executions = g_ptr_array_ref (queue->executions);
  self->count -= executions->len;
  g_hash_table_remove (self->by_key, key);
  return executions;
}

/**
 * lamp_held_expire:
 * @self: held executions
 * @now_boot_usec: now
 * @knows: tells which files are in the ledger
 * @data: its closure
 *
 * What ran and never arrived is not our matter.
 */
void
lamp_held_expire (LampHeld *self, gint64 now_boot_usec, LampHeldKnows knows, gpointer data)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, self->by_key);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      Queue *queue = value;
      if (queue->until_boot_usec > now_boot_usec || knows (key, data))
        continue;
      self->count -= queue->executions->len;
      g_hash_table_iter_remove (&iter);
    }
}

/**
 * lamp_held_get_deadline_boot_usec:
 * @self: held executions
 * @knows: tells which files are in the ledger
 * @data: its closure
 *
 * Returns: when lamp_held_expire() has something to do; G_MAXINT64: never
 */
gint64
lamp_held_get_deadline_boot_usec (LampHeld *self, LampHeldKnows knows, gpointer data)
{
  gint64 earliest = G_MAXINT64;
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, self->by_key);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!knows (key, data))
      earliest = MIN (earliest, ((Queue *) value)->until_boot_usec);
  return earliest;
}
