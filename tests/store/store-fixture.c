/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

/* Removes files of the folder and the folder; the store makes no folders in it. */
void
store_fixture_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_remove (path);
    }
  g_rmdir (folder);
}

void
store_fixture_set_up (StoreFixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("lamp-store-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "gatelamp.sqlite", NULL);
  self->store = lamp_store_new (self->path);
}

void
store_fixture_tear_down (StoreFixture *self, gconstpointer data)
{
  g_assert_true (store_close (self->store, NULL));
  g_object_unref (self->store);
  store_fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

void
store_on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **slot = data;
  *slot = g_object_ref (result);
}

GAsyncResult *
store_await (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *slot;
}

gboolean
store_open (LampStore *store, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lamp_store_open_async (store, NULL, store_on_result, &result);
  return lamp_store_open_finish (store, store_await (&result), error);
}

gboolean
store_close (LampStore *store, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lamp_store_close_async (store, NULL, store_on_result, &result);
  return lamp_store_close_finish (store, store_await (&result), error);
}

gboolean
store_write (LampStore *store, LampStoreBatch *batch, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lamp_store_write_async (store, batch, NULL, store_on_result, &result);
  return lamp_store_write_finish (store, store_await (&result), error);
}

LampStoreContents *
store_load (LampStore *store, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lamp_store_load_async (store, NULL, store_on_result, &result);
  return lamp_store_load_finish (store, store_await (&result), error);
}

gint64
store_get_rows (LampStore *store, const char *table)
{
  g_autoptr (JsonNode) node = lamp_store_to_json (store);
  JsonObject *rows = json_object_get_object_member (json_node_get_object (node), "rows");

  return json_object_get_int_member (rows, table);
}

void
store_run_sql (const char *path, const char *sql)
{
  sqlite3 *connection = NULL;

  g_assert_cmpint (sqlite3_open (path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (connection);
}

LampAlert *
store_make_alert (const char *id, gint64 revision, gint64 last_time_real_usec)
{
  g_autoptr (LampFile) file = lamp_file_new (&(LampFile){ .path = "/home/a/Downloads/x.sh", .name = "x.sh" });

  return lamp_alert_new (&(LampAlert){
      .schema = "1",
      .id = id,
      .revision = revision,
      .time_real_usec = last_time_real_usec,
      .last_time_real_usec = last_time_real_usec,
      .severity = LAMP_SEVERITY_HIGH,
      .file = file,
      .sentence = "x.sh was run",
      .seconds_since_arrival = -1,
      .artifact_key = "k1",
  });
}

LampReport *
store_make_report (const char *id, const char *alert_id, LampReportState state, const char *bytes)
{
  return lamp_report_new (&(LampReport){
      .id = id,
      .alert_id = alert_id,
      .revision = 1,
      .format = "cloudevents",
      .destination = "spool",
      .state = state,
      .comment = "I thought it was the invoice.",
      .created_real_usec = 1700000000000000,
      .bytes = bytes,
  });
}

LampArtifact *
store_make_artifact (const char *key, const char *path, gint64 arrived_real_usec)
{
  g_autoptr (LampFile) file = lamp_file_new (
      &(LampFile){ .path = path, .path_at_arrival = path, .arrived_real_usec = arrived_real_usec });

  return lamp_artifact_new (
      &(LampArtifact){ .key = key, .file = file, .state = LAMP_ARRIVAL_ARTIFACT, .runnable = TRUE });
}
