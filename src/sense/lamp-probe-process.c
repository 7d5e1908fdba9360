/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sense/lamp-probe-process.h"

#include <unistd.h>

#include "sense/lamp-probe-fields.h"
#include "sense/lamp-sense-limits.h"

#include "wire/lamp-wire-limits.h"

/* Linux: PID_MAX_LIMIT */
#define PID_MAX ((gint64) 4194304)

/* A #LampProcess while it is filled. */
typedef struct
{
  LampProcess fields;
  char *exe;
  char *cwd;
  char *unit;
  char *stdin_path;
  char *stdin_key;
  char **argv;
  char **environ_map;
  GPtrArray *ancestors;
} Draft;

static void
draft_clear (Draft *self)
{
  g_free (self->exe);
  g_free (self->cwd);
  g_free (self->unit);
  g_free (self->stdin_path);
  g_free (self->stdin_key);
  g_strfreev (self->argv);
  g_strfreev (self->environ_map);
  g_clear_pointer (&self->ancestors, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draft, draft_clear)

static gboolean
add_text (GStrvBuilder *builder, JsonNode *node, const char *name, GError **error)
{
  const char *text;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return lamp_probe_fields_refuse (name, "has an element that is not a text", error);
  text = json_node_get_string (node);
  if (!g_utf8_validate (text, -1, NULL))
    return lamp_probe_fields_refuse (name, "has an element that is not UTF-8", error);
  g_strv_builder_add (builder, text);
  return TRUE;
}

static gboolean
parse_argv (JsonObject *object, Draft *draft, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array;

  if (!lamp_probe_fields_get_array (object, "argv", LAMP_WIRE_ARGV_COUNT_MAX, &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!add_text (builder, json_array_get_element (array, i), "argv", error))
      return FALSE;
  draft->argv = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
parse_environ (JsonObject *object, Draft *draft, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonObject *environ_object;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (!lamp_probe_fields_get_object (object, "environ", TRUE, &environ_object, error))
    return FALSE;
  if (environ_object != NULL && json_object_get_size (environ_object) > LAMP_SENSE_ENVIRON_COUNT)
    return lamp_probe_fields_refuse ("environ", "has too many members", error);
  if (environ_object != NULL)
    {
      json_object_iter_init_ordered (&iter, environ_object);
      while (json_object_iter_next_ordered (&iter, &name, &node))
        {
          if (!g_utf8_validate (name, -1, NULL))
            return lamp_probe_fields_refuse ("environ", "has a name that is not UTF-8", error);
          g_strv_builder_add (builder, name);
          if (!add_text (builder, node, "environ", error))
            return FALSE;
        }
    }
  draft->environ_map = g_strv_builder_end (builder);
  return TRUE;
}

static LampAncestor *
parse_ancestor (JsonNode *node, GError **error)
{
  g_autofree char *exe = NULL;
  g_autofree char *name = NULL;
  JsonObject *object;
  LampAncestor ancestor = { 0 };

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      lamp_probe_fields_refuse ("ancestors", "has an element that is not an object", error);
      return NULL;
    }
  object = json_node_get_object (node);
  if (!lamp_probe_fields_get_int (object, "pid", 1, PID_MAX, &ancestor.pid, error) ||
      !lamp_probe_fields_get_int (object, "started_ticks", 0, G_MAXINT64, &ancestor.started_ticks, error) ||
      !lamp_probe_fields_dup_path (object, "exe", TRUE, &exe, error) ||
      !lamp_probe_fields_dup_text (object, "name", TRUE, LAMP_SENSE_WORD_BYTES, &name, error))
    return NULL;
  ancestor.exe = exe;
  ancestor.name = name;
  return lamp_ancestor_new (&ancestor);
}

static gboolean
parse_ancestors (JsonObject *object, Draft *draft, GError **error)
{
  JsonArray *array;

  if (!lamp_probe_fields_get_array (object, "ancestors", LAMP_WIRE_ANCESTORS_MAX, &array, error))
    return FALSE;
  draft->ancestors = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_ancestor_unref);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      LampAncestor *ancestor = parse_ancestor (json_array_get_element (array, i), error);
      if (ancestor == NULL)
        return FALSE;
      g_ptr_array_add (draft->ancestors, ancestor);
    }
  g_ptr_array_add (draft->ancestors, NULL);
  return TRUE;
}

static gboolean
parse_stdin (JsonObject *object, Draft *draft, GError **error)
{
  JsonObject *stdin_object;

  if (!lamp_probe_fields_get_object (object, "stdin", TRUE, &stdin_object, error))
    return FALSE;
  return stdin_object == NULL ||
         (lamp_probe_fields_dup_path (stdin_object, "path", TRUE, &draft->stdin_path, error) &&
          lamp_probe_fields_dup_key (stdin_object, "key", TRUE, &draft->stdin_key, error));
}

/* Field 22 of /proc/PID/stat counts ticks on the boot clock (Linux >= 5.5, before: without suspend), so the
 * event's own two clocks say when that was. */
static gint64
get_started_real_usec (gint64 started_ticks, gint64 boot_usec, gint64 real_usec)
{
  gint64 ticks_per_sec = sysconf (_SC_CLK_TCK);
  gint64 age_usec;

  if (ticks_per_sec <= 0 || started_ticks > G_MAXINT64 / G_USEC_PER_SEC)
    return 0;
  age_usec = boot_usec - started_ticks * G_USEC_PER_SEC / ticks_per_sec;
  return age_usec >= 0 && age_usec < real_usec ? real_usec - age_usec : 0;
}

/**
 * lamp_probe_process_parse:
 * @object: the `process` of an event
 * @boot_usec: the event's time, boot clock
 * @real_usec: the event's time, Unix epoch
 * @boot_id: this boot
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the process. Errors: %LAMP_ERROR_INVALID_DATA
 */
LampProcess *
lamp_probe_process_parse (
    JsonObject *object, gint64 boot_usec, gint64 real_usec, const char *boot_id, GError **error)
{
  g_auto (Draft) draft = { 0 };
  LampProcess *fields = &draft.fields;

  if (!lamp_probe_fields_get_int (object, "pid", 1, PID_MAX, &fields->pid, error) ||
      !lamp_probe_fields_get_int (object, "started_ticks", 0, G_MAXINT64, &fields->started_ticks, error) ||
      !lamp_probe_fields_get_int (object, "uid", -1, G_MAXUINT32, &fields->uid, error) ||
      !lamp_probe_fields_get_int (object, "euid", -1, G_MAXUINT32, &fields->euid, error) ||
      !lamp_probe_fields_dup_path (object, "exe", TRUE, &draft.exe, error) ||
      !lamp_probe_fields_dup_path (object, "cwd", TRUE, &draft.cwd, error) ||
      !lamp_probe_fields_dup_text (object, "unit", TRUE, LAMP_SENSE_WORD_BYTES, &draft.unit, error) ||
      !parse_argv (object, &draft, error) || !parse_environ (object, &draft, error) ||
      !parse_stdin (object, &draft, error) || !parse_ancestors (object, &draft, error))
    {
      g_prefix_error (error, "process: ");
      return NULL;
    }
  fields->started_real_usec = get_started_real_usec (fields->started_ticks, boot_usec, real_usec);
  fields->boot_id = boot_id;
  fields->exe = draft.exe;
  fields->argv = (const char *const *) draft.argv;
  fields->cwd = draft.cwd;
  fields->unit = draft.unit;
  fields->stdin_path = draft.stdin_path;
  fields->stdin_key = draft.stdin_key;
  fields->environ_map = (const char *const *) draft.environ_map;
  fields->ancestors = (const LampAncestor *const *) draft.ancestors->pdata;
  return lamp_process_new (fields);
}
