/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-database.h"

#include "origin/lamp-origin-limits.h"
#include "origin/lamp-origin-url.h"
#include "origin/lamp-origin-vfs.h"

#include "base/lamp-error.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What changes when somebody writes: the header of the database (with its change counter), the header of the
 * log (with its salts), sizes and times. */
typedef struct
{
  guint8 main_header[100];
  guint8 wal_header[32];
  gint64 main_size;
  gint64 main_changed_sec;
  gint64 main_changed_nsec;
} Stamp;

struct _LampOriginDatabase
{
  LampOriginVfs vfs;
  sqlite3 *connection;
  gint64 deadline_usec; /* g_get_monotonic_time() */
};

static void
take_stamp (int main_fd, int wal_fd, Stamp *out)
{
  struct stat about;

  memset (out, 0, sizeof *out); /* padding too: stamps are compared as bytes */
  if (fstat (main_fd, &about) == 0)
    {
      out->main_size = about.st_size;
      out->main_changed_sec = about.st_mtim.tv_sec;
      out->main_changed_nsec = about.st_mtim.tv_nsec;
    }
  if (pread (main_fd, out->main_header, sizeof out->main_header, 0) < 0)
    out->main_size = -1;
  if (wal_fd >= 0 && pread (wal_fd, out->wal_header, sizeof out->wal_header, 0) < 0)
    out->main_size = -1;
}

static int
on_progress (void *data)
{
  LampOriginDatabase *self = data;
  return g_get_monotonic_time () > self->deadline_usec;
}

/* A hostile schema must not make a plain SELECT do anything else. */
static int
on_authorize (void *data, int action, const char *a, const char *b, const char *c, const char *d)
{
  switch (action)
    {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_TRANSACTION:
    case SQLITE_FUNCTION:
      return SQLITE_OK;
    default:
      return SQLITE_DENY;
    }
}

static void
set_limits (sqlite3 *connection)
{
  static const int limits[][2] = {
    { SQLITE_LIMIT_LENGTH, LAMP_ORIGIN_DATABASE_VALUE_BYTES },
    { SQLITE_LIMIT_SQL_LENGTH, 64 * 1024 },
    { SQLITE_LIMIT_COLUMN, 200 },
    { SQLITE_LIMIT_EXPR_DEPTH, 20 },
    { SQLITE_LIMIT_COMPOUND_SELECT, 3 },
    { SQLITE_LIMIT_VDBE_OP, 25000 },
    { SQLITE_LIMIT_FUNCTION_ARG, 8 },
    { SQLITE_LIMIT_ATTACHED, 0 },
    { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 256 },
    { SQLITE_LIMIT_VARIABLE_NUMBER, 10 },
    { SQLITE_LIMIT_TRIGGER_DEPTH, 1 },
    { SQLITE_LIMIT_WORKER_THREADS, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    sqlite3_limit (connection, limits[i][0], limits[i][1]);
}

/* Before the first read. */
static int
raise_defences (LampOriginDatabase *self)
{
  static const char
      *const pragmas = "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;"
                       "PRAGMA temp_store=MEMORY; PRAGMA locking_mode=EXCLUSIVE;"
                       "PRAGMA query_only=ON;";
  sqlite3 *connection = self->connection;
  int code;

  sqlite3_db_config (connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (connection, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_db_config (connection, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_db_config (connection, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0, NULL);
  sqlite3_db_config (connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  set_limits (connection);
  code = sqlite3_exec (connection, pragmas, NULL, NULL, NULL);
  sqlite3_set_authorizer (connection, on_authorize, self);
  sqlite3_progress_handler (connection, LAMP_ORIGIN_DATABASE_STEPS, on_progress, self);
  return code;
}

/* SQLite's own text can hold names from the schema, so it is never passed on. */
static void
set_error_from_code (LampOriginDatabase *self, int code, GError **error)
{
  static const struct
  {
    int sqlite;
    LampError code;
    const char *message;
  } rows[] = {
    { SQLITE_NOTADB, LAMP_ERROR_INVALID_DATA, "not a database, or an encrypted one" },
    { SQLITE_CORRUPT, LAMP_ERROR_INVALID_DATA, "the database is damaged or cut off" },
    { SQLITE_ERROR, LAMP_ERROR_INVALID_DATA, "its tables are missing or of an unknown version" },
    { SQLITE_AUTH, LAMP_ERROR_INVALID_DATA, "its tables are not plain tables" },
    { SQLITE_INTERRUPT, LAMP_ERROR_TOO_LARGE, "reading took longer than the time limit" },
    { SQLITE_TOOBIG, LAMP_ERROR_TOO_LARGE, "a value is larger than the limit" },
    { SQLITE_NOMEM, LAMP_ERROR_TOO_LARGE, "more memory was needed than the limit" },
    { SQLITE_BUSY, LAMP_ERROR_BUSY, "it is being written" },
  };

  if (self->vfs.too_much)
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_TOO_LARGE, "more had to be read than the limit");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].sqlite == (code & 0xff))
      {
        g_set_error_literal (error, LAMP_ERROR, rows[i].code, rows[i].message);
        return;
      }
  g_set_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, "it cannot be read (SQLite code %d)", code);
}

static gboolean
read_once (int main_fd,
           int wal_fd,
           LampOriginDatabaseRead read,
           const LampOriginQuestion *question,
           GPtrArray *evidence,
           GError **error)
{
  LampOriginDatabase self = { .deadline_usec = g_get_monotonic_time () + LAMP_ORIGIN_DATABASE_USEC };
  gboolean ok = FALSE;
  int code;

  code = lamp_origin_vfs_register (&self.vfs, main_fd, wal_fd);
  if (code == SQLITE_OK)
    code = sqlite3_open_v2 ("main", &self.connection,
                            SQLITE_OPEN_READONLY | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOMUTEX,
                            self.vfs.name);
  if (code == SQLITE_OK)
    code = raise_defences (&self);
  if (code != SQLITE_OK)
    set_error_from_code (&self, code, error);
  else
    ok = read (&self, question, evidence, error);
  sqlite3_close_v2 (self.connection);
  lamp_origin_vfs_unregister (&self.vfs);
  return ok;
}

static gboolean
check_size (int main_fd, GError **error)
{
  struct stat about;

  if (fstat (main_fd, &about) != 0 || !S_ISREG (about.st_mode))
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_UNSUPPORTED, "not a regular file");
      return FALSE;
    }
  if (about.st_size <= LAMP_ORIGIN_DATABASE_BYTES)
    return TRUE;
  g_set_error (error, LAMP_ERROR, LAMP_ERROR_TOO_LARGE,
               "the database has %" G_GINT64_FORMAT " MB, more than the limit of %" G_GINT64_FORMAT " MB",
               (gint64) about.st_size / (1024 * 1024), (gint64) LAMP_ORIGIN_DATABASE_BYTES / (1024 * 1024));
  return FALSE;
}

/**
 * lamp_origin_database_read:
 * @main_fd: the database
 * @wal_fd: its write-ahead log, or -1
 * @read: reads it
 * @question: for @read
 * @evidence: (element-type LampEvidence): for @read
 * @error: return location
 *
 * A running browser holds an exclusive lock (Chromium 156, Firefox 153: `mode=ro` says "database is locked"),
 * and locks are not taken here; so it may write while we read. What was read is believed only if nothing was
 * written meanwhile; else, or when a torn page shows, it is read again.
 *
 * Returns: %TRUE if it was read. Errors: %LAMP_ERROR_BUSY - written at every attempt, ask again later;
 *   %LAMP_ERROR_INVALID_DATA, %LAMP_ERROR_TOO_LARGE - skip it and say so
 */
gboolean
lamp_origin_database_read (int main_fd,
                           int wal_fd,
                           LampOriginDatabaseRead read,
                           const LampOriginQuestion *question,
                           GPtrArray *evidence,
                           GError **error)
{
  g_autoptr (GError) last = NULL;

  if (!check_size (main_fd, error))
    return FALSE;
  for (int attempt = 0; attempt < LAMP_ORIGIN_DATABASE_ATTEMPTS; attempt++)
    {
      Stamp before;
      Stamp after;
      gboolean ok;

      g_clear_error (&last);
      if (attempt > 0)
        g_usleep (LAMP_ORIGIN_DATABASE_PAUSE_USEC);
      take_stamp (main_fd, wal_fd, &before);
      ok = read_once (main_fd, wal_fd, read, question, evidence, &last);
      take_stamp (main_fd, wal_fd, &after);
      if (memcmp (&before, &after, sizeof before) == 0)
        {
          if (ok)
            return TRUE;
          break;
        }
      g_ptr_array_set_size (evidence, 0);
      g_clear_error (&last);
      g_set_error_literal (&last, LAMP_ERROR, LAMP_ERROR_BUSY, "it is being written");
    }
  g_ptr_array_set_size (evidence, 0);
  g_propagate_error (error, g_steal_pointer (&last));
  return FALSE;
}

/**
 * lamp_origin_database_prepare:
 * @self: an open database
 * @sql: one SELECT, a constant of ours
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the statement. Errors: as lamp_origin_database_read()
 */
sqlite3_stmt *
lamp_origin_database_prepare (LampOriginDatabase *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (self->connection, sql, -1, &statement, NULL);

  if (code != SQLITE_OK)
    set_error_from_code (self, code, error);
  return statement;
}

/**
 * lamp_origin_database_step:
 * @self: an open database
 * @statement: its statement
 * @error: return location
 *
 * Returns: %TRUE if there is a row; %FALSE at the end, or with @error set
 */
gboolean
lamp_origin_database_step (LampOriginDatabase *self, sqlite3_stmt *statement, GError **error)
{
  int code = sqlite3_step (statement);

  if (code != SQLITE_ROW && code != SQLITE_DONE)
    set_error_from_code (self, code, error);
  return code == SQLITE_ROW;
}

/**
 * lamp_origin_database_dup_url:
 * @statement: at a row
 * @column: which
 *
 * Returns: (transfer full) (nullable): the text, as lamp_origin_url_dup(); %NULL too if the column holds no
 * text
 */
char *
lamp_origin_database_dup_url (sqlite3_stmt *statement, int column)
{
  if (sqlite3_column_type (statement, column) != SQLITE_TEXT)
    return NULL;
  return lamp_origin_url_dup ((const char *) sqlite3_column_text (statement, column),
                              sqlite3_column_bytes (statement, column));
}

/**
 * lamp_origin_database_get_int:
 * @statement: at a row
 * @column: which
 *
 * Returns: the number; 0 if the column holds no whole number
 */
gint64
lamp_origin_database_get_int (sqlite3_stmt *statement, int column)
{
  return sqlite3_column_type (statement, column) == SQLITE_INTEGER ? sqlite3_column_int64 (statement, column)
                                                                   : 0;
}
