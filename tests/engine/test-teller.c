/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/lamp-teller.h"

#include "engine/lamp-engine-limits.h"
#include "made.h"

#include <string.h>

#define HOUR_USEC LAMP_ENGINE_SAME_ALERT_USEC
#define DAY_USEC  (24 * HOUR_USEC)

/* A teller with the real ledger and book, and all that it says. */
typedef struct
{
  LampLedger *ledger;
  LampAlertBook *book;
  LampTeller *teller;
  guint ids;
  const char *next_id; /* NULL: a new one each time */
  guint prompts;
  GPtrArray *alerts;
  GPtrArray *executions;
  GPtrArray *rules;
  gint64 next_pid; /* each run is a process of its own */
} Room;

static char *
new_id (gpointer data)
{
  Room *room = data;

  return room->next_id != NULL ? g_strdup (room->next_id) : g_strdup_printf ("id-%u", ++room->ids);
}

static void
on_alert (const LampAlert *alert, gboolean disturb, gpointer data)
{
  Room *room = data;

  room->prompts += disturb ? 1 : 0;
  g_ptr_array_add (room->alerts, lamp_alert_ref (alert));
}

static void
on_execution (const LampExecution *execution, gpointer data)
{
  g_ptr_array_add (((Room *) data)->executions, lamp_execution_ref (execution));
}

static void
on_rule (const LampRule *rule, gpointer data)
{
  g_ptr_array_add (((Room *) data)->rules, lamp_rule_ref (rule));
}

/* @data: a policy, or NULL for the default one */
static void
set_up (Room *room, gconstpointer data)
{
  g_autoptr (LampPolicy) policy = lamp_policy_new_default ();
  LampPolicy fields = *policy;
  g_autoptr (LampPolicy) shadow = NULL;
  const LampEnginePerson person = { .uid = 1000, .name = "alice", .session = "wayland" };
  const LampTellerVoice voice = { on_alert, on_execution, on_rule, room };

  fields.shadow = TRUE;
  shadow = lamp_policy_new (&fields);
  room->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_alert_unref);
  room->executions = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_execution_unref);
  room->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_rule_unref);
  room->ledger = lamp_ledger_new ();
  room->book = lamp_alert_book_new (&person, new_id, room);
  room->teller = lamp_teller_new (room->ledger, room->book, g_strcmp0 (data, "shadow") == 0 ? shadow : policy,
                                  new_id, room, &voice);
}

static void
tear_down (Room *room, gconstpointer data)
{
  lamp_teller_free (room->teller);
  lamp_alert_book_free (room->book);
  lamp_ledger_free (room->ledger);
  g_ptr_array_unref (room->alerts);
  g_ptr_array_unref (room->executions);
  g_ptr_array_unref (room->rules);
}

static LampAlert *
last_alert (Room *room)
{
  return g_ptr_array_index (room->alerts, room->alerts->len - 1);
}

static LampExecution *
last_execution (Room *room)
{
  return g_ptr_array_index (room->executions, room->executions->len - 1);
}

static LampOrigin *
from (LampChannel channel, const char *host)
{
  return lamp_origin_new (
      &(LampOrigin){ .status = LAMP_ORIGIN_KNOWN, .channel = channel, .host = host, .app = "Firefox" });
}

/* A file from @host with this content, derived from @parent_key or from nothing. */
static LampArtifact *
put (Room *room, const char *key, const LampOrigin *origin, const char *sha256, const char *parent_key)
{
  const LampTime arrived = made_time (0);
  g_autoptr (LampArtifact) made = made_artifact (key, origin, &arrived);
  LampFile file_fields = *made->file;
  g_autoptr (LampFile) file = NULL;
  LampArtifact fields = *made;
  LampArtifact *artifact;

  file_fields.sha256 = sha256;
  file = lamp_file_new (&file_fields);
  fields.file = file;
  fields.parent_key = parent_key;
  artifact = lamp_artifact_new (&fields);
  lamp_ledger_put (room->ledger, artifact);
  return artifact;
}

static void
run_at (Room *room, const LampArtifact *artifact, const LampTime *ran)
{
  g_autoptr (LampExecution) execution = made_execution (artifact->key, room->next_pid++, ran);

  lamp_teller_tell (room->teller, artifact, execution);
}

static void
run (Room *room, const LampArtifact *artifact, gint64 after_usec)
{
  const LampTime ran = made_time (after_usec);

  run_at (room, artifact, &ran);
}

static LampRule *
expect (Room *room, const char *scope)
{
  const LampTime now = made_time (0);
  g_autoptr (GError) error = NULL;
  LampRule *rule = lamp_alert_book_add_rule (room->book, last_alert (room)->id, scope, &now, &error);

  g_assert_no_error (error);
  lamp_alert_book_set_state (room->book, last_alert (room)->id, LAMP_ALERT_EXPECTED);
  return rule;
}

/* What is told of one execution: the alert and the row in the list of executions belong together. */
static void
test_told (Room *room, gconstpointer data)
{
  g_autoptr (LampOrigin) mail = from (LAMP_CHANNEL_WEBMAIL, "mail.google.com");
  g_autoptr (LampArtifact) artifact = put (room, "run.sh", mail, NULL, NULL);
  const LampTime ran = made_time (G_USEC_PER_SEC);
  g_autoptr (LampExecution) seen = made_execution ("run.sh", 100, &ran);
  LampExecution fields = *seen;
  g_autoptr (LampExecution) execution = NULL;

  fields.path = "/home/alice/Downloads/old-name.sh";
  execution = lamp_execution_new (&fields);
  lamp_teller_tell (room->teller, artifact, execution);
  g_assert_cmpuint (room->prompts, ==, 1);
  g_assert_cmpuint (room->alerts->len, ==, 1);
  g_assert_cmpuint (room->executions->len, ==, 1);
  g_assert_cmpint (last_alert (room)->severity, ==, LAMP_SEVERITY_HIGH);
  g_assert_cmpint (last_alert (room)->seconds_since_arrival, ==, 1);
  g_assert_cmpstr (last_execution (room)->alert_id, ==, last_alert (room)->id);
  g_assert_nonnull (last_execution (room)->id);
  g_assert_cmpstr (last_execution (room)->id, !=, last_alert (room)->id);
  /* The sensor tells where it was marked, the ledger where it is. */
  g_assert_cmpstr (last_execution (room)->path, ==, "/home/alice/Downloads/run.sh");
  g_assert_cmpint (last_execution (room)->method, ==, LAMP_METHOD_SCRIPT);
}

/* Shadow: everything is recorded, nobody is disturbed. */
static void
test_shadow (Room *room, gconstpointer data)
{
  g_autoptr (LampOrigin) mail = from (LAMP_CHANNEL_WEBMAIL, "mail.google.com");
  g_autoptr (LampArtifact) artifact = put (room, "run.sh", mail, NULL, NULL);

  run (room, artifact, G_USEC_PER_SEC);
  g_assert_cmpint (last_alert (room)->severity, ==, LAMP_SEVERITY_HIGH);
  g_assert_cmpuint (room->executions->len, ==, 1);
  g_assert_cmpuint (room->prompts, ==, 0);
}

/* Too little to be told is still in the list of executions; what only looks is not. */
static void
test_not_told (Room *room, gconstpointer data)
{
  g_autoptr (LampOrigin) vendor = from (LAMP_CHANNEL_VENDOR, "dl.google.com");
  g_autoptr (LampArtifact) artifact = put (room, "setup.sh", vendor, NULL, NULL);
  const char *argv[] = { "cat", "/home/alice/Downloads/setup.sh", NULL };
  g_autoptr (LampProcess) cat = lamp_process_new (&(LampProcess){ .exe = "/usr/bin/cat", .argv = argv });
  g_autoptr (LampExecution) look = lamp_execution_new (
      &(LampExecution){ .key = "setup.sh", .method = LAMP_METHOD_SCRIPT, .operand = 1, .process = cat });

  lamp_teller_tell (room->teller, artifact, look);
  g_assert_cmpuint (room->executions->len, ==, 0);
  run (room, artifact, 2 * DAY_USEC);
  g_assert_cmpuint (room->alerts->len, ==, 0);
  g_assert_cmpuint (room->executions->len, ==, 1);
  g_assert_null (last_execution (room)->alert_id);
  g_assert_nonnull (last_execution (room)->id);
}

/* One row: when it ran, seen from its arrival, on both clocks, and the age that the person reads. */
static void
test_age (Room *room, gconstpointer data)
{
  const struct
  {
    const char *message;
    gint64 boot_usec;
    gint64 real_usec;
    gboolean on_this_boot;
    gint64 age_sec;
  } rows[] = {
    { "a minute later", 60 * G_USEC_PER_SEC, 60 * G_USEC_PER_SEC, TRUE, 60 },
    { "just before a second is full", G_USEC_PER_SEC - 1, 0, TRUE, 0 },
    { "the sensor was faster", -500000, -500000, TRUE, 0 },
    { "as fast as may be", -LAMP_ENGINE_HOLD_USEC, 0, TRUE, 0 },
    { "faster than may be", -LAMP_ENGINE_HOLD_USEC - 1, 0, TRUE, -1 },
    { "the clock on the wall went back a year", 60 * G_USEC_PER_SEC, -365 * DAY_USEC, TRUE, 60 },
    { "the clock on the wall went ahead a year", 60 * G_USEC_PER_SEC, 365 * DAY_USEC, TRUE, 60 },
    { "no boot clock: by the wall", 0, 90 * G_USEC_PER_SEC, FALSE, 90 },
    { "no boot clock, and the wall went back", 0, -90 * G_USEC_PER_SEC, FALSE, -1 },
  };
  g_autoptr (LampOrigin) mail = from (LAMP_CHANNEL_WEBMAIL, "mail.google.com");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *key = g_strdup_printf ("%" G_GSIZE_FORMAT ".sh", i);
      g_autoptr (LampArtifact) artifact = put (room, key, mail, NULL, NULL);
      LampTime ran = made_time (0);

      g_test_message ("%s", rows[i].message);
      ran.boot_usec = rows[i].on_this_boot ? ran.boot_usec + rows[i].boot_usec : 0;
      ran.real_usec += rows[i].real_usec;
      run_at (room, artifact, &ran);
      g_assert_cmpuint (room->alerts->len, ==, i + 1);
      g_assert_cmpint (last_alert (room)->seconds_since_arrival, ==, rows[i].age_sec);
    }
}

/* One row: the second run of a file, so long after the first by the clock on the wall. */
static void
test_same_alert (Room *room, gconstpointer data)
{
  const struct
  {
    const char *message;
    gint64 later_usec;
    gboolean same;
  } rows[] = {
    { "at once", 0, TRUE },
    { "an hour", HOUR_USEC, TRUE },
    { "more than an hour", HOUR_USEC + 1, FALSE },
    { "told out of order", -2 * G_USEC_PER_SEC, TRUE },
    { "the clock was set back an hour", -HOUR_USEC, TRUE },
    { "the clock was set back a year", -365 * DAY_USEC, FALSE },
  };
  g_autoptr (LampOrigin) mail = from (LAMP_CHANNEL_WEBMAIL, "mail.google.com");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *key = g_strdup_printf ("%" G_GSIZE_FORMAT ".sh", i);
      g_autoptr (LampArtifact) artifact = put (room, key, mail, NULL, NULL);
      LampTime again = made_time (G_USEC_PER_SEC);

      g_test_message ("%s", rows[i].message);
      room->prompts = 0;
      run (room, artifact, G_USEC_PER_SEC);
      again.real_usec += rows[i].later_usec;
      run_at (room, artifact, &again);
      g_assert_cmpint (last_alert (room)->count, ==, rows[i].same ? 2 : 1);
      g_assert_cmpuint (room->prompts, ==, rows[i].same ? 1 : 2);
    }
}

/* `nice bash x.sh` is told as nice, and then as bash: one run, and a revision that knows more. */
static void
test_one_run (Room *room, gconstpointer data)
{
  g_autoptr (LampOrigin) mail = from (LAMP_CHANNEL_WEBMAIL, "mail.google.com");
  g_autoptr (LampArtifact) artifact = put (room, "nice.sh", mail, NULL, NULL);
  gint64 revision;

  run (room, artifact, G_USEC_PER_SEC);
  revision = last_alert (room)->revision;
  room->next_pid--;
  run (room, artifact, G_USEC_PER_SEC + 1000);
  g_assert_cmpint (last_alert (room)->count, ==, 1);
  run (room, artifact, 2 * G_USEC_PER_SEC);
  g_assert_cmpint (last_alert (room)->count, ==, 2);
  g_assert_cmpint (last_alert (room)->revision, >, revision);
}

/* What one archive brought is one alert, also where rows name each other. */
static void
test_tree (Room *room, gconstpointer data)
{
  g_autoptr (LampOrigin) mail = from (LAMP_CHANNEL_WEBMAIL, "mail.google.com");
  g_autoptr (LampArtifact) zip = put (room, "a.zip", mail, NULL, NULL);
  g_autoptr (LampArtifact) inner = put (room, "inner.zip", mail, NULL, "a.zip");
  g_autoptr (LampArtifact) one = put (room, "one.sh", mail, NULL, "inner.zip");
  g_autoptr (LampArtifact) two = put (room, "two.sh", mail, NULL, "a.zip");
  g_autoptr (LampArtifact) orphan = put (room, "orphan.sh", mail, NULL, "gone.zip");
  g_autoptr (LampArtifact) tail = put (room, "tail.sh", mail, NULL, "head.sh");
  g_autoptr (LampArtifact) head = put (room, "head.sh", mail, NULL, "tail.sh");

  run (room, one, G_USEC_PER_SEC);
  g_assert_cmpstr (last_alert (room)->group_key, ==, "a.zip");
  run (room, two, G_USEC_PER_SEC);
  g_assert_cmpint (last_alert (room)->count, ==, 2);
  g_assert_cmpuint (room->prompts, ==, 1);
  run (room, orphan, G_USEC_PER_SEC);
  g_assert_cmpstr (last_alert (room)->group_key, ==, "orphan.sh");
  g_assert_cmpuint (room->prompts, ==, 2);
  run (room, head, G_USEC_PER_SEC);
  run (room, tail, G_USEC_PER_SEC);
  g_assert_cmpuint (room->executions->len, ==, 5);
  g_assert_nonnull (inner);
}

/* Told once as medium; what makes it high is told once more, and then no more. */
static void
test_grows (Room *room, gconstpointer data)
{
  g_autoptr (LampOrigin) unknown = lamp_origin_new (&(LampOrigin){ .status = LAMP_ORIGIN_UNKNOWN });
  g_autoptr (LampOrigin) mail = from (LAMP_CHANNEL_WEBMAIL, "mail.google.com");
  g_autoptr (LampArtifact) artifact = put (room, "run.sh", unknown, NULL, NULL);
  g_autoptr (LampArtifact) known = NULL;
  g_autofree char *id = NULL;

  run (room, artifact, G_USEC_PER_SEC);
  id = g_strdup (last_alert (room)->id);
  g_assert_cmpint (last_alert (room)->severity, ==, LAMP_SEVERITY_MEDIUM);
  g_assert_cmpuint (room->prompts, ==, 1);
  lamp_teller_retell (room->teller, artifact);
  g_assert_cmpuint (room->alerts->len, ==, 1);
  known = put (room, "run.sh", mail, NULL, NULL);
  lamp_teller_retell (room->teller, known);
  g_assert_cmpuint (room->alerts->len, ==, 2);
  g_assert_cmpstr (last_alert (room)->id, ==, id);
  g_assert_cmpint (last_alert (room)->revision, ==, 2);
  g_assert_cmpint (last_alert (room)->severity, ==, LAMP_SEVERITY_HIGH);
  g_assert_cmpuint (room->prompts, ==, 2);
  lamp_teller_retell (room->teller, known);
  run (room, known, 2 * G_USEC_PER_SEC);
  g_assert_cmpuint (room->prompts, ==, 2);
  g_assert_cmpint (last_alert (room)->severity, ==, LAMP_SEVERITY_HIGH);
}

/* Times and process belong together: what the alert shows is one run, and says when that was. */
static void
test_worse_run (Room *room, gconstpointer data)
{
  g_autoptr (LampOrigin) unknown = lamp_origin_new (&(LampOrigin){ .status = LAMP_ORIGIN_UNKNOWN });
  g_autoptr (LampOrigin) mail = from (LAMP_CHANNEL_WEBMAIL, "mail.google.com");
  g_autoptr (LampArtifact) artifact = put (room, "run.sh", unknown, NULL, NULL);
  g_autoptr (LampArtifact) known = NULL;
  const LampTime first = made_time (G_USEC_PER_SEC);
  const LampTime again = made_time (2 * G_USEC_PER_SEC);
  const LampTime worse = made_time (3 * G_USEC_PER_SEC);
  gint64 pid;

  run_at (room, artifact, &first);
  pid = last_alert (room)->process->pid;
  run_at (room, artifact, &again);
  g_test_message ("the same again");
  g_assert_cmpint (last_alert (room)->count, ==, 2);
  g_assert_cmpint (last_alert (room)->process->pid, ==, pid);
  g_assert_cmpint (last_alert (room)->execution_real_usec, ==, first.real_usec);
  g_test_message ("a worse one");
  known = put (room, "run.sh", mail, NULL, NULL);
  run_at (room, known, &worse);
  g_assert_cmpint (last_alert (room)->process->pid, !=, pid);
  g_assert_cmpint (last_alert (room)->execution_real_usec, ==, worse.real_usec);
  g_assert_cmpint (last_alert (room)->time_real_usec, ==, first.real_usec);
  g_assert_cmpint (last_alert (room)->last_time_real_usec, ==, worse.real_usec);
}

/* One row: what the person expected, what comes next, and whether it is silent. */
static void
test_expected (void)
{
  const struct
  {
    const char *message;
    const char *scope;
    const char *host;
    const char *sha256;
    const char *exe;
    gint64 after_usec;
    gboolean silent;
  } rows[] = {
    { "the same content", "content", "mail.google.com", "ab12", "/usr/bin/bash", 0, TRUE },
    { "the same content from elsewhere", "content", "web.whatsapp.com", "ab12", "/usr/bin/bash", 0, TRUE },
    { "other content", "content", "mail.google.com", "cd34", "/usr/bin/bash", 0, FALSE },
    { "content that nobody has hashed", "content", "mail.google.com", NULL, "/usr/bin/bash", 0, FALSE },
    { "the same site", "origin", "mail.google.com", "cd34", "/usr/bin/bash", 0, TRUE },
    { "another site", "origin", "web.whatsapp.com", "ab12", "/usr/bin/bash", 0, FALSE },
    { "no site", "origin", NULL, "ab12", "/usr/bin/bash", 0, FALSE },
    { "program and site", "program", "mail.google.com", "cd34", "/usr/bin/bash", 0, TRUE },
    { "another program", "program", "mail.google.com", "ab12", "/bin/sh", 0, FALSE },
    { "the program, another site", "program", "web.whatsapp.com", "ab12", "/usr/bin/bash", 0, FALSE },
    { "in its last second", "content", "mail.google.com", "ab12", "/usr/bin/bash",
      LAMP_ENGINE_RULE_DAYS * DAY_USEC - G_USEC_PER_SEC, TRUE },
    { "a second after its last", "content", "mail.google.com", "ab12", "/usr/bin/bash",
      LAMP_ENGINE_RULE_DAYS * DAY_USEC, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Room room = { 0 };
      g_autoptr (LampOrigin) mail = from (LAMP_CHANNEL_WEBMAIL, "mail.google.com");
      g_autoptr (LampOrigin) next = from (LAMP_CHANNEL_WEBMAIL, rows[i].host);
      g_autoptr (LampArtifact) first = NULL;
      g_autoptr (LampArtifact) second = NULL;
      g_autoptr (LampRule) rule = NULL;
      const char *argv[] = { rows[i].exe, "/home/alice/Downloads/second.sh", NULL };
      LampTime ran = made_time (G_USEC_PER_SEC);
      g_autoptr (LampProcess)
          process = lamp_process_new (&(LampProcess){ .exe = rows[i].exe, .argv = argv, .cwd = "/" });
      g_autoptr (LampExecution) execution = NULL;

      g_test_message ("%s", rows[i].message);
      set_up (&room, NULL);
      first = put (&room, "first.sh", mail, "ab12", NULL);
      second = put (&room, "second.sh", next, rows[i].sha256, NULL);
      run (&room, first, G_USEC_PER_SEC);
      rule = expect (&room, rows[i].scope);
      room.prompts = 0;
      ran.real_usec += rows[i].after_usec;
      execution = lamp_execution_new (&(LampExecution){ .key = "second.sh",
                                                        .path = "/home/alice/Downloads/second.sh",
                                                        .method = LAMP_METHOD_SCRIPT,
                                                        .confidence = LAMP_CONFIDENCE_B,
                                                        .sensor = "fanotify",
                                                        .operand = 1,
                                                        .boot_usec = ran.boot_usec,
                                                        .real_usec = ran.real_usec,
                                                        .process = process });
      lamp_teller_tell (room.teller, second, execution);
      g_assert_cmpuint (room.prompts, ==, rows[i].silent ? 0 : 1);
      g_assert_cmpstr (last_alert (&room)->silenced_by, ==, rows[i].silent ? rule->id : NULL);
      g_assert_cmpuint (room.rules->len, ==, rows[i].silent ? 1 : 0);
      if (rows[i].silent)
        g_assert_cmpint (((LampRule *) g_ptr_array_index (room.rules, 0))->silenced, ==, 1);
      tear_down (&room, NULL);
    }
}

/* What the person is told of a rule is as wide as the rule. */
static void
test_rule_says_what (Room *room, gconstpointer data)
{
  static const struct
  {
    const char *scope, *what;
  } rows[] = {
    { "content", "run.sh" },
    { "origin", "files from mail.google.com" },
    { "program", "files from mail.google.com, run by bash" },
  };
  g_autoptr (LampOrigin) mail = from (LAMP_CHANNEL_WEBMAIL, "mail.google.com");
  g_autoptr (LampArtifact) artifact = put (room, "run.sh", mail, "ab12", NULL);

  run (room, artifact, G_USEC_PER_SEC);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LampRule) rule = expect (room, rows[i].scope);
      g_autoptr (GString) plain = g_string_new (rule->what);

      g_test_message ("%s", rows[i].scope);
      g_string_replace (plain, "\xe2\x81\xa8", "", 0);
      g_string_replace (plain, "\xe2\x81\xa9", "", 0);
      g_assert_cmpstr (plain->str, ==, rows[i].what);
    }
}

/* "I expected this" of one file says nothing of the file beside it. */
static void
test_expected_is_narrow (Room *room, gconstpointer data)
{
  g_autoptr (LampOrigin) mail = from (LAMP_CHANNEL_WEBMAIL, "mail.google.com");
  g_autoptr (LampArtifact) zip = put (room, "a.zip", mail, NULL, NULL);
  g_autoptr (LampArtifact) good = put (room, "good.sh", mail, "ab12", "a.zip");
  g_autoptr (LampArtifact) bad = put (room, "bad.sh", mail, "cd34", "a.zip");
  g_autoptr (LampArtifact) again = put (room, "again.sh", mail, "ab12", NULL);
  g_autoptr (LampArtifact) beside = put (room, "beside.sh", mail, "ef56", "again.sh");
  g_autoptr (LampRule) rule = NULL;

  run (room, good, G_USEC_PER_SEC);
  rule = expect (room, "content");
  run (room, good, 2 * G_USEC_PER_SEC);
  g_assert_cmpuint (room->prompts, ==, 1);
  g_assert_cmpint (last_alert (room)->count, ==, 2);
  run (room, bad, 3 * G_USEC_PER_SEC);
  g_assert_cmpuint (room->prompts, ==, 2);
  g_assert_cmpstr (last_alert (room)->file->name, ==, "bad.sh");
  run (room, bad, 4 * G_USEC_PER_SEC);
  g_assert_cmpuint (room->prompts, ==, 2);
  run (room, again, 5 * G_USEC_PER_SEC);
  g_assert_cmpstr (last_alert (room)->silenced_by, ==, rule->id);
  run (room, beside, 6 * G_USEC_PER_SEC);
  g_assert_cmpuint (room->prompts, ==, 3);
  g_assert_null (last_alert (room)->silenced_by);
  g_assert_nonnull (zip);
}

/* Names and arguments as long as a sensor tells them, and an id that comes twice: told, and the store takes
 * it (LAMP_STORE_ROW_BYTES). */
static void
test_hostile (Room *room, gconstpointer data)
{
  g_autofree char *key = g_strnfill (4000, 'k');
  g_autofree char *word = g_strnfill (4095, '\2');
  const char *argv[] = { "bash", word, word, NULL };
  g_autoptr (LampArtifact) artifact = put (room, key, NULL, NULL, key);
  g_autofree char *text = NULL;

  room->next_id = "twice";
  for (gint64 i = 0; i < 30; i++)
    {
      g_autoptr (LampProcess)
          process = lamp_process_new (&(LampProcess){ .pid = i, .exe = word, .argv = argv });
      g_autoptr (LampExecution) execution = lamp_execution_new (
          &(LampExecution){ .key = key, .rung = TRUE, .operand = G_MAXINT64, .process = process });

      lamp_teller_tell (room->teller, artifact, execution);
    }
  g_assert_cmpuint (room->executions->len, ==, 30);
  g_assert_cmpint (last_alert (room)->count, ==, 30);
  text = lamp_alert_to_text (last_alert (room), LAMP_VIEW_STORE);
  g_assert_cmpuint (strlen (text), <, 1024 * 1024);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function, data) g_test_add ("/engine/teller/" name, Room, data, set_up, function, tear_down)
  ADD ("told", test_told, NULL);
  ADD ("shadow", test_shadow, "shadow");
  ADD ("not-told", test_not_told, NULL);
  ADD ("age", test_age, NULL);
  ADD ("same-alert", test_same_alert, NULL);
  ADD ("one-run", test_one_run, NULL);
  ADD ("tree", test_tree, NULL);
  ADD ("grows", test_grows, NULL);
  ADD ("worse-run", test_worse_run, NULL);
  g_test_add_func ("/engine/teller/expected", test_expected);
  ADD ("expected-is-narrow", test_expected_is_narrow, NULL);
  ADD ("rule-says-what", test_rule_says_what, NULL);
  ADD ("hostile", test_hostile, NULL);
  return g_test_run ();
}
