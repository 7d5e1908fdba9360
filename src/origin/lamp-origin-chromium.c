/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-chromium.h"

#include "origin/lamp-origin-database.h"
#include "origin/lamp-origin-detail.h"
#include "origin/lamp-origin-limits.h"

#include <string.h>

/* Seconds between 1601-01-01 and 1970-01-01, UTC. */
#define EPOCH_1601_SEC    G_GINT64_CONSTANT (11644473600)
#define STATE_IN_PROGRESS 0 /* components/history/core/browser/download_constants.h */
#define STATE_COMPLETE    1

typedef struct
{
  gint64 id;
  gint64 stamped_real_usec;
  char *referrer;
  char *tab_url;
} Download;

static void
download_clear (Download *self)
{
  g_clear_pointer (&self->referrer, g_free);
  g_clear_pointer (&self->tab_url, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Download, download_clear)

/**
 * lamp_origin_chromium_time_to_real_usec:
 * @since_1601_usec: Chromium's clock: microseconds since 1601-01-01 UTC
 *
 * Returns: microseconds since the Unix epoch; 0 for a time before it or past reason
 */
gint64
lamp_origin_chromium_time_to_real_usec (gint64 since_1601_usec)
{
  gint64 epoch_usec = EPOCH_1601_SEC * G_USEC_PER_SEC;

  if (since_1601_usec <= epoch_usec || since_1601_usec > 4 * epoch_usec)
    return 0;
  return since_1601_usec - epoch_usec;
}

/**
 * lamp_origin_chromium_dup_page:
 * @tab_url: (nullable): the tab's URL as the browser recorded it
 * @referrer: (nullable): the referrer as sent
 * @chain: (array zero-terminated=1): the URLs of the download, first asked for to last
 *
 * For a link with target=_blank the tab's URL is the download itself (Chromium 156, measured): then the
 * referrer, mostly an origin only, is all there is of the page.
 *
 * Returns: (transfer full) (nullable): the page the person was on
 */
char *
lamp_origin_chromium_dup_page (const char *tab_url, const char *referrer, const char *const *chain)
{
  gboolean real = tab_url != NULL && *tab_url != '\0' && !g_strv_contains (chain, tab_url);

  if (real && strcmp (tab_url, "about:blank") != 0)
    return g_strdup (tab_url);
  return referrer != NULL && *referrer != '\0' ? g_strdup (referrer) : NULL;
}

/* There is no index on the paths, and rows are few: at most 90 days of downloads. */
static gboolean
find_download (LampOriginDatabase *database,
               const LampOriginQuestion *question,
               Download *out,
               GError **error)
{
  g_autoptr (GError) step_error = NULL;
  g_autoptr (sqlite3_stmt) statement = lamp_origin_database_prepare (
      database,
      "SELECT id, state, start_time, end_time, referrer, tab_url FROM downloads "
      "WHERE target_path IN (?1, ?2) OR current_path IN (?1, ?2) ORDER BY start_time DESC LIMIT ?3",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, question->path_at_arrival, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, question->path, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 3, LAMP_ORIGIN_ROWS);
  while (out->id == 0 && lamp_origin_database_step (database, statement, &step_error))
    {
      gint64 state = lamp_origin_database_get_int (statement, 1);
      gint64 started = lamp_origin_database_get_int (statement, 2);
      gint64 ended = lamp_origin_database_get_int (statement, 3);
      gint64 stamped = lamp_origin_chromium_time_to_real_usec (MAX (started, ended));

      if ((state != STATE_COMPLETE && state != STATE_IN_PROGRESS) ||
          stamped < lamp_origin_question_get_oldest_usec (question))
        continue;
      out->id = lamp_origin_database_get_int (statement, 0);
      out->stamped_real_usec = stamped;
      out->referrer = lamp_origin_database_dup_url (statement, 4);
      out->tab_url = lamp_origin_database_dup_url (statement, 5);
    }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}

static GStrv
dup_chain (LampOriginDatabase *database, gint64 id, GError **error)
{
  g_autoptr (GError) step_error = NULL;
  g_autoptr (GStrvBuilder) chain = g_strv_builder_new ();
  g_autoptr (sqlite3_stmt) statement = lamp_origin_database_prepare (
      database, "SELECT url FROM downloads_url_chains WHERE id = ?1 ORDER BY chain_index LIMIT ?2", error);

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, id);
  sqlite3_bind_int (statement, 2, LAMP_ORIGIN_HOPS);
  while (lamp_origin_database_step (database, statement, &step_error))
    {
      g_autofree char *url = lamp_origin_database_dup_url (statement, 0);
      if (url != NULL)
        g_strv_builder_add (chain, url);
    }
  if (step_error == NULL)
    return g_strv_builder_end (chain);
  g_propagate_error (error, g_steal_pointer (&step_error));
  return NULL;
}

static gboolean
read_history (LampOriginDatabase *database,
              const LampOriginQuestion *question,
              GPtrArray *evidence,
              GError **error)
{
  g_auto (Download) download = { 0 };
  g_auto (GStrv) chain = NULL;
  g_autofree char *page = NULL;
  guint length;

  if (!find_download (database, question, &download, error))
    return FALSE;
  if (download.id == 0)
    return TRUE;
  chain = dup_chain (database, download.id, error);
  if (chain == NULL)
    return FALSE;
  length = g_strv_length (chain);
  page = lamp_origin_chromium_dup_page (download.tab_url, download.referrer, (const char *const *) chain);
  g_ptr_array_add (evidence, lamp_evidence_new (&(LampEvidence){
                                 .source = LAMP_ORIGIN_SOURCE_CHROMIUM_HISTORY,
                                 .confidence = LAMP_EVIDENCE_HIGH,
                                 .detail = LAMP_ORIGIN_DETAIL_BROWSER_HISTORY,
                                 .url = length > 0 ? chain[length - 1] : NULL,
                                 .referrer = download.referrer,
                                 .page = page,
                                 .app = question->app,
                                 .observed_real_usec = download.stamped_real_usec,
                             }));
  return TRUE;
}

/**
 * lamp_origin_chromium_read:
 * @history_fd: `History` of a profile
 * @question: what is asked
 * @evidence: (element-type LampEvidence): where to add what was found
 * @error: return location
 *
 * Chromium 156 commits its rows every 10 s or so: a finished download is in it after 0 to 10 s (measured).
 * Incognito windows leave none.
 *
 * Returns: %TRUE if the store could be read, found or not. Errors: as lamp_origin_database_read()
 */
gboolean
lamp_origin_chromium_read (int history_fd,
                           const LampOriginQuestion *question,
                           GPtrArray *evidence,
                           GError **error)
{
  return lamp_origin_database_read (history_fd, -1, read_history, question, evidence, error);
}
