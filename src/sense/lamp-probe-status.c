/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sense/lamp-probe-status.h"

#include <string.h>

#include "sense/lamp-sense-limits.h"

#include "base/lamp-text.h"
#include "base/lamp-time.h"

typedef struct
{
  char *sensor;
  char *folder; /* NULL: the whole machine */
  char *state;
  char *errno_name;
  char *detail;
} SensorRow;

typedef struct
{
  char *id;
  char *path;
  char *state;
  char *sensor;
  char *errno_name;
  gint64 files;
  gboolean raced;
} FolderRow;

typedef struct
{
  gint64 from_real_usec;
  gint64 to_real_usec; /* 0: not over yet */
  char *reason;
} GapRow;

struct _LampProbeStatus
{
  GHashTable *sensors;  /* "SENSOR FOLDER" -> SensorRow */
  GHashTable *folders;  /* path -> FolderRow */
  GHashTable *answered; /* ids of folders that this run spoke of */
  GHashTable *losses;   /* what -> gint64, count; GINT_TO_POINTER is too small on 32 bits */
  GQueue gaps;          /* GapRow, oldest first */
  gint64 gap_count;
  gint64 raced;
  gint64 errors;
  gboolean unmarked; /* in this run: something that can be run has no mark */
  char *heat;
  JsonNode *counters;
};

static void
sensor_row_free (gpointer data)
{
  SensorRow *row = data;

  g_free (row->sensor);
  g_free (row->folder);
  g_free (row->state);
  g_free (row->errno_name);
  g_free (row->detail);
  g_free (row);
}

static void
folder_row_free (gpointer data)
{
  FolderRow *row = data;

  g_free (row->id);
  g_free (row->path);
  g_free (row->state);
  g_free (row->sensor);
  g_free (row->errno_name);
  g_free (row);
}

static void
gap_row_free (gpointer data)
{
  g_free (((GapRow *) data)->reason);
  g_free (data);
}

/**
 * lamp_probe_status_new:
 *
 * Returns: (transfer full): nothing known
 */
LampProbeStatus *
lamp_probe_status_new (void)
{
  LampProbeStatus *self = g_new0 (LampProbeStatus, 1);

  self->sensors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sensor_row_free);
  self->folders = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, folder_row_free);
  self->answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->losses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_queue_init (&self->gaps);
  return self;
}

/**
 * lamp_probe_status_free:
 * @self: (nullable) (transfer full): a status
 */
void
lamp_probe_status_free (LampProbeStatus *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->sensors);
  g_hash_table_unref (self->folders);
  g_hash_table_unref (self->answered);
  g_hash_table_unref (self->losses);
  g_queue_clear_full (&self->gaps, gap_row_free);
  g_free (self->heat);
  g_clear_pointer (&self->counters, json_node_unref);
  g_free (self);
}

static void
take_sensor (LampProbeStatus *self, const LampProbeEvent *event)
{
  g_autofree char *name = g_strdup_printf ("%s %s", event->sensor,
                                           event->folder != NULL ? event->folder : "");
  SensorRow *row;

  if (g_hash_table_size (self->sensors) >= LAMP_SENSE_SENSORS && !g_hash_table_contains (self->sensors, name))
    return;
  row = g_new0 (SensorRow, 1);
  row->sensor = g_strdup (event->sensor);
  row->folder = g_strdup (event->folder);
  row->state = g_strdup (event->state);
  row->errno_name = g_strdup (event->errno_name);
  row->detail = g_strdup (event->detail);
  g_hash_table_replace (self->sensors, g_steal_pointer (&name), row);
}

static void
take_folder (LampProbeStatus *self, const LampProbeEvent *event)
{
  FolderRow *old = g_hash_table_lookup (self->folders, event->path);
  gboolean raced = g_str_equal (event->state, "raced");
  FolderRow *row;

  self->raced += raced;
  if (event->folder != NULL && g_hash_table_size (self->answered) < LAMP_SENSE_FOLDERS &&
      !g_hash_table_contains (self->answered, event->folder))
    g_hash_table_add (self->answered, g_strdup (event->folder));
  if (g_str_equal (event->state, "gone"))
    {
      g_hash_table_remove (self->folders, event->path);
      return;
    }
  /* A raced folder is watched all the same. */
  if (raced && old != NULL)
    {
      old->raced = TRUE;
      return;
    }
  if (g_hash_table_size (self->folders) >= LAMP_SENSE_FOLDERS && old == NULL)
    return;
  row = g_new0 (FolderRow, 1);
  row->id = g_strdup (event->folder);
  row->path = g_strdup (event->path);
  row->state = g_strdup (raced ? "watched" : event->state);
  row->sensor = g_strdup (event->sensor);
  row->errno_name = g_strdup (event->errno_name);
  row->files = event->count;
  row->raced = raced || (old != NULL && old->raced);
  g_hash_table_replace (self->folders, row->path, row);
}

/**
 * lamp_probe_status_add_loss:
 * @self: a status
 * @what: what was lost
 * @count: how many; 0: nobody knows how many
 */
void
lamp_probe_status_add_loss (LampProbeStatus *self, const char *what, gint64 count)
{
  gint64 *sum = g_hash_table_lookup (self->losses, what);

  self->unmarked |= g_str_equal (what, "marks") || g_str_equal (what, "folders");
  if (sum == NULL)
    {
      if (g_hash_table_size (self->losses) >= LAMP_SENSE_LOSSES)
        what = "other";
      sum = g_new0 (gint64, 1);
      g_hash_table_replace (self->losses, g_strdup (what), sum);
    }
  *sum = *sum > G_MAXINT64 - MAX (count, 1) ? G_MAXINT64 : *sum + MAX (count, 1);
}

/**
 * lamp_probe_status_take_event:
 * @self: a status
 * @event: what the probe said
 *
 * Returns: whether that changed how well it sees
 */
gboolean
lamp_probe_status_take_event (LampProbeStatus *self, const LampProbeEvent *event)
{
  switch (event->kind)
    {
    case LAMP_PROBE_SENSOR:
      take_sensor (self, event);
      return TRUE;
    case LAMP_PROBE_FOLDER:
      take_folder (self, event);
      return TRUE;
    case LAMP_PROBE_HEAT:
      g_free (self->heat);
      self->heat = g_strdup (event->state);
      return TRUE;
    case LAMP_PROBE_LOST:
      lamp_probe_status_add_loss (self, event->state, event->count);
      return TRUE;
    case LAMP_PROBE_STATUS:
      g_clear_pointer (&self->counters, json_node_unref);
      self->counters = json_node_ref (event->status);
      return TRUE;
    case LAMP_PROBE_ERROR:
      self->errors++;
      return TRUE;
    case LAMP_PROBE_HELLO:
    case LAMP_PROBE_MARKED:
    case LAMP_PROBE_KEPT:
    case LAMP_PROBE_EXEC:
    case LAMP_PROBE_OPEN:
    case LAMP_PROBE_READ:
    case LAMP_PROBE_LINEAGE:
    case LAMP_PROBE_PONG:
    case LAMP_PROBE_OTHER:
    default:
      return FALSE;
    }
}

/**
 * lamp_probe_status_begin_gap:
 * @self: a status
 * @real_usec: since when nothing is seen
 * @reason: why
 */
void
lamp_probe_status_begin_gap (LampProbeStatus *self, gint64 real_usec, const char *reason)
{
  GapRow *last = g_queue_peek_tail (&self->gaps);
  GapRow *row;

  if (last != NULL && last->to_real_usec == 0)
    return;
  if (self->gaps.length >= LAMP_SENSE_GAPS)
    gap_row_free (g_queue_pop_head (&self->gaps));
  row = g_new0 (GapRow, 1);
  row->from_real_usec = real_usec;
  row->reason = g_strdup (reason);
  g_queue_push_tail (&self->gaps, row);
  self->gap_count++;
}

/**
 * lamp_probe_status_end_gap:
 * @self: a status
 * @real_usec: since when it is seen again
 */
void
lamp_probe_status_end_gap (LampProbeStatus *self, gint64 real_usec)
{
  GapRow *last = g_queue_peek_tail (&self->gaps);

  if (last != NULL && last->to_real_usec == 0)
    last->to_real_usec = real_usec;
}

/**
 * lamp_probe_status_forget_run:
 * @self: a status
 *
 * Forgets what only the last run of the probe said; losses and gaps stay.
 */
void
lamp_probe_status_forget_run (LampProbeStatus *self)
{
  g_hash_table_remove_all (self->sensors);
  g_hash_table_remove_all (self->folders);
  self->unmarked = FALSE;
  g_hash_table_remove_all (self->answered);
  g_clear_pointer (&self->heat, g_free);
  g_clear_pointer (&self->counters, json_node_unref);
}

static gboolean
is_folder (gpointer key, gpointer value, gpointer id)
{
  return g_str_equal (((FolderRow *) value)->id, id);
}

static gboolean
is_sensor_of (gpointer key, gpointer value, gpointer id)
{
  return g_strcmp0 (((SensorRow *) value)->folder, id) == 0;
}

/**
 * lamp_probe_status_forget_folder:
 * @self: a status
 * @id: a folder that is not watched any more
 */
void
lamp_probe_status_forget_folder (LampProbeStatus *self, const char *id)
{
  g_hash_table_remove (self->answered, id);
  g_hash_table_foreach_remove (self->folders, is_folder, (gpointer) id);
  g_hash_table_foreach_remove (self->sensors, is_sensor_of, (gpointer) id);
}

/**
 * lamp_probe_status_is_watched:
 * @self: a status
 * @id: a folder
 *
 * Returns: whether the probe said that it watches it
 */
gboolean
lamp_probe_status_is_watched (LampProbeStatus *self, const char *id)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->folders);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    if (g_str_equal (((FolderRow *) row)->id, id) && g_str_equal (((FolderRow *) row)->state, "watched"))
      return TRUE;
  return FALSE;
}

/**
 * lamp_probe_status_is_answered:
 * @self: a status
 * @id: a folder
 *
 * Returns: whether this run of the probe said whether it watches it
 */
gboolean
lamp_probe_status_is_answered (LampProbeStatus *self, const char *id)
{
  return g_hash_table_contains (self->answered, id);
}

/**
 * lamp_probe_status_is_whole:
 * @self: a status
 *
 * The kernel's connector is refused to an ordinary user before Linux 6.6; that costs names of short-lived
 * processes, no executions, so it is told but takes nothing from being whole.
 *
 * Returns: whether every folder is watched, by fanotify, and nothing in them lacks a mark that it should have
 */
gboolean
lamp_probe_status_is_whole (LampProbeStatus *self)
{
  GHashTableIter iter;
  gpointer data;

  if (self->unmarked)
    return FALSE;
  g_hash_table_iter_init (&iter, self->folders);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      const FolderRow *row = data;
      if (!g_str_equal (row->state, "watched") || g_strcmp0 (row->sensor, "fanotify") != 0)
        return FALSE;
    }
  g_hash_table_iter_init (&iter, self->sensors);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      const SensorRow *row = data;
      if (g_str_equal (row->sensor, "fanotify") && !g_str_equal (row->state, "on"))
        return FALSE;
    }
  return TRUE;
}

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  g_autofree char *valid = text != NULL ? lamp_text_to_utf8 (text) : NULL;

  if (valid != NULL)
    json_object_set_string_member (object, name, valid);
  else
    json_object_set_null_member (object, name);
}

static void
set_time (JsonObject *object, const char *name, gint64 real_usec)
{
  g_autofree char *text = real_usec != 0 ? lamp_time_format (real_usec) : NULL;

  set_text (object, name, text);
}

static gint
compare_text (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

/* In one order, whatever the hash says. */
static GList *
list_sorted (GHashTable *table)
{
  return g_list_sort (g_hash_table_get_keys (table), compare_text);
}

static void
add_sensors (LampProbeStatus *self, JsonArray *sensors, JsonArray *refusals)
{
  g_autoptr (GList) names = list_sorted (self->sensors);

  for (GList *l = names; l != NULL; l = l->next)
    {
      const SensorRow *row = g_hash_table_lookup (self->sensors, l->data);
      JsonObject *object = json_object_new ();
      set_text (object, "sensor", row->sensor);
      set_text (object, "folder", row->folder);
      set_text (object, "state", row->state);
      set_text (object, "errno", row->errno_name);
      set_text (object, "detail", row->detail);
      if (g_str_equal (row->state, "refused"))
        json_array_add_object_element (refusals, json_object_ref (object));
      json_array_add_object_element (sensors, object);
    }
}

static void
add_folders (LampProbeStatus *self, JsonArray *folders, JsonArray *refusals)
{
  g_autoptr (GList) paths = list_sorted (self->folders);

  for (GList *l = paths; l != NULL; l = l->next)
    {
      const FolderRow *row = g_hash_table_lookup (self->folders, l->data);
      JsonObject *object = json_object_new ();
      set_text (object, "folder", row->id);
      set_text (object, "path", row->path);
      set_text (object, "state", row->state);
      set_text (object, "sensor", row->sensor);
      set_text (object, "errno", row->errno_name);
      json_object_set_int_member (object, "files", row->files);
      json_object_set_boolean_member (object, "raced", row->raced);
      if (g_str_equal (row->state, "refused"))
        json_array_add_object_element (refusals, json_object_ref (object));
      json_array_add_object_element (folders, object);
    }
}

static JsonObject *
losses_to_json (LampProbeStatus *self)
{
  g_autoptr (GList) names = list_sorted (self->losses);
  JsonObject *object = json_object_new ();

  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_int_member (object, l->data, *(gint64 *) g_hash_table_lookup (self->losses, l->data));
  return object;
}

static JsonArray *
gaps_to_json (LampProbeStatus *self)
{
  JsonArray *array = json_array_new ();

  for (GList *l = self->gaps.head; l != NULL; l = l->next)
    {
      const GapRow *row = l->data;
      JsonObject *object = json_object_new ();
      set_time (object, "from", row->from_real_usec);
      set_time (object, "to", row->to_real_usec);
      set_text (object, "reason", row->reason);
      json_array_add_object_element (array, object);
    }
  return array;
}

/* Only whole numbers: the rest of the probe's status is known from its events already. */
static JsonObject *
counters_to_json (LampProbeStatus *self)
{
  JsonObject *object = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (self->counters != NULL)
    {
      json_object_iter_init_ordered (&iter, json_node_get_object (self->counters));
      while (json_object_iter_next_ordered (&iter, &name, &node))
        if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 &&
            g_utf8_validate (name, -1, NULL) && json_object_get_size (object) < LAMP_SENSE_ENVIRON_COUNT)
          json_object_set_int_member (object, name, json_node_get_int (node));
    }
  json_object_set_int_member (object, "errors", self->errors);
  return object;
}

/**
 * lamp_probe_status_add_to_json:
 * @self: a status
 * @object: gets the members `sensors refusals folders raced lost gaps gap_count heat counters`
 */
void
lamp_probe_status_add_to_json (LampProbeStatus *self, JsonObject *object)
{
  JsonArray *sensors = json_array_new ();
  JsonArray *refusals = json_array_new ();
  JsonArray *folders = json_array_new ();

  add_sensors (self, sensors, refusals);
  add_folders (self, folders, refusals);
  json_object_set_array_member (object, "sensors", sensors);
  json_object_set_array_member (object, "refusals", refusals);
  json_object_set_array_member (object, "folders", folders);
  json_object_set_int_member (object, "raced", self->raced);
  json_object_set_object_member (object, "lost", losses_to_json (self));
  json_object_set_array_member (object, "gaps", gaps_to_json (self));
  json_object_set_int_member (object, "gap_count", self->gap_count);
  set_text (object, "heat", self->heat);
  json_object_set_object_member (object, "counters", counters_to_json (self));
}
