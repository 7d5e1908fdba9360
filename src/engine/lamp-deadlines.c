/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/lamp-deadlines.h"

struct _LampDeadlines
{
  GHashTable *by_key; /* key -> gint64 *, boot clock */
};

/**
 * lamp_deadlines_new:
 *
 * Returns: (transfer full): nothing waits
 */
LampDeadlines *
lamp_deadlines_new (void)
{
  LampDeadlines *self = g_new0 (LampDeadlines, 1);

  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * lamp_deadlines_free:
 * @self: (transfer full): deadlines
 */
void
lamp_deadlines_free (LampDeadlines *self)
{
  g_hash_table_unref (self->by_key);
  g_free (self);
}

/**
 * lamp_deadlines_set:
 * @self: deadlines
 * @key: a file's key
 * @boot_usec: when, on the boot clock; takes the place of an earlier one
 */
void
lamp_deadlines_set (LampDeadlines *self, const char *key, gint64 boot_usec)
{
  g_hash_table_replace (self->by_key, g_strdup (key), g_memdup2 (&boot_usec, sizeof boot_usec));
}

/**
 * lamp_deadlines_remove:
 * @self: deadlines
 * @key: a file's key
 */
void
lamp_deadlines_remove (LampDeadlines *self, const char *key)
{
  g_hash_table_remove (self->by_key, key);
}

/**
 * lamp_deadlines_has:
 * @self: deadlines
 * @key: a file's key
 *
 * Returns: %TRUE if the file waits
 */
gboolean
lamp_deadlines_has (LampDeadlines *self, const char *key)
{
  return g_hash_table_contains (self->by_key, key);
}

/**
 * lamp_deadlines_list_due:
 * @self: deadlines
 * @now_boot_usec: now
 *
 * Returns: (transfer full) (element-type utf8): keys whose time has come; they stay until they are removed
 */
GPtrArray *
lamp_deadlines_list_due (LampDeadlines *self, gint64 now_boot_usec)
{
  GPtrArray *due = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, self->by_key);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (*(gint64 *) value <= now_boot_usec)
      g_ptr_array_add (due, g_strdup (key));
  return due;
}

/**
 * lamp_deadlines_get_earliest_boot_usec:
 * @self: deadlines
 *
 * Returns: the next time, on the boot clock; G_MAXINT64: none
 */
gint64
lamp_deadlines_get_earliest_boot_usec (LampDeadlines *self)
{
  gint64 earliest = G_MAXINT64;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->by_key);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    earliest = MIN (earliest, *(gint64 *) value);
  return earliest;
}
