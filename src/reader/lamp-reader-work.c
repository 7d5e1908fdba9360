/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "reader/lamp-reader-work.h"

#include "reader/lamp-reader-answer.h"

#include "origin/lamp-origin-chromium-log.h"
#include "origin/lamp-origin-chromium.h"
#include "origin/lamp-origin-detail.h"
#include "origin/lamp-origin-download-folders.h"
#include "origin/lamp-origin-firefox.h"
#include "origin/lamp-origin-gvfs.h"
#include "origin/lamp-origin-limits.h"
#include "origin/lamp-origin-recently-used.h"
#include "origin/lamp-origin-url.h"
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

static guint
get_fds (const LampOriginJob *job, const char *role, int *out_fds)
{
  guint count = 0;

  while (count < LAMP_ORIGIN_JOB_FILES && lamp_origin_job_get_fd (job, role, count) >= 0)
    {
      out_fds[count] = lamp_origin_job_get_fd (job, role, count);
      count++;
    }
  return count;
}

static gboolean
look_chromium_log (const LampOriginJob *job, GPtrArray *evidence, GError **error)
{
  int fds[LAMP_ORIGIN_JOB_FILES];
  guint count = get_fds (job, LAMP_ORIGIN_FILE_LOG, fds);

  return lamp_origin_chromium_log_read (fds, count, lamp_origin_job_get_question (job), evidence, error);
}

static gboolean
look_gvfs (const LampOriginJob *job, GPtrArray *evidence, GError **error)
{
  int fds[LAMP_ORIGIN_JOB_FILES];
  guint count = get_fds (job, LAMP_ORIGIN_FILE_JOURNAL, fds);

  return lamp_origin_gvfs_read (lamp_origin_job_get_fd (job, LAMP_ORIGIN_FILE_MAIN, 0), fds, count,
                                lamp_origin_job_get_question (job), evidence, error);
}

static gboolean
look_recently_used (const LampOriginJob *job, GPtrArray *evidence, GError **error)
{
  return lamp_origin_recently_used_read (lamp_origin_job_get_fd (job, LAMP_ORIGIN_FILE_MAIN, 0),
                                         lamp_origin_job_get_question (job), evidence, error);
}

static const struct
{
  const char *kind;
  Look look;
} looks[] = {
  { LAMP_ORIGIN_SOURCE_FIREFOX_PLACES, look_firefox },
  { LAMP_ORIGIN_SOURCE_CHROMIUM_HISTORY, look_chromium },
  { LAMP_ORIGIN_SOURCE_CHROMIUM_LOG, look_chromium_log },
  { LAMP_ORIGIN_SOURCE_GVFS, look_gvfs },
  { LAMP_ORIGIN_SOURCE_RECENTLY_USED, look_recently_used },
  { LAMP_ORIGIN_SOURCE_XATTR, look_xattr },
};

static gboolean
run_look (Look look, LampOriginJob *job, GError **error)
{
  gboolean ok = TRUE;

  for (guint of = 0; ok && of < lamp_origin_job_get_n_questions (job); of++)
    {
      g_autoptr (GPtrArray) evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);
      lamp_origin_job_ask (job, of);
      ok = look (job, evidence, error);
      for (guint i = 0; i < evidence->len; i++)
        lamp_reader_answer_evidence (evidence->pdata[i], of);
    }
  return ok;
}

static gboolean
list_folders (const LampOriginJob *job, GError **error)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  int fds[LAMP_ORIGIN_JOB_FILES];
  guint count = get_fds (job, LAMP_ORIGIN_FILE_MAIN, fds);
  gboolean ok;

  if (strcmp (lamp_origin_job_get_kind (job), LAMP_ORIGIN_JOB_FIREFOX_SETTINGS) == 0)
    ok = lamp_origin_download_folders_read_firefox (fds, count, folders, error);
  else
    ok = lamp_origin_download_folders_read_chromium (count > 0 ? fds[0] : -1, folders, error);
  for (guint i = 0; i < folders->len; i++)
    {
      g_autofree char *text = lamp_origin_path_escape (folders->pdata[i]);
      lamp_reader_answer_node ("folder", json_node_init_string (json_node_alloc (), text));
    }
  return ok;
}

static const struct
{
  const char *kind;
  gboolean (*list) (const LampOriginJob *job, GError **error);
} lists[] = {
  { LAMP_ORIGIN_JOB_CHROMIUM_SETTINGS, list_folders },
  { LAMP_ORIGIN_JOB_FIREFOX_SETTINGS, list_folders },
};

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
lamp_reader_work (LampOriginJob *job, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    if (strcmp (looks[i].kind, lamp_origin_job_get_kind (job)) == 0)
      return run_look (looks[i].look, job, error);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    if (strcmp (lists[i].kind, lamp_origin_job_get_kind (job)) == 0)
      return lists[i].list (job, error);
  g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_UNSUPPORTED, "unknown kind of job");
  return FALSE;
}
