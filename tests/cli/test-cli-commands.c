/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-fixture.h"
#include "cli-row.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static void
test_usage (CliFixture *fixture, gconstpointer data)
{
  static const CliRow rows[] = {
    { "no command", "", 2, { NULL }, { "A command is missing." } },
    { "unknown command", "fetch", 2, { NULL }, { "There is no command \"fetch\"." } },
    { "hostile command", "'\033[31mred'", 2, { NULL }, { "<001B>" } },
    { "help", "--help", 0, { "status", "alerts", "Exit codes" }, { NULL } },
    { "version", "--version", 0, { "gatelampctl " }, { NULL } },
    { "unknown option", "alerts --nope", 2, { NULL }, { "--nope" } },
    { "help of a command", "alerts --help", 0, { "--since", "--follow", "--json" }, { NULL } },
    { "word too many", "status now", 2, { NULL }, { "Too many arguments." } },
    { "id missing", "show", 2, { NULL }, { "ID is missing." } },
    { "id too short", "show 5f0c2", 2, { NULL }, { "is no id" } },
    { "id of other letters", "show invoice.sh", 2, { NULL }, { "is no id" } },
    { "since not a time", "alerts --since yesterday", 2, { NULL }, { "\"yesterday\" is neither" } },
    { "since overflows", "alerts --since 99999999999999999999d", 2, { NULL }, { "is neither" } },
    { "since too long", "alerts --since 4000d", 2, { NULL }, { "is neither" } },
    { "since of nothing", "alerts --since d", 2, { NULL }, { "is neither" } },
    { "negative limit", "alerts --limit=-1", 2, { NULL }, { "limit" } },
    { "limit not a number", "alerts --limit=many", 2, { NULL }, { "many" } },
    { "unknown scope", "expected last --scope world", 2, { NULL }, { "\"world\" is no scope" } },
    { "unknown format", "report last --preview --format pdf", 2, { NULL }, { "\"pdf\" is no format" } },
    { "native is for preview", "report last --format native", 2, { NULL }, { "previewed" } },
    { "unknown outbox action", "outbox burn", 2, { NULL }, { "\"burn\"" } },
    { "policy of what", "policy burn", 2, { NULL }, { "either show, or check" } },
    { "policy check of nothing", "policy check", 2, { NULL }, { "file to check is missing" } },
    { "no file", "origin", 2, { NULL }, { "is missing" } },
  };

  cli_fixture_put_default (fixture);
  cli_check_rows (fixture, rows, G_N_ELEMENTS (rows));
}

static void
test_text (CliFixture *fixture, gconstpointer data)
{
  static const CliRow rows[] = {
    { "headline says what is less",
      "status",
      0,
      { "Watching with less: 1 folder cannot be watched.\n", "fanotify · on", "fanotify queue: 3",
        "the probe ended", "policy.conf:3" },
      { NULL } },
    { "sentence first, low is informational",
      "alerts",
      0,
      { "invoice.sh, which you downloaded, was just run by bash.\n    Informational · New · 2 minutes ago · 5f0c2a1b\n" },
      { NULL } },
    { "since a span", "alerts --since 15m --limit 5", 0, { "invoice.sh" }, { NULL } },
    { "since a time", "alerts --since 2026-01-02T03:04:05Z", 0, { "invoice.sh" }, { NULL } },
    { "executions",
      "executions",
      0,
      { "invoice.sh was run by bash.\n    as a script · ", " · 2 minutes ago · pid 4242" },
      { NULL } },
    { "show by id",
      "show " ALERT_ID,
      0,
      { "Why\n  • It came through webmail. (+30)", "mail.example.com", "T1566.003",
        "invoice.zip → invoice.sh (extracted)", "bash /home/alice/Downloads/invoice.sh 'two words'" },
      { NULL } },
    { "show by prefix", "show 5f0c2a", 0, { "invoice.sh, which" }, { NULL } },
    { "show by capital prefix", "show 5F0C2A1B-7D", 0, { "invoice.sh, which" }, { NULL } },
    { "show the last", "show last", 0, { "invoice.sh, which" }, { NULL } },
    { "no such alert",
      "show 00000000-7d3e-4c11-9a52-0d6b7f3e2a10",
      3,
      { NULL },
      { "There is no such alert." } },
    { "no such prefix", "show 000000", 3, { NULL }, { "No alert begins with 000000." } },
    { "expected",
      "expected last",
      0,
      { "invoice.sh will not be mentioned again until 3 February 2099" },
      { NULL } },
    { "dismissed", "dismiss last", 0, { "Hidden." }, { NULL } },
    { "reported",
      "report last --comment 'I did not\nwant this'",
      0,
      { "Saved on this computer. No security team is set up yet.\n" },
      { NULL } },
    { "outbox",
      "outbox",
      0,
      { "Waiting to be delivered: report of alert 5f0c2a1b to spool", "Tried 2 times: disk full" },
      { NULL } },
    { "outbox list", "outbox list", 0, { "Waiting to be delivered" }, { NULL } },
    { "outbox retry", "outbox retry", 0, { "is being sent now" }, { NULL } },
    { "policy",
      "policy",
      0,
      { "[Detection]\n", "fresh-days", "30  (/etc/gatelamp/policy.conf:7)",
        "locked by /etc/gatelamp/policy.conf" },
      { NULL } },
  };

  cli_fixture_put_default (fixture);
  cli_check_rows (fixture, rows, G_N_ELEMENTS (rows));
}

static void
test_status (CliFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *json;
    CliRow row;
  } rows[] = {
    { "{\"state\":\"watching\"}", { "watching", "status", 0, { "Watching.\n" }, { NULL } } },
    { "{\"state\":\"starting\"}", { "starting", "status", 0, { "Starting: not every" }, { NULL } } },
    { "{\"state\":\"blind\",\"probe\":{\"state\":\"missing\"}}",
      { "blind",
        "status",
        0,
        { "Blind: no run of a file can be seen; the probe is missing.\n" },
        { NULL } } },
    { "{\"state\":\"blind\",\"probe\":{\"state\":\"dead\"}}",
      { "the probe is dead",
        "status",
        0,
        { "Blind: no run of a file can be seen; the probe has ended.\n" },
        { NULL } } },
    { "{\"state\":\"degraded\"}", { "no reason", "status", 0, { "Watching with less.\n" }, { NULL } } },
    { "{\"state\":\"degraded\",\"store\":{\"write_problem\":\"the disk is full\"}}",
      { "a full disk",
        "status",
        0,
        { "Watching with less: records cannot be stored.\n", "the disk is full" },
        { NULL } } },
    { "{}", { "nothing told", "status", 0, { "State: not told.\n" }, { NULL } } },
    { "{\"state\":7,\"probe\":[],\"readers\":3,\"policy\":{\"problems\":{}},\"counts\":[1],\"store\":null}",
      { "members of other types", "status", 0, { "State: not told.\n" }, { NULL } } },
    { "{\"state\":\"\\u202eevil\\u001b[2J\",\"store\":{\"a\\nb\":\"c\\nd\"}}",
      { "hostile words", "status", 0, { "<202E>evil<001B>[2J", "a<000A>b: c<000A>d" }, { NULL } } },
    { "{\"readers\":{\"firefox\":{\"state\":\"refused\",\"detail\":\"locked\"}}}",
      { "a reader with an error", "status", 0, { "firefox: refused · locked" }, { NULL } } },
    { "{\"state\":\"degraded\",\"probe\":{\"state\":\"running\",\"folders\":[{\"path\":\"/a\",\"state\":"
      "\"watched\",\"sensor\":\"inotify\",\"errno\":null,\"raced\":true}]}}",
      { "a weaker sensor",
        "status",
        0,
        { "Watching with less: 1 folder is watched by a weaker sensor.\n",
          "  /a · watched · sensor inotify · raced\n" },
        { NULL } } },
    { "[]", { "an array", "status", 1, { NULL }, { "cannot be read" } } },
    { "{\"state\":", { "cut off", "status", 1, { NULL }, { "cannot be read" } } },
    { "nonsense", { "nonsense", "status --json", 1, { NULL }, { "cannot be read" } } },
    { "", { "empty", "status --json", 1, { NULL }, { "cannot be read" } } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      cli_fixture_put (fixture, "status.json", rows[i].json);
      cli_check_row (fixture, &rows[i].row);
    }
}

static void
test_json (CliFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *arguments;
    const char *answer;
  } rows[] = {
    { "status --json", "status.json" },      { "alerts --json", "alerts" },
    { "executions --json", "executions" },   { "show last --json", "alerts" },
    { "outbox --json", "outbox" },           { "policy --json", "policy.json" },
    { "report last --json", "report.json" }, { "expected last --json", "rule.json" },
  };

  cli_fixture_put_default (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (CliResult) result = { 0 };
      g_autofree char *path = g_build_filename (fixture->answers, rows[i].answer, NULL);
      g_autofree char *answer = NULL;
      g_autofree char *line = NULL;

      g_test_message ("%s", rows[i].arguments);
      g_file_get_contents (path, &answer, NULL, NULL);
      line = g_strconcat (answer, "\n", NULL);
      cli_fixture_run (fixture, rows[i].arguments, &result);
      g_assert_cmpint (result.code, ==, 0);
      g_assert_cmpstr (result.out, ==, line);
      g_assert_cmpstr (result.err, ==, "");
    }
}

/* A home may have hundreds of folders: those that cannot be watched are all told. */
static void
test_many_folders (CliFixture *fixture, gconstpointer data)
{
  GString *status = g_string_new ("{\"state\":\"watching\",\"probe\":{\"folders\":[");
  g_auto (CliResult) result = { 0 };

  for (int i = 0; i < 100; i++)
    g_string_append_printf (status, "{\"path\":\"/watched/%d\",\"state\":\"watched\"},", i);
  g_string_append (status, "{\"path\":\"/refused\",\"state\":\"refused\"}]}}");
  cli_fixture_put (fixture, "status.json", status->str);
  g_string_free (status, TRUE);
  cli_fixture_run (fixture, "status", &result);
  g_assert_cmpint (result.code, ==, 0);
  g_assert_nonnull (strstr (result.out, "/watched/19 "));
  g_assert_null (strstr (result.out, "/watched/20 "));
  g_assert_nonnull (strstr (result.out, "  /refused · refused\n"));
  g_assert_nonnull (strstr (result.out, "  and 80 more\n"));
}

/* One object stays one line, whatever the agent's white space. */
static void
test_json_lines (CliFixture *fixture, gconstpointer data)
{
  g_auto (CliResult) result = { 0 };
  g_auto (CliResult) ends = { 0 };

  cli_fixture_put (fixture, "status.json", "{\n  \"state\": \"watching\"\n}\n");
  cli_fixture_run (fixture, "status --json", &result);
  g_assert_cmpstr (result.out, ==, "{\"state\":\"watching\"}\n");
  g_assert_cmpint (result.code, ==, 0);
  cli_fixture_put (fixture, "status.json",
                   "{\"a\":\"1\xc2\x85"
                   "2\xe2\x80\xa8"
                   "3\xe2\x80\xa9"
                   "4\"}");
  cli_fixture_run (fixture, "status --json", &ends);
  g_assert_cmpstr (ends.out, ==, "{\"a\":\"1\\u00852\\u20283\\u20294\"}\n");
}

static void
test_preview (CliFixture *fixture, gconstpointer data)
{
  g_auto (CliResult) result = { 0 };
  g_auto (CliResult) native = { 0 };
  g_autofree char *alert = NULL;
  g_autofree char *path = g_build_filename (fixture->answers, "alerts", NULL);

  cli_fixture_put_default (fixture);
  g_file_get_contents (path, &alert, NULL, NULL);
  cli_fixture_run (fixture, "report last --preview --comment hello", &result);
  g_assert_cmpint (result.code, ==, 0);
  g_assert_cmpstr (result.out, ==, "{\"exactly\":\t\"these bytes\"}");
  cli_fixture_await (fixture, "called PreviewReport " ALERT_ID " [hello]");
  cli_fixture_run (fixture, "report last --preview --format native", &native);
  g_assert_cmpint (native.code, ==, 0);
  g_assert_cmpstr (native.out, ==, alert);
}

/* The same words as on the notification, by what policy calls the team. */
static void
test_report_team (CliFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *policy;
    CliRow row;
  } rows[] = {
    { "{}",
      { "nobody",
        "report last",
        0,
        { "Saved on this computer. No security team is set up yet.\n" },
        { NULL } } },
    { "{\"SOC\":{\"name\":{\"value\":null}}}",
      { "null",
        "report last",
        0,
        { "Saved on this computer. No security team is set up yet.\n" },
        { NULL } } },
    { "{\"SOC\":{\"name\":{\"value\":\"the Watch\"}}}",
      { "a team", "report last", 0, { "Saved on this computer for the Watch.\n" }, { NULL } } },
    { "{\"SOC\":{\"name\":{\"value\":\"\\u202eevil\"}}}",
      { "hostile", "report last", 0, { "Saved on this computer for <202E>evil.\n" }, { NULL } } },
    { "nonsense",
      { "unreadable", "report last", 0, { "Saved on this computer. No security team" }, { NULL } } },
  };

  cli_fixture_put_default (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      cli_fixture_put (fixture, "policy.json", rows[i].policy);
      cli_check_row (fixture, &rows[i].row);
    }
}

/* What was said on the command line is what the agent is asked. */
static void
test_calls (CliFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *arguments;
    const char *call;
  } rows[] = {
    { "alerts --limit 7 --since 2026-01-02T03:04:05Z", "called ListAlerts 1767323045000000 7" },
    { "report last --comment 'a b'", "called Report " ALERT_ID " [a b]" },
    { "report 5F0C2A1B", "called Report " ALERT_ID " []" },
    { "expected last", "called Expect " ALERT_ID " content" },
    { "expected last --scope program", "called Expect " ALERT_ID " program" },
    { "dismiss last", "called Dismiss " ALERT_ID },
    { "outbox retry", "called RetryOutbox" },
  };

  cli_fixture_put_default (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (CliResult) result = { 0 };
      cli_fixture_run (fixture, rows[i].arguments, &result);
      g_assert_cmpint (result.code, ==, 0);
      cli_fixture_await (fixture, rows[i].call);
    }
}

static void
test_comment_limit (CliFixture *fixture, gconstpointer data)
{
  g_autofree char *comment = g_strnfill (2001, 'x');
  g_autofree char *over = g_strdup_printf ("report last --comment %s", comment);
  g_autofree char *full = g_strdup_printf ("report last --comment %.2000s", comment);
  g_auto (CliResult) refused = { 0 };
  g_auto (CliResult) taken = { 0 };

  cli_fixture_put_default (fixture);
  cli_fixture_run (fixture, over, &refused);
  g_assert_cmpint (refused.code, ==, 2);
  cli_fixture_run (fixture, full, &taken);
  g_assert_cmpint (taken.code, ==, 0);
}

static void
test_ambiguous (CliFixture *fixture, gconstpointer data)
{
  static const CliRow rows[] = {
    { "two begin alike", "show 5f0c2a", 2, { NULL }, { "More than one alert begins with 5f0c2a." } },
    { "one more character tells", "show 5f0c2a9", 0, { "second.sh, which" }, { NULL } },
    { "last is the newest", "show last", 0, { "second.sh, which" }, { NULL } },
  };
  g_autofree char *first = cli_dup_alert (ALERT_ID, "first.sh", 600);
  g_autofree char *second = cli_dup_alert (OTHER_ALERT_ID, "second.sh", 60);
  g_autofree char *both = g_strconcat (first, "\n", second, "\n", NULL);

  cli_fixture_put (fixture, "alerts", both);
  cli_check_rows (fixture, rows, G_N_ELEMENTS (rows));
}

static void
test_nothing (CliFixture *fixture, gconstpointer data)
{
  static const CliRow rows[] = {
    { "no alert", "alerts", 0, { "Nothing to tell." }, { NULL } },
    { "no execution", "executions", 0, { "No downloaded file has run." }, { NULL } },
    { "no report", "outbox", 0, { "The outbox is empty." }, { NULL } },
    { "no last", "show last", 3, { NULL }, { "There is no alert yet." } },
  };
  cli_check_rows (fixture, rows, G_N_ELEMENTS (rows));
}

/* A bad one is told and does not hide the good ones. */
static void
test_malformed (CliFixture *fixture, gconstpointer data)
{
  static const CliRow rows[] = {
    { "alerts", "alerts", 1, { "good.sh, which" }, { "cannot be read", "severity" } },
    { "alerts as JSON", "alerts --json", 1, { "good.sh" }, { "cannot be read" } },
    { "id beside bad ones", "show 5f0c2a1b", 0, { "good.sh, which" }, { NULL } },
    { "executions", "executions", 1, { NULL }, { "cannot be read" } },
    { "outbox", "outbox", 1, { NULL }, { "cannot be read" } },
    { "report", "report " ALERT_ID, 1, { NULL }, { "cannot be read" } },
    { "rule", "expected " ALERT_ID, 1, { NULL }, { "cannot be read" } },
    { "policy", "policy", 1, { NULL }, { "cannot be read" } },
  };
  g_autofree char *good = cli_dup_alert (ALERT_ID, "good.sh", 60);
  g_autofree char *alerts = g_strconcat ("{\"id\":\n", "{\"id\":1}\n", "{\"severity\":\"purple\"}\n", good,
                                         "\n", NULL);

  cli_fixture_put (fixture, "alerts", alerts);
  cli_fixture_put (fixture, "executions", "{]");
  cli_fixture_put (fixture, "outbox", "true");
  cli_fixture_put (fixture, "report.json", "\"done\"");
  cli_fixture_put (fixture, "rule.json", "{{");
  cli_fixture_put (fixture, "policy.json", "nothing");
  cli_check_rows (fixture, rows, G_N_ELEMENTS (rows));
}

static void
test_deep (CliFixture *fixture, gconstpointer data)
{
  static const CliRow row = { "deep JSON", "status", 1, { NULL }, { "larger than this program takes" } };
  g_autofree char *deep = g_strnfill (200000, '[');
  g_autofree char *status = g_strconcat ("{\"probe\":", deep, NULL);

  cli_fixture_put (fixture, "status.json", status);
  cli_check_row (fixture, &row);
}

static void
test_hostile_names (CliFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "a\nb.sh",
                                       "\033[2J\033]0;owned\a.sh",
                                       "\xe2\x80\xae"
                                       "fdp.sh",
                                       "\xe2\x81\xa9\xe2\x81\xa6x.sh",
                                       "\xc2\x9b"
                                       "31m.sh",
                                       "\xff\xfe.sh",
                                       "\r$ rm.sh" };
  static const char *const commands[] = { "alerts", "executions", "show last", "outbox" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *alert = cli_dup_alert (ALERT_ID, names[i], 60);
      g_autofree char *execution = cli_dup_execution (names[i], 60);
      cli_fixture_put (fixture, "alerts", alert);
      cli_fixture_put (fixture, "executions", execution);
      for (gsize j = 0; j < G_N_ELEMENTS (commands); j++)
        {
          g_autofree char *message = g_strdup_printf ("name %" G_GSIZE_FORMAT ", %s", i, commands[j]);
          const CliRow row = { message, commands[j], 0, { NULL }, { NULL } };
          cli_check_row (fixture, &row);
        }
    }
}

static void
test_errors (CliFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *error;
    CliRow row;
  } rows[] = {
    { "io.github.gatelamp.Error.NotFound",
      { "not found", "show " ALERT_ID, 3, { NULL }, { "the fake <001B>[31msays so" } } },
    { "io.github.gatelamp.Error.Busy", { "busy", "report " ALERT_ID, 1, { NULL }, { "the fake" } } },
    { "io.github.gatelamp.Error.InvalidData",
      { "refused", "dismiss " ALERT_ID, 1, { NULL }, { "the fake" } } },
    { "io.github.gatelamp.Error.Unreachable",
      { "the SOC is away", "outbox retry", 1, { NULL }, { "the fake" } } },
    { "org.freedesktop.DBus.Error.NoReply", { "no reply", "status", 4, { NULL }, { "does not answer" } } },
    { "org.freedesktop.DBus.Error.UnknownMethod",
      { "another version", "status", 1, { NULL }, { "another version" } } },
    { "org.example.Whatever", { "unknown error", "status", 1, { NULL }, { "the fake" } } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      cli_fixture_put (fixture, "error", rows[i].error);
      cli_check_row (fixture, &rows[i].row);
    }
}

static void
test_absent (CliFixture *fixture, gconstpointer data)
{
  static const char *const commands[] = { "status",       "alerts",    "alerts --json", "alerts --follow",
                                          "executions",   "show last", "report last",   "expected last",
                                          "dismiss last", "outbox",    "outbox retry" };

  cli_fixture_tell (fixture, "release");
  cli_fixture_await (fixture, "released");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      const CliRow row = { commands[i], commands[i], 4, { NULL }, { "The agent is not running.\n" } };
      cli_check_row (fixture, &row);
    }
}

/* Where the agent is installed as a service, the bus starts it for who asks; only `policy` does not need it.
 */
static void
test_started_by_bus (CliFixture *fixture, gconstpointer data)
{
  static const CliRow rows[] = {
    { "policy does not start it", "policy", 0, { "(built-in)" }, { NULL } },
    { "status starts it", "status", 0, { "Watching." }, { NULL } },
  };
  g_autofree char *service = g_strdup_printf ("[D-BUS Service]\nName=%s\nExec=%s %s once\n",
                                              LAMP_AGENT_BUS_NAME, fixture->programs->fake_agent,
                                              fixture->answers);

  cli_fixture_tell (fixture, "release");
  cli_fixture_await (fixture, "released");
  cli_fixture_put (fixture, "status.json", "{\"state\":\"watching\"}");
  cli_fixture_put (fixture, "policy.json", "{}");
  cli_fixture_put (fixture, "../services/agent.service", service);
  cli_check_rows (fixture, rows, G_N_ELEMENTS (rows));
}

/* The files' word, without the agent. */
static void
test_policy_files (CliFixture *fixture, gconstpointer data)
{
  static const CliRow good[] = {
    { "shown",
      "policy show",
      0,
      { "[Detection]\n", "fresh-days           7  (", "policy.conf:2)", "(built-in)" },
      { NULL } },
    { "shown as JSON", "policy --json", 0, { "\"fresh-days\":{\"value\":7," }, { NULL } },
    { "checked",
      "policy check .config/" LAMP_FOLDER_NAME "/policy.conf",
      0,
      { "Nothing is wrong with it.\n" },
      { NULL } },
    { "no such file", "policy check gone.conf", 3, { NULL }, { "There is no file \"gone.conf\"." } },
  };
  static const CliRow bad[] = {
    { "shown with its problems",
      "policy",
      1,
      { "fresh-days           30  (built-in)" },
      { "policy.conf:3: \"Detection/fresh-days\": " } },
    { "checked",
      "policy check .config/" LAMP_FOLDER_NAME "/policy.conf",
      1,
      { NULL },
      { "policy.conf:3: \"Detection/fresh-days\": " } },
    { "checked as JSON",
      "policy check --json .config/" LAMP_FOLDER_NAME "/policy.conf",
      1,
      { "\"line\":3,\"key\":\"Detection/fresh-days\",\"reason\":" },
      { NULL } },
    { "a folder", "policy check .config", 1, { NULL }, { ".config" } },
    { "a FIFO does not hang", "policy check fifo", 1, { NULL }, { "fifo" } },
  };
  g_autofree char *folder = g_build_filename (fixture->home, ".config", LAMP_FOLDER_NAME, NULL);
  g_autofree char *path = g_build_filename (folder, "policy.conf", NULL);
  g_autofree char *fifo = g_build_filename (fixture->home, "fifo", NULL);

  cli_fixture_tell (fixture, "release");
  cli_fixture_await (fixture, "released");
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_file_set_contents (path, "[Detection]\nfresh-days=7\n", -1, NULL);
  cli_check_rows (fixture, good, G_N_ELEMENTS (good));
  g_file_set_contents (path, "[Detection]\n# many\nfresh-days=many \033[31m\n", -1, NULL);
  cli_check_rows (fixture, bad, G_N_ELEMENTS (bad));
}

static void
test_no_bus (CliFixture *fixture, gconstpointer data)
{
  static const CliRow row = { "no bus", "status", 4, { NULL }, { "there is no session bus here" } };
  GTestDBus *bus = g_steal_pointer (&fixture->bus);

  cli_check_row (fixture, &row);
  fixture->bus = bus;
}

static void
test_full_disk (CliFixture *fixture, gconstpointer data)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *line = g_strdup_printf ("-c '%s alerts > /dev/full'", fixture->programs->gatelampctl);
  CliPrograms shell = { "/bin/sh", fixture->programs->fake_agent };
  const CliPrograms *programs = fixture->programs;
  g_autofree char *err = NULL;

  cli_fixture_put_default (fixture);
  fixture->programs = &shell;
  process = cli_fixture_start (fixture, line, G_SUBPROCESS_FLAGS_STDERR_PIPE);
  fixture->programs = programs;
  g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &err, NULL);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
  g_assert_nonnull (strstr (err, "could not be written"));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (CliFixture *, gconstpointer);
  } tests[] = {
    { "/cli/usage", test_usage },
    { "/cli/text", test_text },
    { "/cli/status", test_status },
    { "/cli/many-folders", test_many_folders },
    { "/cli/json", test_json },
    { "/cli/json-lines", test_json_lines },
    { "/cli/preview", test_preview },
    { "/cli/report-team", test_report_team },
    { "/cli/calls", test_calls },
    { "/cli/comment-limit", test_comment_limit },
    { "/cli/ambiguous", test_ambiguous },
    { "/cli/nothing", test_nothing },
    { "/cli/malformed", test_malformed },
    { "/cli/deep", test_deep },
    { "/cli/hostile-names", test_hostile_names },
    { "/cli/errors", test_errors },
    { "/cli/absent", test_absent },
    { "/cli/started-by-bus", test_started_by_bus },
    { "/cli/policy-files", test_policy_files },
    { "/cli/no-bus", test_no_bus },
    { "/cli/full-disk", test_full_disk },
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
