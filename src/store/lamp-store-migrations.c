/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/lamp-store-migrations.h"

#include "base/lamp-error.h"
#include "store/lamp-store-resources.h"

#define FOLDER "/io/github/gatelamp/migrations"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* File names are "0001-what.sql": sorted by name is sorted by number. */
static GPtrArray *
list_migrations (GError **error)
{
  g_auto (GStrv) names = g_resource_enumerate_children (lamp_store_get_resource (), FOLDER, 0, error);
  g_autoptr (GPtrArray) list = NULL;

  if (names == NULL)
    return NULL;
  list = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; names[i] != NULL; i++)
    g_ptr_array_add (list, g_strdup (names[i]));
  g_ptr_array_sort (list, compare_names);
  return g_steal_pointer (&list);
}

static gboolean
run_one (sqlite3 *connection, const char *name, GError **error)
{
  g_autofree char *path = g_build_path ("/", FOLDER, name, NULL);
  g_autoptr (GBytes) sql = g_resource_lookup_data (lamp_store_get_resource (), path, 0, error);
  g_autofree char *text = NULL;

  if (sql == NULL)
    return FALSE;
  text = g_strdup_printf (
      "BEGIN IMMEDIATE;\n%.*s\nPRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
      (int) g_bytes_get_size (sql), (const char *) g_bytes_get_data (sql, NULL), LAMP_STORE_APPLICATION_ID,
      (int) g_ascii_strtoll (name, NULL, 10));
  if (lamp_store_sql_run (connection, text, "migrating the store", error))
    return TRUE;
  sqlite3_exec (connection, "ROLLBACK", NULL, NULL, NULL);
  g_prefix_error (error, "%s: ", name);
  return FALSE;
}

/* A database that another program made is no store: its tables are not ours. */
static gboolean
check_owner (sqlite3 *connection, gint64 schema, GError **error)
{
  gint64 application_id = 0;
  gint64 tables = 0;

  if (!lamp_store_sql_read_int64 (connection, "PRAGMA application_id", "opening the store", &application_id,
                                  error) ||
      !lamp_store_sql_read_int64 (connection, "SELECT count(*) FROM sqlite_master", "opening the store",
                                  &tables, error))
    return FALSE;
  if (application_id == LAMP_STORE_APPLICATION_ID || (schema == 0 && tables == 0))
    return TRUE;
  g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_CORRUPT,
                       "the store's file is another program's database");
  return FALSE;
}

static gint64
get_number (GPtrArray *names, guint index)
{
  return g_ascii_strtoll (g_ptr_array_index (names, index), NULL, 10);
}

/**
 * lamp_store_migrations_check:
 * @connection: an open connection that has read nothing yet
 * @error: return location
 *
 * Before anything is set or written: what is not ours, or is newer, keeps each of its bytes.
 *
 * Returns: %TRUE if lamp_store_migrations_run() may work on it. Errors: %LAMP_ERROR_UNSUPPORTED - the file is
 *   from a newer version - leave it alone; %LAMP_ERROR_CORRUPT - not our database - set it aside; else as
 *   lamp_store_sql_set_error()
 */
gboolean
lamp_store_migrations_check (sqlite3 *connection, GError **error)
{
  g_autoptr (GPtrArray) names = list_migrations (error);
  gint64 schema = 0;
  gint64 newest;

  if (names == NULL ||
      !lamp_store_sql_read_int64 (connection, "PRAGMA user_version", "opening the store", &schema, error) ||
      !check_owner (connection, schema, error))
    return FALSE;
  newest = get_number (names, names->len - 1);
  if (schema <= newest)
    return TRUE;
  g_set_error (error, LAMP_ERROR, LAMP_ERROR_UNSUPPORTED,
               "the store was written by a newer version of Gatelamp (schema %" G_GINT64_FORMAT
               "; this version knows %" G_GINT64_FORMAT "); it is left as it is",
               schema, newest);
  return FALSE;
}

/**
 * lamp_store_migrations_run:
 * @connection: an open connection, in no transaction, that was checked
 * @out_schema: (out): number of the last migration
 * @error: return location
 *
 * Runs what is missing, each in its own transaction together with its number, so that a crash leaves either
 * the schema before or the one after.
 *
 * Returns: %TRUE if the schema is this program's. Errors: as lamp_store_sql_set_error()
 */
gboolean
lamp_store_migrations_run (sqlite3 *connection, gint64 *out_schema, GError **error)
{
  g_autoptr (GPtrArray) names = list_migrations (error);
  gint64 schema = 0;

  if (names == NULL ||
      !lamp_store_sql_read_int64 (connection, "PRAGMA user_version", "opening the store", &schema, error))
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    if (get_number (names, i) > schema && !run_one (connection, g_ptr_array_index (names, i), error))
      return FALSE;
  *out_schema = get_number (names, names->len - 1);
  return TRUE;
}
