/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sense/lamp-probe-event.h"

#include "sense/lamp-probe-fields.h"
#include "sense/lamp-probe-process.h"
#include "sense/lamp-sense-limits.h"

#include "wire/lamp-wire-limits.h"

typedef struct
{
  const char *word;
  LampProbeEventKind kind;
  gboolean (*parse) (LampProbeEvent *self, JsonObject *object, const char *boot_id, GError **error);
} EventRow;

static gboolean
get_text (JsonObject *object, const char *name, gboolean nullable, char **out_text, GError **error)
{
  return lamp_probe_fields_dup_text (object, name, nullable, LAMP_SENSE_WORD_BYTES, out_text, error);
}

static gboolean
get_absolute_path (JsonObject *object, const char *name, gboolean nullable, char **out_path, GError **error)
{
  if (!lamp_probe_fields_dup_path (object, name, nullable, out_path, error))
    return FALSE;
  return *out_path == NULL || **out_path == '/' || lamp_probe_fields_refuse (name, "is not absolute", error);
}

static gboolean
get_count (JsonObject *object, const char *name, LampProbeEvent *self, GError **error)
{
  return lamp_probe_fields_get_int (object, name, 0, G_MAXINT64, &self->count, error);
}

static gboolean
parse_hello (LampProbeEvent *self, JsonObject *object, const char *boot_id, GError **error)
{
  if (!lamp_probe_fields_get_int (object, "version", 1, G_MAXINT, &self->version, error) ||
      !lamp_probe_fields_get_int (object, "pid", 1, G_MAXINT, &self->pid, error) ||
      !get_text (object, "boot_id", FALSE, &self->boot_id, error) ||
      !get_text (object, "kernel", TRUE, &self->kernel, error))
    return FALSE;
  return self->version == 1 || lamp_probe_fields_refuse ("version", "is not 1", error);
}

static gboolean
parse_sensor (LampProbeEvent *self, JsonObject *object, const char *boot_id, GError **error)
{
  return get_text (object, "sensor", FALSE, &self->sensor, error) &&
         get_text (object, "folder", TRUE, &self->folder, error) &&
         get_text (object, "state", FALSE, &self->state, error) &&
         get_text (object, "errno", TRUE, &self->errno_name, error) &&
         lamp_probe_fields_dup_text (object, "detail", TRUE, LAMP_SENSE_TEXT_BYTES, &self->detail, error);
}

static gboolean
parse_folder (LampProbeEvent *self, JsonObject *object, const char *boot_id, GError **error)
{
  return get_text (object, "folder", FALSE, &self->folder, error) &&
         get_absolute_path (object, "path", FALSE, &self->path, error) &&
         get_text (object, "state", FALSE, &self->state, error) &&
         get_text (object, "sensor", TRUE, &self->sensor, error) &&
         get_text (object, "errno", TRUE, &self->errno_name, error) &&
         (lamp_probe_fields_is_null (object, "files") || get_count (object, "files", self, error));
}

static gboolean
parse_marked (LampProbeEvent *self, JsonObject *object, const char *boot_id, GError **error)
{
  return lamp_probe_fields_dup_key (object, "key", FALSE, &self->key, error) &&
         get_absolute_path (object, "path", FALSE, &self->path, error) &&
         get_text (object, "folder", TRUE, &self->folder, error) &&
         get_text (object, "how", FALSE, &self->state, error) &&
         lamp_probe_fields_dup_path (object, "from", TRUE, &self->from, error) &&
         (lamp_probe_fields_is_null (object, "size") ||
          lamp_probe_fields_get_int (object, "size", 0, G_MAXINT64, &self->count, error));
}

static gboolean
parse_kept (LampProbeEvent *self, JsonObject *object, const char *boot_id, GError **error)
{
  return lamp_probe_fields_dup_key (object, "key", FALSE, &self->key, error) &&
         get_absolute_path (object, "path", TRUE, &self->path, error) &&
         get_text (object, "state", FALSE, &self->state, error) &&
         get_text (object, "errno", TRUE, &self->errno_name, error);
}

static gboolean
parse_process (
    LampProbeEvent *self, JsonObject *object, const char *boot_id, LampProcess **out, GError **error)
{
  JsonObject *process;

  if (!lamp_probe_fields_get_object (object, "process", TRUE, &process, error))
    return FALSE;
  if (process == NULL)
    return TRUE;
  *out = lamp_probe_process_parse (process, self->boot_usec, self->real_usec, boot_id, error);
  return *out != NULL;
}

static gboolean
parse_execution (LampProbeEvent *self, JsonObject *object, const char *boot_id, GError **error)
{
  g_autofree char *key = NULL;
  g_autofree char *path = NULL;
  g_autofree char *sensor = NULL;
  g_autoptr (LampProcess) process = NULL;
  gboolean is_lineage = self->kind == LAMP_PROBE_LINEAGE;
  LampExecution fields = { .operand = -1, .boot_usec = self->boot_usec, .real_usec = self->real_usec };
  int method = 0;
  int confidence = 0;

  if (!lamp_probe_fields_dup_key (object, "key", is_lineage, &key, error) ||
      !get_absolute_path (object, "path", TRUE, &path, error) ||
      !lamp_probe_fields_get_word (object, "method", lamp_method_nicks, &method, error) ||
      !lamp_probe_fields_get_word (object, "confidence", lamp_confidence_nicks, &confidence, error) ||
      !get_text (object, "sensor", FALSE, &sensor, error) ||
      !lamp_probe_fields_get_bool (object, "rung", &fields.rung, error) ||
      !lamp_probe_fields_get_bool (object, "ambiguous", &fields.ambiguous, error) ||
      !(lamp_probe_fields_is_null (object, "operand") ||
        lamp_probe_fields_get_int (object, "operand", -1, G_MAXINT, &fields.operand, error)) ||
      !parse_process (self, object, boot_id, &process, error))
    return FALSE;
  /* An index beyond what was told of argv names nothing that a judge could look at. */
  if (process == NULL || fields.operand >= (gint64) g_strv_length ((char **) process->argv))
    fields.operand = -1;
  fields.key = key;
  fields.path = path;
  fields.method = (LampMethod) method;
  fields.confidence = (LampConfidence) confidence;
  fields.sensor = sensor;
  fields.process = process;
  self->execution = lamp_execution_new (&fields);
  return TRUE;
}

static gboolean
parse_lineage (LampProbeEvent *self, JsonObject *object, const char *boot_id, GError **error)
{
  return lamp_probe_fields_dup_key (object, "of", FALSE, &self->key, error) &&
         parse_execution (self, object, boot_id, error);
}

static gboolean
parse_read (LampProbeEvent *self, JsonObject *object, const char *boot_id, GError **error)
{
  return lamp_probe_fields_dup_key (object, "key", FALSE, &self->key, error) &&
         get_absolute_path (object, "path", TRUE, &self->path, error) &&
         get_count (object, "count", self, error);
}

static gboolean
parse_heat (LampProbeEvent *self, JsonObject *object, const char *boot_id, GError **error)
{
  return get_text (object, "heat", FALSE, &self->state, error);
}

static gboolean
parse_lost (LampProbeEvent *self, JsonObject *object, const char *boot_id, GError **error)
{
  return get_text (object, "what", FALSE, &self->state, error) && get_count (object, "count", self, error);
}

static gboolean
parse_error (LampProbeEvent *self, JsonObject *object, const char *boot_id, GError **error)
{
  return get_count (object, "line", self, error) &&
         lamp_probe_fields_dup_text (object, "reason", TRUE, LAMP_SENSE_TEXT_BYTES, &self->detail, error);
}

static gboolean
parse_pong (LampProbeEvent *self, JsonObject *object, const char *boot_id, GError **error)
{
  return get_count (object, "number", self, error);
}

/* STATUS is taken as it is by the status itself, member by member; OTHER is a newer probe's word. */
static gboolean
parse_nothing (LampProbeEvent *self, JsonObject *object, const char *boot_id, GError **error)
{
  return TRUE;
}

static const EventRow rows[] = {
  { "hello", LAMP_PROBE_HELLO, parse_hello },       { "sensor", LAMP_PROBE_SENSOR, parse_sensor },
  { "folder", LAMP_PROBE_FOLDER, parse_folder },    { "marked", LAMP_PROBE_MARKED, parse_marked },
  { "kept", LAMP_PROBE_KEPT, parse_kept },          { "exec", LAMP_PROBE_EXEC, parse_execution },
  { "open", LAMP_PROBE_OPEN, parse_execution },     { "read", LAMP_PROBE_READ, parse_read },
  { "lineage", LAMP_PROBE_LINEAGE, parse_lineage }, { "heat", LAMP_PROBE_HEAT, parse_heat },
  { "lost", LAMP_PROBE_LOST, parse_lost },          { "status", LAMP_PROBE_STATUS, parse_nothing },
  { "error", LAMP_PROBE_ERROR, parse_error },       { "pong", LAMP_PROBE_PONG, parse_pong },
};

static const EventRow *
find_row (const char *word)
{
  static const EventRow other = { "", LAMP_PROBE_OTHER, parse_nothing };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].word, word))
      return &rows[i];
  return &other;
}

/**
 * lamp_probe_event_parse:
 * @line: (array length=length): one line, without its newline
 * @length: its bytes, at most %LAMP_WIRE_EVENT_MAX
 * @boot_id: this boot, for processes
 * @error: return location
 *
 * Pure. Every member that is used is checked for type, length and bounds; members that are not known are
 * skipped, so that a newer probe can say more. File names and arguments in the line were chosen by others.
 *
 * Returns: (transfer full) (nullable): the event. Errors: %LAMP_ERROR_INVALID_DATA, %LAMP_ERROR_TOO_LARGE:
 * skip the line and count it
 */
LampProbeEvent *
lamp_probe_event_parse (const char *line, gsize length, const char *boot_id, GError **error)
{
  g_autoptr (JsonNode) node = lamp_probe_fields_parse (line, length, error);
  g_autoptr (LampProbeEvent) self = NULL;
  g_autofree char *word = NULL;
  const EventRow *row;
  JsonObject *object;

  if (node == NULL)
    return NULL;
  object = json_node_get_object (node);
  self = g_new0 (LampProbeEvent, 1);
  if (!get_text (object, "event", FALSE, &word, error) ||
      !lamp_probe_fields_get_int (object, "seq", 1, G_MAXINT64, &self->seq, error) ||
      !lamp_probe_fields_get_int (object, "boot_usec", 0, G_MAXINT64, &self->boot_usec, error) ||
      !lamp_probe_fields_get_int (object, "real_usec", 0, G_MAXINT64, &self->real_usec, error))
    return NULL;
  row = find_row (word);
  self->kind = row->kind;
  if (!row->parse (self, object, boot_id, error))
    {
      g_prefix_error (error, "%s: ", row->word);
      return NULL;
    }
  if (self->kind == LAMP_PROBE_STATUS)
    self->status = json_node_ref (node);
  return g_steal_pointer (&self);
}

/**
 * lamp_probe_event_free:
 * @self: (nullable) (transfer full): an event
 */
void
lamp_probe_event_free (LampProbeEvent *self)
{
  if (self == NULL)
    return;
  g_free (self->boot_id);
  g_free (self->kernel);
  g_free (self->folder);
  g_free (self->sensor);
  g_free (self->state);
  g_free (self->errno_name);
  g_free (self->detail);
  g_free (self->key);
  g_free (self->path);
  g_free (self->from);
  g_clear_pointer (&self->execution, lamp_execution_unref);
  g_clear_pointer (&self->status, json_node_unref);
  g_free (self);
}
