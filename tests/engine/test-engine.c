/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/lamp-engine.h"
#include "engine/lamp-engine-limits.h"
#include "model/lamp-archive-member.h"

#include <string.h>

/* A desktop in which time is told, not measured. */
typedef struct
{
  LampEngine *engine;
  LampTime now;
  guint ids;
  guint prompts;
  GPtrArray *executions;
  GPtrArray *alerts; /* every revision, in order */
  GPtrArray *locals;
  GPtrArray *wanted;
  gint64 content_age_usec; /* of what arrives: an unpacker sets it */
} Desk;

static char *
next_id (gpointer data)
{
  Desk *desk = data;
  return g_strdup_printf ("id-%u", ++desk->ids);
}

static void
on_alert (Desk *desk, const LampAlert *alert, gboolean disturb)
{
  desk->prompts += disturb ? 1 : 0;
  g_ptr_array_add (desk->alerts, lamp_alert_ref (alert));
}

static void
on_execution (Desk *desk, const LampExecution *execution)
{
  g_ptr_array_add (desk->executions, lamp_execution_ref (execution));
}

static void
on_artifact (Desk *desk, const LampArtifact *artifact)
{
  if (artifact->state == LAMP_ARRIVAL_LOCAL)
    g_ptr_array_add (desk->locals, g_strdup (artifact->key));
}

static void
on_wanted (Desk *desk, const LampArtifact *artifact)
{
  g_ptr_array_add (desk->wanted, g_strdup (artifact->key));
}

static void
set_up (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampPolicy) policy = lamp_policy_new_default ();
  g_autoptr (LampHosts) hosts = lamp_hosts_new (&error);
  const LampEnginePerson person = { .uid = 1000, .name = "alice", .session = "wayland" };

  g_assert_no_error (error);
  desk->now = (LampTime){ .boot_usec = 5000LL * G_USEC_PER_SEC,
                          .real_usec = 1700000000LL * G_USEC_PER_SEC,
                          .boot_id = lamp_time_get_boot_id () };
  desk->executions = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_execution_unref);
  desk->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_alert_unref);
  desk->locals = g_ptr_array_new_with_free_func (g_free);
  desk->wanted = g_ptr_array_new_with_free_func (g_free);
  desk->engine = lamp_engine_new (policy, hosts, &person, next_id, desk);
  g_signal_connect_swapped (desk->engine, "alert-changed", G_CALLBACK (on_alert), desk);
  g_signal_connect_swapped (desk->engine, "execution-recorded", G_CALLBACK (on_execution), desk);
  g_signal_connect_swapped (desk->engine, "artifact-changed", G_CALLBACK (on_artifact), desk);
  g_signal_connect_swapped (desk->engine, "members-wanted", G_CALLBACK (on_wanted), desk);
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  g_object_unref (desk->engine);
  g_ptr_array_unref (desk->executions);
  g_ptr_array_unref (desk->alerts);
  g_ptr_array_unref (desk->locals);
  g_ptr_array_unref (desk->wanted);
}

static void
wait_seconds (Desk *desk, double seconds)
{
  desk->now.boot_usec += (gint64) (seconds * G_USEC_PER_SEC);
  desk->now.real_usec += (gint64) (seconds * G_USEC_PER_SEC);
  lamp_engine_advance (desk->engine, &desk->now);
}

static void
arrive (Desk *desk, const char *path, const char *family, LampArrivalState state)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (LampFile) file = lamp_file_new (&(LampFile){
      .path = path,
      .path_at_arrival = path,
      .name = name,
      .size_bytes = 42,
      .content_type = g_str_has_suffix (path, ".zip") ? "application/zip" : "application/x-shellscript",
      .mode = "0644",
      .born_real_usec = desk->now.real_usec,
      .modified_real_usec = desk->now.real_usec - desk->content_age_usec,
      .arrived_real_usec = desk->now.real_usec,
  });
  g_autoptr (LampEvidence) renamed = lamp_evidence_new (&(LampEvidence){
      .source = "temp-rename", .confidence = LAMP_EVIDENCE_HIGH, .detail = "renamed from a temporary name" });
  const LampEvidence *evidence[] = { renamed, NULL };
  g_autoptr (LampOrigin) origin = lamp_origin_new (
      &(LampOrigin){ .evidence = state == LAMP_ARRIVAL_ARTIFACT ? evidence : NULL });
  g_autoptr (LampArtifact) artifact = lamp_artifact_new (&(LampArtifact){
      .key = path,
      .file = file,
      .state = state,
      .family = family,
      .runnable = TRUE,
      .archive = g_str_has_suffix (path, ".zip"),
      .origin = origin,
      .arrived_boot_usec = desk->now.boot_usec,
      .arrived_boot_id = desk->now.boot_id,
  });

  lamp_engine_take_arrival (desk->engine, artifact, &desk->now);
}

static void
run_bash (Desk *desk, const char *path, gint64 pid)
{
  const char *argv[] = { "bash", path, NULL };
  g_autoptr (LampProcess) process = lamp_process_new (&(LampProcess){ .pid = pid,
                                                                      .started_ticks = pid,
                                                                      .exe = "/usr/bin/bash",
                                                                      .argv = argv,
                                                                      .cwd = "/",
                                                                      .uid = 1000,
                                                                      .euid = 1000 });
  g_autoptr (LampExecution) execution = lamp_execution_new (&(LampExecution){
      .key = path,
      .path = path,
      .method = LAMP_METHOD_SCRIPT,
      .confidence = LAMP_CONFIDENCE_B,
      .sensor = "fanotify",
      .operand = 1,
      .boot_usec = desk->now.boot_usec,
      .real_usec = desk->now.real_usec,
      .process = process,
  });

  lamp_engine_take_execution (desk->engine, execution, &desk->now);
}

static void
say (Desk *desk, const char *key, const char *url, const char *page)
{
  g_autoptr (GPtrArray) evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);

  g_ptr_array_add (evidence, lamp_evidence_new (&(LampEvidence){
                                 .source = "chromium-history",
                                 .confidence = LAMP_EVIDENCE_HIGH,
                                 .detail = "a row in the browser's history",
                                 .url = url,
                                 .page = page,
                                 .app = "Chromium",
                             }));
  lamp_engine_take_evidence (desk->engine, key, evidence, &desk->now);
}

static const LampAlert *
last_alert (Desk *desk)
{
  return g_ptr_array_index (desk->alerts, desk->alerts->len - 1);
}

#define SCRIPT "/home/alice/Downloads/invoice.sh"

/* Pending is not unknown: recorded at once, told when the origin is there. */
static void
test_pending_then_known (Desk *desk, gconstpointer data)
{
  arrive (desk, SCRIPT, "chromium", LAMP_ARRIVAL_ARTIFACT);
  wait_seconds (desk, 1);
  run_bash (desk, SCRIPT, 100);
  g_assert_cmpuint (desk->alerts->len, ==, 1);
  g_assert_cmpuint (desk->prompts, ==, 0);
  g_assert_cmpint (last_alert (desk)->origin->status, ==, LAMP_ORIGIN_PENDING);
  wait_seconds (desk, 6);
  say (desk, SCRIPT, "https://mail.google.com/attachment/invoice.sh", "https://mail.google.com/mail/u/0/");
  g_assert_cmpuint (desk->prompts, ==, 1);
  g_assert_cmpint (last_alert (desk)->severity, ==, LAMP_SEVERITY_HIGH);
  g_assert_cmpint (last_alert (desk)->revision, ==, 2);
  g_assert_cmpint (last_alert (desk)->seconds_since_arrival, ==, 1);
  g_assert_nonnull (strstr (last_alert (desk)->sentence, "mail.google.com"));
  wait_seconds (desk, 60);
  g_assert_cmpuint (desk->prompts, ==, 1);
}

static void
test_pending_then_unknown (Desk *desk, gconstpointer data)
{
  arrive (desk, SCRIPT, NULL, LAMP_ARRIVAL_ARTIFACT);
  run_bash (desk, SCRIPT, 100);
  g_assert_cmpuint (desk->prompts, ==, 0);
  g_assert_cmpint (lamp_engine_get_deadline_boot_usec (desk->engine), >, 0);
  wait_seconds (desk, 2.5);
  g_assert_cmpuint (desk->prompts, ==, 1);
  g_assert_cmpint (last_alert (desk)->origin->status, ==, LAMP_ORIGIN_UNKNOWN);
  g_assert_cmpint (last_alert (desk)->severity, ==, LAMP_SEVERITY_MEDIUM);
  g_assert_cmpint (lamp_engine_get_deadline_boot_usec (desk->engine), ==, -1);
}

static void
test_known_code_hosting_is_quiet (Desk *desk, gconstpointer data)
{
  arrive (desk, SCRIPT, "firefox", LAMP_ARRIVAL_ARTIFACT);
  say (desk, SCRIPT, "https://github.com/o/r/releases/download/v1/invoice.sh",
       "https://github.com/o/r/releases");
  run_bash (desk, SCRIPT, 100);
  wait_seconds (desk, 60);
  g_assert_cmpuint (desk->prompts, ==, 0);
  g_assert_cmpint (last_alert (desk)->severity, ==, LAMP_SEVERITY_LOW);
}

static void
test_own_work (Desk *desk, gconstpointer data)
{
  arrive (desk, SCRIPT, NULL, LAMP_ARRIVAL_CANDIDATE);
  run_bash (desk, SCRIPT, 100);
  wait_seconds (desk, 14);
  g_assert_cmpuint (desk->locals->len, ==, 0);
  wait_seconds (desk, 2);
  g_assert_cmpuint (desk->locals->len, ==, 1);
  g_assert_cmpuint (desk->alerts->len, ==, 0);
  g_assert_cmpuint (desk->executions->len, ==, 0);
  run_bash (desk, SCRIPT, 101);
  wait_seconds (desk, 10);
  g_assert_cmpuint (desk->alerts->len, ==, 0);
  g_assert_cmpint (lamp_engine_get_deadline_boot_usec (desk->engine), ==, -1);
}

/* The sensor may be faster than the arrival; the execution is judged at its own time. */
static void
test_execution_before_arrival (Desk *desk, gconstpointer data)
{
  run_bash (desk, SCRIPT, 100);
  wait_seconds (desk, 0.2);
  arrive (desk, SCRIPT, "firefox", LAMP_ARRIVAL_ARTIFACT);
  g_assert_cmpuint (desk->executions->len, ==, 1);
  wait_seconds (desk, 3);
  g_assert_cmpuint (desk->prompts, ==, 1);
}

static void
test_late_evidence (Desk *desk, gconstpointer data)
{
  arrive (desk, SCRIPT, NULL, LAMP_ARRIVAL_CANDIDATE);
  run_bash (desk, SCRIPT, 100);
  wait_seconds (desk, 3);
  say (desk, SCRIPT, "https://mail.google.com/a", "https://mail.google.com/");
  g_assert_cmpuint (desk->prompts, ==, 1);
  wait_seconds (desk, 60);
  g_assert_cmpuint (desk->locals->len, ==, 0);
}

static void
test_count (Desk *desk, gconstpointer data)
{
  arrive (desk, SCRIPT, "firefox", LAMP_ARRIVAL_ARTIFACT);
  say (desk, SCRIPT, "https://mail.google.com/a", "https://mail.google.com/");
  for (gint64 i = 0; i < 50; i++)
    run_bash (desk, SCRIPT, 100 + i);
  g_assert_cmpuint (desk->prompts, ==, 1);
  g_assert_cmpuint (desk->executions->len, ==, 50);
  g_assert_cmpint (last_alert (desk)->count, ==, 50);
  g_assert_nonnull (last_alert (desk)->processes[19]);
  g_assert_null (last_alert (desk)->processes[20]);
  wait_seconds (desk, 3700);
  run_bash (desk, SCRIPT, 200);
  g_assert_cmpint (last_alert (desk)->count, ==, 1);
}

/* A script that runs itself with long arguments must not make the alert too large to be written. */
static void
test_long_arguments (Desk *desk, gconstpointer data)
{
  g_autofree char *word = g_strnfill (8000, '\1');
  g_autofree char *text = NULL;

  arrive (desk, SCRIPT, "firefox", LAMP_ARRIVAL_ARTIFACT);
  for (gint64 i = 0; i < 30; i++)
    {
      const char *argv[] = { "bash", SCRIPT, word, NULL };
      g_autoptr (LampProcess) process = lamp_process_new (
          &(LampProcess){ .pid = 100 + i, .exe = "/usr/bin/bash", .argv = argv, .cwd = "/" });
      g_autoptr (LampExecution) execution = lamp_execution_new (&(LampExecution){
          .key = SCRIPT,
          .path = SCRIPT,
          .method = LAMP_METHOD_SCRIPT,
          .confidence = LAMP_CONFIDENCE_B,
          .sensor = "fanotify",
          .operand = 1,
          .boot_usec = desk->now.boot_usec,
          .real_usec = desk->now.real_usec,
          .process = process,
      });
      lamp_engine_take_execution (desk->engine, execution, &desk->now);
    }
  text = lamp_alert_to_text (last_alert (desk), LAMP_VIEW_STORE);
  g_assert_cmpint (last_alert (desk)->count, ==, 30);
  g_assert_cmpuint (strlen (text), <, 512 * 1024);
}

/* Which of two archives that tell too little? The one whose name the folder has. */
static void
test_rest_is_named (Desk *desk, gconstpointer data)
{
  const char *script = "/home/alice/Downloads/many/run.sh";
  const char *const zips[] = { "/home/alice/Downloads/many.zip", "/home/alice/Downloads/other.zip" };
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_archive_member_unref);

  g_ptr_array_add (members, lamp_archive_member_new (&(LampArchiveMember){ .name = "", .size_bytes = -1 }));
  for (gsize i = 0; i < G_N_ELEMENTS (zips); i++)
    {
      arrive (desk, zips[i], "chromium", LAMP_ARRIVAL_ARTIFACT);
      lamp_engine_take_members (desk->engine, zips[i], members, &desk->now);
      wait_seconds (desk, 1);
    }
  desk->content_age_usec = 60 * G_USEC_PER_SEC;
  arrive (desk, script, NULL, LAMP_ARRIVAL_CANDIDATE);
  g_assert_cmpstr (lamp_engine_find_artifact (desk->engine, script)->parent_key, ==, zips[0]);
}

static void
test_looking (Desk *desk, gconstpointer data)
{
  const char *argv[] = { "cat", SCRIPT, NULL };
  g_autoptr (LampProcess)
      process = lamp_process_new (&(LampProcess){ .pid = 7, .exe = "/usr/bin/cat", .argv = argv });
  g_autoptr (LampExecution) look = lamp_execution_new (&(LampExecution){ .key = SCRIPT,
                                                                         .method = LAMP_METHOD_SCRIPT,
                                                                         .operand = 1,
                                                                         .boot_usec = 1,
                                                                         .real_usec = desk->now.real_usec,
                                                                         .process = process });

  arrive (desk, SCRIPT, "firefox", LAMP_ARRIVAL_ARTIFACT);
  lamp_engine_take_execution (desk->engine, look, &desk->now);
  wait_seconds (desk, 60);
  g_assert_cmpuint (desk->alerts->len, ==, 0);
  g_assert_cmpuint (desk->executions->len, ==, 0);
}

static void
look (Desk *desk, const char *exe, const char *parent, gint64 operand)
{
  const char *argv[] = { exe, SCRIPT, NULL };
  g_autoptr (LampAncestor)
      above = lamp_ancestor_new (&(LampAncestor){ .pid = 3, .exe = parent, .name = "x" });
  const LampAncestor *ancestors[] = { above, NULL };
  g_autoptr (LampProcess) process = lamp_process_new (
      &(LampProcess){ .pid = 7, .exe = exe, .argv = argv, .cwd = "/", .ancestors = ancestors });
  g_autoptr (LampExecution) execution = lamp_execution_new (
      &(LampExecution){ .key = SCRIPT,
                        .path = SCRIPT,
                        .method = operand > 0 ? LAMP_METHOD_SCRIPT : LAMP_METHOD_DESCRIPTOR,
                        .confidence = LAMP_CONFIDENCE_B,
                        .operand = operand,
                        .boot_usec = desk->now.boot_usec,
                        .real_usec = desk->now.real_usec,
                        .process = process });

  lamp_engine_take_execution (desk->engine, execution, &desk->now);
}

static gboolean
has_inspected (const LampAlert *alert)
{
  for (gsize i = 0; alert->reasons != NULL && alert->reasons[i] != NULL; i++)
    if (strcmp (alert->reasons[i]->code, "inspected") == 0)
      return TRUE;
  return FALSE;
}

/* Only a person who read it in a terminal speaks for it. */
static void
test_inspected (Desk *desk, gconstpointer data)
{
  static const struct
  {
    const char *why;
    const char *exe;
    const char *parent;
    gint64 operand;
    double seconds;
    gboolean inspected;
  } rows[] = {
    { "read", "/usr/bin/less", "/usr/bin/zsh", 1, 10, TRUE },
    { "edited", "/usr/bin/vim.basic", "/usr/bin/bash", 1, 10, TRUE },
    { "in one line with the run", "/usr/bin/cat", "/usr/bin/bash", 1, 0.2, FALSE },
    { "a thumbnailer", "/usr/bin/bwrap", "/usr/bin/nautilus", 1, 10, FALSE },
    { "an indexer", "/usr/libexec/localsearch-extractor-3", "/usr/lib/systemd/systemd", -1, 10, FALSE },
    { "a browser", "/usr/lib/firefox/firefox", "/usr/bin/bash", 1, 10, FALSE },
    { "the agent", "/usr/libexec/gatelamp-agent", "/usr/lib/systemd/systemd", -1, 10, FALSE },
    { "a desktop's own cat", "/usr/bin/cat", "/usr/bin/gnome-shell", 1, 10, FALSE },
    { "only measured", "/usr/bin/sha256sum", "/usr/bin/bash", 1, 10, FALSE },
    { "not named", "/usr/bin/less", "/usr/bin/bash", -1, 10, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Desk one = { 0 };

      g_test_message ("%s", rows[i].why);
      set_up (&one, NULL);
      arrive (&one, SCRIPT, "chromium", LAMP_ARRIVAL_ARTIFACT);
      wait_seconds (&one, 1);
      look (&one, rows[i].exe, rows[i].parent, rows[i].operand);
      wait_seconds (&one, rows[i].seconds);
      run_bash (&one, SCRIPT, 100);
      g_assert_cmpuint (one.alerts->len, >, 0);
      g_assert_true (has_inspected (last_alert (&one)) == rows[i].inspected);
      tear_down (&one, NULL);
    }
}

/* What was read is not what runs: its content was exchanged. */
static void
test_inspected_then_changed (Desk *desk, gconstpointer data)
{
  g_autoptr (LampFile) file = lamp_file_new (&(LampFile){ .path = SCRIPT,
                                                          .name = "invoice.sh",
                                                          .size_bytes = 43,
                                                          .content_type = "application/x-shellscript",
                                                          .mode = "0644",
                                                          .modified_real_usec = 1 });
  g_autoptr (LampArtifact)
      changed = lamp_artifact_new (&(LampArtifact){ .key = SCRIPT, .file = file, .runnable = TRUE });

  arrive (desk, SCRIPT, "chromium", LAMP_ARRIVAL_ARTIFACT);
  wait_seconds (desk, 1);
  look (desk, "/usr/bin/less", "/usr/bin/zsh", 1);
  wait_seconds (desk, 5);
  lamp_engine_take_change (desk->engine, changed, &desk->now);
  run_bash (desk, SCRIPT, 100);
  g_assert_false (has_inspected (last_alert (desk)));
}

static void
test_extracted (Desk *desk, gconstpointer data)
{
  const char *zip = "/home/alice/Downloads/a.zip";
  const char *inner = "/home/alice/Downloads/a/b/run";
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_archive_member_unref);

  arrive (desk, zip, "chromium", LAMP_ARRIVAL_ARTIFACT);
  g_assert_cmpuint (desk->wanted->len, ==, 1);
  wait_seconds (desk, 1);
  arrive (desk, inner, NULL, LAMP_ARRIVAL_CANDIDATE);
  run_bash (desk, inner, 100);
  g_assert_cmpuint (desk->alerts->len, ==, 0);
  g_ptr_array_add (members,
                   lamp_archive_member_new (&(LampArchiveMember){ .name = "a/b/run", .size_bytes = 42 }));
  lamp_engine_take_members (desk->engine, zip, members, &desk->now);
  g_assert_cmpuint (desk->alerts->len, ==, 1);
  say (desk, zip, "https://mail.google.com/a.zip", "https://mail.google.com/");
  g_assert_cmpuint (desk->prompts, ==, 1);
  g_assert_cmpstr (last_alert (desk)->derivation[0]->how, ==, "extracted");
  g_assert_cmpstr (last_alert (desk)->origin->host, ==, "mail.google.com");
}

/* One row: a member as the archive tells it, and where an unpacker puts it. */
static void
test_unpacked_elsewhere (Desk *desk, gconstpointer data)
{
  const struct
  {
    const char *message;
    const char *member;
    gint64 size;
    const char *path;
    gint64 foreign_usec;
    gboolean is_member;
  } rows[] = {
    { "a dot in the path", "a/./run1", 42, "/home/alice/Downloads/a/run1", 0, TRUE },
    { "two slashes", "a//run2", 42, "/home/alice/Downloads/a/run2", 0, TRUE },
    { "absolute", "/a/run3", 42, "/home/alice/Downloads/a/run3", 0, TRUE },
    { "backslash", "a\\run4", 42, "/home/alice/Downloads/a/run4", 0, TRUE },
    { "without its folder", "a/b/c/run5", 42, "/home/alice/bin/run5", 0, TRUE },
    { "another size", "a/b/c/run6", 43, "/home/alice/bin/run6", 0, FALSE },
    { "another character set", "r\x81un7", 42, "/home/alice/bin/r\xc3\xbcun7", -60 * G_USEC_PER_SEC, TRUE },
    { "more than is told", "", -1, "/home/alice/Downloads/x/run8", -60 * G_USEC_PER_SEC, TRUE },
    { "more than is told, time to come", "", -1, "/home/alice/Downloads/x/run9", 60 * G_USEC_PER_SEC, TRUE },
    { "more than is told, own work", "", -1, "/home/alice/Downloads/x/run10", 0, FALSE },
    { "more than is told, elsewhere", "", -1, "/home/alice/src/run11", -60 * G_USEC_PER_SEC, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray)
          members = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_archive_member_unref);
      LampArtifact *row;

      g_test_message ("%s", rows[i].message);
      arrive (desk, "/home/alice/Downloads/a.zip", "chromium", LAMP_ARRIVAL_ARTIFACT);
      g_ptr_array_add (members, lamp_archive_member_new (&(LampArchiveMember){ .name = rows[i].member,
                                                                               .size_bytes = rows[i].size }));
      lamp_engine_take_members (desk->engine, "/home/alice/Downloads/a.zip", members, &desk->now);
      wait_seconds (desk, 1);
      desk->content_age_usec = -rows[i].foreign_usec;
      arrive (desk, rows[i].path, NULL, LAMP_ARRIVAL_CANDIDATE);
      desk->content_age_usec = 0;
      row = lamp_engine_find_artifact (desk->engine, rows[i].path);
      g_assert_nonnull (row);
      g_assert_cmpint (row->state, ==, rows[i].is_member ? LAMP_ARRIVAL_ARTIFACT : LAMP_ARRIVAL_CANDIDATE);
    }
}

/* An archive full of archives must not hide what lies beside them. */
static void
test_many_archives (Desk *desk, gconstpointer data)
{
  const char *zip = "/home/alice/Downloads/a.zip";
  const char *script = "/home/alice/Downloads/a/run.sh";
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_archive_member_unref);

  g_ptr_array_add (members,
                   lamp_archive_member_new (&(LampArchiveMember){ .name = "a/run.sh", .size_bytes = 42 }));
  arrive (desk, zip, "chromium", LAMP_ARRIVAL_ARTIFACT);
  lamp_engine_take_members (desk->engine, zip, members, &desk->now);
  wait_seconds (desk, 1);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *inner = g_strdup_printf ("/home/alice/Downloads/a/%u.zip", i);
      arrive (desk, inner, "chromium", LAMP_ARRIVAL_ARTIFACT);
    }
  wait_seconds (desk, 1);
  arrive (desk, script, NULL, LAMP_ARRIVAL_CANDIDATE);
  g_assert_cmpint (lamp_engine_find_artifact (desk->engine, script)->state, ==, LAMP_ARRIVAL_ARTIFACT);
}

/* Lists beyond the limit are given up, and what is unpacked then is still not the person's own. */
static void
test_lists_beyond_the_limit (Desk *desk, gconstpointer data)
{
  const char *zip = "/home/alice/Downloads/a.zip";
  const char *script = "/home/alice/Downloads/a/run.sh";
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_archive_member_unref);
  g_autofree char *name = g_strnfill (1000, 'n');

  g_ptr_array_add (members,
                   lamp_archive_member_new (&(LampArchiveMember){ .name = "a/run.sh", .size_bytes = 42 }));
  arrive (desk, zip, "chromium", LAMP_ARRIVAL_ARTIFACT);
  lamp_engine_take_members (desk->engine, zip, members, &desk->now);
  wait_seconds (desk, 1);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *other = g_strdup_printf ("/home/alice/Downloads/%u.zip", i);
      g_autoptr (GPtrArray)
          many = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_archive_member_unref);

      for (guint k = 0; k < 4096; k++)
        g_ptr_array_add (many,
                         lamp_archive_member_new (&(LampArchiveMember){ .name = name, .size_bytes = 1 }));
      arrive (desk, other, "chromium", LAMP_ARRIVAL_ARTIFACT);
      lamp_engine_take_members (desk->engine, other, many, &desk->now);
    }
  wait_seconds (desk, 1);
  desk->content_age_usec = 60 * G_USEC_PER_SEC;
  arrive (desk, script, NULL, LAMP_ARRIVAL_CANDIDATE);
  g_assert_cmpint (lamp_engine_find_artifact (desk->engine, script)->state, ==, LAMP_ARRIVAL_ARTIFACT);
}

static void
test_expected (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampRule) rule = NULL;
  g_autoptr (LampRule) again = NULL;

  arrive (desk, SCRIPT, "firefox", LAMP_ARRIVAL_ARTIFACT);
  lamp_engine_take_hash (desk->engine, SCRIPT, "ab12", &desk->now);
  say (desk, SCRIPT, "https://mail.google.com/a", "https://mail.google.com/");
  run_bash (desk, SCRIPT, 100);
  g_assert_cmpuint (desk->prompts, ==, 1);
  rule = lamp_engine_expect (desk->engine, last_alert (desk)->id, "content", &desk->now, &error);
  g_assert_no_error (error);
  again = lamp_engine_expect (desk->engine, last_alert (desk)->id, "content", &desk->now, &error);
  g_assert_true (again == rule);
  g_assert_cmpint (last_alert (desk)->state, ==, LAMP_ALERT_EXPECTED);
  arrive (desk, SCRIPT "2", "firefox", LAMP_ARRIVAL_ARTIFACT);
  lamp_engine_take_hash (desk->engine, SCRIPT "2", "ab12", &desk->now);
  say (desk, SCRIPT "2", "https://mail.google.com/a", "https://mail.google.com/");
  run_bash (desk, SCRIPT "2", 101);
  g_assert_cmpuint (desk->prompts, ==, 1);
  g_assert_cmpstr (last_alert (desk)->silenced_by, ==, rule->id);
}

static void
test_restore (Desk *desk, gconstpointer data)
{
  g_autoptr (GPtrArray) artifacts = NULL;
  g_autoptr (GPtrArray) alerts = g_ptr_array_new ();
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();
  Desk second = { 0 };

  arrive (desk, SCRIPT, "chromium", LAMP_ARRIVAL_ARTIFACT);
  run_bash (desk, SCRIPT, 100);
  artifacts = lamp_engine_list_artifacts (desk->engine);
  g_ptr_array_add (alerts, (gpointer) last_alert (desk));
  set_up (&second, NULL);
  second.now = desk->now;
  lamp_engine_restore (second.engine, artifacts, alerts, rules, &second.now);
  wait_seconds (&second, 4);
  say (&second, SCRIPT, "https://mail.google.com/a", "https://mail.google.com/");
  g_assert_cmpuint (second.prompts, ==, 1);
  g_assert_cmpint (last_alert (&second)->severity, ==, LAMP_SEVERITY_HIGH);
  g_assert_cmpstr (last_alert (&second)->id, ==, last_alert (desk)->id);
  tear_down (&second, NULL);
}

/* Own work that ran and was never told is not told either when a download takes its inode later. */
static void
test_own_work_is_forgotten (Desk *desk, gconstpointer data)
{
  arrive (desk, SCRIPT, NULL, LAMP_ARRIVAL_CANDIDATE);
  run_bash (desk, SCRIPT, 100);
  wait_seconds (desk, 16);
  g_assert_cmpuint (desk->locals->len, ==, 1);
  arrive (desk, SCRIPT, "firefox", LAMP_ARRIVAL_ARTIFACT);
  wait_seconds (desk, 60);
  g_assert_cmpuint (desk->executions->len, ==, 0);
}

/* The same file told again, and moved to where it is: nothing is forgotten, and nothing happened to it. */
static void
test_told_again (Desk *desk, gconstpointer data)
{
  const LampArtifact *row;

  arrive (desk, SCRIPT, "firefox", LAMP_ARRIVAL_ARTIFACT);
  say (desk, SCRIPT, "https://mail.google.com/a", "https://mail.google.com/");
  lamp_engine_take_move (desk->engine, SCRIPT, SCRIPT, &desk->now);
  arrive (desk, SCRIPT, NULL, LAMP_ARRIVAL_CANDIDATE);
  arrive (desk, SCRIPT, NULL, LAMP_ARRIVAL_ARTIFACT);
  row = lamp_engine_find_artifact (desk->engine, SCRIPT);
  g_assert_cmpint (row->state, ==, LAMP_ARRIVAL_ARTIFACT);
  g_assert_cmpstr (row->family, ==, "firefox");
  g_assert_cmpstr (row->origin->host, ==, "mail.google.com");
  g_assert_true (row->derivation == NULL || row->derivation[0] == NULL);
  lamp_engine_take_move (desk->engine, "never told", SCRIPT, &desk->now);
  lamp_engine_take_hash (desk->engine, "never told", "ab12", &desk->now);
  lamp_engine_take_change (desk->engine, row, &desk->now);
}

/* The hash may come after the alert; the SOC gets it with the next revision. */
static void
test_late_hash (Desk *desk, gconstpointer data)
{
  arrive (desk, SCRIPT, "firefox", LAMP_ARRIVAL_ARTIFACT);
  say (desk, SCRIPT, "https://mail.google.com/a", "https://mail.google.com/");
  run_bash (desk, SCRIPT, 100);
  g_assert_null (last_alert (desk)->file->sha256);
  lamp_engine_take_hash (desk->engine, SCRIPT, "ab12", &desk->now);
  g_assert_cmpstr (last_alert (desk)->file->sha256, ==, "ab12");
  g_assert_cmpint (last_alert (desk)->revision, ==, 2);
  g_assert_cmpuint (desk->prompts, ==, 1);
}

/* What was there before the archive did not come out of it, unless the whole path says so. */
static void
test_before_the_archive (Desk *desk, gconstpointer data)
{
  const char *zip = "/home/alice/Downloads/a.zip";
  const char *script = "/home/alice/bin/run.sh";
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_archive_member_unref);

  g_ptr_array_add (members,
                   lamp_archive_member_new (&(LampArchiveMember){ .name = "a/run.sh", .size_bytes = 42 }));
  arrive (desk, script, NULL, LAMP_ARRIVAL_CANDIDATE);
  wait_seconds (desk, 1);
  arrive (desk, zip, "chromium", LAMP_ARRIVAL_ARTIFACT);
  lamp_engine_take_members (desk->engine, zip, members, &desk->now);
  g_assert_cmpint (lamp_engine_find_artifact (desk->engine, script)->state, ==, LAMP_ARRIVAL_CANDIDATE);
}

/* A flood of files: the ledger is bounded, and what can run is given up last. */
static void
test_many_files (Desk *desk, gconstpointer data)
{
  g_autoptr (LampFile) file = lamp_file_new (&(LampFile){
      .path = "/t", .path_at_arrival = "/t", .name = "t", .arrived_real_usec = desk->now.real_usec });
  g_autoptr (GPtrArray) rows = NULL;

  arrive (desk, SCRIPT, "firefox", LAMP_ARRIVAL_ARTIFACT);
  for (guint i = 0; i < LAMP_ENGINE_LEDGER_MAX + 50; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);
      g_autoptr (LampArtifact) text = lamp_artifact_new (
          &(LampArtifact){ .key = key, .file = file, .state = LAMP_ARRIVAL_ARTIFACT });
      lamp_engine_take_arrival (desk->engine, text, &desk->now);
    }
  rows = lamp_engine_list_artifacts (desk->engine);
  g_assert_cmpuint (rows->len, <=, LAMP_ENGINE_LEDGER_MAX + 1);
  g_assert_cmpuint (desk->locals->len, >=, 50);
  g_assert_nonnull (lamp_engine_find_artifact (desk->engine, SCRIPT));
}

/* The agent ended while an origin was looked up: without an answer it settles soon, and the person is told.
 */
static void
test_restore_settles (Desk *desk, gconstpointer data)
{
  g_autoptr (GPtrArray) artifacts = NULL;
  g_autoptr (GPtrArray) alerts = g_ptr_array_new ();
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();
  g_autofree char *newest = NULL;
  Desk second = { 0 };

  arrive (desk, SCRIPT, NULL, LAMP_ARRIVAL_ARTIFACT);
  run_bash (desk, SCRIPT, 100);
  g_ptr_array_add (alerts, (gpointer) last_alert (desk));
  desk->now.real_usec += 3700LL * G_USEC_PER_SEC;
  run_bash (desk, SCRIPT, 100);
  newest = g_strdup (last_alert (desk)->id);
  g_assert_cmpint (last_alert (desk)->count, ==, 1);
  /* The newest first: the store gives them in no promised order. */
  g_ptr_array_insert (alerts, 0, (gpointer) last_alert (desk));
  artifacts = lamp_engine_list_artifacts (desk->engine);
  set_up (&second, NULL);
  second.now = desk->now;
  lamp_engine_restore (second.engine, artifacts, alerts, rules, &second.now);
  g_assert_cmpint (lamp_engine_get_deadline_boot_usec (second.engine), >, 0);
  wait_seconds (&second, 60);
  g_assert_cmpint (last_alert (&second)->origin->status, ==, LAMP_ORIGIN_UNKNOWN);
  g_assert_cmpuint (second.prompts, >, 0);
  run_bash (&second, SCRIPT, 101);
  g_assert_cmpstr (last_alert (&second)->id, ==, newest);
  g_assert_cmpint (last_alert (&second)->count, ==, 2);
  tear_down (&second, NULL);
}

/* A severity that the person has seen never falls. */
static void
test_seen_never_falls (Desk *desk, gconstpointer data)
{
  arrive (desk, SCRIPT, NULL, LAMP_ARRIVAL_ARTIFACT);
  run_bash (desk, SCRIPT, 100);
  wait_seconds (desk, 3);
  g_assert_cmpint (last_alert (desk)->severity, ==, LAMP_SEVERITY_MEDIUM);
  say (desk, SCRIPT, "https://github.com/o/r/releases/download/v1/x", "https://github.com/o/r");
  g_assert_cmpint (last_alert (desk)->severity, ==, LAMP_SEVERITY_MEDIUM);
  g_assert_cmpuint (desk->prompts, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/engine/" name, Desk, NULL, set_up, function, tear_down)
  ADD ("pending-then-known", test_pending_then_known);
  ADD ("pending-then-unknown", test_pending_then_unknown);
  ADD ("known-code-hosting-is-quiet", test_known_code_hosting_is_quiet);
  ADD ("own-work", test_own_work);
  ADD ("execution-before-arrival", test_execution_before_arrival);
  ADD ("late-evidence", test_late_evidence);
  ADD ("count", test_count);
  ADD ("long-arguments", test_long_arguments);
  ADD ("rest-is-named", test_rest_is_named);
  ADD ("looking", test_looking);
  ADD ("inspected", test_inspected);
  ADD ("inspected-then-changed", test_inspected_then_changed);
  ADD ("extracted", test_extracted);
  ADD ("unpacked-elsewhere", test_unpacked_elsewhere);
  ADD ("many-archives", test_many_archives);
  ADD ("lists-beyond-the-limit", test_lists_beyond_the_limit);
  ADD ("expected", test_expected);
  ADD ("restore", test_restore);
  ADD ("own-work-is-forgotten", test_own_work_is_forgotten);
  ADD ("told-again", test_told_again);
  ADD ("late-hash", test_late_hash);
  ADD ("before-the-archive", test_before_the_archive);
  ADD ("many-files", test_many_files);
  ADD ("restore-settles", test_restore_settles);
  ADD ("seen-never-falls", test_seen_never_falls);
  return g_test_run ();
}
