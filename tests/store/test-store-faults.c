/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The store when things go wrong: killed, full, damaged, newer, locked, in a bad place. */

#include "small-disk.h"
#include "store-fixture.h"

#include "base/lamp-error.h"
#include "store/lamp-store-limits.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define NOW 1700000000000000

static const char *program;

static GLogWriterOutput
drop_warnings (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "LAMP_TABLE") == 0)
      return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, data);
}

/* Three rows that belong together. */
static LampStoreBatch *
make_batch (int number, gsize padding)
{
  g_autofree char *id = g_strdup_printf ("%06d", number);
  g_autofree char *bytes = g_strnfill (padding, 'x');
  g_autoptr (LampAlert) alert = store_make_alert (id, 1, NOW + number);
  g_autoptr (LampReport) report = store_make_report (id, id, LAMP_REPORT_QUEUED, bytes);
  g_autoptr (LampArtifact) artifact = store_make_artifact (id, "/home/a/x", NOW + number);
  LampStoreBatch *batch = lamp_store_batch_new ();

  lamp_store_batch_put_alert (batch, alert);
  lamp_store_batch_put_report (batch, report);
  lamp_store_batch_put_artifact (batch, artifact);
  return batch;
}

/* --- children ------------------------------------------------------------------------------------------- */

/* Writes batches and prints the number of each one after it was acknowledged. Ends when it is killed. */
static int
run_writer (const char *path, int first)
{
  g_autoptr (LampStore) store = lamp_store_new (path);

  if (!store_open (store, NULL))
    return 1;
  for (int i = first;; i++)
    {
      if (!store_write (store, make_batch (i, 2000), NULL))
        return 1;
      printf ("%d\n", i);
      fflush (stdout);
    }
}

/* In a file system of its own with 512 KiB. Exit 77: this system does not let us make one. */
static int
run_on_full_disk (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "gatelamp.sqlite", NULL);
  g_autoptr (LampStore) store = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampStoreContents) contents = NULL;
  int written = 0;

  if (!small_disk_mount (folder, 512))
    return 77;
  store = lamp_store_new (path);
  if (!store_open (store, &error))
    {
      printf ("%s\n", error->message);
      return 2;
    }
  while (written < 1000 && store_write (store, make_batch (written, 20000), &error))
    written++;
  printf ("%d: %s\n", written, error != NULL ? error->message : "no error");
  fflush (stdout);
  if (!g_error_matches (error, LAMP_ERROR, LAMP_ERROR_BUSY) || written == 0)
    return 3;
  if (store_get_rows (store, "reports") != written)
    return 4;
  contents = store_load (store, NULL);
  if (contents == NULL || (int) contents->reports->len != written || (int) contents->alerts->len != written)
    return 5;
  g_clear_pointer (&contents, lamp_store_contents_free);
  if (!store_close (store, NULL) || !store_open (store, NULL))
    return 6;
  contents = store_load (store, NULL);
  if (contents == NULL || (int) contents->reports->len != written ||
      (int) contents->artifacts->len != written)
    return 7;
  return 0;
}

static GSubprocess *
start (GSubprocessFlags flags, const char *what, const char *where, const char *first)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_new (flags, &error, program, what, where, first, NULL);

  g_assert_no_error (error);
  return process;
}

/* --- tests ---------------------------------------------------------------------------------------------- */

/* How many batches are there; each must be whole. */
static int
count_whole (const char *path, int acknowledged)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampStore) store = lamp_store_new (path);
  g_autoptr (LampStoreContents) contents = NULL;
  g_autoptr (GError) loss = NULL;

  g_assert_true (store_open (store, &error));
  g_assert_no_error (error);
  loss = lamp_store_dup_loss (store);
  g_assert_no_error (loss);
  contents = store_load (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (contents->reports->len, ==, contents->artifacts->len);
  g_assert_cmpuint (MIN (contents->reports->len, LAMP_STORE_LOAD_ALERTS), ==, contents->alerts->len);
  g_assert_cmpuint (contents->skipped_count, ==, 0);
  g_assert_cmpint ((int) contents->reports->len, >=, acknowledged);
  g_assert_true (store_close (store, NULL));
  return (int) contents->reports->len;
}

static void
test_killed (StoreFixture *fixture, gconstpointer data)
{
  int there = 0;

  for (int round = 0; round < 12; round++)
    {
      g_autofree char *first = g_strdup_printf ("%d", there);
      g_autoptr (GSubprocess)
          process = start (G_SUBPROCESS_FLAGS_STDOUT_PIPE, "--writer", fixture->path, first);
      g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
      int acknowledged = there;
      int wanted = g_test_rand_int_range (1, 30);
      char *line;

      for (int i = 0; i < wanted; i++)
        {
          line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
          g_assert_nonnull (line);
          acknowledged = atoi (line) + 1;
          g_free (line);
        }
      /* Somewhere within the next batch, of which each takes some milliseconds. */
      g_usleep ((gulong) g_test_rand_int_range (0, 3000));
      g_subprocess_force_exit (process);
      while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
        {
          acknowledged = atoi (line) + 1;
          g_free (line);
        }
      g_assert_true (g_subprocess_wait (process, NULL, NULL));
      there = count_whole (fixture->path, acknowledged);
    }
  g_test_message ("%d batches after 12 kills", there);
}

static void
test_full_disk (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GSubprocess) process = start (G_SUBPROCESS_FLAGS_STDOUT_PIPE, "--full", fixture->folder, NULL);
  g_autofree char *out = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, NULL));
  g_test_message ("%s", out);
  if (g_subprocess_get_exit_status (process) == 77)
    {
      g_test_skip ("no right to mount a small file system (user namespaces are off)");
      return;
    }
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

/* The same without a mount: writes beyond a size fail half way. */
static void
test_no_space (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  struct rlimit before;
  struct rlimit small;
  int written = 0;

  g_assert_true (store_open (fixture->store, NULL));
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 400000;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  while (written < 1000 && store_write (fixture->store, make_batch (written, 20000), &error))
    written++;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_test_message ("%d: %s", written, error->message);
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_cmpint (store_get_rows (fixture->store, "alerts"), ==, written);
  g_test_message ("the same batch goes through when there is space");
  g_assert_true (store_write (fixture->store, make_batch (written, 20000), &error));
  g_assert_no_error (error);
  g_assert_true (store_close (fixture->store, NULL));
  g_assert_cmpint (count_whole (fixture->path, written + 1), ==, written + 1);
}

static void
fill (StoreFixture *fixture, int batches)
{
  g_assert_true (store_open (fixture->store, NULL));
  for (int i = 0; i < batches; i++)
    g_assert_true (store_write (fixture->store, make_batch (i, 3000), NULL));
  g_assert_true (store_close (fixture->store, NULL));
}

static void
overwrite (const char *path, gint64 offset, gsize length)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  g_autofree char *noise = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    noise[i] = (char) g_test_rand_int ();
  g_assert_cmpint (pwrite (fd, noise, length, offset), ==, (gssize) length);
  close (fd);
}

static guint
count_damaged (StoreFixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (strstr (name, ".damaged-") != NULL && !g_str_has_suffix (name, "-wal"))
      count++;
  return count;
}

/* Opens it, expects the loss, and uses it. Returns how many reports were saved. */
static guint
expect_loss (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) loss = NULL;
  g_autoptr (LampStoreContents) contents = NULL;
  g_autoptr (JsonNode) status = NULL;

  g_object_unref (fixture->store);
  fixture->store = lamp_store_new (fixture->path);
  g_assert_true (store_open (fixture->store, &error));
  g_assert_no_error (error);
  loss = lamp_store_dup_loss (fixture->store);
  g_assert_error (loss, LAMP_ERROR, LAMP_ERROR_CORRUPT);
  g_test_message ("%s", loss->message);
  status = lamp_store_to_json (fixture->store);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (status), "loss"), ==, loss->message);
  contents = store_load (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_true (store_write (fixture->store, make_batch (999, 10), &error));
  g_assert_no_error (error);
  g_assert_true (store_close (fixture->store, NULL));
  return contents->reports->len;
}

static void
damage_header (const char *path)
{
  overwrite (path, 0, 100);
}

static void
damage_half (const char *path)
{
  g_autofree char *text = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  g_assert_cmpint (truncate (path, (off_t) (length / 2)), ==, 0);
}

static void
damage_to_text (const char *path)
{
  g_assert_true (g_file_set_contents_full (path, "hello, this is no database at all\n", -1, 0, 0600, NULL));
}

static void
damage_to_other (const char *path)
{
  g_remove (path);
  store_run_sql (path, "CREATE TABLE moz_places (id INTEGER); PRAGMA user_version = 1");
}

static void
damage_table (const char *path)
{
  store_run_sql (path, "DROP TABLE reports");
}

static void
test_damaged (StoreFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *why;
    void (*damage) (const char *path);
    guint saved_min; /* of 40 reports */
  } rows[] = {
    { "no header", damage_header, 0 },         { "half of it", damage_half, 10 },
    { "a text file", damage_to_text, 0 },      { "another program's database", damage_to_other, 0 },
    { "a table is missing", damage_table, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      g_remove (fixture->path);
      fill (fixture, 40);
      rows[i].damage (fixture->path);
      g_assert_cmpuint (expect_loss (fixture), >=, rows[i].saved_min);
      g_assert_cmpuint (count_damaged (fixture), ==, MIN (i + 1, LAMP_STORE_DAMAGED_FILES));
    }
}

/* A page in the middle is lost: the other rows are saved. */
static void
test_salvage (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  gsize length;
  guint saved;

  fill (fixture, 100);
  g_assert_true (g_file_get_contents (fixture->path, &text, &length, NULL));
  overwrite (fixture->path, (gint64) (length / 2 / 4096) * 4096, 4096);
  saved = expect_loss (fixture);
  g_test_message ("%u of 100 reports saved", saved);
  g_assert_cmpuint (saved, >=, 90);
}

/* Whatever a disk does to the file: it opens, with or without a loss, and never crashes or hangs. */
static void
test_noise (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  gsize length;
  guint losses = 0;

  fill (fixture, 40);
  g_assert_true (g_file_get_contents (fixture->path, &text, &length, NULL));
  for (int round = 0; round < 25; round++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) loss = NULL;
      g_autoptr (LampStoreContents) contents = NULL;
      gint32 size = g_test_rand_int_range (1, 3000);

      g_assert_true (g_file_set_contents_full (fixture->path, text, (gssize) length, 0, 0600, NULL));
      overwrite (fixture->path, g_test_rand_int_range (0, (gint32) length - size), (gsize) size);
      g_object_unref (fixture->store);
      fixture->store = lamp_store_new (fixture->path);
      g_assert_true (store_open (fixture->store, &error));
      g_assert_no_error (error);
      loss = lamp_store_dup_loss (fixture->store);
      losses += loss != NULL;
      contents = store_load (fixture->store, &error);
      if (contents == NULL)
        g_assert_error (error, LAMP_ERROR, LAMP_ERROR_CORRUPT);
      g_assert_true (store_close (fixture->store, NULL));
    }
  g_test_message ("%u of 25 set aside", losses);
  g_assert_cmpuint (losses, >, 0);
  g_assert_cmpuint (count_damaged (fixture), <=, LAMP_STORE_DAMAGED_FILES);
}

static void
test_newer (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize before_length;
  gsize after_length;

  fill (fixture, 3);
  store_run_sql (fixture->path, "PRAGMA user_version = 9999; CREATE TABLE future (x)");
  g_assert_true (g_file_get_contents (fixture->path, &before, &before_length, NULL));
  g_assert_false (store_open (fixture->store, &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "newer"));
  g_assert_true (g_file_get_contents (fixture->path, &after, &after_length, NULL));
  g_assert_cmpmem (before, before_length, after, after_length);
  g_assert_cmpuint (count_damaged (fixture), ==, 0);
  g_clear_error (&error);
  g_assert_false (store_write (fixture->store, make_batch (1, 1), &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_BUSY);
}

static void
test_locked (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *other = NULL;

  g_assert_true (store_open (fixture->store, NULL));
  g_assert_cmpint (sqlite3_open (fixture->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_false (store_write (fixture->store, make_batch (1, 1), &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_cmpint (sqlite3_exec (other, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (other);
  g_assert_true (store_write (fixture->store, make_batch (1, 1), &error));
  g_assert_no_error (error);
}

static void
make_link (const char *path)
{
  g_autofree char *target = g_strconcat (path, ".target", NULL);

  g_assert_true (g_file_set_contents (target, "", 0, NULL));
  g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
make_folder (const char *path)
{
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
}

static void
make_fifo (const char *path)
{
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
}

static void
test_bad_place (StoreFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *why;
    void (*make) (const char *path);
  } rows[] = { { "a symbolic link", make_link }, { "a folder", make_folder }, { "a FIFO", make_fifo } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].why);
      rows[i].make (fixture->path);
      g_assert_false (store_open (fixture->store, &error));
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_cmpuint (count_damaged (fixture), ==, 0);
      g_remove (fixture->path);
    }
}

/* A home below a link (/home -> /var/home) is no attack. */
static void
test_linked_folder (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *link_path = g_strconcat (fixture->folder, "-link", NULL);
  g_autofree char *path = g_build_filename (link_path, "gatelamp.sqlite", NULL);
  g_autoptr (LampStore) store = lamp_store_new (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink (fixture->folder, link_path), ==, 0);
  g_assert_true (store_open (store, &error));
  g_assert_no_error (error);
  g_assert_true (store_close (store, NULL));
  g_remove (link_path);
}

static void
test_read_only (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("root may write anywhere");
      return;
    }
  g_object_unref (fixture->store);
  fixture->store = lamp_store_new ("/proc/gatelamp/gatelamp.sqlite");
  g_assert_false (store_open (fixture->store, &error));
  g_assert_nonnull (error);
}

#define ADD(name, function)                                                                                  \
  g_test_add ("/store/faults/" name, StoreFixture, NULL, store_fixture_set_up, function,                     \
              store_fixture_tear_down)

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 4 && strcmp (argv[1], "--writer") == 0)
    return run_writer (argv[2], atoi (argv[3]));
  if (argc == 3 && strcmp (argv[1], "--full") == 0)
    return run_on_full_disk (argv[2]);
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (drop_warnings, NULL, NULL);
  ADD ("killed", test_killed);
  ADD ("full-disk", test_full_disk);
  ADD ("no-space", test_no_space);
  ADD ("damaged", test_damaged);
  ADD ("salvage", test_salvage);
  ADD ("noise", test_noise);
  ADD ("newer", test_newer);
  ADD ("locked", test_locked);
  ADD ("bad-place", test_bad_place);
  ADD ("linked-folder", test_linked_folder);
  ADD ("read-only", test_read_only);
  return g_test_run ();
}
