/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/lamp-looks.h"

#include "engine/lamp-engine-limits.h"

struct _LampLooks
{
  GHashTable *by_key; /* key -> gint64: Unix epoch of the first look */
  GQueue order;       /* the keys, oldest first; unowned */
};

/**
 * lamp_looks_new:
 *
 * Returns: (transfer full): nothing was looked at
 */
LampLooks *
lamp_looks_new (void)
{
  LampLooks *self = g_new0 (LampLooks, 1);

  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_queue_init (&self->order);
  return self;
}

/**
 * lamp_looks_free:
 * @self: (transfer full): looks
 */
void
lamp_looks_free (LampLooks *self)
{
  g_queue_clear (&self->order);
  g_hash_table_unref (self->by_key);
  g_free (self);
}

/**
 * lamp_looks_add:
 * @self: looks
 * @key: a file's key
 * @real_usec: when it was looked at, Unix epoch
 */
void
lamp_looks_add (LampLooks *self, const char *key, gint64 real_usec)
{
  char *name;
  gint64 *when;

  if (g_hash_table_contains (self->by_key, key))
    return;
  if (g_queue_get_length (&self->order) >= LAMP_ENGINE_LOOKS_MAX)
    g_hash_table_remove (self->by_key, g_queue_pop_head (&self->order));
  name = g_strdup (key);
  when = g_new (gint64, 1);
  *when = real_usec;
  g_hash_table_insert (self->by_key, name, when);
  g_queue_push_tail (&self->order, name);
}

/**
 * lamp_looks_remove:
 * @self: looks
 * @key: a file whose content is another now: what was looked at is not what runs
 */
void
lamp_looks_remove (LampLooks *self, const char *key)
{
  gpointer name;

  if (!g_hash_table_lookup_extended (self->by_key, key, &name, NULL))
    return;
  g_queue_remove (&self->order, name);
  g_hash_table_remove (self->by_key, name);
}

/**
 * lamp_looks_has:
 * @self: looks
 * @key: a file's key
 * @before_real_usec: when it ran, Unix epoch
 *
 * `cat x.sh; bash x.sh` in one line is no reading: a person needs a few seconds.
 *
 * Returns: %TRUE if it was looked at well before that
 */
gboolean
lamp_looks_has (LampLooks *self, const char *key, gint64 before_real_usec)
{
  const gint64 *when = g_hash_table_lookup (self->by_key, key);

  return when != NULL && *when <= before_real_usec - LAMP_ENGINE_READING_USEC;
}
