/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/lamp-store-salvage.h"

#include "store/lamp-store-statistics.h"

#include <unistd.h>

#define WHAT "saving rows of a damaged store"

/* The damaged file stays as it was found: no checkpoint when it is closed. */
static sqlite3 *
open_damaged (const char *path, gint64 schema)
{
  g_autoptr (sqlite3) damaged = NULL;
  gint64 found = 0;

  if (sqlite3_open_v2 (path, &damaged, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW,
                       NULL) != SQLITE_OK)
    return NULL;
  sqlite3_db_config (damaged, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  /* writable_schema lets SQLite read a file that is shorter than its header says; nothing is written here. */
  if (!lamp_store_sql_run (damaged,
                           "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;"
                           "PRAGMA writable_schema = ON",
                           WHAT, NULL) ||
      !lamp_store_sql_read_int64 (damaged, "PRAGMA user_version", WHAT, &found, NULL) || found != schema)
    return NULL;
  return g_steal_pointer (&damaged);
}

static sqlite3_stmt *
prepare_insert (sqlite3 *connection, const char *table, int columns)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_printf (sql, "INSERT OR IGNORE INTO %s VALUES (?", table);
  for (int i = 1; i < columns; i++)
    g_string_append (sql, ", ?");
  g_string_append (sql, ")");
  return lamp_store_sql_prepare (connection, sql->str, WHAT, NULL);
}

/* Copies rows until the damage. %FALSE if damage was met. */
static gboolean
copy_rows (sqlite3 *connection, sqlite3_stmt *rows, const char *table, gint64 *saved_count)
{
  int columns = sqlite3_column_count (rows);
  g_autoptr (sqlite3_stmt) insert = prepare_insert (connection, table, columns);
  int code = SQLITE_DONE;

  while (insert != NULL && (code = sqlite3_step (rows)) == SQLITE_ROW)
    {
      for (int i = 0; i < columns; i++)
        sqlite3_bind_value (insert, i + 1, sqlite3_column_value (rows, i));
      if (sqlite3_step (insert) == SQLITE_DONE)
        *saved_count += sqlite3_changes (connection);
      sqlite3_reset (insert);
    }
  return code == SQLITE_DONE;
}

/* From the front up to the damage, then from the end back to it. */
static void
copy_table (sqlite3 *connection, sqlite3 *damaged, const char *table, gint64 *saved_count)
{
  static const char *const orders[] = { "ASC", "DESC" };

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s ORDER BY rowid %s", table, orders[i]);
      g_autoptr (sqlite3_stmt) rows = lamp_store_sql_prepare (damaged, sql, WHAT, NULL);

      if (rows == NULL || copy_rows (connection, rows, table, saved_count))
        return;
    }
}

/**
 * lamp_store_salvage:
 * @connection: the new store
 * @damaged_path: the damaged one, which was set aside
 * @schema: number of the last migration of the new store
 *
 * What can still be read is put into the new store: a report, once pressed, is not lost (promise 4). Rows are
 * not trusted more than before: one that does not parse is left out when it is read.
 *
 * Returns: how many rows were saved; 0 also when nothing could be read
 */
gint64
lamp_store_salvage (sqlite3 *connection, const char *damaged_path, gint64 schema)
{
  g_autofree char *shared = g_strconcat (damaged_path, "-shm", NULL);
  sqlite3 *damaged = open_damaged (damaged_path, schema);
  gint64 saved_count = 0;

  if (damaged != NULL && lamp_store_sql_run (connection, "BEGIN IMMEDIATE", WHAT, NULL))
    {
      for (int i = 0; i < LAMP_STORE_N_TABLES; i++)
        copy_table (connection, damaged, lamp_store_table_names[i], &saved_count);
      if (!lamp_store_sql_run (connection, "COMMIT", WHAT, NULL))
        {
          sqlite3_exec (connection, "ROLLBACK", NULL, NULL, NULL);
          saved_count = 0;
        }
    }
  sqlite3_close (damaged);
  unlink (shared);
  return saved_count;
}
