/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "window/lamp-alert-item.h"
#include "window/lamp-words.h"

#include "base/lamp-error.h"

#define NOW (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)
#define DAY (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

static void
test_ago (void)
{
  static const struct
  {
    gint64 sec;
    const char *text;
  } rows[] = { { 0, "just now" },          { 59, "just now" },     { 60, "1 minute ago" },
               { 3599, "59 minutes ago" }, { 3600, "1 hour ago" }, { 86399, "23 hours ago" } };
  g_autofree char *unknown = lamp_words_dup_ago (0, NOW);
  g_autofree char *old = lamp_words_dup_ago (NOW - DAY, NOW);
  g_autofree char *old_moment = lamp_words_dup_moment (NOW - DAY);
  g_autofree char *future = lamp_words_dup_ago (NOW + 60 * G_USEC_PER_SEC, NOW);
  g_autofree char *absurd = lamp_words_dup_ago (G_MAXINT64, NOW);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *ago = lamp_words_dup_ago (NOW - rows[i].sec * G_USEC_PER_SEC, NOW);
      g_assert_cmpstr (ago, ==, rows[i].text);
    }
  g_assert_cmpstr (unknown, ==, "Not known");
  g_assert_cmpstr (old, ==, old_moment);
  g_assert_cmpstr (future, !=, "just now");
  g_assert_nonnull (absurd);
}

static LampAlert *
make_alert (const char *id, LampAlertState state, gint64 sec, const LampOrigin *origin)
{
  g_autoptr (LampFile) file = lamp_file_new (&(LampFile){ .name = "a\u202Efdp.sh" });
  return lamp_alert_new (&(LampAlert){ .id = id,
                                       .state = state,
                                       .last_time_real_usec = NOW + sec * G_USEC_PER_SEC,
                                       .file = file,
                                       .origin = origin });
}

static void
test_row (void)
{
  g_autoptr (LampOrigin) known = lamp_origin_new (
      &(LampOrigin){ .status = LAMP_ORIGIN_KNOWN, .host = "h\u202E.example", .app = "Firefox" });
  g_autoptr (LampOrigin)
      unknown = lamp_origin_new (&(LampOrigin){ .status = LAMP_ORIGIN_UNKNOWN, .app = "Firefox" });
  g_autoptr (LampAlert) a = make_alert ("a", LAMP_ALERT_NEW, -60, known);
  g_autoptr (LampAlert) b = make_alert ("b", LAMP_ALERT_NEW, 0, unknown);
  g_autoptr (LampAlert) empty = lamp_alert_new (&(LampAlert){ .id = "c" });
  g_autofree char *name = lamp_words_dup_name (a);
  g_autofree char *name_of_none = lamp_words_dup_name (empty);
  g_autofree char *origin_a = lamp_words_dup_origin (a, NOW);
  g_autofree char *origin_b = lamp_words_dup_origin (b, NOW);
  g_autofree char *origin_none = lamp_words_dup_origin (empty, NOW);

  g_assert_cmpstr (name, ==, "\u2068a<202E>fdp.sh\u2069");
  g_assert_cmpstr (name_of_none, ==, "A program");
  g_assert_cmpstr (origin_a, ==, "\u2068h<202E>.example\u2069 · \u2068Firefox\u2069 · 1 minute ago");
  g_assert_cmpstr (origin_b, ==, "\u2068Firefox\u2069 · origin not known · just now");
  g_assert_cmpstr (origin_none, ==, "Not known");
}

static void
test_state (void)
{
  static const struct
  {
    LampAlertState state;
    gboolean drill;
    const char *verdict;
    const char *word;
  } rows[] = {
    { LAMP_ALERT_NEW, FALSE, NULL, "New" },
    { LAMP_ALERT_SHOWN, TRUE, NULL, "New" }, /* a drill that is called one is none */
    { LAMP_ALERT_REPORTED, TRUE, NULL, "Drill" },
    { LAMP_ALERT_REPORTED, FALSE, "harmful", "Harmful" },
    { LAMP_ALERT_REPORTED, FALSE, "harmless", "Harmless" },
    { LAMP_ALERT_REPORTED, FALSE, "<b>", "Reported" },
    { LAMP_ALERT_EXPECTED, FALSE, NULL, "Expected" },
    { LAMP_ALERT_DISMISSED, FALSE, NULL, "Dismissed" },
    { LAMP_ALERT_CLOSED, FALSE, NULL, "Closed" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LampAlert) alert = lamp_alert_new (&(LampAlert){
          .id = "a", .state = rows[i].state, .drill = rows[i].drill, .verdict = rows[i].verdict });
      g_assert_cmpstr (lamp_words_get_state (alert), ==, rows[i].word);
    }
}

static void
test_process (void)
{
  const char *argv[] = { "bash", "/x/a b.sh", "", "it's", "a\u202Eb\n", NULL };
  g_autoptr (LampAncestor) shell = lamp_ancestor_new (&(LampAncestor){ .pid = 7, .name = "zsh" });
  g_autoptr (LampAncestor) nameless = lamp_ancestor_new (&(LampAncestor){ .pid = 1, .exe = "/sbin/init" });
  const LampAncestor *ancestors[] = { shell, nameless, NULL };
  g_autoptr (LampProcess) process = lamp_process_new (&(LampProcess){ .argv = argv, .ancestors = ancestors });
  g_autoptr (LampProcess) none = lamp_process_new (&(LampProcess){ .pid = 1 });
  g_autofree char *line = lamp_words_dup_argv (process);
  g_autofree char *who = lamp_words_dup_ancestors (process);

  g_assert_cmpstr (line, ==, "\u2068bash '/x/a b.sh' '' 'it'\\''s' 'a<202E>b<000A>'\u2069");
  g_assert_cmpstr (who, ==, "\u2068zsh\u2069 (7), \u2068/sbin/init\u2069 (1)");
  g_assert_null (lamp_words_dup_argv (none));
  g_assert_null (lamp_words_dup_ancestors (none));
}

static void
test_answers (void)
{
  g_autoptr (LampReport)
      spool = lamp_report_new (&(LampReport){ .destination = "spool", .state = LAMP_REPORT_DELIVERED });
  g_autoptr (LampReport)
      queued = lamp_report_new (&(LampReport){ .destination = "https", .state = LAMP_REPORT_QUEUED });
  g_autoptr (LampRule) rule = lamp_rule_new (&(LampRule){ .what = "\u2068<b>x\u202E\u2069" });
  g_autoptr (GError) error = g_error_new_literal (LAMP_ERROR, LAMP_ERROR_UNREACHABLE, "raw");
  g_autofree char *saved = lamp_words_dup_receipt (spool, NULL);
  g_autofree char *later = lamp_words_dup_receipt (queued, NULL);
  g_autofree char *rule_text = lamp_words_dup_rule (rule);
  g_autofree char *preview = lamp_words_dup_preview ("{\n  \"a\": \"\u202E\"\n}");

  g_assert_cmpstr (saved, ==, "Saved on this computer. No security team is set up yet.");
  g_assert_cmpstr (later, ==, "Saved. It goes to your security team when you are online.");
  g_assert_cmpstr (rule_text, ==, "\u2068<b>x<202E>\u2069 will not be mentioned again.");
  g_assert_cmpstr (preview, ==, "{\n  \"a\": \"<202E>\"\n}");
  g_assert_cmpstr (lamp_words_get_failure (error), ==,
                   "Gatelamp's agent does not answer. Nothing was changed.");
}

/* Policy's word for the team is in every sentence that names it. */
static void
test_team (void)
{
  static const struct
  {
    const char *why;
    const char *policy;
    const char *team;
  } rows[] = {
    { "named", "{\"SOC\":{\"name\":{\"value\":\"The Watch\",\"source\":\"f\"}}}", "The Watch" },
    { "built in", "{\"SOC\":{\"name\":{\"value\":null}}}", NULL },
    { "empty", "{\"SOC\":{\"name\":{\"value\":\"\"}}}", NULL },
    { "no text", "{\"SOC\":{\"name\":{\"value\":7}}}", NULL },
    { "no group", "{}", NULL },
    { "no object", "[]", NULL },
    { "a list for a group", "{\"SOC\":[]}", NULL },
  };
  g_autoptr (LampReport)
      sent = lamp_report_new (&(LampReport){ .destination = "https", .state = LAMP_REPORT_DELIVERED });
  g_autoptr (LampReport)
      spool = lamp_report_new (&(LampReport){ .destination = "spool", .state = LAMP_REPORT_DELIVERED });
  g_autofree char *reported = lamp_words_dup_receipt (sent, "The\nWatch");
  g_autofree char *saved = lamp_words_dup_receipt (spool, "The Watch");
  g_autofree char *goes = lamp_words_dup_destination ("The Watch");
  g_autofree char *goes_somewhere = lamp_words_dup_destination (NULL);
  g_autofree char *hint = lamp_words_dup_report_hint ("The Watch");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonNode) policy = json_from_string (rows[i].policy, NULL);
      g_autofree char *team = lamp_words_dup_team (policy);
      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (team, ==, rows[i].team);
    }
  g_assert_cmpstr (reported, ==, "Reported to The Watch. Thank you. The answer will appear here.");
  g_assert_cmpstr (saved, ==, "Saved on this computer for The Watch.");
  g_assert_cmpstr (goes, ==, "This goes to The Watch. Nothing is sent before you press Send.");
  g_assert_cmpstr (goes_somewhere, ==,
                   "This goes to your security team. Nothing is sent before you press Send.");
  g_assert_cmpstr (hint, ==, "Report this to The Watch");
}

static void
test_order (void)
{
  g_autoptr (LampAlert) old_new = make_alert ("a", LAMP_ALERT_SHOWN, -100, NULL);
  g_autoptr (LampAlert) answered = make_alert ("b", LAMP_ALERT_REPORTED, 0, NULL);
  g_autoptr (LampAlert) newest = make_alert ("c", LAMP_ALERT_NEW, 0, NULL);
  g_autoptr (LampAlertItem) a = lamp_alert_item_new (old_new);
  g_autoptr (LampAlertItem) b = lamp_alert_item_new (answered);
  g_autoptr (LampAlertItem) c = lamp_alert_item_new (newest);

  g_assert_cmpint (lamp_alert_item_compare (a, b), <, 0);
  g_assert_cmpint (lamp_alert_item_compare (c, a), <, 0);
  g_assert_cmpint (lamp_alert_item_compare (b, c), >, 0);
  g_assert_cmpint (lamp_alert_item_compare (a, a), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/ago", test_ago);
  g_test_add_func ("/words/row", test_row);
  g_test_add_func ("/words/state", test_state);
  g_test_add_func ("/words/process", test_process);
  g_test_add_func ("/words/answers", test_answers);
  g_test_add_func ("/words/team", test_team);
  g_test_add_func ("/words/order", test_order);
  return g_test_run ();
}
