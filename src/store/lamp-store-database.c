/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/lamp-store-database.h"

#include "base/lamp-error.h"
#include "store/lamp-store-file.h"
#include "store/lamp-store-limits.h"
#include "store/lamp-store-migrations.h"
#include "store/lamp-store-salvage.h"

#include <string.h>

struct _LampStoreDatabase
{
  char *path;
  LampStoreStatistics *statistics;
  sqlite3 *connection;
  gint64 schema;
  gboolean exclusive;
};

/**
 * lamp_store_database_new:
 * @path: file name of the store
 * @statistics: what `status` says; a reference is kept
 *
 * Returns: (transfer full): a database that is not open
 */
LampStoreDatabase *
lamp_store_database_new (const char *path, LampStoreStatistics *statistics)
{
  LampStoreDatabase *self = g_new0 (LampStoreDatabase, 1);

  self->path = g_strdup (path);
  self->statistics = lamp_store_statistics_ref (statistics);
  return self;
}

/**
 * lamp_store_database_free:
 * @self: (nullable) (transfer full): a database; it is closed
 */
void
lamp_store_database_free (LampStoreDatabase *self)
{
  if (self == NULL)
    return;
  lamp_store_database_close (self, NULL);
  lamp_store_statistics_unref (self->statistics);
  g_free (self->path);
  g_free (self);
}

/* Order matters: auto_vacuum before the first table, WAL after it.
 * No mmap: a page of a mapped file that cannot be read (network, damaged disk) would be SIGBUS. */
static gboolean
set_pragmas (sqlite3 *connection, GError **error)
{
  g_autofree char *cache = g_strdup_printf ("PRAGMA cache_size = -%d", LAMP_STORE_CACHE_KIB);
  g_autofree char *pages = g_strdup_printf ("PRAGMA wal_autocheckpoint = %d; PRAGMA journal_size_limit = %d",
                                            LAMP_STORE_WAL_PAGES, LAMP_STORE_WAL_PAGES * 4096);
  const char *const pragmas[] = {
    cache,
    "PRAGMA mmap_size = 0",
    "PRAGMA auto_vacuum = INCREMENTAL",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    pages,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pragmas); i++)
    if (!lamp_store_sql_run (connection, pragmas[i], "opening the store", error))
      return FALSE;
  return TRUE;
}

static gboolean
check_integrity (sqlite3 *connection, GError **error)
{
  g_autoptr (sqlite3_stmt)
      statement = lamp_store_sql_prepare (connection, "PRAGMA quick_check(1)", "checking the store", error);
  const char *answer;

  if (statement == NULL)
    return FALSE;
  if (sqlite3_step (statement) != SQLITE_ROW)
    {
      lamp_store_sql_set_error (error, connection, "checking the store");
      return FALSE;
    }
  answer = (const char *) sqlite3_column_text (statement, 0);
  if (g_strcmp0 (answer, "ok") == 0)
    return TRUE;
  g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_CORRUPT, "checking the store: it is damaged");
  return FALSE;
}

static sqlite3 *
connect_to (const char *path, gboolean exclusive, GError **error)
{
  g_autoptr (sqlite3) connection = NULL;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOFOLLOW;

  if (sqlite3_open_v2 (path, &connection, flags, NULL) != SQLITE_OK)
    {
      lamp_store_sql_set_error (error, connection, "opening the store");
      return NULL;
    }
  sqlite3_extended_result_codes (connection, 1);
  sqlite3_busy_timeout (connection, LAMP_STORE_BUSY_MSEC);
  /* A database file is input too: no functions or views that its schema might bring. */
  sqlite3_db_config (connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  /* 16 KiB of small blocks instead of the default 48: this connection lives as long as the agent. */
  sqlite3_db_config (connection, SQLITE_DBCONFIG_LOOKASIDE, NULL, 128, 128);
  /* The locking mode before the first read: WAL in a file system without shared memory needs it. */
  if ((exclusive &&
       !lamp_store_sql_run (connection, "PRAGMA locking_mode = EXCLUSIVE", "opening the store", error)) ||
      !lamp_store_migrations_check (connection, error) || !set_pragmas (connection, error) ||
      !check_integrity (connection, error))
    return NULL;
  return g_steal_pointer (&connection);
}

static gboolean
count_rows (LampStoreDatabase *self, sqlite3 *connection, GError **error)
{
  gint64 rows[LAMP_STORE_N_TABLES] = { 0 };

  for (int i = 0; i < LAMP_STORE_N_TABLES; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s", lamp_store_table_names[i]);
      g_autoptr (GError) reason = NULL;

      if (lamp_store_sql_read_int64 (connection, sql, "opening the store", &rows[i], &reason))
        continue;
      /* The schema's number says that the table is there. */
      if (g_error_matches (reason, LAMP_ERROR, LAMP_ERROR_INVALID_DATA))
        reason->code = LAMP_ERROR_CORRUPT;
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  lamp_store_statistics_set_rows (self->statistics, rows);
  return TRUE;
}

static sqlite3 *
connect_and_migrate (LampStoreDatabase *self, const char *path, GError **error)
{
  g_autoptr (sqlite3) connection = connect_to (path, self->exclusive, error);

  if (connection == NULL || !lamp_store_migrations_run (connection, &self->schema, error) ||
      !count_rows (self, connection, error))
    return NULL;
  lamp_store_statistics_set_file (self->statistics, self->schema, self->exclusive);
  return g_steal_pointer (&connection);
}

/* The damaged file keeps all its bytes under another name; the person is told through the statistics. */
static gboolean
replace_damaged (LampStoreDatabase *self, const char *real, const GError *reason, GError **error)
{
  g_autofree char *aside = lamp_store_file_set_aside (real, error);
  g_autofree char *again = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) loss = NULL;
  gint64 saved_count;

  if (aside == NULL)
    return FALSE;
  again = lamp_store_file_prepare (self->path, &self->exclusive, error);
  if (again == NULL)
    return FALSE;
  self->connection = connect_and_migrate (self, again, error);
  if (self->connection == NULL)
    return FALSE;
  saved_count = lamp_store_salvage (self->connection, aside, self->schema);
  if (!count_rows (self, self->connection, error))
    {
      lamp_store_database_close (self, NULL);
      return FALSE;
    }
  name = g_path_get_basename (aside);
  loss = g_error_new (
      LAMP_ERROR, LAMP_ERROR_CORRUPT,
      "the store was damaged (%s); it was set aside as \"%s\", a new one was made, and %" G_GINT64_FORMAT
      " rows were saved from it",
      reason->message, name, saved_count);
  lamp_store_statistics_set_loss (self->statistics, loss);
  return TRUE;
}

/**
 * lamp_store_database_open:
 * @self: a database that is not open
 * @error: return location
 *
 * A damaged file is set aside, a new one is made, and the loss stands in the statistics: a broken store must
 * not stop the lamp.
 *
 * Returns: %TRUE if it can be used. Errors: %LAMP_ERROR_UNSUPPORTED - from a newer version - leave it alone;
 *   %LAMP_ERROR_BUSY - the disk is full or another process has it - try again; %LAMP_ERROR_DENIED - no right
 */
gboolean
lamp_store_database_open (LampStoreDatabase *self, GError **error)
{
  g_autofree char *real = NULL;
  g_autoptr (GError) reason = NULL;

  if (self->connection != NULL)
    return TRUE;
  real = lamp_store_file_prepare (self->path, &self->exclusive, error);
  if (real == NULL)
    return FALSE;
  self->connection = connect_and_migrate (self, real, &reason);
  if (self->connection == NULL && !g_error_matches (reason, LAMP_ERROR, LAMP_ERROR_CORRUPT))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  if (self->connection == NULL && !replace_damaged (self, real, reason, error))
    return FALSE;
  lamp_store_statistics_set_open (self->statistics, TRUE);
  lamp_store_database_settle (self);
  return TRUE;
}

/**
 * lamp_store_database_close:
 * @self: a database
 * @error: return location
 *
 * Writes the log into the file. Nothing acknowledged is lost without it; the next start is quicker with it.
 *
 * Returns: %TRUE if it is closed
 */
gboolean
lamp_store_database_close (LampStoreDatabase *self, GError **error)
{
  if (self->connection == NULL)
    return TRUE;
  if (sqlite3_close (self->connection) != SQLITE_OK)
    {
      lamp_store_sql_set_error (error, self->connection, "closing the store");
      return FALSE;
    }
  self->connection = NULL;
  lamp_store_statistics_set_open (self->statistics, FALSE);
  return TRUE;
}

/**
 * lamp_store_database_get_connection:
 * @self: a database
 * @error: return location
 *
 * Returns: (transfer none) (nullable): its connection. Errors: %LAMP_ERROR_BUSY if it is not open
 */
sqlite3 *
lamp_store_database_get_connection (LampStoreDatabase *self, GError **error)
{
  if (self->connection == NULL)
    g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_BUSY, "the store is not open");
  return self->connection;
}

/**
 * lamp_store_database_get_statistics:
 * @self: a database
 *
 * Returns: (transfer none): its statistics
 */
LampStoreStatistics *
lamp_store_database_get_statistics (LampStoreDatabase *self)
{
  return self->statistics;
}

/**
 * lamp_store_database_begin:
 * @self: an open database
 * @durable: wait for the disk at the commit; otherwise a power cut (not a crash) may lose the last commits
 * @error: return location
 *
 * IMMEDIATE: the lock is taken now, so that a batch cannot fail half way for want of it.
 *
 * Returns: %TRUE if a transaction is open
 */
gboolean
lamp_store_database_begin (LampStoreDatabase *self, gboolean durable, GError **error)
{
  return lamp_store_sql_run (self->connection,
                             durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL",
                             "writing to the store", error) &&
         lamp_store_sql_run (self->connection, "BEGIN IMMEDIATE", "writing to the store", error);
}

/**
 * lamp_store_database_commit:
 * @self: an open database in a transaction
 * @error: return location
 *
 * Returns: %TRUE if everything is on disk; else nothing is
 */
gboolean
lamp_store_database_commit (LampStoreDatabase *self, GError **error)
{
  if (lamp_store_sql_run (self->connection, "COMMIT", "writing to the store", error))
    return TRUE;
  lamp_store_database_rollback (self);
  return FALSE;
}

/**
 * lamp_store_database_rollback:
 * @self: an open database
 *
 * SQLite rolls back by itself after some errors, e.g. a full disk; then this does nothing.
 */
void
lamp_store_database_rollback (LampStoreDatabase *self)
{
  if (sqlite3_get_autocommit (self->connection) == 0)
    sqlite3_exec (self->connection, "ROLLBACK", NULL, NULL, NULL);
}

/**
 * lamp_store_database_settle:
 * @self: an open database
 *
 * After each job: the size is noted and memory that is not needed is given back, because the store is idle
 * nearly always.
 */
void
lamp_store_database_settle (LampStoreDatabase *self)
{
  gint64 pages = 0;
  gint64 page_bytes = 0;

  if (self->connection == NULL)
    return;
  if (lamp_store_sql_read_int64 (self->connection, "PRAGMA page_count", "", &pages, NULL) &&
      lamp_store_sql_read_int64 (self->connection, "PRAGMA page_size", "", &page_bytes, NULL))
    lamp_store_statistics_set_size (self->statistics, pages * page_bytes);
  sqlite3_db_release_memory (self->connection);
}
