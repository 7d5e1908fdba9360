/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/lamp-store-writer.h"

#include "base/lamp-error.h"
#include "store/lamp-store-limits.h"

#include <string.h>

#define WHAT "writing to the store"

/* One kind of row. @update and @insert take the same parameters, the key first, the JSON last; two statements
 * and not an upsert, because the number of rows is then known without counting. */
typedef struct
{
  LampStoreTable table;
  const LampValueType *type; /* NULL: DEL */
  void (*bind) (sqlite3_stmt *statement, gconstpointer value);
  const char *update; /* or the DELETE */
  const char *insert;
} Kind;

/* The value outlives the statement. */
static void
bind_text (sqlite3_stmt *statement, int index, const char *text)
{
  sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC);
}

static void
bind_alert (sqlite3_stmt *statement, gconstpointer value)
{
  const LampAlert *alert = value;

  bind_text (statement, 1, alert->id);
  sqlite3_bind_int64 (statement, 2, alert->revision);
  sqlite3_bind_int64 (statement, 3, MAX (alert->last_time_real_usec, alert->time_real_usec));
  bind_text (statement, 4, lamp_severity_to_string (alert->severity));
  bind_text (statement, 5, lamp_alert_state_to_string (alert->state));
  bind_text (statement, 6, alert->artifact_key);
}

static void
bind_artifact (sqlite3_stmt *statement, gconstpointer value)
{
  const LampArtifact *artifact = value;
  const LampFile *file = artifact->file;

  bind_text (statement, 1, artifact->key);
  if (file != NULL && file->path != NULL)
    sqlite3_bind_blob (statement, 2, file->path, (int) strlen (file->path), SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 3, file != NULL ? file->arrived_real_usec : 0);
}

static void
bind_execution (sqlite3_stmt *statement, gconstpointer value)
{
  const LampExecution *execution = value;

  bind_text (statement, 1, execution->id);
  sqlite3_bind_int64 (statement, 2, execution->real_usec);
  bind_text (statement, 3, execution->key);
  bind_text (statement, 4, execution->alert_id);
}

static void
bind_report (sqlite3_stmt *statement, gconstpointer value)
{
  const LampReport *report = value;

  bind_text (statement, 1, report->id);
  bind_text (statement, 2, report->alert_id);
  sqlite3_bind_int64 (statement, 3, report->revision);
  bind_text (statement, 4, lamp_report_state_to_string (report->state));
  sqlite3_bind_int64 (statement, 5, report->created_real_usec);
}

static void
bind_rule (sqlite3_stmt *statement, gconstpointer value)
{
  const LampRule *rule = value;

  bind_text (statement, 1, rule->id);
  sqlite3_bind_int64 (statement, 2, rule->expires_real_usec);
}

static const Kind kinds[] = {
  [LAMP_STORE_PUT_ALERT] = { LAMP_STORE_TABLE_ALERTS, &lamp_alert_type, bind_alert,
                             "UPDATE alerts SET revision = ?2, last_time_usec = ?3, severity = ?4, state = ?5, "
                             "artifact_key = ?6, json = ?7 WHERE id = ?1",
                             "INSERT INTO alerts (id, revision, last_time_usec, severity, state, artifact_key, "
                             "json) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)" },
  [LAMP_STORE_PUT_ARTIFACT] = { LAMP_STORE_TABLE_ARTIFACTS, &lamp_artifact_type, bind_artifact,
                                "UPDATE artifacts SET path = ?2, arrived_usec = ?3, json = ?4 "
                                "WHERE key = ?1",
                                "INSERT INTO artifacts (key, path, arrived_usec, json) "
                                "VALUES (?1, ?2, ?3, ?4)" },
  [LAMP_STORE_DEL_ARTIFACT] = { LAMP_STORE_TABLE_ARTIFACTS, NULL, NULL,
                                "DELETE FROM artifacts WHERE key = ?1", NULL },
  [LAMP_STORE_PUT_EXECUTION] = { LAMP_STORE_TABLE_EXECUTIONS, &lamp_execution_type, bind_execution,
                                 "UPDATE executions SET time_usec = ?2, key = ?3, alert_id = ?4, json = ?5 "
                                 "WHERE id = ?1",
                                 "INSERT INTO executions (id, time_usec, key, alert_id, json) "
                                 "VALUES (?1, ?2, ?3, ?4, ?5)" },
  [LAMP_STORE_PUT_REPORT] = { LAMP_STORE_TABLE_REPORTS, &lamp_report_type, bind_report,
                              "UPDATE reports SET alert_id = ?2, revision = ?3, state = ?4, created_usec = ?5, "
                              "json = ?6 WHERE id = ?1",
                              "INSERT INTO reports (id, alert_id, revision, state, created_usec, json) "
                              "VALUES (?1, ?2, ?3, ?4, ?5, ?6)" },
  [LAMP_STORE_DEL_REPORT] = { LAMP_STORE_TABLE_REPORTS, NULL, NULL, "DELETE FROM reports WHERE id = ?1",
                              NULL },
  [LAMP_STORE_PUT_RULE] = { LAMP_STORE_TABLE_RULES, &lamp_rule_type, bind_rule,
                            "UPDATE rules SET expires_usec = ?2, json = ?3 WHERE id = ?1",
                            "INSERT INTO rules (id, expires_usec, json) VALUES (?1, ?2, ?3)" },
  [LAMP_STORE_DEL_RULE] = { LAMP_STORE_TABLE_RULES, NULL, NULL, "DELETE FROM rules WHERE id = ?1", NULL },
  [LAMP_STORE_PUT_NOTE] = { LAMP_STORE_TABLE_NOTES, NULL, NULL, "UPDATE notes SET text = ?2 WHERE name = ?1",
                            "INSERT INTO notes (name, text) VALUES (?1, ?2)" },
};

/* Runs one statement for one step; how many rows it changed, or -1. */
static int
run (sqlite3 *connection,
     const char *sql,
     const Kind *kind,
     const LampStoreOperation *operation,
     const char *json,
     GError **error)
{
  g_autoptr (sqlite3_stmt) statement = lamp_store_sql_prepare (connection, sql, WHAT, error);

  if (statement == NULL)
    return -1;
  if (kind->bind != NULL)
    kind->bind (statement, operation->value);
  else
    bind_text (statement, 1, operation->key);
  if (json != NULL)
    bind_text (statement, sqlite3_bind_parameter_count (statement), json);
  if (sqlite3_step (statement) == SQLITE_DONE)
    return sqlite3_changes (connection);
  lamp_store_sql_set_error (error, connection, WHAT);
  return -1;
}

static gboolean
put (sqlite3 *connection,
     const Kind *kind,
     const LampStoreOperation *operation,
     const char *json,
     gint64 *rows,
     GError **error)
{
  int changed = run (connection, kind->update, kind, operation, json, error);

  if (changed != 0)
    return changed > 0;
  if (run (connection, kind->insert, kind, operation, json, error) < 0)
    return FALSE;
  rows[kind->table]++;
  return TRUE;
}

static gboolean
del (sqlite3 *connection,
     const Kind *kind,
     const char *sql,
     const LampStoreOperation *operation,
     gint64 *rows,
     GError **error)
{
  int changed = run (connection, sql, kind, operation, NULL, error);

  if (changed < 0)
    return FALSE;
  rows[kind->table] -= changed;
  return TRUE;
}

static gboolean
apply (sqlite3 *connection, const LampStoreOperation *operation, gint64 *rows, GError **error)
{
  const Kind *kind = &kinds[operation->kind];
  g_autofree char *json = NULL;

  if (operation->value == NULL && (operation->key == NULL || kind->type != NULL))
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, WHAT ": a row without a key");
      return FALSE;
    }
  if (kind->insert == NULL)
    return del (connection, kind, kind->update, operation, rows, error);
  if (operation->kind == LAMP_STORE_PUT_NOTE && operation->text == NULL)
    return del (connection, kind, "DELETE FROM notes WHERE name = ?1", operation, rows, error);
  if (kind->type != NULL)
    json = lamp_value_to_text (kind->type, operation->value, LAMP_VIEW_STORE);
  if (strlen (json != NULL ? json : operation->text) > LAMP_STORE_ROW_BYTES)
    {
      g_set_error (error, LAMP_ERROR, LAMP_ERROR_TOO_LARGE, WHAT ": a row of %s is larger than %d bytes",
                   lamp_store_table_names[kind->table], LAMP_STORE_ROW_BYTES);
      return FALSE;
    }
  return put (connection, kind, operation, json != NULL ? json : operation->text, rows, error);
}

/* A row that no later try can put on disk. Some failures end the whole transaction: then nothing is known of
 * the row. */
static gboolean
is_refusal (sqlite3 *connection, const GError *error)
{
  return sqlite3_get_autocommit (connection) == 0 &&
         (g_error_matches (error, LAMP_ERROR, LAMP_ERROR_TOO_LARGE) ||
          g_error_matches (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA));
}

static gboolean
apply_all (sqlite3 *connection, LampStoreBatch *batch, gint64 *rows, GError **error)
{
  for (guint i = 0; i < lamp_store_batch_get_length (batch); i++)
    {
      g_autoptr (GError) row_error = NULL;

      lamp_store_batch_set_refusal (batch, i, NULL);
      if (apply (connection, lamp_store_batch_get (batch, i), rows, &row_error))
        continue;
      if (!lamp_store_batch_is_separable (batch) || !is_refusal (connection, row_error))
        {
          g_propagate_error (error, g_steal_pointer (&row_error));
          return FALSE;
        }
      lamp_store_batch_set_refusal (batch, i, row_error);
    }
  return TRUE;
}

/**
 * lamp_store_writer_write:
 * @database: an open database
 * @batch: what belongs together
 * @error: return location
 *
 * One transaction. A row of a separable batch that will never be taken gets a refusal, and the rest is
 * written. Worker thread only.
 *
 * Returns: %TRUE if all of it that has no refusal is on disk; else nothing of it is. Errors: %LAMP_ERROR_BUSY
 * - the disk is full or another process holds the file - keep the values and try again;
 *   %LAMP_ERROR_INVALID_DATA, %LAMP_ERROR_TOO_LARGE - this batch will never be taken; %LAMP_ERROR_CORRUPT -
 * open the store anew
 */
gboolean
lamp_store_writer_write (LampStoreDatabase *database, LampStoreBatch *batch, GError **error)
{
  sqlite3 *connection = lamp_store_database_get_connection (database, error);
  gint64 rows[LAMP_STORE_N_TABLES] = { 0 };

  if (connection == NULL || !lamp_store_database_begin (database, lamp_store_batch_is_durable (batch), error))
    return FALSE;
  if (!apply_all (connection, batch, rows, error))
    {
      lamp_store_database_rollback (database);
      return FALSE;
    }
  if (!lamp_store_database_commit (database, error))
    return FALSE;
  lamp_store_statistics_add_rows (lamp_store_database_get_statistics (database), rows);
  return TRUE;
}

/* What waits to be sent never grows old, and neither does the alert it is about. */
static const struct
{
  LampStoreTable table;
  const char *sql;
} expiries[] = {
  { LAMP_STORE_TABLE_REPORTS,
    "DELETE FROM reports WHERE created_usec < ?1 AND state NOT IN ('waiting', 'queued')" },
  { LAMP_STORE_TABLE_ALERTS,
    "DELETE FROM alerts WHERE last_time_usec < ?1 AND id NOT IN (SELECT alert_id FROM reports)" },
  { LAMP_STORE_TABLE_EXECUTIONS, "DELETE FROM executions WHERE time_usec < ?1" },
  { LAMP_STORE_TABLE_ARTIFACTS, "DELETE FROM artifacts WHERE arrived_usec < ?1" },
  { LAMP_STORE_TABLE_RULES, "DELETE FROM rules WHERE expires_usec < ?1" },
};

static gboolean
expire_all (sqlite3 *connection, gint64 older_than_real_usec, gint64 *rows, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (expiries); i++)
    {
      g_autoptr (sqlite3_stmt)
          statement = lamp_store_sql_prepare (connection, expiries[i].sql, "expiring old rows", error);

      if (statement == NULL)
        return FALSE;
      sqlite3_bind_int64 (statement, 1, older_than_real_usec);
      if (sqlite3_step (statement) != SQLITE_DONE)
        {
          lamp_store_sql_set_error (error, connection, "expiring old rows");
          return FALSE;
        }
      rows[expiries[i].table] -= sqlite3_changes (connection);
    }
  return TRUE;
}

/**
 * lamp_store_writer_expire:
 * @database: an open database
 * @older_than_real_usec: rows from before this go
 * @error: return location
 *
 * One transaction; the freed pages go back to the file system. Worker thread only.
 *
 * Returns: how many rows went, or -1. Errors: as lamp_store_writer_write()
 */
gint64
lamp_store_writer_expire (LampStoreDatabase *database, gint64 older_than_real_usec, GError **error)
{
  sqlite3 *connection = lamp_store_database_get_connection (database, error);
  gint64 rows[LAMP_STORE_N_TABLES] = { 0 };
  gint64 removed_count = 0;

  if (connection == NULL || !lamp_store_database_begin (database, TRUE, error))
    return -1;
  if (!expire_all (connection, older_than_real_usec, rows, error))
    {
      lamp_store_database_rollback (database);
      return -1;
    }
  if (!lamp_store_database_commit (database, error))
    return -1;
  lamp_store_statistics_add_rows (lamp_store_database_get_statistics (database), rows);
  for (int i = 0; i < LAMP_STORE_N_TABLES; i++)
    removed_count -= rows[i];
  sqlite3_exec (connection, "PRAGMA incremental_vacuum", NULL, NULL, NULL);
  return removed_count;
}
