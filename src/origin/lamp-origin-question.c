/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-question.h"

#include "origin/lamp-origin-limits.h"
#include "origin/lamp-origin-url.h"

/**
 * lamp_origin_question_names:
 * @self: a question
 * @path: (nullable): a path from a record, plain bytes
 *
 * Returns: whether the record speaks of the file, by where it arrived or where it is now
 */
gboolean
lamp_origin_question_names (const LampOriginQuestion *self, const char *path)
{
  return path != NULL && (g_strcmp0 (path, self->path_at_arrival) == 0 || g_strcmp0 (path, self->path) == 0);
}

/**
 * lamp_origin_question_names_uri:
 * @self: a question
 * @uri: (nullable): a `file:` URI from a record
 *
 * Writers differ in which bytes they encode, so the paths are compared, never the URIs.
 *
 * Returns: whether the record speaks of the file
 */
gboolean
lamp_origin_question_names_uri (const LampOriginQuestion *self, const char *uri)
{
  g_autofree char *path = lamp_origin_url_dup_file_path (uri);
  return lamp_origin_question_names (self, path);
}

/**
 * lamp_origin_question_get_oldest_usec:
 * @self: a question
 *
 * Stores are keyed by path, and a path is used again: a record older than the file speaks of another file.
 * Where the file system tells no birth, the arrival with a day's allowance for a long download stands in.
 *
 * Returns: records stamped before this (Unix epoch, microseconds) are stale; 0 = no bound is known
 */
gint64
lamp_origin_question_get_oldest_usec (const LampOriginQuestion *self)
{
  if (self->born_real_usec > 0)
    return MAX (0, self->born_real_usec - LAMP_ORIGIN_STALE_SLACK_USEC);
  if (self->arrived_real_usec > 0)
    return MAX (0, self->arrived_real_usec - G_GINT64_CONSTANT (86400000000));
  return 0;
}

/**
 * lamp_origin_question_get_oldest_mark_usec:
 * @self: a question
 *
 * For what is noted about a file only once it is there (gvfs, recently-used): such a note is never older than
 * the file. Seen with Firefox 153: a second download of one name within seconds met the first one's note.
 *
 * Returns: as lamp_origin_question_get_oldest_usec(), without its allowance
 */
gint64
lamp_origin_question_get_oldest_mark_usec (const LampOriginQuestion *self)
{
  return self->born_real_usec > 0 ? self->born_real_usec : lamp_origin_question_get_oldest_usec (self);
}
