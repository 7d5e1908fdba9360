/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli-fixture.h"

#include "base/lamp-text.h"
#include "base/lamp-time.h"
#include "model/lamp-alert.h"

#include <glib/gstdio.h>
#include <string.h>

/* The environment is the run's own: nothing of the person's desktop reaches a test. */
static GSubprocessLauncher *
new_launcher (CliFixture *self, GSubprocessFlags flags)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (flags);
  const char *address = self->bus != NULL ? g_test_dbus_get_bus_address (self->bus) : NULL;

  g_subprocess_launcher_set_environ (launcher, (char *[]){ NULL });
  g_subprocess_launcher_setenv (launcher, "HOME", self->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", self->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "PATH", g_getenv ("PATH"), TRUE);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  for (gsize i = 0; i < 2; i++)
    {
      const char *name = i == 0 ? "ASAN_OPTIONS" : "UBSAN_OPTIONS";
      if (g_getenv (name) != NULL)
        g_subprocess_launcher_setenv (launcher, name, g_getenv (name), TRUE);
    }
  if (address != NULL)
    g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS", address, TRUE);
  g_subprocess_launcher_set_cwd (launcher, self->home);
  return launcher;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_remove (child);
    }
  g_rmdir (path);
}

void
cli_fixture_await (CliFixture *self, const char *line)
{
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *got = g_data_input_stream_read_line (self->agent_output, NULL, NULL, &error);
      g_assert_no_error (error);
      if (got == NULL)
        g_error ("the fake agent ended before it said \"%s\"", line);
      if (g_str_has_prefix (got, line))
        return;
    }
}

void
cli_fixture_set_up (CliFixture *self, gconstpointer programs)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autofree char *artifacts = NULL;
  g_autofree char *services = NULL;
  g_autoptr (GError) error = NULL;

  self->programs = programs;
  self->home = g_dir_make_tmp ("gatelamp-cli-XXXXXX", &error);
  g_assert_no_error (error);
  self->answers = g_build_filename (self->home, "answers", NULL);
  artifacts = g_build_filename (self->answers, "artifacts", NULL);
  g_assert_cmpint (g_mkdir_with_parents (artifacts, 0700), ==, 0);
  services = g_build_filename (self->home, "services", NULL);
  g_assert_cmpint (g_mkdir (services, 0700), ==, 0);
  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_add_service_dir (self->bus, services);
  g_test_dbus_up (self->bus);
  launcher = new_launcher (self, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  self->agent = g_subprocess_launcher_spawn (launcher, &error, self->programs->fake_agent, self->answers,
                                             NULL);
  g_assert_no_error (error);
  self->agent_output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->agent));
  cli_fixture_await (self, "ready");
}

void
cli_fixture_tear_down (CliFixture *self, gconstpointer programs)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->agent), NULL, NULL);
  g_subprocess_wait (self->agent, NULL, NULL);
  g_clear_object (&self->agent_output);
  g_clear_object (&self->agent);
  g_test_dbus_down (self->bus);
  g_clear_object (&self->bus);
  remove_tree (self->home);
  g_free (self->answers);
  g_free (self->home);
}

void
cli_fixture_put (CliFixture *self, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (self->answers, name, NULL);
  g_autoptr (GError) error = NULL;
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

void
cli_fixture_remove (CliFixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->answers, name, NULL);
  g_assert_cmpint (g_remove (path), ==, 0);
}

void
cli_fixture_tell (CliFixture *self, const char *line)
{
  g_autofree char *with_end = g_strconcat (line, "\n", NULL);
  g_autoptr (GError) error = NULL;
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->agent), with_end, strlen (with_end), NULL,
                             NULL, &error);
  g_assert_no_error (error);
}

GSubprocess *
cli_fixture_start (CliFixture *self, const char *arguments, GSubprocessFlags flags)
{
  g_autoptr (GSubprocessLauncher) launcher = new_launcher (self, flags);
  g_autofree char *line = g_strdup_printf ("%s %s", self->programs->gatelampctl, arguments);
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_shell_parse_argv (line, NULL, &argv, &error);
  g_assert_no_error (error);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &error);
  g_assert_no_error (error);
  return process;
}

static char *
dup_text (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  return size > 0 ? g_strndup (data, size) : g_strdup ("");
}

void
cli_fixture_run (CliFixture *self, const char *arguments, CliResult *out_result)
{
  g_autoptr (GSubprocess) process = cli_fixture_start (
      self, arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) err = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate (process, NULL, NULL, &out, &err, &error);
  g_assert_no_error (error);
  out_result->code = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process)
                                                          : -g_subprocess_get_term_sig (process);
  out_result->out = dup_text (out);
  out_result->err = dup_text (err);
}

void
cli_result_clear (CliResult *self)
{
  g_clear_pointer (&self->out, g_free);
  g_clear_pointer (&self->err, g_free);
}

static LampProcess *
new_process (const char *path)
{
  const char *argv[] = { "bash", path, "two words", NULL };
  g_autoptr (LampAncestor)
      shell = lamp_ancestor_new (&(LampAncestor){ .pid = 4000, .exe = "/usr/bin/bash", .name = "bash" });
  const LampAncestor *ancestors[] = { shell, NULL };

  return lamp_process_new (&(LampProcess){ .pid = 4242,
                                           .exe = "/usr/bin/bash",
                                           .argv = argv,
                                           .cwd = "/home/alice/Downloads",
                                           .uid = 1000,
                                           .ancestors = ancestors });
}

/* As the agent makes it: the sentence's foreign parts stand in isolates. */
char *
cli_dup_alert (const char *id, const char *file_name, gint64 age_sec)
{
  gint64 when = lamp_time_now ().real_usec - age_sec * G_USEC_PER_SEC;
  g_autofree char *path = g_build_filename ("/home/alice/Downloads", file_name, NULL);
  g_autofree char *shown = lamp_text_show (file_name, 40);
  g_autofree char *sentence = g_strdup_printf ("%s, which you downloaded, was just run by bash.", shown);
  g_autoptr (LampFile) file = lamp_file_new (&(LampFile){ .path = path,
                                                          .path_at_arrival = path,
                                                          .name = file_name,
                                                          .size_bytes = 12345,
                                                          .arrived_real_usec = when - 60 * G_USEC_PER_SEC });
  g_autoptr (LampEvidence)
      evidence = lamp_evidence_new (&(LampEvidence){ .source = "chromium-history",
                                                     .confidence = LAMP_EVIDENCE_HIGH,
                                                     .detail = "Chromium's history names the file" });
  const LampEvidence *evidences[] = { evidence, NULL };
  g_autoptr (LampOrigin)
      origin = lamp_origin_new (&(LampOrigin){ .status = LAMP_ORIGIN_KNOWN,
                                               .channel = LAMP_CHANNEL_WEBMAIL,
                                               .standing = LAMP_STANDING_OUTSIDE,
                                               .host = "mail.example.com",
                                               .url = "https://mail.example.com/get/invoice.sh?token=SECRET",
                                               .app = "Chromium",
                                               .evidence = evidences });
  g_autoptr (LampProcess) process = new_process (path);
  g_autoptr (LampReason) reason = lamp_reason_new (
      &(LampReason){ .code = "origin-webmail", .weight = 30, .text = "It came through webmail." });
  const LampReason *reasons[] = { reason, NULL };
  g_autoptr (LampDerivation) step = lamp_derivation_new (
      &(LampDerivation){ .how = "extracted", .from = "invoice.zip", .to = file_name });
  const LampDerivation *derivation[] = { step, NULL };
  g_autoptr (LampTechnique) technique = lamp_technique_new (
      &(LampTechnique){ .id = "T1566.003", .name = "Spearphishing via Service" });
  const LampTechnique *techniques[] = { technique, NULL };
  g_autoptr (LampAlert) alert = lamp_alert_new (&(LampAlert){ .schema = "gatelamp/1",
                                                              .id = id,
                                                              .revision = 1,
                                                              .time_real_usec = when,
                                                              .last_time_real_usec = when,
                                                              .count = 1,
                                                              .severity = LAMP_SEVERITY_LOW,
                                                              .score = 30,
                                                              .state = LAMP_ALERT_NEW,
                                                              .sentence = sentence,
                                                              .file = file,
                                                              .origin = origin,
                                                              .derivation = derivation,
                                                              .method = LAMP_METHOD_SCRIPT,
                                                              .confidence = LAMP_CONFIDENCE_B,
                                                              .sensor = "fanotify",
                                                              .process = process,
                                                              .seconds_since_arrival = 60,
                                                              .reasons = reasons,
                                                              .techniques = techniques });

  return lamp_alert_to_text (alert, LAMP_VIEW_PUBLIC);
}

char *
cli_dup_execution (const char *file_name, gint64 age_sec)
{
  gint64 when = lamp_time_now ().real_usec - age_sec * G_USEC_PER_SEC;
  g_autofree char *path = g_build_filename ("/home/alice/Downloads", file_name, NULL);
  g_autoptr (LampProcess) process = new_process (path);
  g_autoptr (LampExecution)
      execution = lamp_execution_new (&(LampExecution){ .id = "0b5e9a44-8f21-4f0e-8d0e-3b2a1c4d5e6f",
                                                        .path = path,
                                                        .method = LAMP_METHOD_SCRIPT,
                                                        .confidence = LAMP_CONFIDENCE_B,
                                                        .sensor = "fanotify",
                                                        .real_usec = when,
                                                        .process = process,
                                                        .alert_id = ALERT_ID });

  return lamp_execution_to_text (execution, LAMP_VIEW_PUBLIC);
}

/* One alert, one execution, and an answer to everything else. */
void
cli_fixture_put_default (CliFixture *self)
{
  g_autofree char *alert = cli_dup_alert (ALERT_ID, "invoice.sh", 125);
  g_autofree char *execution = cli_dup_execution ("invoice.sh", 125);

  cli_fixture_put (self, "alerts", alert);
  cli_fixture_put (self, "executions", execution);
  cli_fixture_put (
      self, "status.json",
      "{\"version\":\"0.1.0\",\"state\":\"degraded\",\"probe\":{\"state\":\"running\",\"pid\":77,"
      "\"sensors\":[{\"sensor\":\"fanotify\",\"state\":\"on\"},{\"sensor\":\"connector\",\"state\":"
      "\"off\",\"errno\":\"EPERM\"}],\"folders\":[{\"folder\":\"d\",\"path\":\"/home/alice/Down"
      "\\u001b[31mloads\",\"state\":\"refused\",\"errno\":\"EXDEV\"}],\"lost\":{\"fanotify-queue\":3},"
      "\"gaps\":[{\"from\":\"2026-01-01T00:00:00.000000Z\",\"reason\":\"the probe ended\"}]},"
      "\"policy\":{\"problems\":[\"/etc/gatelamp/policy.conf:3: Detection/shadow: not true or "
      "false\"]},\"counts\":{\"artifacts\":5,\"alerts\":1,\"executions\":1}}");
  cli_fixture_put (
      self, "policy.json",
      "{\"Detection\":{\"fresh-days\":{\"value\":30,\"source\":\"/etc/gatelamp/policy.conf\",\"line\":7,\"locked_by\":\"/etc/gatelamp/policy.conf\"}}}");
  cli_fixture_put (self, "report.json",
                   "{\"id\":\"1\",\"alert_id\":\"" ALERT_ID
                   "\",\"destination\":\"spool\",\"state\":\"queued\"}");
  cli_fixture_put (
      self, "rule.json",
      "{\"id\":\"1\",\"scope\":\"content\",\"what\":\"invoice.sh\",\"expires\":\"2099-02-03T00:00:00Z\"}");
  cli_fixture_put (self, "preview.txt", "{\"exactly\":\t\"these bytes\"}");
  cli_fixture_put (self, "outbox",
                   "{\"id\":\"1\",\"alert_id\":\"" ALERT_ID
                   "\",\"destination\":\"spool\",\"state\":\"queued\","
                   "\"attempts\":2,\"failure\":\"disk full\"}");
}
