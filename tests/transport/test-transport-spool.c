/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/lamp-error.h"
#include "transport/lamp-transport-limits.h"
#include "store/small-disk.h"
#include "transport/lamp-transport-table.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#define KEY  "0b7c2f3e-1111-4222-8333-944455566677.2"
#define BODY "{\"specversion\":\"1.0\"}"

typedef struct
{
  char *top;
  char *folder;
  LampTransport *transport;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->top = g_dir_make_tmp ("lamp-spool-XXXXXX", NULL);
  self->folder = g_build_filename (self->top, "soc-inbox", NULL);
  self->transport = lamp_transport_new_for_name ("spool", self->folder);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);
      g_remove (path);
    }
  g_remove (self->folder);
  g_rmdir (self->top);
  g_object_unref (self->transport);
  g_free (self->folder);
  g_free (self->top);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **slot = data;
  *slot = g_object_ref (result);
}

static LampDelivery
deliver_text (Fixture *self, const char *key, const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GAsyncResult) result = NULL;

  lamp_transport_deliver_async (self->transport, bytes, "application/cloudevents+json", key, NULL, on_result,
                                &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return lamp_transport_deliver_finish (self->transport, result, NULL, error);
}

/* --- children ------------------------------------------------------------------------------------------- */

static const char *program;

/* Prints why a report was not taken by a full disk. Exit 77: this system does not let us make one. */
static int
run_on_full_disk (const char *folder)
{
  g_autoptr (LampTransport) transport = lamp_transport_new_for_name ("spool", folder);
  Fixture fixture = { .transport = transport };
  g_autoptr (GError) error = NULL;
  g_autofree char *body = g_strnfill (300000, 'x');

  if (!small_disk_mount (folder, 64))
    return 77;
  if (deliver_text (&fixture, KEY, body, &error) != LAMP_DELIVERY_UNREACHABLE)
    return 1;
  printf ("%s\n", error->message);
  g_clear_error (&error);
  return deliver_text (&fixture, KEY, BODY, &error) == LAMP_DELIVERY_DELIVERED ? 0 : 2;
}

/* The kernel kills a process at the byte where its files may not grow further (SIGXFSZ): in the middle of the
 * report, each time. */
static int
run_and_die (const char *folder)
{
  g_autoptr (LampTransport) transport = lamp_transport_new_for_name ("spool", folder);
  Fixture fixture = { .transport = transport };
  g_autofree char *body = g_strnfill (500000, 'x');
  struct rlimit limit = { 200000, 200000 };

  signal (SIGXFSZ, SIG_DFL);
  if (setrlimit (RLIMIT_FSIZE, &limit) != 0)
    return 1;
  deliver_text (&fixture, KEY, body, NULL);
  return 2;
}

static void
test_full_disk (Fixture *self, gconstpointer data)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *out = NULL;

  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, program, "--full", self->folder, NULL);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, NULL));
  if (g_subprocess_get_exit_status (process) == 77)
    {
      g_test_skip ("no right to mount a small file system (user namespaces are off)");
      return;
    }
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  g_assert_nonnull (strstr (out, "disk is full"));
}

/* A file with a report's name is whole, whenever its writer dies; the next try puts it there. */
static void
test_killed (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, KEY ".json", NULL);
  g_autoptr (GSubprocess)
      process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, program, "--die", self->folder, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_signaled (process));
  g_assert_cmpint (g_subprocess_get_term_sig (process), ==, SIGXFSZ);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (deliver_text (self, KEY, BODY, &error), ==, LAMP_DELIVERY_DELIVERED);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, BODY);
}

static guint
count_files (Fixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  guint count = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

static void
test_delivered (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (self->folder, KEY ".json", NULL);
  g_autofree char *text = NULL;
  struct stat about;

  for (int round = 0; round < 2; round++)
    {
      g_test_message ("%s", round == 0 ? "first" : "the same key again");
      /* The SOC may read the first already: what is there stays. */
      g_assert_cmpint (deliver_text (self, KEY, round == 0 ? BODY : "{}", &error), ==,
                       LAMP_DELIVERY_DELIVERED);
      g_assert_no_error (error);
      g_assert_cmpuint (count_files (self), ==, 1);
    }
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, BODY);
  g_assert_cmpint (stat (path, &about), ==, 0);
  g_assert_cmpint (about.st_mode & 0777, ==, 0600);
  g_assert_cmpint (stat (self->folder, &about), ==, 0);
  g_assert_cmpint (about.st_mode & 0777, ==, 0700);
}

static void
test_keys (Fixture *self, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (LAMP_TRANSPORT_KEY_BYTES, 'a');
  g_autofree char *too_long = g_strnfill (LAMP_TRANSPORT_KEY_BYTES + 1, 'a');
  const struct
  {
    const char *why;
    const char *key;
    LampDelivery expected;
  } rows[] = {
    { "a UUID and a revision", KEY, LAMP_DELIVERY_DELIVERED },
    { "the longest", longest, LAMP_DELIVERY_DELIVERED },
    { "empty", "", LAMP_DELIVERY_REJECTED },
    { "none", NULL, LAMP_DELIVERY_REJECTED },
    { "up", "../x", LAMP_DELIVERY_REJECTED },
    { "a folder", "a/b", LAMP_DELIVERY_REJECTED },
    { "dots", "..", LAMP_DELIVERY_REJECTED },
    { "hidden", ".x", LAMP_DELIVERY_REJECTED },
    { "an option", "-rf", LAMP_DELIVERY_REJECTED },
    { "a newline", "a\nb", LAMP_DELIVERY_REJECTED },
    { "not ASCII", "\xc3\xa9", LAMP_DELIVERY_REJECTED },
    { "too long", too_long, LAMP_DELIVERY_REJECTED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (deliver_text (self, rows[i].key, BODY, &error), ==, rows[i].expected);
      if (rows[i].expected == LAMP_DELIVERY_REJECTED)
        g_assert_error (error, LAMP_ERROR, LAMP_ERROR_REJECTED);
    }
}

static void
test_too_large (Fixture *self, gconstpointer data)
{
  g_autofree char *huge = g_strnfill (LAMP_TRANSPORT_BODY_BYTES + 1, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (deliver_text (self, KEY, huge, &error), ==, LAMP_DELIVERY_REJECTED);
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_REJECTED);
  g_clear_error (&error);
  huge[LAMP_TRANSPORT_BODY_BYTES] = '\0';
  g_assert_cmpint (deliver_text (self, KEY, huge, &error), ==, LAMP_DELIVERY_DELIVERED);
  g_assert_no_error (error);
}

static void
test_in_the_way (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_build_filename (self->folder, KEY ".json", NULL);
  g_autofree char *target = g_build_filename (self->top, "target", NULL);

  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
  g_assert_cmpint (symlink (target, name), ==, 0);
  g_assert_cmpint (deliver_text (self, KEY, BODY, &error), ==, LAMP_DELIVERY_UNREACHABLE);
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_UNREACHABLE);
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  g_remove (name);
  g_rmdir (self->folder);
  g_assert_cmpint (symlink (self->top, self->folder), ==, 0);
  g_test_message ("the folder is a link");
  g_assert_cmpint (deliver_text (self, KEY, BODY, &error), ==, LAMP_DELIVERY_UNREACHABLE);
  g_remove (self->folder);
  g_clear_error (&error);
  g_test_message ("the folder is a file");
  g_assert_true (g_file_set_contents (self->folder, "x", 1, NULL));
  g_assert_cmpint (deliver_text (self, KEY, BODY, &error), ==, LAMP_DELIVERY_UNREACHABLE);
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_UNREACHABLE);
}

static void
test_denied (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("root may write anywhere");
      return;
    }
  g_assert_cmpint (g_mkdir (self->folder, 0500), ==, 0);
  g_assert_cmpint (deliver_text (self, KEY, BODY, &error), ==, LAMP_DELIVERY_UNREACHABLE);
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_UNREACHABLE);
  g_chmod (self->folder, 0700);
}

/* A limit on the size of files stands for a disk that is full: write(2) fails half way. */
static void
test_no_space (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *body = g_strnfill (100000, 'x');
  struct rlimit before;
  struct rlimit small;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 20000;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_cmpint (deliver_text (self, KEY, body, &error), ==, LAMP_DELIVERY_UNREACHABLE);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_UNREACHABLE);
  g_test_message ("%s", error->message);
  g_assert_cmpuint (count_files (self), ==, 0);
  g_clear_error (&error);
  g_assert_cmpint (deliver_text (self, KEY, body, &error), ==, LAMP_DELIVERY_DELIVERED);
  g_assert_no_error (error);
}

static void
test_leftovers (Fixture *self, gconstpointer data)
{
  g_autofree char *old = g_build_filename (self->folder, ".x.00000001.part", NULL);
  g_autofree char *young = g_build_filename (self->folder, ".x.00000002.part", NULL);
  g_autofree char *foreign = g_build_filename (self->folder, "x.part", NULL);
  struct utimbuf when = { .actime = 1000000000, .modtime = 1000000000 };

  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (old, "x", 1, NULL));
  g_assert_true (g_file_set_contents (young, "x", 1, NULL));
  g_assert_true (g_file_set_contents (foreign, "x", 1, NULL));
  g_assert_cmpint (utime (old, &when), ==, 0);
  g_assert_cmpint (utime (foreign, &when), ==, 0);
  g_assert_cmpint (deliver_text (self, KEY, BODY, NULL), ==, LAMP_DELIVERY_DELIVERED);
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (young, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (foreign, G_FILE_TEST_EXISTS));
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (BODY, strlen (BODY));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  lamp_transport_deliver_async (self->transport, bytes, "x/y", KEY, cancellable, on_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (lamp_transport_deliver_finish (self->transport, result, NULL, &error), ==,
                   LAMP_DELIVERY_UNREACHABLE);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_table (void)
{
  g_assert_null (lamp_transport_new_for_name ("https", "/x"));
  g_assert_null (lamp_transport_new_for_name (NULL, "/x"));
}

#define ADD(name, function) g_test_add ("/transport/spool/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 3 && strcmp (argv[1], "--full") == 0)
    return run_on_full_disk (argv[2]);
  if (argc == 3 && strcmp (argv[1], "--die") == 0)
    return run_and_die (argv[2]);
  g_test_init (&argc, &argv, NULL);
  ADD ("delivered", test_delivered);
  ADD ("keys", test_keys);
  ADD ("too-large", test_too_large);
  ADD ("in-the-way", test_in_the_way);
  ADD ("denied", test_denied);
  ADD ("no-space", test_no_space);
  ADD ("full-disk", test_full_disk);
  ADD ("killed", test_killed);
  ADD ("leftovers", test_leftovers);
  ADD ("cancelled", test_cancelled);
  g_test_add_func ("/transport/table", test_table);
  return g_test_run ();
}
