/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sense/lamp-probe-orders.h"

#include <string.h>

#include "sense/lamp-sense-limits.h"

#include "wire/lamp-wire-key.h"
#include "wire/lamp-wire-limits.h"
#include "wire/lamp-wire-path.h"

typedef struct
{
  GList link;
  char *key;
  char *path;
  gint64 arrived_boot_usec;
  gsize cost_bytes; /* of its line, at most */
  gboolean runnable;
} Kept;

struct _LampProbeOrders
{
  GHashTable *watched; /* id -> path */
  GHashTable *kept;    /* key -> Kept */
  GQueue order[2];     /* Kept, oldest order first; those that can run are apart */
  gsize cost_bytes;    /* of all of them */
  guint driven_out;    /* that can run */
};

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_free (kept->key);
  g_free (kept->path);
  g_free (kept);
}

/**
 * lamp_probe_orders_new:
 *
 * Returns: (transfer full): no orders
 */
LampProbeOrders *
lamp_probe_orders_new (void)
{
  LampProbeOrders *self = g_new0 (LampProbeOrders, 1);

  self->watched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, kept_free);
  g_queue_init (&self->order[FALSE]);
  g_queue_init (&self->order[TRUE]);
  return self;
}

/**
 * lamp_probe_orders_free:
 * @self: (nullable) (transfer full): orders
 */
void
lamp_probe_orders_free (LampProbeOrders *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->watched);
  g_hash_table_unref (self->kept);
  g_free (self);
}

static void
add_line (GPtrArray *lines, const char *verb, const char *name, const char *path)
{
  g_autofree char *encoded = NULL;

  if (path == NULL)
    {
      g_ptr_array_add (lines, g_strdup_printf ("%s %s", verb, name));
      return;
    }
  encoded = g_malloc (LAMP_WIRE_PATH_ENCODED_SIZE);
  if (lamp_wire_path_encode (path, encoded, LAMP_WIRE_PATH_ENCODED_SIZE) > 0)
    g_ptr_array_add (lines, g_strdup_printf ("%s %s %s", verb, name, encoded));
}

static void
add_keep (GPtrArray *lines, const Kept *kept, gint64 boot_usec)
{
  g_autofree char *name = g_strdup_printf (
      "%" G_GINT64_FORMAT " %s", MAX (boot_usec - kept->arrived_boot_usec, 0) / G_USEC_PER_SEC, kept->key);

  add_line (lines, "keep", name, kept->path);
}

static gboolean
is_id (const char *id)
{
  gsize length = strlen (id);

  return length > 0 && length <= LAMP_WIRE_ID_MAX &&
         strspn (id, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_.-") == length;
}

static gboolean
is_path (const char *path)
{
  return path[0] == '/' && strlen (path) < LAMP_WIRE_PATH_SIZE;
}

/**
 * lamp_probe_orders_watch:
 * @self: orders
 * @id: names a folder
 * @path: its path
 *
 * Returns: (transfer full) (element-type utf8): lines to write; none when it is watched already, or when the
 * wire has no words for it
 */
GPtrArray *
lamp_probe_orders_watch (LampProbeOrders *self, const char *id, const char *path)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  const char *old = g_hash_table_lookup (self->watched, id);

  if (!is_id (id) || !is_path (path) || g_strcmp0 (old, path) == 0)
    return lines;
  if (old != NULL)
    add_line (lines, "unwatch", id, NULL);
  g_hash_table_replace (self->watched, g_strdup (id), g_strdup (path));
  add_line (lines, "watch", id, path);
  return lines;
}

/**
 * lamp_probe_orders_watch_again:
 * @self: orders
 * @id: names a folder that is watched
 *
 * The probe's answer got lost: told again, it looks anew and answers.
 *
 * Returns: (transfer full) (element-type utf8): lines to write
 */
GPtrArray *
lamp_probe_orders_watch_again (LampProbeOrders *self, const char *id)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  const char *path = g_hash_table_lookup (self->watched, id);

  if (path != NULL)
    add_line (lines, "watch", id, path);
  return lines;
}

/**
 * lamp_probe_orders_unwatch:
 * @self: orders
 * @id: names a folder
 *
 * Returns: (transfer full) (element-type utf8): lines to write
 */
GPtrArray *
lamp_probe_orders_unwatch (LampProbeOrders *self, const char *id)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  if (g_hash_table_remove (self->watched, id))
    add_line (lines, "unwatch", id, NULL);
  return lines;
}

static void
forget (LampProbeOrders *self, Kept *kept)
{
  self->cost_bytes -= kept->cost_bytes;
  g_queue_unlink (&self->order[kept->runnable], &kept->link);
  g_hash_table_remove (self->kept, kept->key);
}

/* What cannot run goes first: the probe's marks are few, and it would rather be without those. */
static void
make_room (LampProbeOrders *self, GPtrArray *lines)
{
  while (g_hash_table_size (self->kept) >= LAMP_SENSE_KEPT ||
         (g_hash_table_size (self->kept) > 0 && self->cost_bytes > LAMP_SENSE_KEPT_BYTES))
    {
      GQueue *order = &self->order[self->order[FALSE].length == 0];
      Kept *oldest = order->head->data;

      self->driven_out += oldest->runnable ? 1 : 0;
      add_line (lines, "drop", oldest->key, NULL);
      forget (self, oldest);
    }
}

/**
 * lamp_probe_orders_keep:
 * @self: orders
 * @age_sec: how long ago the file arrived
 * @key: names it
 * @path: where it is
 * @runnable: whether it can be run
 * @boot_usec: now, on the boot clock
 *
 * Returns: (transfer full) (element-type utf8): lines to write; also one that drops the oldest order when
 * there are too many
 */
GPtrArray *
lamp_probe_orders_keep (LampProbeOrders *self,
                        gint64 age_sec,
                        const char *key,
                        const char *path,
                        gboolean runnable,
                        gint64 boot_usec)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  Kept *kept = g_hash_table_lookup (self->kept, key);

  if (!lamp_wire_key_is_valid (key) || !is_path (path))
    return lines;
  if (kept != NULL)
    forget (self, kept);
  make_room (self, lines);
  kept = g_new0 (Kept, 1);
  kept->link.data = kept;
  kept->key = g_strdup (key);
  kept->path = g_strdup (path);
  kept->runnable = runnable;
  /* It may have arrived before this boot: then the number is below zero, and the age is right all the same.
   */
  kept->arrived_boot_usec = boot_usec - CLAMP (age_sec, 0, G_MAXINT32) * G_USEC_PER_SEC;
  kept->cost_bytes = strlen ("keep 4294967295 \n") + strlen (key) + 1 + 3 * strlen (path);
  self->cost_bytes += kept->cost_bytes;
  g_hash_table_insert (self->kept, kept->key, kept);
  g_queue_push_tail_link (&self->order[runnable], &kept->link);
  add_keep (lines, kept, boot_usec);
  return lines;
}

/**
 * lamp_probe_orders_drop:
 * @self: orders
 * @key: names a file; also one that is not kept, as the probe marks files by itself
 *
 * Returns: (transfer full) (element-type utf8): lines to write
 */
GPtrArray *
lamp_probe_orders_drop (LampProbeOrders *self, const char *key)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  Kept *kept = g_hash_table_lookup (self->kept, key);

  if (!lamp_wire_key_is_valid (key))
    return lines;
  add_line (lines, "drop", key, NULL);
  if (kept != NULL)
    forget (self, kept);
  return lines;
}

/**
 * lamp_probe_orders_take_driven_out:
 * @self: orders
 *
 * Returns: how many files that can run are not kept any more because there were too many, since the last call
 */
guint
lamp_probe_orders_take_driven_out (LampProbeOrders *self)
{
  guint count = self->driven_out;

  self->driven_out = 0;
  return count;
}

/**
 * lamp_probe_orders_list:
 * @self: orders
 * @boot_usec: now, on the boot clock
 *
 * Returns: (transfer full) (element-type utf8): all that a new probe must be told; what can run first, and of
 * it the youngest, because they are the likeliest to be run
 */
GPtrArray *
lamp_probe_orders_list (LampProbeOrders *self, gint64 boot_usec)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer id;
  gpointer path;

  g_hash_table_iter_init (&iter, self->watched);
  while (g_hash_table_iter_next (&iter, &id, &path))
    add_line (lines, "watch", id, path);
  for (gint runnable = TRUE; runnable >= FALSE; runnable--)
    for (GList *l = self->order[runnable].tail; l != NULL; l = l->prev)
      add_keep (lines, l->data, boot_usec);
  return lines;
}

/**
 * lamp_probe_orders_list_watched:
 * @self: orders
 *
 * Returns: (transfer full) (element-type utf8): ids of the folders that are to be watched
 */
GPtrArray *
lamp_probe_orders_list_watched (LampProbeOrders *self)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->watched);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (ids, g_strdup (id));
  return ids;
}
