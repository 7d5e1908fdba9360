/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/lamp-store-reader.h"

#include "base/lamp-error.h"
#include "base/lamp-text.h"
#include "store/lamp-store-limits.h"

#define WHAT "reading the store"

/* A query whose first column is JSON of @type; @path_column, if positive, holds the bytes of the path. */
typedef struct
{
  LampStoreTable table;
  const LampValueType *type;
  int path_column;
  const char *sql;
} Query;

static const Query load_artifacts = { LAMP_STORE_TABLE_ARTIFACTS, &lamp_artifact_type, 1,
                                      "SELECT json, path FROM artifacts ORDER BY arrived_usec, rowid" };
/* Also an old alert whose report waits: its bytes are made from it. */
static const Query load_alerts = {
  LAMP_STORE_TABLE_ALERTS, &lamp_alert_type, 0,
  "SELECT json FROM alerts WHERE "
  "rowid IN (SELECT rowid FROM alerts ORDER BY last_time_usec DESC, rowid DESC LIMIT ?1) OR "
  "id IN (SELECT alert_id FROM reports WHERE state IN ('waiting', 'queued')) ORDER BY last_time_usec, rowid"
};
/* Also the newest that were delivered: asked for again, the same report is given and not a second one made.
 */
static const Query load_reports = {
  LAMP_STORE_TABLE_REPORTS, &lamp_report_type, 0,
  "SELECT json FROM reports WHERE state IN ('waiting', 'queued') OR "
  "rowid IN (SELECT rowid FROM reports ORDER BY created_usec DESC, rowid DESC LIMIT " G_STRINGIFY (
      LAMP_STORE_LOAD_REPORTS) ") "
                               "ORDER BY created_usec, rowid"
};
static const Query load_rules = { LAMP_STORE_TABLE_RULES, &lamp_rule_type, 0,
                                  "SELECT json FROM rules ORDER BY rowid" };
static const Query list_alerts = {
  LAMP_STORE_TABLE_ALERTS, &lamp_alert_type, 0,
  "SELECT json FROM (SELECT json, last_time_usec AS t, rowid AS r FROM alerts "
  "WHERE last_time_usec >= ?1 ORDER BY t DESC, r DESC LIMIT ?2) "
  "ORDER BY t, r"
};
static const Query list_executions = { LAMP_STORE_TABLE_EXECUTIONS, &lamp_execution_type, 0,
                                       "SELECT json FROM (SELECT json, time_usec AS t, rowid AS r FROM "
                                       "executions WHERE time_usec >= ?1 ORDER BY t DESC, r DESC LIMIT ?2) "
                                       "ORDER BY t, r" };
static const Query list_reports = {
  LAMP_STORE_TABLE_REPORTS, &lamp_report_type, 0,
  "SELECT json FROM (SELECT json, created_usec AS t, rowid AS r FROM reports "
  "ORDER BY state IN ('waiting', 'queued') DESC, t DESC, r DESC LIMIT ?1) ORDER BY t, r"
};
static const Query get_alert = { LAMP_STORE_TABLE_ALERTS, &lamp_alert_type, 0,
                                 "SELECT json FROM alerts WHERE id = ?1" };
static const Query find_artifact = { LAMP_STORE_TABLE_ARTIFACTS, &lamp_artifact_type, 1,
                                     "SELECT json, path FROM artifacts WHERE key = ?1" };

/* JSON has U+FFFD where a path is not UTF-8; the column has its bytes. Eats @value. */
static gpointer
restore_path (LampArtifact *value, sqlite3_stmt *statement, int column)
{
  g_autoptr (LampArtifact) artifact = value;
  g_autoptr (LampFile) file = NULL;
  g_autofree char *path = NULL;
  const char *bytes = sqlite3_column_blob (statement, column);
  LampArtifact changed = *artifact;
  LampFile changed_file;

  if (artifact->file == NULL || bytes == NULL)
    return g_steal_pointer (&artifact);
  path = g_strndup (bytes, (gsize) sqlite3_column_bytes (statement, column));
  changed_file = *artifact->file;
  changed_file.path = path;
  file = lamp_file_new (&changed_file);
  changed.file = file;
  return lamp_artifact_new (&changed);
}

static gpointer
parse_row (const Query *query, sqlite3_stmt *statement, GError **error)
{
  const char *json = (const char *) sqlite3_column_text (statement, 0);
  gpointer value = lamp_value_from_text (query->type, json != NULL ? json : "", error);

  if (value != NULL && query->path_column > 0)
    value = restore_path (value, statement, query->path_column);
  return value;
}

/* One line in the log per query, however many rows were bad. */
static void
report_skipped (LampStoreDatabase *database, const Query *query, guint count, const GError *first)
{
  g_autofree char *why = NULL;

  if (count == 0)
    return;
  why = lamp_text_quote (first->message);
  g_log_structured ("gatelamp-store", G_LOG_LEVEL_WARNING, "LAMP_TABLE", lamp_store_table_names[query->table],
                    "MESSAGE", "%u rows of %s could not be understood and were left out; the first: %s",
                    count, lamp_store_table_names[query->table], why);
  lamp_store_statistics_add_skipped (lamp_store_database_get_statistics (database), count);
}

/* Appends every row that can be understood; the statement's parameters are bound. */
static gboolean
read_rows (LampStoreDatabase *database,
           sqlite3 *connection,
           sqlite3_stmt *statement,
           const Query *query,
           GPtrArray *out,
           guint *out_skipped_count,
           GError **error)
{
  g_autoptr (GError) first = NULL;
  guint skipped_count = 0;
  int code;

  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      gpointer value = parse_row (query, statement, first == NULL ? &first : NULL);
      if (value != NULL)
        g_ptr_array_add (out, value);
      else
        skipped_count++;
    }
  report_skipped (database, query, skipped_count, first);
  *out_skipped_count = skipped_count;
  if (code == SQLITE_DONE)
    return TRUE;
  lamp_store_sql_set_error (error, connection, WHAT);
  return FALSE;
}

static gboolean
load_table (LampStoreDatabase *database,
            sqlite3 *connection,
            const Query *query,
            GPtrArray *out,
            LampStoreContents *contents,
            GError **error)
{
  g_autoptr (sqlite3_stmt) statement = lamp_store_sql_prepare (connection, query->sql, WHAT, error);
  guint skipped_count = 0;
  gboolean done;

  if (statement == NULL)
    return FALSE;
  if (query == &load_alerts)
    sqlite3_bind_int64 (statement, 1, LAMP_STORE_LOAD_ALERTS);
  done = read_rows (database, connection, statement, query, out, &skipped_count, error);
  contents->skipped_count += skipped_count;
  return done;
}

static gboolean
load_notes (sqlite3 *connection, GHashTable *notes, GError **error)
{
  g_autoptr (sqlite3_stmt)
      statement = lamp_store_sql_prepare (connection, "SELECT name, text FROM notes", WHAT, error);
  int code;

  if (statement == NULL)
    return FALSE;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    g_hash_table_insert (notes, lamp_text_to_utf8 ((const char *) sqlite3_column_text (statement, 0)),
                         lamp_text_to_utf8 ((const char *) sqlite3_column_text (statement, 1)));
  if (code == SQLITE_DONE)
    return TRUE;
  lamp_store_sql_set_error (error, connection, WHAT);
  return FALSE;
}

/**
 * lamp_store_reader_load:
 * @database: an open database
 * @error: return location
 *
 * Worker thread only.
 *
 * Returns: (transfer full) (nullable): what is needed at start. Errors: as lamp_store_sql_set_error()
 */
LampStoreContents *
lamp_store_reader_load (LampStoreDatabase *database, GError **error)
{
  sqlite3 *connection = lamp_store_database_get_connection (database, error);
  g_autoptr (LampStoreContents) contents = lamp_store_contents_new ();

  if (connection == NULL ||
      !load_table (database, connection, &load_artifacts, contents->artifacts, contents, error) ||
      !load_table (database, connection, &load_alerts, contents->alerts, contents, error) ||
      !load_table (database, connection, &load_reports, contents->reports, contents, error) ||
      !load_table (database, connection, &load_rules, contents->rules, contents, error) ||
      !load_notes (connection, contents->notes, error))
    return NULL;
  return g_steal_pointer (&contents);
}

static gint64
bounded (guint limit)
{
  return limit == 0 ? LAMP_STORE_LIST_DEFAULT : MIN (limit, LAMP_STORE_LIST_MAX);
}

/* @first and @second are the parameters of the query, as far as it has so many. */
static GPtrArray *
list (LampStoreDatabase *database, const Query *query, gint64 first, gint64 second, GError **error)
{
  sqlite3 *connection = lamp_store_database_get_connection (database, error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (lamp_value_unref);
  g_autoptr (sqlite3_stmt) statement = NULL;
  guint skipped_count;

  if (connection != NULL)
    statement = lamp_store_sql_prepare (connection, query->sql, WHAT, error);
  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, first);
  sqlite3_bind_int64 (statement, 2, second);
  if (!read_rows (database, connection, statement, query, rows, &skipped_count, error))
    return NULL;
  return g_steal_pointer (&rows);
}

/**
 * lamp_store_reader_list_alerts:
 * @database: an open database
 * @since_real_usec: only those whose last time is at or after this
 * @limit: at most so many, the newest; 0: 1000
 * @error: return location
 *
 * Returns: (transfer full) (element-type LampAlert) (nullable): oldest first
 */
GPtrArray *
lamp_store_reader_list_alerts (LampStoreDatabase *database,
                               gint64 since_real_usec,
                               guint limit,
                               GError **error)
{
  return list (database, &list_alerts, since_real_usec, bounded (limit), error);
}

/**
 * lamp_store_reader_list_executions:
 * @database: an open database
 * @since_real_usec: only those at or after this
 * @limit: at most so many, the newest; 0: 1000
 * @error: return location
 *
 * Returns: (transfer full) (element-type LampExecution) (nullable): oldest first
 */
GPtrArray *
lamp_store_reader_list_executions (LampStoreDatabase *database,
                                   gint64 since_real_usec,
                                   guint limit,
                                   GError **error)
{
  return list (database, &list_executions, since_real_usec, bounded (limit), error);
}

/**
 * lamp_store_reader_list_reports:
 * @database: an open database
 * @error: return location
 *
 * Returns: (transfer full) (element-type LampReport) (nullable): what is not delivered, and the newest others
 *   up to 1000 in all; oldest first
 */
GPtrArray *
lamp_store_reader_list_reports (LampStoreDatabase *database, GError **error)
{
  return list (database, &list_reports, LAMP_STORE_LIST_DEFAULT, 0, error);
}

static gpointer
find (LampStoreDatabase *database, const Query *query, const char *key, GError **error)
{
  sqlite3 *connection = lamp_store_database_get_connection (database, error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (lamp_value_unref);
  g_autoptr (sqlite3_stmt) statement = NULL;
  guint skipped_count;

  if (connection != NULL)
    statement = lamp_store_sql_prepare (connection, query->sql, WHAT, error);
  if (statement == NULL)
    return NULL;
  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  if (!read_rows (database, connection, statement, query, rows, &skipped_count, error))
    return NULL;
  if (rows->len > 0)
    return lamp_value_ref (g_ptr_array_index (rows, 0));
  if (skipped_count > 0)
    g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_CORRUPT, "the row could not be understood");
  else
    g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_NOT_FOUND, "there is no such row");
  return NULL;
}

/**
 * lamp_store_reader_get_alert:
 * @database: an open database
 * @id: id of the alert
 * @error: return location
 *
 * Returns: (transfer full) (nullable): its newest revision. Errors: %LAMP_ERROR_NOT_FOUND;
 *   %LAMP_ERROR_CORRUPT - the row could not be understood
 */
LampAlert *
lamp_store_reader_get_alert (LampStoreDatabase *database, const char *id, GError **error)
{
  return find (database, &get_alert, id, error);
}

/**
 * lamp_store_reader_find_artifact:
 * @database: an open database
 * @key: a file's key
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the ledger's row. Errors: as lamp_store_reader_get_alert()
 */
LampArtifact *
lamp_store_reader_find_artifact (LampStoreDatabase *database, const char *key, GError **error)
{
  return find (database, &find_artifact, key, error);
}
