/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "reader/lamp-reader-answer.h"
#include "reader/lamp-reader-work.h"

#include "origin/lamp-origin-archive.h"

#include "base/lamp-error.h"

#include <stdio.h>
#include <string.h>

static void
on_member (const LampArchiveMember *member, gpointer data)
{
  lamp_reader_answer_node ("member", lamp_archive_member_to_json (member, LAMP_VIEW_STORE));
  fflush (stdout); /* what is known is told before the next member, which may be a bomb */
}

/* lamp_reader_work() of `gatelamp-reader-archive`. */
gboolean
lamp_reader_work (LampOriginJob *job, GError **error)
{
  if (strcmp (lamp_origin_job_get_kind (job), LAMP_ORIGIN_JOB_ARCHIVE) == 0)
    return lamp_origin_archive_list (lamp_origin_job_get_fd (job, LAMP_ORIGIN_FILE_MAIN, 0), on_member, NULL,
                                     error);
  g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_UNSUPPORTED, "unknown kind of job");
  return FALSE;
}
