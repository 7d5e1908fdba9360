/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "reader/lamp-reader-work.h"

#include "reader/lamp-reader-answer.h"

#include "origin/lamp-origin-chromium.h"
#include "origin/lamp-origin-detail.h"
#include "origin/lamp-origin-firefox.h"
#include "origin/lamp-origin-xattr.h"

#include "base/lamp-error.h"

#include <string.h>

typedef gboolean (*Look) (const LampOriginJob *job, GPtrArray *evidence, GError **error);

static gboolean
look_firefox (const LampOriginJob *job, GPtrArray *evidence, GError **error)
{
  return lamp_origin_firefox_read (lamp_origin_job_get_fd (job, LAMP_ORIGIN_FILE_MAIN, 0),
                                   lamp_origin_job_get_fd (job, LAMP_ORIGIN_FILE_WAL, 0),
                                   lamp_origin_job_get_question (job), evidence, error);
}

static gboolean
look_chromium (const LampOriginJob *job, GPtrArray *evidence, GError **error)
{
  return lamp_origin_chromium_read (lamp_origin_job_get_fd (job, LAMP_ORIGIN_FILE_MAIN, 0),
                                    lamp_origin_job_get_question (job), evidence, error);
}

static gboolean
look_xattr (const LampOriginJob *job, GPtrArray *evidence, GError **error)
{
  return lamp_origin_xattr_read (lamp_origin_job_get_fd (job, LAMP_ORIGIN_FILE_MAIN, 0),
                                 lamp_origin_job_get_question (job), evidence, error);
}

static const struct
{
  const char *kind;
  Look look;
} looks[] = {
  { LAMP_ORIGIN_SOURCE_FIREFOX_PLACES, look_firefox },
  { LAMP_ORIGIN_SOURCE_CHROMIUM_HISTORY, look_chromium },
  { LAMP_ORIGIN_SOURCE_XATTR, look_xattr },
};

static gboolean
run_look (Look look, const LampOriginJob *job, GError **error)
{
  g_autoptr (GPtrArray) evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);
  gboolean ok = look (job, evidence, error);

  for (guint i = 0; i < evidence->len; i++)
    lamp_reader_answer_node ("evidence", lamp_evidence_to_json (evidence->pdata[i], LAMP_VIEW_STORE));
  return ok;
}

/**
 * lamp_reader_work:
 * @job: the job
 * @error: return location
 *
 * Does the job and writes its answers, all but the last line.
 *
 * Returns: %FALSE with an error to be answered. Errors: %LAMP_ERROR_UNSUPPORTED for a kind we do not know,
 * and what the source's reader says
 */
gboolean
lamp_reader_work (const LampOriginJob *job, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    if (strcmp (looks[i].kind, lamp_origin_job_get_kind (job)) == 0)
      return run_look (looks[i].look, job, error);
  g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_UNSUPPORTED, "unknown kind of job");
  return FALSE;
}
