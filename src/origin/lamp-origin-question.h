/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-artifact.h"

/**
 * LampOriginQuestion:
 * @path: where the file is now; any bytes
 * @path_at_arrival: where it arrived: what a browser's own records name
 * @home: the home folder, to which one of the gvfs trees is relative
 * @family: (nullable): see #LampArtifact
 * @app: (nullable): plain name of the application whose store is asked
 * @born_real_usec: birth of the file's inode; 0 = not known
 * @arrived_real_usec: when it was finished; 0 = not known
 *
 * What a source is asked: where did this file come from? A plain struct; whoever fills it owns the strings.
 */
typedef struct
{
  const char *path;
  const char *path_at_arrival;
  const char *home;
  const char *family;
  const char *app;
  gint64 born_real_usec;
  gint64 arrived_real_usec;
} LampOriginQuestion;

gboolean lamp_origin_question_names (const LampOriginQuestion *self, const char *path);
gboolean lamp_origin_question_names_uri (const LampOriginQuestion *self, const char *uri);
gint64 lamp_origin_question_get_oldest_usec (const LampOriginQuestion *self);
gint64 lamp_origin_question_get_oldest_mark_usec (const LampOriginQuestion *self);
