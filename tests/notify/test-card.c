/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "notify/lamp-card.h"

static LampAlert *
make_alert (const char *name, const char *sentence, LampSeverity severity, LampReportState report)
{
  g_autoptr (LampFile) file = lamp_file_new (&(LampFile){ .name = name });
  g_autoptr (LampReason) weak = lamp_reason_new (&(LampReason){ .code = "a", .weight = 5, .text = "Weak." });
  g_autoptr (LampReason)
      good = lamp_reason_new (&(LampReason){ .code = "b", .weight = -50, .text = "Good." });
  g_autoptr (LampReason)
      strong = lamp_reason_new (&(LampReason){ .code = "c", .weight = 30, .text = "Strong." });
  /* That it ran weighs much and says nothing: detect puts it behind. */
  g_autoptr (LampReason)
      ran = lamp_reason_new (&(LampReason){ .code = "d", .weight = 40, .text = "It ran." });
  const LampReason *reasons[] = { strong, weak, ran, good, NULL };

  return lamp_alert_new (&(LampAlert){ .id = "1",
                                       .severity = severity,
                                       .sentence = sentence,
                                       .file = file,
                                       .reasons = reasons,
                                       .report_state = report });
}

typedef struct
{
  const char *message;
  const char *capability;
  const char *sentence;
  const char *body;
} BodyRow;

static void
test_body (void)
{
  static const BodyRow rows[] = {
    { "markup is escaped", "body-markup", "<b>a</b> & b", "&lt;b&gt;a&lt;/b&gt; &amp; b\nStrong." },
    { "no markup, no escape", "body", "<b>a</b> & b", "<b>a</b> & b\nStrong." },
    { "a line break is no line break", "body", "a\nb\tc\x1b[31m", "a b c<001B>[31m\nStrong." },
    { "a separator is no line break", "body",
      "a\xe2\x80\xa9"
      "b",
      "a<2029>b\nStrong." },
    { "an override is seen", "body", "a\u202Eb", "a<202E>b\nStrong." },
    { "bytes that are no text", "body",
      "a\xff"
      "b",
      "a\xef\xbf\xbd"
      "b\nStrong." },
    { "an entity is not made", "body-markup", "&lt;", "&amp;lt;\nStrong." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *capabilities[] = { "actions", rows[i].capability, NULL };
      g_autoptr (LampNotifyServer)
          server = lamp_notify_server_new (&(LampNotifyServer){ .name = "x", .capabilities = capabilities });
      g_autoptr (LampAlert) alert = make_alert ("n", rows[i].sentence, LAMP_SEVERITY_HIGH, LAMP_REPORT_NONE);
      g_autoptr (LampCard) card = lamp_card_new_for_alert (alert, FALSE);
      g_autofree char *body = lamp_card_dup_body (card, server);

      g_test_message ("%s", rows[i].message);
      g_assert_cmpstr (body, ==, rows[i].body);
    }
}

static void
test_severity (void)
{
  g_autoptr (LampAlert) high = make_alert ("n", "s", LAMP_SEVERITY_HIGH, LAMP_REPORT_NONE);
  g_autoptr (LampAlert) medium = make_alert ("n", "s", LAMP_SEVERITY_MEDIUM, LAMP_REPORT_NONE);
  g_autoptr (LampCard) high_card = lamp_card_new_for_alert (high, FALSE);
  g_autoptr (LampCard) medium_card = lamp_card_new_for_alert (medium, TRUE);

  g_assert_cmpstr (high_card->title, ==, "Downloaded File Was Run");
  g_assert_cmpint (high_card->urgency, ==, LAMP_CARD_CRITICAL);
  g_assert_true (high_card->stays);
  g_assert_false (high_card->quiet);
  g_assert_cmpstr (medium_card->title, ==, "A Downloaded Program Started");
  g_assert_cmpint (medium_card->urgency, ==, LAMP_CARD_NORMAL);
  g_assert_false (medium_card->stays);
  g_assert_true (medium_card->quiet);
}

static void
test_no_buttons (void)
{
  const char *capabilities[] = { "body", NULL };
  g_autoptr (LampNotifyServer)
      server = lamp_notify_server_new (&(LampNotifyServer){ .name = "x", .capabilities = capabilities });
  g_autoptr (LampAlert) alert = make_alert ("n", "s", LAMP_SEVERITY_HIGH, LAMP_REPORT_NONE);
  g_autoptr (LampCard) card = lamp_card_new_for_alert (alert, FALSE);
  g_autofree char *body = lamp_card_dup_body (card, server);

  g_assert_cmpstr (body, ==, "s\nStrong.\nOpen Gatelamp to answer.");
}

static void
test_many (void)
{
  g_autoptr (LampAlert) alert = make_alert ("a\xe2\x80\xae"
                                            "b.sh",
                                            "s", LAMP_SEVERITY_HIGH, LAMP_REPORT_NONE);
  g_autoptr (LampCard) card = lamp_card_new_for_many (alert, 3, LAMP_SEVERITY_HIGH, FALSE);

  g_assert_cmpstr (card->body, ==,
                   "\xe2\x81\xa8"
                   "a<202E>b.sh\xe2\x81\xa9 and 3 more downloaded files were run.");
  g_assert_cmpstr (card->actions[0], ==, "details");
  g_assert_null (card->actions[2]);
}

static void
test_report (void)
{
  static const struct
  {
    const char *team;
    gboolean keeps_reports;
    LampReportState state;
    const char *title;
    const char *body;
  } rows[] = {
    { NULL, TRUE, LAMP_REPORT_DELIVERED, "Report Saved",
      "Saved on this computer. No security team is set up yet." },
    { "The SOC", TRUE, LAMP_REPORT_DELIVERED, "Report Saved", "Saved on this computer for The SOC." },
    { "The <SOC>", FALSE, LAMP_REPORT_QUEUED, "Report Saved",
      "Saved. It goes to The <SOC> when you are online." },
    { "The SOC", FALSE, LAMP_REPORT_DELIVERED, "Report Sent",
      "Reported to The SOC. Thank you. The answer will appear here." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LampAlert) alert = make_alert ("n", "s", LAMP_SEVERITY_HIGH, rows[i].state);
      g_autoptr (LampCard) card = lamp_card_new_for_report (alert, rows[i].team, rows[i].keeps_reports);

      g_assert_cmpstr (card->title, ==, rows[i].title);
      g_assert_cmpstr (card->body, ==, rows[i].body);
      g_assert_cmpint (card->urgency, ==, LAMP_CARD_LOW);
      g_assert_true (card->quiet);
    }
}

static void
test_default_button (void)
{
  static const struct
  {
    const char *name;
    gboolean draws;
  } rows[] = { { "gnome-shell", FALSE },         { "Plasma", FALSE },
               { "Xfce Notify Daemon", TRUE },   { "Portal Notification", TRUE },
               { "notification-daemon", FALSE }, { NULL, FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LampNotifyServer)
          server = lamp_notify_server_new (&(LampNotifyServer){ .name = rows[i].name });
      g_assert_cmpint (lamp_notify_server_draws_default (server), ==, rows[i].draws);
      g_assert_false (lamp_notify_server_has (server, "actions"));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/card/body", test_body);
  g_test_add_func ("/card/severity", test_severity);
  g_test_add_func ("/card/no-buttons", test_no_buttons);
  g_test_add_func ("/card/many", test_many);
  g_test_add_func ("/card/report", test_report);
  g_test_add_func ("/card/default-button", test_default_button);
  return g_test_run ();
}
