/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "facts.h"

#define DAY (24 * 3600)

/* An origin in short. */
typedef struct
{
  LampOriginStatus status;
  LampChannel channel;
  LampStanding standing;
  LampChannel linked_from;
  const char *url;
  const char *host;
} TestOrigin;

#define KNOWN(c, h)                                                                                          \
  {                                                                                                          \
    .status = LAMP_ORIGIN_KNOWN, .channel = LAMP_CHANNEL_##c, .host = h, .url = "https://" h "/x"            \
  }

typedef struct
{
  const char *why;
  TestRun run;
  TestOrigin origin;
  gint64 age_sec;
  gboolean inspected;
  gint64 score;
  LampSeverity severity;
  const char *code; /* one reason that must be there, or NULL */
} Row;

#define BASH      .exe = "/usr/bin/bash", .argv = "bash x.sh"
#define IMAGE(p)  .path = p, .exe = p, .argv = p, .rung = TRUE
#define DOWNLOADS "/home/a/Downloads/"

static const Row anchor_rows[] = {
  { "mail program run at once",
    { BASH },
    KNOWN (WEBMAIL, "mail.google.com"),
    30,
    FALSE,
    75,
    LAMP_SEVERITY_HIGH,
    "origin-webmail" },
  { "the same after a day",
    { BASH },
    KNOWN (WEBMAIL, "mail.google.com"),
    DAY + 1,
    FALSE,
    60,
    LAMP_SEVERITY_MEDIUM,
    "time-late" },
  { "script from an unknown site, at once",
    { BASH },
    KNOWN (UNKNOWN, "x.example"),
    30,
    FALSE,
    55,
    LAMP_SEVERITY_MEDIUM,
    "origin-unknown-site" },
  { "the same, made executable",
    { .exe = "/usr/bin/bash", .argv = "/bin/bash x.sh", .rung = TRUE, .mode = "0644" },
    KNOWN (UNKNOWN, "x.example"),
    30,
    FALSE,
    58,
    LAMP_SEVERITY_MEDIUM,
    "manner-exec-bit" },
  { "the same, after reading it",
    { BASH },
    KNOWN (UNKNOWN, "x.example"),
    30,
    TRUE,
    40,
    LAMP_SEVERITY_LOW,
    "inspected" },
  { "vendor's installer as root",
    { .exe = "/usr/bin/sudo", .argv = "sudo sh x.sh" },
    KNOWN (VENDOR, "us.download.nvidia.com"),
    60,
    FALSE,
    30,
    LAMP_SEVERITY_LOW,
    "origin-vendor" },
  { "AppImage of a code host, by a click",
    { IMAGE (DOWNLOADS "L.AppImage"), .mode = "0644", .ancestors = "/usr/bin/nautilus" },
    KNOWN (CODE_HOSTING, "release-assets.githubusercontent.com"),
    30,
    FALSE,
    48,
    LAMP_SEVERITY_LOW,
    "manner-graphical" },
};

static const Row limit_rows[] = {
  { "two minutes: still soon",
    { BASH },
    KNOWN (UNKNOWN, "x.example"),
    120,
    FALSE,
    55,
    LAMP_SEVERITY_MEDIUM,
    "time-soon" },
  { "more than that", { BASH }, KNOWN (UNKNOWN, "x.example"), 121, FALSE, 50, LAMP_SEVERITY_LOW, NULL },
  { "a day", { BASH }, KNOWN (UNKNOWN, "x.example"), DAY, FALSE, 50, LAMP_SEVERITY_LOW, NULL },
  { "a day and a second",
    { BASH },
    KNOWN (UNKNOWN, "x.example"),
    DAY + 1,
    FALSE,
    40,
    LAMP_SEVERITY_LOW,
    "time-late" },
  { "a mode whose digits have the bits only if they were decimal",
    { IMAGE (DOWNLOADS "x"), .mode = "0600" },
    KNOWN (UNKNOWN, "x.example"),
    121,
    FALSE,
    53,
    LAMP_SEVERITY_LOW,
    "manner-exec-bit" },
  { "a program in a mail client's letter",
    { IMAGE (DOWNLOADS "x.jar") },
    KNOWN (MAIL_CLIENT, "imap.example.org"),
    121,
    FALSE,
    75,
    LAMP_SEVERITY_HIGH,
    "name-program-by-mail" },
};

static const Row origin_rows[] = {
  { "mail client",
    { BASH },
    KNOWN (MAIL_CLIENT, "imap.example.org"),
    30,
    FALSE,
    75,
    LAMP_SEVERITY_HIGH,
    "origin-mail" },
  { "chat",
    { BASH },
    KNOWN (MESSAGING, "cdn.discordapp.com"),
    30,
    FALSE,
    75,
    LAMP_SEVERITY_HIGH,
    "origin-messaging" },
  { "social", { BASH }, KNOWN (SOCIAL, "reddit.com"), 30, FALSE, 75, LAMP_SEVERITY_HIGH, "origin-social" },
  { "file share",
    { BASH },
    KNOWN (FILESHARE, "we.tl"),
    30,
    FALSE,
    65,
    LAMP_SEVERITY_MEDIUM,
    "origin-fileshare" },
  { "where anyone publishes",
    { BASH },
    KNOWN (USERCONTENT_HOSTING, "x.workers.dev"),
    30,
    FALSE,
    55,
    LAMP_SEVERITY_MEDIUM,
    "origin-usercontent" },
  { "code host",
    { BASH },
    KNOWN (CODE_HOSTING, "github.com"),
    30,
    FALSE,
    40,
    LAMP_SEVERITY_LOW,
    "origin-code-hosting" },
  { "vendor", { BASH }, KNOWN (VENDOR, "dl.google.com"), 30, FALSE, 20, LAMP_SEVERITY_LOW, "origin-vendor" },
  { "vendor, a day later: no alert",
    { BASH },
    KNOWN (VENDOR, "dl.google.com"),
    DAY + 1,
    FALSE,
    5,
    LAMP_SEVERITY_NONE,
    "origin-vendor" },
  { "unknown",
    { BASH },
    { .status = LAMP_ORIGIN_UNKNOWN },
    30,
    FALSE,
    55,
    LAMP_SEVERITY_MEDIUM,
    "origin-unknown" },
  { "pending scores nothing",
    { BASH },
    { .status = LAMP_ORIGIN_PENDING, .channel = LAMP_CHANNEL_WEBMAIL },
    30,
    FALSE,
    35,
    LAMP_SEVERITY_LOW,
    "link-run" },
  { "code host, linked from a chat",
    { BASH },
    { .status = LAMP_ORIGIN_KNOWN,
      .channel = LAMP_CHANNEL_CODE_HOSTING,
      .linked_from = LAMP_CHANNEL_MESSAGING,
      .host = "github.com",
      .url = "https://github.com/x" },
    30,
    FALSE,
    60,
    LAMP_SEVERITY_MEDIUM,
    "origin-linked" },
  { "unknown site, linked from mail: said, not counted",
    { BASH },
    { .status = LAMP_ORIGIN_KNOWN,
      .linked_from = LAMP_CHANNEL_WEBMAIL,
      .host = "x.example",
      .url = "https://x.example/" },
    30,
    FALSE,
    55,
    LAMP_SEVERITY_MEDIUM,
    "origin-linked" },
  { "inside",
    { BASH },
    { .status = LAMP_ORIGIN_KNOWN,
      .standing = LAMP_STANDING_INSIDE,
      .host = "files.corp.example",
      .url = "http://files.corp.example/x" },
    30,
    FALSE,
    15,
    LAMP_SEVERITY_LOW,
    "origin-inside" },
  { "inside, a day later: still a record",
    { BASH },
    { .status = LAMP_ORIGIN_KNOWN, .standing = LAMP_STANDING_INSIDE, .host = "files.corp.example" },
    DAY + 1,
    FALSE,
    0,
    LAMP_SEVERITY_LOW,
    "origin-inside" },
  { "inside chat tenant",
    { BASH },
    { .status = LAMP_ORIGIN_KNOWN,
      .channel = LAMP_CHANNEL_MESSAGING,
      .standing = LAMP_STANDING_INSIDE,
      .host = "files.slack.com" },
    30,
    FALSE,
    15,
    LAMP_SEVERITY_LOW,
    "origin-inside" },
  { "inside mail is not lowered",
    { BASH },
    { .status = LAMP_ORIGIN_KNOWN,
      .channel = LAMP_CHANNEL_WEBMAIL,
      .standing = LAMP_STANDING_INSIDE,
      .host = "mail.corp.example" },
    30,
    FALSE,
    75,
    LAMP_SEVERITY_HIGH,
    "origin-webmail" },
  { "raw address and plain http count once",
    { BASH },
    { .status = LAMP_ORIGIN_KNOWN, .host = "203.0.113.9", .url = "http://203.0.113.9/agent.elf" },
    300,
    FALSE,
    70,
    LAMP_SEVERITY_MEDIUM,
    "origin-raw-address" },
  { "plain http",
    { BASH },
    { .status = LAMP_ORIGIN_KNOWN, .host = "x.example", .url = "HTTP://x.example/x.sh" },
    300,
    FALSE,
    70,
    LAMP_SEVERITY_MEDIUM,
    "origin-plain-http" },
  { "IPv6",
    { BASH },
    { .status = LAMP_ORIGIN_KNOWN, .host = "2001:db8::1", .url = "https://[2001:db8::1]/x.sh" },
    300,
    FALSE,
    70,
    LAMP_SEVERITY_MEDIUM,
    "origin-raw-address" },
  { "made in a page",
    { BASH },
    { .status = LAMP_ORIGIN_KNOWN, .url = "blob:null/5b1e" },
    300,
    FALSE,
    70,
    LAMP_SEVERITY_MEDIUM,
    "origin-smuggled" },
};

static const Row name_rows[] = {
  { "right-to-left override",
    { .path = DOWNLOADS "Salary_\xe2\x80\xae"
                        "fdp.sh",
      .exe = "/usr/bin/bash",
      .argv = "bash Salary_\xe2\x80\xae"
              "fdp.sh" },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    80,
    LAMP_SEVERITY_HIGH,
    "name-hidden-ending" },
  { "blanks before the ending",
    { .path = DOWNLOADS "a.pdf \xc2\xa0 \xc2\xa0.sh",
      .exe = "/usr/bin/bash",
      .argv = "bash a.pdf\x01\xc2\xa0\x01\xc2\xa0.sh" },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    100,
    LAMP_SEVERITY_HIGH,
    "name-hidden-ending" },
  { "two scripts in one word",
    { .path = DOWNLOADS "p\xd0\xb0ypal.sh", .exe = "/usr/bin/bash", .argv = "bash p\xd0\xb0ypal.sh" },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    80,
    LAMP_SEVERITY_HIGH,
    "name-lookalike" },
  { "a command in the name",
    { .path = DOWNLOADS "a.pdf`{echo,Y3Vy}|{base64,-d}|bash`",
      .exe = "/usr/bin/bash",
      .argv = "bash a.pdf`{echo,Y3Vy}|{base64,-d}|bash`" },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    85,
    LAMP_SEVERITY_HIGH,
    "name-command" },
  { "two endings",
    { .path = DOWNLOADS "Invoice.pdf.sh", .exe = "/usr/bin/bash", .argv = "bash Invoice.pdf.sh" },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    70,
    LAMP_SEVERITY_MEDIUM,
    "name-two-endings" },
  { "a program behind a document's ending",
    { IMAGE (DOWNLOADS "report.pdf"), .content_type = "application/x-executable" },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    75,
    LAMP_SEVERITY_HIGH,
    "name-not-document" },
  { "a script behind plain text's ending",
    { .path = DOWNLOADS "setup.txt",
      .content_type = "application/x-shellscript",
      .exe = "/usr/bin/bash",
      .argv = "bash setup.txt" },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    75,
    LAMP_SEVERITY_HIGH,
    "name-not-document" },
  { "a launcher behind a document's ending",
    { .path = DOWNLOADS "Offer.pdf.desktop",
      .content_type = "application/x-desktop",
      .exe = "/usr/bin/dash",
      .argv = "sh -c true",
      .environ = "GIO_LAUNCHED_DESKTOP_FILE " DOWNLOADS "Offer.pdf.desktop",
      .method = LAMP_METHOD_DESKTOP_ENTRY },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    95,
    LAMP_SEVERITY_HIGH,
    "name-desktop" },
  { "hidden",
    { IMAGE (DOWNLOADS ".x") },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    60,
    LAMP_SEVERITY_MEDIUM,
    "name-hidden-path" },
  { "jar by mail",
    { .path = DOWNLOADS "Offer.jar", .exe = "/usr/lib/jvm/java-17/bin/java", .argv = "java -jar Offer.jar" },
    KNOWN (WEBMAIL, "mail.google.com"),
    30,
    FALSE,
    80,
    LAMP_SEVERITY_HIGH,
    "name-program-by-mail" },
  /* What must not count. */
  { "Hebrew",
    { .path = DOWNLOADS "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d\xe2\x80\x8f.sh",
      .exe = "/usr/bin/bash",
      .argv = "bash \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d\xe2\x80\x8f.sh" },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    50,
    LAMP_SEVERITY_LOW,
    NULL },
  { "Persian with its joiner",
    { .path = DOWNLOADS "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xb1\xd9\x88\xd9\x85.sh",
      .exe = "/usr/bin/bash",
      .argv = "bash \xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xb1\xd9\x88\xd9\x85.sh" },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    50,
    LAMP_SEVERITY_LOW,
    NULL },
  { "Cyrillic word, Latin word",
    { .path = DOWNLOADS "\xd0\xbe\xd1\x82\xd1\x87\xd1\x91\xd1\x82_final.sh",
      .exe = "/usr/bin/bash",
      .argv = "bash \xd0\xbe\xd1\x82\xd1\x87\xd1\x91\xd1\x82_final.sh" },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    50,
    LAMP_SEVERITY_LOW,
    NULL },
  { "a version",
    { .path = DOWNLOADS "tool-1.2.3.sh", .exe = "/usr/bin/bash", .argv = "bash tool-1.2.3.sh" },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    50,
    LAMP_SEVERITY_LOW,
    NULL },
  { "a bar in a title",
    { .path = DOWNLOADS "Talk | Live.sh", .exe = "/usr/bin/bash", .argv = "bash Talk\x01|\x01Live.sh" },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    50,
    LAMP_SEVERITY_LOW,
    NULL },
  { "an interpreter's cache folder",
    { IMAGE ("/home/a/.local/bin/tool") },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    50,
    LAMP_SEVERITY_LOW,
    NULL },
};

static const Row manner_rows[] = {
  { "stdin",
    { .exe = "/usr/bin/bash", .argv = "bash", .method = LAMP_METHOD_STDIN },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    65,
    LAMP_SEVERITY_MEDIUM,
    "manner-indirect" },
  { "set-user-id root",
    { BASH, .euid = -1 },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    60,
    LAMP_SEVERITY_MEDIUM,
    "manner-root" },
  { "child of a browser",
    { BASH, .ancestors = "/usr/lib/firefox/firefox" },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    60,
    LAMP_SEVERITY_MEDIUM,
    "manner-client-child" },
  { "child of a mail client, through an opener",
    { BASH, .ancestors = "/usr/bin/xdg-open /usr/lib/thunderbird/thunderbird-bin" },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    60,
    LAMP_SEVERITY_MEDIUM,
    "manner-client-child" },
  { "in a terminal",
    { BASH, .ancestors = "/usr/bin/bash /usr/libexec/gnome-terminal-server /usr/lib/firefox/firefox" },
    KNOWN (UNKNOWN, "x.example"),
    300,
    FALSE,
    50,
    LAMP_SEVERITY_LOW,
    NULL },
  { "process gone: at most medium",
    { .rung = TRUE },
    KNOWN (WEBMAIL, "mail.google.com"),
    30,
    FALSE,
    75,
    LAMP_SEVERITY_MEDIUM,
    NULL },
  { "age not known: no points",
    { BASH },
    KNOWN (WEBMAIL, "mail.google.com"),
    -1,
    FALSE,
    70,
    LAMP_SEVERITY_MEDIUM,
    NULL },
  { "two minutes are soon",
    { BASH },
    KNOWN (WEBMAIL, "mail.google.com"),
    120,
    FALSE,
    75,
    LAMP_SEVERITY_HIGH,
    "time-soon" },
  { "a little later is not",
    { BASH },
    KNOWN (WEBMAIL, "mail.google.com"),
    121,
    FALSE,
    70,
    LAMP_SEVERITY_MEDIUM,
    NULL },
};

static void
check_row (const Row *row)
{
  g_autoptr (LampOrigin) origin = lamp_origin_new (&(LampOrigin){ .status = row->origin.status,
                                                                  .channel = row->origin.channel,
                                                                  .standing = row->origin.standing,
                                                                  .linked_from = row->origin.linked_from,
                                                                  .url = row->origin.url,
                                                                  .host = row->origin.host });
  g_autoptr (LampJudgement) judgement = NULL;
  gint64 sum = 0;
  TestFacts facts;

  g_test_message ("%s", row->why);
  test_facts_init (&facts, &row->run, origin, row->age_sec);
  facts.facts.inspected = row->inspected;
  judgement = lamp_detect_judge (&facts.facts);
  g_assert_nonnull (judgement);
  for (gsize i = 0; judgement->reasons[i] != NULL; i++)
    {
      g_test_message ("  %s %+d", judgement->reasons[i]->code, (int) judgement->reasons[i]->weight);
      sum += judgement->reasons[i]->weight;
    }
  g_assert_cmpint (judgement->score, ==, row->score);
  g_assert_cmpint (sum, ==, row->score);
  g_assert_cmpstr (lamp_severity_to_string (judgement->severity), ==,
                   lamp_severity_to_string (row->severity));
  g_assert_true (row->code == NULL || test_judgement_has (judgement, row->code));
  g_assert_cmpstr (judgement->techniques[0]->id, ==, "T1204.002");
  test_facts_clear (&facts);
}

#define DEFINE_TABLE(name)                                                                                   \
  static void test_##name (void)                                                                             \
  {                                                                                                          \
    for (gsize i = 0; i < G_N_ELEMENTS (name##_rows); i++)                                                   \
      check_row (&name##_rows[i]);                                                                           \
  }

DEFINE_TABLE (anchor)
DEFINE_TABLE (limit)
DEFINE_TABLE (origin)
DEFINE_TABLE (name)
DEFINE_TABLE (manner)

/* The organisation's expressions: one that matches counts once; one made to be slow costs bounded time. */
static void
test_indicators (void)
{
  static const struct
  {
    const char *expression;
    gboolean counts;
  } table[] = { { "x\\.sh$", TRUE },           { "X\\.EXAMPLE", TRUE }, { "/mail/", TRUE },
                { "nothing", FALSE },          { "(", FALSE },          { "(a+)+$", FALSE },
                { "(.*)*(.*)*(.*)*~$", FALSE } };
  g_autofree char *long_url = g_strnfill (8000, 'a');
  g_autofree char *url = g_strconcat ("https://x.example/", long_url, "!", NULL);
  g_autoptr (LampOrigin) origin = lamp_origin_new (&(LampOrigin){
      .status = LAMP_ORIGIN_KNOWN, .url = url, .host = "x.example", .page = "https://y.example/mail/" });
  TestRun run = { BASH };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const char *indicators[] = { table[i].expression, table[i].expression, NULL };
      g_autoptr (LampJudgement) judgement = NULL;
      g_autoptr (LampPolicy) policy = NULL;
      TestFacts facts;
      LampPolicy copy;
      gint64 start = g_get_monotonic_time ();

      test_facts_init (&facts, &run, origin, 300);
      copy = *facts.policy;
      copy.indicators = indicators;
      facts.facts.policy = policy = lamp_policy_new (&copy);
      judgement = lamp_detect_judge (&facts.facts);
      g_test_message ("%s: %" G_GINT64_FORMAT " us", table[i].expression, g_get_monotonic_time () - start);
      g_assert_cmpint (judgement->score, ==, table[i].counts ? 70 : 50);
      g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_USEC_PER_SEC);
      test_facts_clear (&facts);
    }
}

/* One row: how it came to where it is, and what that adds. */
static void
test_archive (void)
{
  static const struct
  {
    const char *why;
    const char *how[3];
    gboolean encrypted;
    const char *codes[3];
    gint64 score;
  } table[] = {
    { "as it came", { NULL }, FALSE, { NULL }, 50 },
    { "moved", { "moved" }, FALSE, { NULL }, 50 },
    { "an archive with a password, itself", { NULL }, TRUE, { NULL }, 50 },
    { "out of an archive", { "extracted" }, FALSE, { "archive-member" }, 55 },
    { "twice", { "extracted", "extracted" }, FALSE, { "archive-member" }, 55 },
    { "under a password", { "extracted", "moved" }, TRUE, { "archive-member", "archive-encrypted" }, 65 },
    { "in an image", { "mounted" }, FALSE, { "archive-image" }, 60 },
    { "an image out of an archive",
      { "extracted", "mounted" },
      FALSE,
      { "archive-member", "archive-image" },
      65 },
  };
  g_autoptr (LampOrigin)
      origin = lamp_origin_new (&(LampOrigin){ .status = LAMP_ORIGIN_KNOWN, .host = "x.example" });
  TestRun run = { BASH };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const LampDerivation *chain[3] = { NULL };
      g_autoptr (LampJudgement) judgement = NULL;
      g_autoptr (LampArtifact) artifact = NULL;
      LampArtifact copy;
      TestFacts facts;

      g_test_message ("%s", table[i].why);
      test_facts_init (&facts, &run, origin, 300);
      for (gsize k = 0; table[i].how[k] != NULL; k++)
        chain[k] = lamp_derivation_new (&(LampDerivation){ .how = table[i].how[k], .from = "a", .to = "b" });
      copy = *facts.artifact;
      copy.derivation = chain;
      copy.encrypted = table[i].encrypted;
      facts.facts.artifact = artifact = lamp_artifact_new (&copy);
      judgement = lamp_detect_judge (&facts.facts);
      g_assert_cmpint (judgement->score, ==, table[i].score);
      for (gsize k = 0; table[i].codes[k] != NULL; k++)
        g_assert_true (test_judgement_has (judgement, table[i].codes[k]));
      for (gsize k = 0; chain[k] != NULL; k++)
        lamp_derivation_unref ((LampDerivation *) chain[k]);
      test_facts_clear (&facts);
    }
}

/* The order in which a person reads: what raises, strongest first; that it ran; what lowers. */
static void
test_order (void)
{
  static const char *const codes[] = { "origin-unknown-site", "time-soon", "link-run", "inspected", NULL };
  g_autoptr (LampOrigin)
      origin = lamp_origin_new (&(LampOrigin){ .status = LAMP_ORIGIN_KNOWN, .host = "x.example" });
  TestRun run = { BASH };
  g_autoptr (LampJudgement) judgement = NULL;
  TestFacts facts;

  test_facts_init (&facts, &run, origin, 30);
  facts.facts.inspected = TRUE;
  judgement = lamp_detect_judge (&facts.facts);
  for (gsize i = 0; codes[i] != NULL || judgement->reasons[i] != NULL; i++)
    g_assert_cmpstr (judgement->reasons[i] != NULL ? judgement->reasons[i]->code : NULL, ==, codes[i]);
  test_facts_clear (&facts);
}

static void
test_techniques (void)
{
  static const struct
  {
    TestRun run;
    const char *ids;
  } table[] = {
    { { BASH }, "T1204.002 T1059.004" },
    { { .exe = "/usr/bin/python3.11", .argv = "python3 x.sh" }, "T1204.002 T1059.006" },
    { { .exe = "/usr/bin/node", .argv = "node x.sh" }, "T1204.002 T1059.007" },
    { { .exe = "/usr/bin/perl", .argv = "perl x.sh" }, "T1204.002 T1059" },
    { { IMAGE (DOWNLOADS "x") }, "T1204.002" },
    { { .rung = TRUE, .content_type = "application/x-shellscript" }, "T1204.002 T1059.004" },
    { { IMAGE (DOWNLOADS "x"), .mode = "0644" }, "T1204.002 T1222.002" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (LampJudgement) judgement = NULL;
      g_autoptr (GString) ids = g_string_new (NULL);
      TestFacts facts;

      test_facts_init (&facts, &table[i].run, NULL, 30);
      judgement = lamp_detect_judge (&facts.facts);
      for (gsize j = 0; judgement->techniques[j] != NULL; j++)
        g_string_append_printf (ids, "%s%s", j > 0 ? " " : "", judgement->techniques[j]->id);
      g_assert_cmpstr (ids->str, ==, table[i].ids);
      g_assert_cmpstr (judgement->attack_analytic, ==, "AN0321");
      g_assert_cmpstr (judgement->attack_version, ==, "18.1");
      test_facts_clear (&facts);
    }
}

/* A service that brings messages, an account's own mail, a link in either; a site by itself sent nothing. */
static void
test_phishing_techniques (void)
{
  static const struct
  {
    LampOrigin origin;
    const char *ids;
  } table[] = {
    { { .channel = LAMP_CHANNEL_WEBMAIL }, "T1204.002 T1059.004 T1566.003" },
    { { .channel = LAMP_CHANNEL_MESSAGING }, "T1204.002 T1059.004 T1566.003" },
    { { .channel = LAMP_CHANNEL_SOCIAL }, "T1204.002 T1059.004 T1566.003" },
    { { .channel = LAMP_CHANNEL_MESSAGING, .standing = LAMP_STANDING_INSIDE },
      "T1204.002 T1059.004 T1566.003" },
    { { .channel = LAMP_CHANNEL_MAIL_CLIENT }, "T1204.002 T1059.004 T1566.001" },
    { { .channel = LAMP_CHANNEL_FILESHARE, .linked_from = LAMP_CHANNEL_WEBMAIL },
      "T1204.002 T1059.004 T1566.003 T1204.001" },
    { { .channel = LAMP_CHANNEL_FILESHARE, .linked_from = LAMP_CHANNEL_MAIL_CLIENT },
      "T1204.002 T1059.004 T1566.002 T1204.001" },
    { { .channel = LAMP_CHANNEL_FILESHARE }, "T1204.002 T1059.004" },
    { { .channel = LAMP_CHANNEL_USERCONTENT_HOSTING }, "T1204.002 T1059.004" },
    { { .channel = LAMP_CHANNEL_CODE_HOSTING }, "T1204.002 T1059.004" },
    { { .channel = LAMP_CHANNEL_VENDOR }, "T1204.002 T1059.004" },
    { { .channel = LAMP_CHANNEL_UNKNOWN }, "T1204.002 T1059.004" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      LampOrigin fields = table[i].origin;
      TestRun run = { BASH };
      g_autoptr (LampOrigin) origin = NULL;
      g_autoptr (LampJudgement) judgement = NULL;
      g_autoptr (GString) ids = g_string_new (NULL);
      TestFacts facts;

      fields.status = LAMP_ORIGIN_KNOWN;
      fields.host = "x.example";
      origin = lamp_origin_new (&fields);
      test_facts_init (&facts, &run, origin, 30);
      judgement = lamp_detect_judge (&facts.facts);
      for (gsize j = 0; judgement->techniques[j] != NULL; j++)
        g_string_append_printf (ids, "%s%s", j > 0 ? " " : "", judgement->techniques[j]->id);
      g_test_message ("%s", lamp_channel_to_string (fields.channel));
      g_assert_cmpstr (ids->str, ==, table[i].ids);
      test_facts_clear (&facts);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/detect/score/anchors", test_anchor);
  g_test_add_func ("/detect/score/limits", test_limit);
  g_test_add_func ("/detect/score/archive", test_archive);
  g_test_add_func ("/detect/score/origin", test_origin);
  g_test_add_func ("/detect/score/name", test_name);
  g_test_add_func ("/detect/score/manner", test_manner);
  g_test_add_func ("/detect/score/indicators", test_indicators);
  g_test_add_func ("/detect/score/order", test_order);
  g_test_add_func ("/detect/score/techniques", test_techniques);
  g_test_add_func ("/detect/score/phishing-techniques", test_phishing_techniques);
  return g_test_run ();
}
