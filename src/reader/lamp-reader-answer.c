/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "reader/lamp-reader-answer.h"

#include "base/lamp-error.h"

#include <stdio.h>
#include <string.h>

/* In the order of LampError. */
static const char *const codes[] = { "INVALID_DATA", "TOO_LARGE", "NOT_FOUND", "DENIED",     "BUSY",
                                     "UNREACHABLE",  "REJECTED",  "CORRUPT",   "UNSUPPORTED" };

static void
put (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  fputs (text, stdout);
  fputc ('\n', stdout);
}

/**
 * lamp_reader_answer_node:
 * @name: what it is: "evidence", "member", "folder", "sandbox"
 * @node: (transfer full): the thing
 *
 * Writes one line. json-glib escapes control characters, so no foreign text can start a line of its own.
 */
void
lamp_reader_answer_node (const char *name, JsonNode *node)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_node_take_object (root, object);
  json_object_set_member (object, name, node);
  put (root);
}

/**
 * lamp_reader_answer_evidence:
 * @evidence: what was found
 * @of: about which of the job's files
 */
void
lamp_reader_answer_evidence (const LampEvidence *evidence, guint of)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_node_take_object (root, object);
  json_object_set_member (object, "evidence", lamp_evidence_to_json (evidence, LAMP_VIEW_STORE));
  if (of > 0)
    json_object_set_int_member (object, "of", of);
  put (root);
  fflush (stdout); /* what is known is told, should the next look take too long */
}

/**
 * lamp_reader_answer_error:
 * @error: what went wrong
 */
void
lamp_reader_answer_error (const GError *error)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  gboolean ours = error->domain == LAMP_ERROR && error->code >= 0 && error->code < (int) G_N_ELEMENTS (codes);

  json_object_set_string_member (object, "code", ours ? codes[error->code] : codes[LAMP_ERROR_INVALID_DATA]);
  json_object_set_string_member (object, "message", error->message);
  json_node_take_object (node, object);
  lamp_reader_answer_node ("error", node);
}

/**
 * lamp_reader_answer_done:
 *
 * The last line: an answer without it was cut off.
 */
void
lamp_reader_answer_done (void)
{
  lamp_reader_answer_node ("done", json_node_init_boolean (json_node_alloc (), TRUE));
  fflush (stdout);
}
