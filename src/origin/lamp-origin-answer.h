/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampOriginAnswer:
 * @evidence: (element-type LampEvidence): what was found, each of the job's own kind
 * @of: (element-type guint): about which of the job's files each of @evidence is
 * @members: (element-type LampArchiveMember): of an archive
 * @folders: (element-type filename): download folders
 * @landlock: the reader's Landlock version; -1 = it did not say
 * @done: the answer is whole
 * @error: (nullable): what the reader could not do
 *
 * What a reader said. It is foreign text too: the reader had hostile input, so each line is checked.
 */
typedef struct
{
  GPtrArray *evidence;
  GArray *of;
  GPtrArray *members;
  GPtrArray *folders;
  int landlock;
  gboolean done;
  GError *error;
} LampOriginAnswer;

LampOriginAnswer *lamp_origin_answer_parse (const char *kind, const char *text, gsize length);
void lamp_origin_answer_free (LampOriginAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampOriginAnswer, lamp_origin_answer_free)
