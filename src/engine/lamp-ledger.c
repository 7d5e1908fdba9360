/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/lamp-ledger.h"

struct _LampLedger
{
  GHashTable *by_key; /* char * -> LampArtifact */
};

/**
 * lamp_ledger_new:
 *
 * Returns: (transfer full): an empty ledger
 */
LampLedger *
lamp_ledger_new (void)
{
  LampLedger *self = g_new0 (LampLedger, 1);

  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) lamp_artifact_unref);
  return self;
}

/**
 * lamp_ledger_free:
 * @self: (transfer full): a ledger
 */
void
lamp_ledger_free (LampLedger *self)
{
  g_hash_table_unref (self->by_key);
  g_free (self);
}

/**
 * lamp_ledger_find:
 * @self: a ledger
 * @key: (nullable): a file's key
 *
 * Returns: (transfer none) (nullable): its row
 */
LampArtifact *
lamp_ledger_find (LampLedger *self, const char *key)
{
  return key != NULL ? g_hash_table_lookup (self->by_key, key) : NULL;
}

/**
 * lamp_ledger_put:
 * @self: a ledger
 * @artifact: its newest value; replaces the row with the same key
 */
void
lamp_ledger_put (LampLedger *self, const LampArtifact *artifact)
{
  LampArtifact *row = lamp_artifact_ref (artifact);

  g_hash_table_replace (self->by_key, (gpointer) row->key, row);
}

/**
 * lamp_ledger_del:
 * @self: a ledger
 * @key: a file's key
 */
void
lamp_ledger_del (LampLedger *self, const char *key)
{
  g_hash_table_remove (self->by_key, key);
}

/**
 * lamp_ledger_get_count:
 * @self: a ledger
 *
 * Returns: how many rows
 */
guint
lamp_ledger_get_count (LampLedger *self)
{
  return g_hash_table_size (self->by_key);
}

/**
 * lamp_ledger_list:
 * @self: a ledger
 *
 * Returns: (transfer full) (element-type LampArtifact): all rows, in no order
 */
GPtrArray *
lamp_ledger_list (LampLedger *self)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_artifact_unref);
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->by_key);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_ptr_array_add (rows, lamp_artifact_ref (row));
  return rows;
}

/**
 * lamp_ledger_get_root:
 * @self: a ledger
 * @artifact: a row
 *
 * What one archive brought is one tree, and a tree is one alert.
 *
 * Returns: (transfer none): the artifact that @artifact was derived from in the end; itself if it was not
 */
LampArtifact *
lamp_ledger_get_root (LampLedger *self, const LampArtifact *artifact)
{
  const LampArtifact *root = artifact;

  /* A chain is short; the bound is for rows that name each other. */
  for (int depth = 0; depth < 16 && root->parent_key != NULL; depth++)
    {
      LampArtifact *parent = lamp_ledger_find (self, root->parent_key);
      if (parent == NULL)
        break;
      root = parent;
    }
  return (LampArtifact *) root;
}

/**
 * lamp_ledger_find_oldest:
 * @self: a ledger
 *
 * Returns: (transfer none) (nullable): the row to give up first: the oldest that cannot run, else the oldest
 */
LampArtifact *
lamp_ledger_find_oldest (LampLedger *self)
{
  LampArtifact *oldest = NULL;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->by_key);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      LampArtifact *row = value;
      if (oldest == NULL || (oldest->runnable && !row->runnable) ||
          (oldest->runnable == row->runnable &&
           row->file->arrived_real_usec < oldest->file->arrived_real_usec))
        oldest = row;
    }
  return oldest;
}
