/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-health.h"

#include "base/lamp-time.h"

#include <string.h>

typedef struct
{
  gint64 reads;
  gint64 found;
  gint64 errors;
  gint64 last_read_real_usec;
  gint64 last_error_real_usec;
  char *last_error;
} Row;

struct _LampOriginHealth
{
  GHashTable *rows; /* owned kind -> owned Row */
  int landlock;     /* -1: no reader has run yet */
};

static void
row_free (gpointer data)
{
  Row *self = data;

  g_free (self->last_error);
  g_free (self);
}

/**
 * lamp_origin_health_new:
 *
 * Returns: (transfer full): with no sources yet
 */
LampOriginHealth *
lamp_origin_health_new (void)
{
  LampOriginHealth *self = g_new0 (LampOriginHealth, 1);

  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, row_free);
  self->landlock = -1;
  return self;
}

/**
 * lamp_origin_health_free:
 * @self: (transfer full): health
 */
void
lamp_origin_health_free (LampOriginHealth *self)
{
  g_hash_table_unref (self->rows);
  g_free (self);
}

/**
 * lamp_origin_health_put:
 * @self: health
 * @source: the source's word; one of ours, so the table stays small
 * @app: (nullable): plain name of the application whose store it is
 * @found: how much was found
 * @error: (nullable): what went wrong
 *
 * Counts one read.
 */
void
lamp_origin_health_put (
    LampOriginHealth *self, const char *source, const char *app, guint found, const GError *error)
{
  Row *row = g_hash_table_lookup (self->rows, source);
  LampTime now = lamp_time_now ();

  if (row == NULL)
    {
      row = g_new0 (Row, 1);
      g_hash_table_insert (self->rows, g_strdup (source), row);
    }
  row->reads++;
  row->found += found;
  if (error == NULL)
    {
      row->last_read_real_usec = now.real_usec;
      return;
    }
  row->errors++;
  row->last_error_real_usec = now.real_usec;
  g_free (row->last_error);
  row->last_error = app != NULL ? g_strdup_printf ("%s: %s", app, error->message) : g_strdup (error->message);
}

/**
 * lamp_origin_health_put_landlock:
 * @self: health
 * @version: what the last reader said; 0 = this kernel has none
 */
void
lamp_origin_health_put_landlock (LampOriginHealth *self, int version)
{
  if (version >= 0)
    self->landlock = version;
}

static void
set_time (JsonObject *object, const char *name, gint64 real_usec)
{
  g_autofree char *text = real_usec != 0 ? lamp_time_format (real_usec) : NULL;

  if (text != NULL)
    json_object_set_string_member (object, name, text);
  else
    json_object_set_null_member (object, name);
}

static JsonObject *
row_to_object (const char *source, const Row *row)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "source", source);
  json_object_set_int_member (object, "reads", row->reads);
  json_object_set_int_member (object, "found", row->found);
  json_object_set_int_member (object, "errors", row->errors);
  set_time (object, "last_read", row->last_read_real_usec);
  if (row->last_error != NULL)
    json_object_set_string_member (object, "last_error", row->last_error);
  else
    json_object_set_null_member (object, "last_error");
  set_time (object, "last_error_time", row->last_error_real_usec);
  return object;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

/**
 * lamp_origin_health_to_json:
 * @self: health
 *
 * Returns: (transfer full): `sources` (array of `source reads found errors last_read last_error
 *   last_error_time`) and `landlock` (version; 0 = the kernel has none; null = no reader has run)
 */
JsonNode *
lamp_origin_health_to_json (LampOriginHealth *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *rows = json_array_new ();
  GList *names = g_list_sort (g_hash_table_get_keys (self->rows), compare_names);

  for (GList *l = names; l != NULL; l = l->next)
    json_array_add_object_element (rows, row_to_object (l->data, g_hash_table_lookup (self->rows, l->data)));
  g_list_free (names);
  json_object_set_array_member (object, "sources", rows);
  if (self->landlock >= 0)
    json_object_set_int_member (object, "landlock", self->landlock);
  else
    json_object_set_null_member (object, "landlock");
  return json_node_init_object (json_node_alloc (), object);
}
