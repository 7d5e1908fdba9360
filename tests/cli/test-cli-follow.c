/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli-fixture.h"

#include <signal.h>
#include <string.h>

typedef struct
{
  GSubprocess *process;
  GDataInputStream *output;
} Following;

static void
start (CliFixture *fixture, Following *self, const char *arguments)
{
  self->process = cli_fixture_start (fixture, arguments,
                                     G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
}

/* Blocks until a line comes: a line that stays in a buffer hangs here and fails by meson's time limit. */
static void
expect (Following *self, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line (self->output, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  if (strstr (line, part) == NULL)
    g_error ("\"%s\" came, not \"%s\"", line, part);
}

static void
end (Following *self, int signal_number)
{
  g_autofree char *rest = NULL;

  g_subprocess_send_signal (self->process, signal_number);
  g_subprocess_wait (self->process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_exited (self->process));
  g_assert_cmpint (g_subprocess_get_exit_status (self->process), ==, 0);
  rest = g_data_input_stream_read_line (self->output, NULL, NULL, NULL);
  g_assert_cmpstr (rest, ==, NULL);
  g_clear_object (&self->output);
  g_clear_object (&self->process);
}

static void
tell (CliFixture *fixture, const char *verb, const char *text)
{
  g_autofree char *line = g_strconcat (verb, " ", text, NULL);
  cli_fixture_tell (fixture, line);
}

static void
test_alerts (CliFixture *fixture, gconstpointer data)
{
  Following following;
  g_autofree char *old = cli_dup_alert (ALERT_ID, "old.sh", 60);
  g_autofree char *fresh = cli_dup_alert (OTHER_ALERT_ID, "fresh.sh", 1);

  cli_fixture_put (fixture, "alerts", old);
  start (fixture, &following, "alerts --follow --json");
  expect (&following, "old.sh");
  tell (fixture, "alert", fresh);
  expect (&following, "fresh.sh");
  /* the same again is no news */
  tell (fixture, "alert", fresh);
  tell (fixture, "alert", old);
  tell (fixture, "alert", "{\"id\":\"end\"}");
  expect (&following, "{\"id\":\"end\"}");
  end (&following, SIGINT);
}

static void
test_alerts_text (CliFixture *fixture, gconstpointer data)
{
  Following following;
  g_autofree char *fresh = cli_dup_alert (OTHER_ALERT_ID, "fresh.sh", 1);

  start (fixture, &following, "alerts --follow");
  cli_fixture_await (fixture, "called ListAlerts");
  tell (fixture, "alert", fresh);
  expect (&following, "fresh.sh, which");
  expect (&following, "just now");
  end (&following, SIGTERM);
}

static void
test_executions (CliFixture *fixture, gconstpointer data)
{
  Following following;
  g_autofree char *old = cli_dup_execution ("old.sh", 60);
  g_autofree char *fresh = cli_dup_execution ("fresh.sh", 1);

  cli_fixture_put (fixture, "executions", old);
  start (fixture, &following, "executions --follow");
  expect (&following, "old.sh was run");
  expect (&following, "1 minute ago");
  /* signals of the other kind are not for this command */
  tell (fixture, "alert", "{\"id\":\"other\"}");
  tell (fixture, "execution", fresh);
  expect (&following, "fresh.sh was run");
  expect (&following, "just now");
  end (&following, SIGTERM);
}

/* The agent is restarted: what came meanwhile is told once. */
static void
test_restart (CliFixture *fixture, gconstpointer data)
{
  Following following;
  g_autofree char *old = cli_dup_alert (ALERT_ID, "old.sh", 60);
  g_autofree char *meanwhile = cli_dup_alert (OTHER_ALERT_ID, "meanwhile.sh", 1);
  g_autofree char *both = g_strconcat (old, "\n", meanwhile, NULL);

  cli_fixture_put (fixture, "alerts", old);
  start (fixture, &following, "alerts --follow --json");
  expect (&following, "old.sh");
  cli_fixture_tell (fixture, "release");
  cli_fixture_put (fixture, "alerts", both);
  cli_fixture_tell (fixture, "own");
  expect (&following, "meanwhile.sh");
  tell (fixture, "alert", "{\"id\":\"end\"}");
  expect (&following, "{\"id\":\"end\"}");
  end (&following, SIGTERM);
}

/* A bad one is told on standard error and does not end it; the exit code remembers. */
static void
test_malformed (CliFixture *fixture, gconstpointer data)
{
  Following following;

  start (fixture, &following, "alerts --follow --json");
  cli_fixture_await (fixture, "called ListAlerts");
  tell (fixture, "alert", "{broken");
  tell (fixture, "alert", "{\"id\":\"end\"}");
  expect (&following, "{\"id\":\"end\"}");
  g_subprocess_send_signal (following.process, SIGTERM);
  g_subprocess_wait (following.process, NULL, NULL);
  g_assert_cmpint (g_subprocess_get_exit_status (following.process), ==, 1);
  g_clear_object (&following.output);
  g_clear_object (&following.process);
}

/* `alerts --follow | head -1` ends although nothing more comes. */
static void
test_reader_gone (CliFixture *fixture, gconstpointer data)
{
  Following following;
  g_autofree char *old = cli_dup_alert (ALERT_ID, "old.sh", 60);

  cli_fixture_put (fixture, "alerts", old);
  start (fixture, &following, "alerts --follow --json");
  expect (&following, "old.sh");
  g_input_stream_close (G_INPUT_STREAM (following.output), NULL, NULL);
  g_input_stream_close (g_subprocess_get_stdout_pipe (following.process), NULL, NULL);
  g_subprocess_wait (following.process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_exited (following.process));
  g_assert_cmpint (g_subprocess_get_exit_status (following.process), ==, 0);
  g_clear_object (&following.output);
  g_clear_object (&following.process);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (CliFixture *, gconstpointer);
  } tests[] = {
    { "/cli/follow/alerts", test_alerts },         { "/cli/follow/alerts-text", test_alerts_text },
    { "/cli/follow/executions", test_executions }, { "/cli/follow/restart", test_restart },
    { "/cli/follow/malformed", test_malformed },   { "/cli/follow/reader-gone", test_reader_gone },
  };
  g_autofree char *gatelampctl = NULL;
  g_autofree char *fake_agent = NULL;
  CliPrograms programs;

  g_test_init (&argc, &argv, NULL);
  if (argc != 3)
    g_error ("usage: %s GATELAMPCTL FAKE-AGENT", argv[0]);
  gatelampctl = g_canonicalize_filename (argv[1], NULL);
  fake_agent = g_canonicalize_filename (argv[2], NULL);
  programs = (CliPrograms){ gatelampctl, fake_agent };
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, CliFixture, &programs, cli_fixture_set_up, tests[i].run,
                cli_fixture_tear_down);
  return g_test_run ();
}
