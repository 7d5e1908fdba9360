/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "arrivals/lamp-arrival-index.h"

#include <string.h>

/* The public part comes first, so that a pointer to it is a pointer to the entry. */
typedef struct
{
  LampArrivalKnown known;
  GList link;
} Entry;

struct _LampArrivalIndex
{
  GHashTable *by_key;
  GHashTable *by_path;
  GQueue order; /* oldest first, of those that may be forgotten */
  guint capacity;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->known.key);
  g_free (entry->known.path);
  g_free (entry);
}

/**
 * lamp_arrival_index_new:
 * @capacity: files without evidence that are remembered; those with evidence come on top, at most as many
 * again
 *
 * Returns: (transfer full): an empty index
 */
LampArrivalIndex *
lamp_arrival_index_new (guint capacity)
{
  LampArrivalIndex *self = g_new0 (LampArrivalIndex, 1);

  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
  self->by_path = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->order);
  self->capacity = capacity;
  return self;
}

/**
 * lamp_arrival_index_free:
 * @self: (nullable) (transfer full): an index
 */
void
lamp_arrival_index_free (LampArrivalIndex *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->by_path);
  g_hash_table_unref (self->by_key);
  g_free (self);
}

/**
 * lamp_arrival_index_set_path:
 * @self: an index
 * @known: one of its files
 * @path: (nullable): where it is now
 */
void
lamp_arrival_index_set_path (LampArrivalIndex *self, LampArrivalKnown *known, const char *path)
{
  g_autofree char *old = g_steal_pointer (&known->path);

  if (old != NULL && g_hash_table_lookup (self->by_path, old) == known)
    g_hash_table_remove (self->by_path, old);
  known->path = g_strdup (path);
  if (path != NULL)
    g_hash_table_replace (self->by_path, known->path, known);
}

static void
evict (LampArrivalIndex *self)
{
  while (self->order.length > 0 &&
         (self->order.length > self->capacity || g_hash_table_size (self->by_key) > 2 * self->capacity))
    lamp_arrival_index_del (self, ((Entry *) self->order.head->data)->known.key);
}

/**
 * lamp_arrival_index_put:
 * @self: an index
 * @key: names the file
 * @path: (nullable): where it is
 * @keep: it has arrival evidence
 *
 * Returns: (transfer none): the file's entry, new or old
 */
LampArrivalKnown *
lamp_arrival_index_put (LampArrivalIndex *self, const char *key, const char *path, gboolean keep)
{
  Entry *entry = g_hash_table_lookup (self->by_key, key);

  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      entry->known.key = g_strdup (key);
      entry->known.size_bytes = -1;
      entry->link.data = entry;
      g_hash_table_insert (self->by_key, entry->known.key, entry);
      g_queue_push_tail_link (&self->order, &entry->link);
    }
  if (keep && !entry->known.is_kept)
    {
      g_queue_unlink (&self->order, &entry->link);
      entry->known.is_kept = TRUE;
    }
  if (g_strcmp0 (entry->known.path, path) != 0)
    lamp_arrival_index_set_path (self, &entry->known, path);
  evict (self);
  return g_hash_table_lookup (self->by_key, key);
}

/**
 * lamp_arrival_index_find:
 * @self: an index
 * @key: names a file
 *
 * Returns: (transfer none) (nullable): the file's entry
 */
LampArrivalKnown *
lamp_arrival_index_find (LampArrivalIndex *self, const char *key)
{
  return g_hash_table_lookup (self->by_key, key);
}

/**
 * lamp_arrival_index_find_path:
 * @self: an index
 * @path: a path
 *
 * Returns: (transfer none) (nullable): the entry of the file that was last seen there
 */
LampArrivalKnown *
lamp_arrival_index_find_path (LampArrivalIndex *self, const char *path)
{
  return g_hash_table_lookup (self->by_path, path);
}

/**
 * lamp_arrival_index_del:
 * @self: an index
 * @key: names a file; also one that is not known
 */
void
lamp_arrival_index_del (LampArrivalIndex *self, const char *key)
{
  Entry *entry = g_hash_table_lookup (self->by_key, key);

  if (entry == NULL)
    return;
  lamp_arrival_index_set_path (self, &entry->known, NULL);
  if (!entry->known.is_kept)
    g_queue_unlink (&self->order, &entry->link);
  g_hash_table_remove (self->by_key, key);
}

/**
 * lamp_arrival_index_list_below:
 * @self: an index
 * @folder: a path
 *
 * Returns: (transfer full) (element-type utf8): keys of the files that were last seen below it
 */
GPtrArray *
lamp_arrival_index_list_below (LampArrivalIndex *self, const char *folder)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  gsize length = strlen (folder);
  GHashTableIter iter;
  gpointer path;
  gpointer known;

  g_hash_table_iter_init (&iter, self->by_path);
  while (g_hash_table_iter_next (&iter, &path, &known))
    if (strncmp (path, folder, length) == 0 && ((char *) path)[length] == '/')
      g_ptr_array_add (keys, g_strdup (((LampArrivalKnown *) known)->key));
  return keys;
}

/**
 * lamp_arrival_index_get_count:
 * @self: an index
 *
 * Returns: how many files it remembers
 */
guint
lamp_arrival_index_get_count (LampArrivalIndex *self)
{
  return g_hash_table_size (self->by_key);
}
