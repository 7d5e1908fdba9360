/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sender/lamp-sender-job.h"

#include "base/lamp-error.h"
#include "transport/lamp-transport-limits.h"

#include <errno.h>
#include <json-glib/json-glib.h>
#include <unistd.h>

static gboolean
fail (GError **error, const char *why)
{
  g_set_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, "reading the job: %s", why);
  return FALSE;
}

static gboolean
read_exactly (int fd, char *buffer, gsize length, GError **error)
{
  for (gsize done = 0; done < length;)
    {
      ssize_t got = read (fd, buffer + done, length - done);
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return fail (error, got == 0 ? "it ends too early" : g_strerror (errno));
      done += (gsize) got;
    }
  return TRUE;
}

/* Byte by byte: what follows the line belongs to the report. */
static gboolean
read_line (int fd, char line[LAMP_SENDER_LINE_BYTES], GError **error)
{
  for (gsize i = 0; i < LAMP_SENDER_LINE_BYTES; i++)
    {
      if (!read_exactly (fd, line + i, 1, error))
        return FALSE;
      if (line[i] != '\n')
        continue;
      line[i] = '\0';
      return TRUE;
    }
  return fail (error, "its first line is too long");
}

static char *
dup_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_dup_string (node);
}

static gint64
get_length (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "length");

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return -1;
  return json_node_get_int (node);
}

static gboolean
parse_line (LampSenderJob *self, const char *line, gint64 *out_length, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (line, NULL);
  JsonObject *object;
  gint64 length;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, "its first line is no JSON object");
  object = json_node_get_object (node);
  self->transport = dup_text (object, "transport");
  self->key = dup_text (object, "key");
  self->media_type = dup_text (object, "media_type");
  length = get_length (object);
  if (self->transport == NULL || self->key == NULL || self->media_type == NULL)
    return fail (error, "transport, key and media_type are needed");
  if (length < 0 || length > LAMP_TRANSPORT_BODY_BYTES)
    return fail (error, "length is missing or too large");
  *out_length = length;
  return TRUE;
}

/**
 * lamp_sender_job_read:
 * @fd: where the job comes from; nothing behind it is read
 * @error: return location
 *
 * Blocks.
 *
 * Returns: (transfer full) (nullable): the job. Errors: %LAMP_ERROR_INVALID_DATA
 */
LampSenderJob *
lamp_sender_job_read (int fd, GError **error)
{
  g_autoptr (LampSenderJob) self = g_new0 (LampSenderJob, 1);
  char line[LAMP_SENDER_LINE_BYTES];
  g_autofree char *body = NULL;
  gint64 length = 0;

  if (!read_line (fd, line, error) || !parse_line (self, line, &length, error))
    return NULL;
  body = g_malloc ((gsize) length + 1);
  if (!read_exactly (fd, body, (gsize) length, error))
    return NULL;
  self->bytes = g_bytes_new_take (g_steal_pointer (&body), (gsize) length);
  return g_steal_pointer (&self);
}

/**
 * lamp_sender_job_free:
 * @self: (nullable) (transfer full): a job
 */
void
lamp_sender_job_free (LampSenderJob *self)
{
  if (self == NULL)
    return;
  g_free (self->transport);
  g_free (self->key);
  g_free (self->media_type);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}
