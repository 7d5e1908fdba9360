/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-firefox.h"

#include "origin/lamp-origin-database.h"
#include "origin/lamp-origin-detail.h"
#include "origin/lamp-origin-limits.h"

#define VISIT_REDIRECT_PERMANENT 5 /* nsINavHistoryService.idl */
#define VISIT_REDIRECT_TEMPORARY 6

typedef struct
{
  gint64 place;
  gint64 stamped_real_usec;
  char *url;
} Download;

static void
download_clear (Download *self)
{
  g_clear_pointer (&self->url, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Download, download_clear)

/* The annotation is unique per (place, attribute), so one URL names one path, and the newest wins. */
static gboolean
find_download (LampOriginDatabase *database,
               const LampOriginQuestion *question,
               Download *out,
               GError **error)
{
  g_autoptr (GError) step_error = NULL;
  g_autoptr (sqlite3_stmt) statement = lamp_origin_database_prepare (
      database,
      "SELECT a.place_id, a.lastModified, p.url, a.content FROM moz_annos a "
      "JOIN moz_anno_attributes n ON n.id = a.anno_attribute_id JOIN moz_places p ON p.id = a.place_id "
      "WHERE n.name = 'downloads/destinationFileURI' AND a.lastModified >= ?1 "
      "ORDER BY a.lastModified DESC LIMIT ?2",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, lamp_origin_question_get_oldest_usec (question));
  sqlite3_bind_int (statement, 2, LAMP_ORIGIN_ROWS);
  while (out->url == NULL && lamp_origin_database_step (database, statement, &step_error))
    {
      if (sqlite3_column_type (statement, 3) != SQLITE_TEXT ||
          !lamp_origin_question_names_uri (question, (const char *) sqlite3_column_text (statement, 3)))
        continue;
      out->place = lamp_origin_database_get_int (statement, 0);
      out->stamped_real_usec = lamp_origin_database_get_int (statement, 1);
      out->url = lamp_origin_database_dup_url (statement, 2);
    }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}

/* A row's first three columns: from_visit, visit_type, url of the place. */
static gboolean
get_visit (
    LampOriginDatabase *database, sqlite3_stmt *statement, gint64 *out_from, gint64 *out_type, char **out_url)
{
  if (!lamp_origin_database_step (database, statement, NULL))
    return FALSE;
  *out_from = lamp_origin_database_get_int (statement, 0);
  *out_type = lamp_origin_database_get_int (statement, 1);
  g_free (*out_url);
  *out_url = lamp_origin_database_dup_url (statement, 2);
  return TRUE;
}

/* The download's visit says from which visit it was asked for, also for target=_blank and rel=noreferrer
 * (measured, Firefox 153); redirects have visits of their own and are stepped over. */
static char *
dup_page (LampOriginDatabase *database, const Download *download)
{
  g_autoptr (sqlite3_stmt) first = lamp_origin_database_prepare (
      database,
      "SELECT v.from_visit, v.visit_type, NULL FROM moz_historyvisits v WHERE v.place_id = ?1 AND v.visit_type = 7 "
      "ORDER BY abs(v.visit_date - ?2) LIMIT 1",
      NULL);
  g_autoptr (sqlite3_stmt) next = lamp_origin_database_prepare (
      database,
      "SELECT v.from_visit, v.visit_type, p.url FROM moz_historyvisits v JOIN moz_places p ON p.id = v.place_id "
      "WHERE v.id = ?1",
      NULL);
  g_autofree char *url = NULL;
  gint64 from = 0;
  gint64 type = VISIT_REDIRECT_TEMPORARY;

  if (first == NULL || next == NULL)
    return NULL;
  sqlite3_bind_int64 (first, 1, download->place);
  sqlite3_bind_int64 (first, 2, download->stamped_real_usec);
  if (!get_visit (database, first, &from, &type, &url))
    return NULL;
  type = VISIT_REDIRECT_TEMPORARY;
  for (int hop = 0; hop < LAMP_ORIGIN_HOPS && from > 0; hop++)
    {
      sqlite3_reset (next);
      sqlite3_bind_int64 (next, 1, from);
      if (!get_visit (database, next, &from, &type, &url))
        break;
      if (type != VISIT_REDIRECT_PERMANENT && type != VISIT_REDIRECT_TEMPORARY)
        break;
    }
  return type == VISIT_REDIRECT_PERMANENT || type == VISIT_REDIRECT_TEMPORARY ? NULL : g_steal_pointer (&url);
}

static gboolean
read_places (LampOriginDatabase *database,
             const LampOriginQuestion *question,
             GPtrArray *evidence,
             GError **error)
{
  g_auto (Download) download = { 0 };
  g_autofree char *page = NULL;

  if (!find_download (database, question, &download, error))
    return FALSE;
  if (download.url == NULL)
    return TRUE;
  page = dup_page (database, &download);
  g_ptr_array_add (evidence, lamp_evidence_new (&(LampEvidence){
                                 .source = LAMP_ORIGIN_SOURCE_FIREFOX_PLACES,
                                 .confidence = LAMP_EVIDENCE_HIGH,
                                 .detail = LAMP_ORIGIN_DETAIL_BROWSER_HISTORY,
                                 .url = download.url,
                                 .page = page,
                                 .app = question->app,
                                 .observed_real_usec = download.stamped_real_usec,
                             }));
  return TRUE;
}

/**
 * lamp_origin_firefox_read:
 * @places_fd: `places.sqlite`
 * @wal_fd: `places.sqlite-wal`, or -1 if there is none. A running Firefox has its newest rows only there
 * @question: what is asked
 * @evidence: (element-type LampEvidence): where to add what was found
 * @error: return location
 *
 * Firefox 153 annotates the place of the FINAL URL with `downloads/destinationFileURI` at most 50 ms after
 * the file is there. Private windows, `blob:` and `data:` downloads are not in it (measured).
 *
 * Returns: %TRUE if the store could be read, found or not. Errors: as lamp_origin_database_read()
 */
gboolean
lamp_origin_firefox_read (
    int places_fd, int wal_fd, const LampOriginQuestion *question, GPtrArray *evidence, GError **error)
{
  return lamp_origin_database_read (places_fd, wal_fd, read_places, question, evidence, error);
}
