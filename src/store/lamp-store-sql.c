/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/lamp-store-sql.h"

#include "base/lamp-error.h"

static LampError
code_for_sqlite (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return LAMP_ERROR_CORRUPT;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return LAMP_ERROR_DENIED;
    case SQLITE_TOOBIG:
      return LAMP_ERROR_TOO_LARGE;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
    case SQLITE_FULL:
    case SQLITE_IOERR:
      return LAMP_ERROR_BUSY;
    default:
      return LAMP_ERROR_INVALID_DATA;
    }
}

/**
 * lamp_store_sql_set_error:
 * @error: return location
 * @connection: (nullable): the connection whose last call failed
 * @what: what was being done; no foreign text
 *
 * A full disk is %LAMP_ERROR_BUSY: the same write may succeed later.
 */
void
lamp_store_sql_set_error (GError **error, sqlite3 *connection, const char *what)
{
  int code = connection != NULL ? sqlite3_extended_errcode (connection) : SQLITE_NOMEM;
  const char *text = connection != NULL ? sqlite3_errmsg (connection) : sqlite3_errstr (code);

  g_set_error (error, LAMP_ERROR, code_for_sqlite (code), "%s: %s (SQLite %d)", what, text, code);
}

/**
 * lamp_store_sql_run:
 * @connection: an open connection
 * @sql: statements without results, from our own text
 * @what: what is being done; no foreign text
 * @error: return location
 *
 * Returns: %TRUE if all ran. Errors: as lamp_store_sql_set_error()
 */
gboolean
lamp_store_sql_run (sqlite3 *connection, const char *sql, const char *what, GError **error)
{
  if (sqlite3_exec (connection, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  lamp_store_sql_set_error (error, connection, what);
  return FALSE;
}

/**
 * lamp_store_sql_prepare:
 * @connection: an open connection
 * @sql: one statement, from our own text; values are bound, never written into it
 * @what: what is being done; no foreign text
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the statement. Errors: as lamp_store_sql_set_error()
 */
sqlite3_stmt *
lamp_store_sql_prepare (sqlite3 *connection, const char *sql, const char *what, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (connection, sql, -1, &statement, NULL) == SQLITE_OK)
    return statement;
  lamp_store_sql_set_error (error, connection, what);
  return NULL;
}

/**
 * lamp_store_sql_read_int64:
 * @connection: an open connection
 * @sql: one statement that gives one number
 * @what: what is being done; no foreign text
 * @out_number: (out): the number
 * @error: return location
 *
 * Returns: %TRUE if there was a row. Errors: as lamp_store_sql_set_error()
 */
gboolean
lamp_store_sql_read_int64 (
    sqlite3 *connection, const char *sql, const char *what, gint64 *out_number, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = lamp_store_sql_prepare (connection, sql, what, error);

  if (statement == NULL)
    return FALSE;
  if (sqlite3_step (statement) != SQLITE_ROW)
    {
      lamp_store_sql_set_error (error, connection, what);
      return FALSE;
    }
  *out_number = sqlite3_column_int64 (statement, 0);
  return TRUE;
}
