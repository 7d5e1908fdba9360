/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "reader/lamp-reader-answer.h"
#include "reader/lamp-reader-sandbox.h"
#include "reader/lamp-reader-work.h"

#include "base/lamp-error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define JOB_LINE_BYTES (64 * 1024)

static gboolean
read_line (char *line, GError **error)
{
  gsize length = 0;

  while (length < JOB_LINE_BYTES)
    {
      ssize_t got = read (STDIN_FILENO, line + length, JOB_LINE_BYTES - length);
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        break;
      length += (gsize) got;
      if (memchr (line + length - got, '\n', (gsize) got) != NULL)
        break;
    }
  if (length == 0 || length == JOB_LINE_BYTES || memchr (line, '\n', length) == NULL)
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, "no job on standard input");
      return FALSE;
    }
  line[strcspn (line, "\n")] = '\0';
  return TRUE;
}

static void
answer_sandbox (const LampReaderSandbox *sandbox)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_boolean_member (object, "seccomp", TRUE);
  json_object_set_int_member (object, "landlock", sandbox->landlock);
  json_node_take_object (node, object);
  lamp_reader_answer_node ("sandbox", node);
}

static gboolean
work (GError **error)
{
  g_autofree char *line = g_malloc0 (JOB_LINE_BYTES + 1);
  g_autoptr (LampOriginJob) job = NULL;

  if (!read_line (line, error))
    return FALSE;
  job = lamp_origin_job_new_from_line (line, error);
  return job != NULL && lamp_reader_work (job, error);
}

int
main (int argc, char **argv)
{
  LampReaderSandbox sandbox = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean inside = lamp_reader_sandbox_enter (&sandbox, &error);

  if (inside)
    {
      answer_sandbox (&sandbox);
      work (&error);
    }
  if (error != NULL)
    lamp_reader_answer_error (error);
  lamp_reader_answer_done ();
  _exit (inside ? 0 : 1); /* nothing to tidy, and exit handlers would want calls that the sandbox denies */
}
