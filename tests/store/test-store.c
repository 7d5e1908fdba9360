/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include "base/lamp-error.h"
#include "store/lamp-store-limits.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define NOW   1700000000000000
#define BYTES "{\"name\":\"a\\u0001\\n<b>\xe2\x80\xae\\\"\",\"x\":\"\xc3\xa9\xf0\x9f\x94\xa6\"}"

/* Rows that are left out are said in the log; here the log ends. */
static int warnings_count = 0;

static GLogWriterOutput
count_warnings (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "LAMP_TABLE") == 0)
      {
        g_atomic_int_inc (&warnings_count);
        return G_LOG_WRITER_HANDLED;
      }
  return g_log_writer_default (level, fields, n_fields, data);
}

static void
write_ok (LampStore *store, LampStoreBatch *batch)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (store_write (store, batch, &error));
  g_assert_no_error (error);
}

static void
reopen (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (store_close (fixture->store, &error));
  g_assert_no_error (error);
  g_object_unref (fixture->store);
  fixture->store = lamp_store_new (fixture->path);
  g_assert_true (store_open (fixture->store, &error));
  g_assert_no_error (error);
}

static void
put_everything (LampStore *store)
{
  g_autoptr (LampAlert) alert = store_make_alert ("a1", 1, NOW);
  g_autoptr (LampArtifact) artifact = store_make_artifact ("k1", "/home/a/x\xff\n.sh", NOW);
  g_autoptr (LampReport) report = store_make_report ("r1", "a1", LAMP_REPORT_QUEUED, BYTES);
  g_autoptr (LampReport) done = store_make_report ("r2", "a0", LAMP_REPORT_DELIVERED, BYTES);
  g_autoptr (LampExecution)
      execution = lamp_execution_new (&(LampExecution){ .id = "e1", .key = "k1", .real_usec = NOW });
  g_autoptr (LampRule) rule = lamp_rule_new (&(LampRule){ .id = "u1", .scope = "content" });
  LampStoreBatch *batch = lamp_store_batch_new ();

  lamp_store_batch_put_alert (batch, alert);
  lamp_store_batch_put_artifact (batch, artifact);
  lamp_store_batch_put_report (batch, report);
  lamp_store_batch_put_report (batch, done);
  lamp_store_batch_put_execution (batch, execution);
  lamp_store_batch_put_rule (batch, rule);
  lamp_store_batch_put_note (batch, "probe-gaps", "[]");
  write_ok (store, batch);
}

static void
test_round_trip (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampStoreContents) contents = NULL;
  const LampArtifact *artifact;
  const LampReport *report;

  g_assert_true (store_open (fixture->store, &error));
  put_everything (fixture->store);
  reopen (fixture);
  contents = store_load (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (contents->alerts->len, ==, 1);
  g_assert_cmpuint (contents->rules->len, ==, 1);
  g_assert_cmpuint (contents->artifacts->len, ==, 1);
  artifact = g_ptr_array_index (contents->artifacts, 0);
  g_assert_cmpstr (artifact->file->path, ==, "/home/a/x\xff\n.sh");
  g_assert_true (artifact->runnable);
  g_assert_cmpuint (contents->reports->len, ==, 2);
  report = g_ptr_array_index (contents->reports, 0);
  g_assert_cmpstr (report->bytes, ==, BYTES);
  g_assert_cmpstr (report->comment, ==, "I thought it was the invoice.");
  g_assert_cmpstr (g_hash_table_lookup (contents->notes, "probe-gaps"), ==, "[]");
  g_assert_cmpuint (contents->skipped_count, ==, 0);
}

static void
test_replace_and_delete (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampAlert) second = store_make_alert ("a1", 2, NOW + 5);
  g_autoptr (LampStoreContents) contents = NULL;
  LampStoreBatch *batch = lamp_store_batch_new ();
  static const char *const tables[] = { "artifacts", "alerts", "executions", "reports", "rules", "notes" };

  g_assert_true (store_open (fixture->store, &error));
  put_everything (fixture->store);
  lamp_store_batch_put_alert (batch, second);
  lamp_store_batch_del_artifact (batch, "k1");
  lamp_store_batch_del_artifact (batch, "not there");
  lamp_store_batch_del_report (batch, "r1");
  lamp_store_batch_del_rule (batch, "u1");
  lamp_store_batch_put_note (batch, "probe-gaps", NULL);
  write_ok (fixture->store, batch);
  for (int round = 0; round < 2; round++)
    {
      static const gint64 expected[] = { 0, 1, 1, 1, 0, 0 };
      for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
        {
          g_test_message ("%s, %s", tables[i],
                          round == 0 ? "as counted while writing" : "as counted at open");
          g_assert_cmpint (store_get_rows (fixture->store, tables[i]), ==, expected[i]);
        }
      reopen (fixture);
    }
  contents = store_load (fixture->store, &error);
  g_assert_cmpint (((LampAlert *) g_ptr_array_index (contents->alerts, 0))->revision, ==, 2);
}

static void
test_batch_is_whole (StoreFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *why;
    const char *id;
    gsize sentence_bytes;
    LampError code;
  } rows[] = {
    { "no key", NULL, 10, LAMP_ERROR_INVALID_DATA },
    { "too long", "a2", LAMP_STORE_ROW_BYTES, LAMP_ERROR_TOO_LARGE },
  };

  g_assert_true (store_open (fixture->store, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LampAlert) good = store_make_alert ("good", 1, NOW);
      g_autofree char *sentence = g_strnfill (rows[i].sentence_bytes, 'x');
      g_autoptr (LampAlert) bad = lamp_alert_new (&(LampAlert){ .id = rows[i].id, .sentence = sentence });
      LampStoreBatch *batch = lamp_store_batch_new ();

      g_test_message ("%s", rows[i].why);
      lamp_store_batch_put_alert (batch, good);
      lamp_store_batch_put_alert (batch, bad);
      g_assert_false (store_write (fixture->store, batch, &error));
      g_assert_error (error, LAMP_ERROR, (int) rows[i].code);
      g_assert_cmpint (store_get_rows (fixture->store, "alerts"), ==, 0);
    }
  reopen (fixture);
  g_assert_cmpint (store_get_rows (fixture->store, "alerts"), ==, 0);
}

static void
test_lists (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) all = NULL;
  g_autoptr (GAsyncResult) newest = NULL;
  g_autoptr (GAsyncResult) since = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  LampStoreBatch *batch = lamp_store_batch_new ();

  g_assert_true (store_open (fixture->store, &error));
  for (int i = 0; i < 20; i++)
    {
      g_autofree char *id = g_strdup_printf ("a%02d", i);
      g_autoptr (LampAlert) alert = store_make_alert (id, 1, NOW + i);
      lamp_store_batch_put_alert (batch, alert);
    }
  write_ok (fixture->store, batch);
  lamp_store_list_alerts_async (fixture->store, 0, 0, NULL, store_on_result, &all);
  lamp_store_list_alerts_async (fixture->store, 0, 3, NULL, store_on_result, &newest);
  lamp_store_list_alerts_async (fixture->store, NOW + 18, 0, NULL, store_on_result, &since);
  rows = lamp_store_list_alerts_finish (fixture->store, store_await (&all), &error);
  g_assert_cmpuint (rows->len, ==, 20);
  g_ptr_array_unref (rows);
  rows = lamp_store_list_alerts_finish (fixture->store, store_await (&newest), &error);
  g_assert_cmpuint (rows->len, ==, 3);
  g_assert_cmpstr (((LampAlert *) g_ptr_array_index (rows, 0))->id, ==, "a17");
  g_assert_cmpstr (((LampAlert *) g_ptr_array_index (rows, 2))->id, ==, "a19");
  g_ptr_array_unref (rows);
  rows = lamp_store_list_alerts_finish (fixture->store, store_await (&since), &error);
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_no_error (error);
}

/* The newest 2000, and an older one whose report waits for its bytes. */
static void
test_load_limit (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampReport) report = store_make_report ("r", "a00001", LAMP_REPORT_WAITING, NULL);
  g_autoptr (LampStoreContents) contents = NULL;
  LampStoreBatch *batch = lamp_store_batch_new ();

  g_assert_true (store_open (fixture->store, &error));
  for (int i = 0; i < LAMP_STORE_LOAD_ALERTS + 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("a%05d", i);
      g_autoptr (LampAlert) alert = store_make_alert (id, 1, NOW + i);
      lamp_store_batch_put_alert (batch, alert);
    }
  lamp_store_batch_put_report (batch, report);
  write_ok (fixture->store, batch);
  contents = store_load (fixture->store, &error);
  g_assert_cmpuint (contents->alerts->len, ==, LAMP_STORE_LOAD_ALERTS + 1);
  g_assert_cmpstr (((LampAlert *) g_ptr_array_index (contents->alerts, 0))->id, ==, "a00001");
  g_assert_cmpstr (((LampAlert *) g_ptr_array_index (contents->alerts, 1))->id, ==, "a00005");
}

static void
test_find (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *results[4] = { NULL };
  g_autoptr (LampAlert) alert = NULL;
  g_autoptr (LampArtifact) artifact = NULL;
  g_autoptr (GPtrArray) reports = NULL;
  g_autoptr (GPtrArray) executions = NULL;
  g_autoptr (GAsyncResult) none = NULL;

  g_assert_true (store_open (fixture->store, &error));
  put_everything (fixture->store);
  lamp_store_get_alert_async (fixture->store, "a1", NULL, store_on_result, &results[0]);
  lamp_store_find_artifact_async (fixture->store, "k1", NULL, store_on_result, &results[1]);
  lamp_store_list_reports_async (fixture->store, NULL, store_on_result, &results[2]);
  lamp_store_list_executions_async (fixture->store, 0, 0, NULL, store_on_result, &results[3]);
  lamp_store_get_alert_async (fixture->store, "' OR 1=1 --", NULL, store_on_result, &none);
  alert = lamp_store_get_alert_finish (fixture->store, store_await (&results[0]), &error);
  artifact = lamp_store_find_artifact_finish (fixture->store, store_await (&results[1]), &error);
  reports = lamp_store_list_reports_finish (fixture->store, store_await (&results[2]), &error);
  executions = lamp_store_list_executions_finish (fixture->store, store_await (&results[3]), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (alert->id, ==, "a1");
  g_assert_cmpstr (artifact->file->path, ==, "/home/a/x\xff\n.sh");
  g_assert_cmpuint (reports->len, ==, 2);
  g_assert_cmpuint (executions->len, ==, 1);
  g_assert_null (lamp_store_get_alert_finish (fixture->store, store_await (&none), &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_NOT_FOUND);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    g_clear_object (&results[i]);
}

static void
test_expire (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LampAlert) old = store_make_alert ("a9", 1, NOW);

  LampStoreBatch *batch = lamp_store_batch_new ();

  g_assert_true (store_open (fixture->store, &error));
  put_everything (fixture->store);
  lamp_store_batch_put_alert (batch, old);
  write_ok (fixture->store, batch);
  lamp_store_expire_async (fixture->store, NOW + 1, NULL, store_on_result, &result);
  /* The delivered report, the alert that nobody waits for, the execution, the artifact, the expired rule. */
  g_assert_cmpint (lamp_store_expire_finish (fixture->store, store_await (&result), &error), ==, 5);
  g_assert_no_error (error);
  g_assert_cmpint (store_get_rows (fixture->store, "reports"), ==, 1);
  g_assert_cmpint (store_get_rows (fixture->store, "alerts"), ==, 1);
  reopen (fixture);
  g_assert_cmpint (store_get_rows (fixture->store, "alerts"), ==, 1);
}

static void
test_bad_row (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampStoreContents) contents = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (JsonNode) status = NULL;
  g_autoptr (LampAlert) good = store_make_alert ("a2", 1, NOW);
  LampStoreBatch *batch = lamp_store_batch_new ();

  g_assert_true (store_open (fixture->store, &error));
  put_everything (fixture->store);
  lamp_store_batch_put_alert (batch, good);
  write_ok (fixture->store, batch);
  store_run_sql (fixture->path, "UPDATE alerts SET json = '{' WHERE id = 'a1';"
                                "UPDATE artifacts SET json = x'00ff';"
                                "UPDATE rules SET json = '[]'");
  contents = store_load (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (contents->alerts->len, ==, 1);
  g_assert_cmpuint (contents->skipped_count, ==, 3);
  g_assert_cmpint (warnings_count, ==, 3);
  lamp_store_get_alert_async (fixture->store, "a1", NULL, store_on_result, &result);
  g_assert_null (lamp_store_get_alert_finish (fixture->store, store_await (&result), &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_CORRUPT);
  status = lamp_store_to_json (fixture->store);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (status), "skipped_rows"), ==, 4);
}

static void
test_private (StoreFixture *fixture, gconstpointer data)
{
  struct stat about;
  static const char *const endings[] = { "", "-wal", "-shm" };

  g_chmod (fixture->folder, 0755);
  g_assert_true (g_file_set_contents_full (fixture->path, "", 0, 0, 0644, NULL));
  g_assert_true (store_open (fixture->store, NULL));
  put_everything (fixture->store);
  g_assert_cmpint (stat (fixture->folder, &about), ==, 0);
  g_assert_cmpint (about.st_mode & 0777, ==, 0700);
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (fixture->path, endings[i], NULL);
      g_test_message ("%s", path);
      g_assert_cmpint (stat (path, &about), ==, 0);
      g_assert_cmpint (about.st_mode & 0777, ==, 0600);
    }
}

static void
test_not_open (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (store_write (fixture->store, lamp_store_batch_new (), &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_null (store_load (fixture->store, &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_BUSY);
}

/* The store is let go with work still queued: the work is done, nothing leaks, nothing waits. */
static void
test_let_go (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LampAlert) alert = store_make_alert ("a1", 1, NOW);
  LampStore *other = lamp_store_new (fixture->path);
  LampStoreBatch *batch = lamp_store_batch_new ();

  lamp_store_batch_put_alert (batch, alert);
  lamp_store_open_async (other, NULL, NULL, NULL);
  lamp_store_write_async (other, batch, NULL, store_on_result, &result);
  g_object_unref (other);
  g_assert_true (lamp_store_write_finish (NULL, store_await (&result), NULL));
}

static void
test_cancelled (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_assert_true (store_open (fixture->store, NULL));
  g_cancellable_cancel (cancellable);
  lamp_store_load_async (fixture->store, cancellable, store_on_result, &result);
  g_assert_null (lamp_store_load_finish (fixture->store, store_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(name, function)                                                                                  \
  g_test_add ("/store/" name, StoreFixture, NULL, store_fixture_set_up, function, store_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (count_warnings, NULL, NULL);
  ADD ("round-trip", test_round_trip);
  ADD ("replace-and-delete", test_replace_and_delete);
  ADD ("batch-is-whole", test_batch_is_whole);
  ADD ("lists", test_lists);
  ADD ("load-limit", test_load_limit);
  ADD ("find", test_find);
  ADD ("expire", test_expire);
  ADD ("bad-row", test_bad_row);
  ADD ("private", test_private);
  ADD ("not-open", test_not_open);
  ADD ("let-go", test_let_go);
  ADD ("cancelled", test_cancelled);
  return g_test_run ();
}
