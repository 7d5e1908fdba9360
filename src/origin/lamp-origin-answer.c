/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "origin/lamp-origin-answer.h"

#include "origin/lamp-origin-detail.h"
#include "origin/lamp-origin-limits.h"
#include "origin/lamp-origin-url.h"

#include "base/lamp-error.h"
#include "model/lamp-archive-member.h"
#include "model/lamp-origin.h"

#include <string.h>

/* In the order of LampError. */
static const char *const codes[] = { "INVALID_DATA", "TOO_LARGE", "NOT_FOUND", "DENIED",     "BUSY",
                                     "UNREACHABLE",  "REJECTED",  "CORRUPT",   "UNSUPPORTED" };

/**
 * lamp_origin_answer_free:
 * @self: (transfer full) (nullable): an answer
 */
void
lamp_origin_answer_free (LampOriginAnswer *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->evidence);
  g_array_unref (self->of);
  g_ptr_array_unref (self->members);
  g_ptr_array_unref (self->folders);
  g_clear_error (&self->error);
  g_free (self);
}

static gboolean
has_room (LampOriginAnswer *self, gint64 of)
{
  guint count = 0;

  for (guint i = 0; i < self->of->len; i++)
    count += g_array_index (self->of, guint, i) == of;
  return of >= 0 && of < LAMP_ORIGIN_JOB_QUESTIONS && count < LAMP_ORIGIN_EVIDENCE_PER_FILE;
}

static gint64
get_of (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "of");

  if (node == NULL)
    return 0;
  return json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : -1;
}

/* A reader that was taken over must not speak for another source, nor in our words, nor make a line look like
 * another. */
static void
take_evidence (LampOriginAnswer *self, const char *kind, JsonNode *node, gint64 of)
{
  g_autoptr (LampEvidence) found = lamp_evidence_from_json (node, NULL);
  g_autofree char *url = found != NULL ? lamp_origin_url_dup (found->url, -1) : NULL;
  g_autofree char *referrer = found != NULL ? lamp_origin_url_dup (found->referrer, -1) : NULL;
  g_autofree char *page = found != NULL ? lamp_origin_url_dup (found->page, -1) : NULL;
  LampEvidence copy;
  guint number;

  if (found == NULL || g_strcmp0 (found->source, kind) != 0 || !has_room (self, of))
    return;
  copy = *found;
  copy.url = url;
  copy.referrer = referrer;
  copy.page = page;
  copy.detail = lamp_origin_detail_translate (found->detail);
  if (copy.detail == NULL)
    return;
  g_ptr_array_add (self->evidence, lamp_evidence_new (&copy));
  number = (guint) of;
  g_array_append_val (self->of, number);
}

static void
take_member (LampOriginAnswer *self, JsonNode *node)
{
  LampArchiveMember *member = lamp_archive_member_from_json (node, NULL);

  if (member == NULL)
    return;
  if (member->name != NULL && self->members->len < LAMP_ORIGIN_MEMBERS)
    g_ptr_array_add (self->members, member);
  else
    lamp_archive_member_unref (member);
}

static void
take_folder (LampOriginAnswer *self, JsonNode *node)
{
  char *folder = lamp_origin_path_unescape (json_node_get_string (node));

  if (folder != NULL && self->folders->len < LAMP_ORIGIN_FOLDERS)
    g_ptr_array_add (self->folders, folder);
  else
    g_free (folder);
}

static void
take_error (LampOriginAnswer *self, JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *word = object != NULL ? json_object_get_string_member_with_default (object, "code", NULL)
                                    : NULL;
  const char *message = object != NULL ? json_object_get_string_member_with_default (object, "message", NULL)
                                       : NULL;
  int code = LAMP_ERROR_INVALID_DATA;

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_strcmp0 (codes[i], word) == 0)
      code = (int) i;
  g_clear_error (&self->error);
  self->error = g_error_new (LAMP_ERROR, code, "%.200s", message != NULL ? message : "no reason given");
}

static void
take_sandbox (LampOriginAnswer *self, JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (object != NULL)
    self->landlock = (int) CLAMP (json_object_get_int_member_with_default (object, "landlock", -1), -1, 1000);
}

static void
take_line (LampOriginAnswer *self, const char *kind, const char *line)
{
  g_autoptr (JsonNode) root = json_from_string (line, NULL);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *node;

  if (object == NULL)
    return;
  if ((node = json_object_get_member (object, "evidence")) != NULL)
    take_evidence (self, kind, node, get_of (object));
  else if ((node = json_object_get_member (object, "member")) != NULL)
    take_member (self, node);
  else if ((node = json_object_get_member (object, "folder")) != NULL &&
           json_node_get_value_type (node) == G_TYPE_STRING)
    take_folder (self, node);
  else if ((node = json_object_get_member (object, "error")) != NULL)
    take_error (self, node);
  else if ((node = json_object_get_member (object, "sandbox")) != NULL)
    take_sandbox (self, node);
  else if (json_object_has_member (object, "done"))
    self->done = TRUE;
}

/**
 * lamp_origin_answer_parse:
 * @kind: the job's kind
 * @text: all that the reader wrote
 * @length: bytes of it
 *
 * Lines that are malformed, too long, or not for this kind of job are left out.
 *
 * Returns: (transfer full): the answer
 */
LampOriginAnswer *
lamp_origin_answer_parse (const char *kind, const char *text, gsize length)
{
  LampOriginAnswer *self = g_new0 (LampOriginAnswer, 1);
  const char *end = text + length;

  self->landlock = -1;
  self->evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);
  self->of = g_array_new (FALSE, FALSE, sizeof (guint));
  self->members = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_archive_member_unref);
  self->folders = g_ptr_array_new_with_free_func (g_free);
  while (text < end && !self->done)
    {
      const char *line_end = memchr (text, '\n', (gsize) (end - text));
      g_autofree char *line = NULL;

      if (line_end == NULL)
        break;
      if (line_end - text <= LAMP_ORIGIN_LINE_BYTES)
        {
          line = g_strndup (text, (gsize) (line_end - text));
          take_line (self, kind, line);
        }
      text = line_end + 1;
    }
  return self;
}
