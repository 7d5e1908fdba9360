/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "facts.h"

#include "detect/lamp-sentence.h"

#include <string.h>

#define FSI     "\xe2\x81\xa8"
#define PDI     "\xe2\x81\xa9"
#define I(text) FSI text PDI

#define BASH .exe = "/usr/bin/bash", .argv = "bash x.sh"

typedef struct
{
  const char *why;
  TestRun run;
  LampOrigin origin;
  const char *derivation; /* "how from", or NULL */
  gint64 age_sec;
  const char *sentence;
} Row;

#define KNOWN .status = LAMP_ORIGIN_KNOWN

static const Row rows[] = {
  { "browser",
    { BASH },
    { KNOWN, .host = "mail.google.com", .app = "Firefox" },
    NULL,
    125,
    I ("x.sh") ", which you downloaded from " I ("mail.google.com") " with " I (
        "Firefox") " 2 minutes ago, was just run by bash." },
  { "browser not known",
    { BASH },
    { KNOWN, .host = "x.example" },
    NULL,
    61,
    I ("x.sh") ", which you downloaded from " I ("x.example") " 1 minute ago, was just run by bash." },
  { "saved from mail",
    { BASH },
    { KNOWN, .channel = LAMP_CHANNEL_MAIL_CLIENT, .app = "Thunderbird", .account = "a@corp.example" },
    NULL,
    7200,
    I ("x.sh") ", an attachment you saved from " I ("Thunderbird") " (" I (
        "a@corp.example") ") 2 hours ago, was just run by bash." },
  { "saved from mail, account not known",
    { BASH },
    { KNOWN, .channel = LAMP_CHANNEL_MAIL_CLIENT, .app = "Geary" },
    NULL,
    86400,
    I ("x.sh") ", an attachment you saved from " I ("Geary") " 1 day ago, was just run by bash." },
  { "opened in mail",
    { BASH },
    { KNOWN, .channel = LAMP_CHANNEL_MAIL_CLIENT, .app = "Thunderbird", .account = "a@corp.example" },
    "opened /x",
    3,
    I ("x.sh") ", an attachment you opened in " I ("Thunderbird") " (" I (
        "a@corp.example") "), was just run by bash." },
  { "opened in mail, from its folder",
    { .path = "/tmp/mozilla_a0/x.sh", .exe = "/usr/bin/bash", .argv = "bash /tmp/mozilla_a0/x.sh" },
    { KNOWN, .channel = LAMP_CHANNEL_MAIL_CLIENT, .app = "Thunderbird" },
    NULL,
    3,
    I ("x.sh") ", an attachment you opened in " I ("Thunderbird") ", was just run by bash." },
  { "archive",
    { BASH },
    { KNOWN, .host = "we.tl", .app = "Firefox" },
    "extracted /home/a/Downloads/Brief.zip",
    30,
    I ("x.sh") ", from " I ("Brief.zip") " that came from " I (
        "we.tl") " 30 seconds ago, was just run by bash." },
  { "archive by mail",
    { BASH },
    { KNOWN, .channel = LAMP_CHANNEL_MAIL_CLIENT, .app = "Evolution" },
    "extracted Brief.zip",
    30,
    I ("x.sh") ", from " I ("Brief.zip") " that came with mail in " I (
        "Evolution") " 30 seconds ago, was just run by bash." },
  { "archive, pending",
    { BASH },
    { .status = LAMP_ORIGIN_PENDING },
    "extracted Brief.zip",
    30,
    I ("x.sh") ", from " I (
        "Brief.zip") " that was downloaded 30 seconds ago, was just run by bash. Where it came from is being looked up." },
  { "archive, unknown",
    { BASH },
    { .status = LAMP_ORIGIN_UNKNOWN },
    "extracted Brief.zip",
    30,
    I ("x.sh") ", from " I (
        "Brief.zip") " that was downloaded 30 seconds ago, was just run by bash. Where it came from is not known." },
  { "archive, private window",
    { BASH },
    { .status = LAMP_ORIGIN_UNKNOWN, .private = TRUE },
    "extracted Brief.zip",
    30,
    I ("x.sh") ", from " I (
        "Brief.zip") " that was downloaded 30 seconds ago, was just run by bash. Where it came from is not known (private window)." },
  { "pending",
    { BASH },
    { .status = LAMP_ORIGIN_PENDING, .app = "Chromium" },
    NULL,
    1,
    I ("x.sh") ", which " I (
        "Chromium") " downloaded a moment ago, was just run by bash. Where it came from is being looked up." },
  { "pending, browser not known",
    { BASH },
    { .status = LAMP_ORIGIN_PENDING },
    NULL,
    0,
    I ("x.sh") ", which was downloaded a moment ago, was just run by bash. Where it came from is being looked up." },
  { "unknown",
    { BASH },
    { .status = LAMP_ORIGIN_UNKNOWN, .app = "Chromium" },
    NULL,
    172800,
    I ("x.sh") ", which " I (
        "Chromium") " downloaded 2 days ago, was just run by bash. Where it came from is not known." },
  { "unknown, nothing at all",
    { BASH },
    { .status = LAMP_ORIGIN_UNKNOWN },
    NULL,
    -1,
    I ("x.sh") ", which was downloaded at an unknown time, was just run by bash. Where it came from is not known." },
  { "private window",
    { BASH },
    { .status = LAMP_ORIGIN_UNKNOWN, .app = "Firefox", .private = TRUE },
    NULL,
    10,
    I ("x.sh") ", which " I (
        "Firefox") " downloaded 10 seconds ago, was just run by bash. Where it came from is not known (private window)." },
  { "known, but made in a page",
    { BASH },
    { KNOWN, .url = "data:x", .app = "Firefox" },
    NULL,
    10,
    I ("x.sh") ", which " I (
        "Firefox") " downloaded 10 seconds ago, was just run by bash. Where it came from is not known." },
  { "process gone",
    { .rung = TRUE },
    { KNOWN, .host = "x.example", .app = "Firefox" },
    NULL,
    10,
    I ("x.sh") ", which you downloaded from " I ("x.example") " with " I (
        "Firefox") " 10 seconds ago, was just run. The program that ran it had already ended." },
  { "sh is called sh",
    { .exe = "/usr/bin/dash", .argv = "/bin/sh ./x.sh" },
    { KNOWN, .host = "x.example" },
    NULL,
    10,
    I ("x.sh") ", which you downloaded from " I ("x.example") " 10 seconds ago, was just run by sh." },
  { "an interpreter calls itself something else",
    { .exe = "/usr/bin/bash", .argv = "Files x.sh" },
    { KNOWN, .host = "x.example" },
    NULL,
    10,
    I ("x.sh") ", which you downloaded from " I ("x.example") " 10 seconds ago, was just run by " I (
        "bash") "." },
  { "a program, by a click",
    { .path = "/home/a/Downloads/x",
      .exe = "/home/a/Downloads/x",
      .argv = "x",
      .ancestors = "/usr/bin/nautilus /usr/lib/systemd/systemd" },
    { KNOWN, .host = "x.example" },
    NULL,
    10,
    I ("x") ", which you downloaded from " I ("x.example") " 10 seconds ago, was just run by Files." },
  { "a program, in a shell",
    { .path = "/home/a/Downloads/x",
      .exe = "/home/a/Downloads/x",
      .argv = "./x",
      .ancestors = "/usr/bin/sudo /usr/bin/bash" },
    { KNOWN, .host = "x.example" },
    NULL,
    10,
    I ("x") ", which you downloaded from " I ("x.example") " 10 seconds ago, was just run by bash." },
  { "markup, a part's name and a format in the name",
    { .path = "/home/a/Downloads/<b>{host}%s%n{ago}.sh",
      .exe = "/usr/bin/bash",
      .argv = "bash <b>{host}%s%n{ago}.sh" },
    { KNOWN, .host = "x.example" },
    NULL,
    10,
    I ("<b>{host}%s%n{ago}.sh") ", which you downloaded from " I (
        "x.example") " 10 seconds ago, was just run by bash." },
  { "an application's name with a part in it",
    { BASH },
    { KNOWN, .host = "x.example", .app = "{ago}" },
    NULL,
    10,
    I ("x.sh") ", which you downloaded from " I ("x.example") " with " I (
        "{ago}") " 10 seconds ago, was just run by bash." },
  { "bytes that are not UTF-8",
    { .path = "/home/a/Downloads/\xff.sh", .exe = "/usr/bin/bash", .argv = "bash \xef\xbf\xbd.sh" },
    { KNOWN, .host = "x.example" },
    NULL,
    10,
    I ("\xef\xbf\xbd.sh") ", which you downloaded from " I (
        "x.example") " 10 seconds ago, was just run by bash." },
  { "right-to-left override",
    { .path = "/home/a/Downloads/a\xe2\x80\xae"
              "fdp.sh",
      .exe = "/usr/bin/bash",
      .argv = "bash a\xe2\x80\xae"
              "fdp.sh" },
    { KNOWN, .host = "x.example" },
    NULL,
    10,
    I ("a<202E>fdp.sh") ", which you downloaded from " I (
        "x.example") " 10 seconds ago, was just run by bash." },
  { "an isolate closed early, a line break, an escape",
    { .path = "/home/a/Downloads/a\xe2\x81\xa9\n\x1b[1m.sh",
      .exe = "/usr/bin/bash",
      .argv = "bash a\xe2\x81\xa9\n\x1b[1m.sh" },
    { KNOWN, .host = "x.example" },
    NULL,
    10,
    I ("a<2069><000A><001B>[1m.sh") ", which you downloaded from " I (
        "x.example") " 10 seconds ago, was just run by bash." },
  { "Hebrew",
    { .path = "/home/a/Downloads/\xd7\xa9\xd7\x9c.sh",
      .exe = "/usr/bin/bash",
      .argv = "bash \xd7\xa9\xd7\x9c.sh" },
    { KNOWN, .host = "x.example" },
    NULL,
    10,
    I ("\xd7\xa9\xd7\x9c.sh") ", which you downloaded from " I (
        "x.example") " 10 seconds ago, was just run by bash." },
  { "a long name keeps its ending",
    { .path = "/home/a/Downloads/aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.sh",
      .exe = "/usr/bin/bash",
      .argv = "bash aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.sh" },
    { KNOWN, .host = "x.example" },
    NULL,
    10,
    I ("aaaaaaaaaabbbbbbbbbb\xe2\x80\xa6"
       "ddddddeeeeeeeeee.sh") ", which you downloaded from " I ("x.example") " 10 seconds ago, was just run by bash." },
};

static LampArtifact *
derive (const LampArtifact *artifact, const char *text)
{
  const char *space = strchr (text, ' ');
  g_autofree char *how = g_strndup (text, (gsize) (space - text));
  g_autoptr (LampDerivation)
      derivation = lamp_derivation_new (&(LampDerivation){ .how = how, .from = space + 1 });
  const LampDerivation *chain[] = { derivation, NULL };
  LampArtifact copy = *artifact;

  copy.derivation = chain;
  return lamp_artifact_new (&copy);
}

static void
test_story (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LampOrigin) origin = lamp_origin_new (&rows[i].origin);
      g_autoptr (LampArtifact) derived = NULL;
      g_autoptr (LampJudgement) judgement = NULL;
      TestFacts facts;

      g_test_message ("%s", rows[i].why);
      test_facts_init (&facts, &rows[i].run, origin, rows[i].age_sec);
      if (rows[i].derivation != NULL)
        facts.facts.artifact = derived = derive (facts.artifact, rows[i].derivation);
      judgement = lamp_detect_judge (&facts.facts);
      g_assert_nonnull (judgement);
      g_assert_cmpstr (judgement->sentence, ==, rows[i].sentence);
      g_assert_true (g_utf8_validate (judgement->sentence, -1, NULL));
      test_facts_clear (&facts);
    }
}

static void
test_format (void)
{
  static const struct
  {
    const char *text;
    const char *result;
  } table[] = {
    { "{a} and {b}", "{b} and x" },
    { "{b}{b}", "xx" },
    { "{c}", "{c}" },
    { "{a", "{a" },
    { "}{b}", "}x" },
    { "{}", "{}" },
    { "{{b}}", "{x}" },
    { "", "" },
  };
  const LampPart parts[] = { { "a", "{b}" }, { "b", "x" } };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *result = lamp_sentence_format (table[i].text, parts, G_N_ELEMENTS (parts));
      g_assert_cmpstr (result, ==, table[i].result);
    }
}

static void
test_ago (void)
{
  static const struct
  {
    gint64 age_sec;
    const char *ago;
  } table[] = { { -1, "at an unknown time" },    { 0, "a moment ago" },     { 2, "2 seconds ago" },
                { 59, "59 seconds ago" },        { 60, "1 minute ago" },    { 3599, "59 minutes ago" },
                { 3600, "1 hour ago" },          { 86399, "23 hours ago" }, { 86400, "1 day ago" },
                { G_MAXINT64, "24855 days ago" } };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *ago = lamp_sentence_dup_ago (table[i].age_sec);
      g_assert_cmpstr (ago, ==, table[i].ago);
    }
}

/* No score, no technique, no shouting in what a person reads first. */
static void
test_words (void)
{
  static const char *const never[] = { "T1",     "score", "suspicious", "malicious", "executed",
                                       "binary", "!",     "safe",       NULL };

  for (int id = 0; id < LAMP_POINT_COUNT; id++)
    for (gsize i = 0; never[i] != NULL; i++)
      g_assert_null (strstr (lamp_point_get ((LampPointId) id)->text, never[i]));
  for (int id = 0; id < LAMP_POINT_COUNT; id++)
    g_assert_true (g_str_has_suffix (lamp_point_get ((LampPointId) id)->text, "."));
}

/* Type against name at arrival: a low record or nothing. */
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/detect/sentence/story", test_story);
  g_test_add_func ("/detect/sentence/format", test_format);
  g_test_add_func ("/detect/sentence/ago", test_ago);
  g_test_add_func ("/detect/sentence/words", test_words);
  return g_test_run ();
}
