/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* gatelamp-sender as the agent meets it: a process. argv[1] is the program. */

#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define BODY "{\"specversion\":\"1.0\",\"x\":\"\xc3\xa9\\n\"}"

static const char *program;

typedef struct
{
  char *state;
} Fixture;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);
      remove_tree (inner);
    }
  g_remove (path);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->state = g_dir_make_tmp ("lamp-sender-XXXXXX", NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  remove_tree (self->state);
  g_free (self->state);
}

static char *
run (Fixture *self, const char *input, gsize length, int *out_status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher)
      launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) in = g_bytes_new (input, length);
  g_autoptr (GBytes) out = NULL;

  g_subprocess_launcher_setenv (launcher, "XDG_STATE_HOME", self->state, TRUE);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, program, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate (process, in, NULL, &out, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  *out_status = g_subprocess_get_exit_status (process);
  return g_strndup (g_bytes_get_data (out, NULL), g_bytes_get_size (out));
}

/* The state folder has one folder per machine in it. */
static char *
find_report (Fixture *self, const char *name)
{
  g_autofree char *top = g_build_filename (self->state, LAMP_FOLDER_NAME, NULL);
  g_autoptr (GDir) dir = g_dir_open (top, 0, NULL);
  const char *machine = dir != NULL ? g_dir_read_name (dir) : NULL;

  return machine != NULL ? g_build_filename (top, machine, "soc-inbox", name, NULL) : NULL;
}

static void
test_delivered (Fixture *self, gconstpointer data)
{
  g_autofree char *job = g_strdup_printf ("{\"transport\":\"spool\",\"key\":\"a1.2\",\"media_type\":\"x/y\","
                                          "\"length\":%zu}\n%s",
                                          strlen (BODY), BODY);

  for (int round = 0; round < 2; round++)
    {
      int status;
      g_autofree char *out = run (self, job, strlen (job), &status);
      g_autofree char *path = find_report (self, "a1.2.json");
      g_autofree char *text = NULL;

      g_test_message ("%s", round == 0 ? "first" : "the same key again");
      g_assert_cmpint (status, ==, 0);
      g_assert_cmpstr (out, ==, "{\"delivery\":\"delivered\",\"receipt\":null,\"message\":null}\n");
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, BODY);
    }
}

static void
test_not_delivered (Fixture *self, gconstpointer data)
{
  g_autofree char *long_line = g_strnfill (10000, 'x');
  const struct
  {
    const char *why;
    const char *input;
    const char *expected;
    int status;
  } rows[] = {
    { "another transport", "{\"transport\":\"https\",\"key\":\"a\",\"media_type\":\"x/y\",\"length\":2}\nhi",
      "{\"delivery\":\"unsupported\"", 1 },
    { "a bad key", "{\"transport\":\"spool\",\"key\":\"../a\",\"media_type\":\"x/y\",\"length\":2}\nhi",
      "{\"delivery\":\"rejected\"", 1 },
    { "nothing", "", "{\"delivery\":\"invalid\"", 2 },
    { "no JSON", "hello\n", "{\"delivery\":\"invalid\"", 2 },
    { "an empty line", "\n", "{\"delivery\":\"invalid\"", 2 },
    { "no object", "[]\n", "{\"delivery\":\"invalid\"", 2 },
    { "no key", "{\"transport\":\"spool\",\"media_type\":\"x/y\",\"length\":2}\nhi",
      "{\"delivery\":\"invalid\"", 2 },
    { "a number for a text", "{\"transport\":1,\"key\":\"a\",\"media_type\":\"x/y\",\"length\":2}\nhi",
      "{\"delivery\":\"invalid\"", 2 },
    { "no length", "{\"transport\":\"spool\",\"key\":\"a\",\"media_type\":\"x/y\"}\nhi",
      "{\"delivery\":\"invalid\"", 2 },
    { "a negative length", "{\"transport\":\"spool\",\"key\":\"a\",\"media_type\":\"x/y\",\"length\":-1}\nhi",
      "{\"delivery\":\"invalid\"", 2 },
    { "a huge length",
      "{\"transport\":\"spool\",\"key\":\"a\",\"media_type\":\"x/y\",\"length\":99999999999}\nhi",
      "{\"delivery\":\"invalid\"", 2 },
    { "too few bytes", "{\"transport\":\"spool\",\"key\":\"a\",\"media_type\":\"x/y\",\"length\":3}\nhi",
      "{\"delivery\":\"invalid\"", 2 },
    { "a line without an end", long_line, "{\"delivery\":\"invalid\"", 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      int status;
      g_autofree char *out = run (self, rows[i].input, strlen (rows[i].input), &status);
      g_autofree char *path = find_report (self, "a.json");

      g_test_message ("%s: %s", rows[i].why, out);
      g_assert_true (g_str_has_prefix (out, rows[i].expected));
      g_assert_cmpint (status, ==, rows[i].status);
      g_assert_false (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

#define ADD(name, function) g_test_add ("/sender/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  program = argv[1];
  ADD ("delivered", test_delivered);
  ADD ("not-delivered", test_not_delivered);
  return g_test_run ();
}
