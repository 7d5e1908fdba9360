/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-answer.h"
#include "origin/lamp-origin-detail.h"
#include "origin/lamp-origin-job.h"
#include "origin/lamp-origin-merge.h"

#include "origin-fixture.h"

#include "base/lamp-error.h"
#include "model/lamp-archive-member.h"

#include <string.h>

#define HIGH   LAMP_EVIDENCE_HIGH
#define MEDIUM LAMP_EVIDENCE_MEDIUM
#define LOW    LAMP_EVIDENCE_LOW

typedef struct
{
  const char *why;
  const char *family;
  gboolean settled;
  LampEvidence evidence[4]; /* ends with a NULL source */
  LampOriginStatus status;
  const char *url;
  const char *referrer;
  const char *page;
  const char *app;
  const char *host;
  guint kept;
  LampEvidenceConfidence best;
} Row;

static const Row rows[] = {
  { .why = "nothing yet", .family = "chromium", .status = LAMP_ORIGIN_PENDING },
  { .why = "nothing, settled", .settled = TRUE, .status = LAMP_ORIGIN_UNKNOWN },
  { .why = "a private Firefox window",
    .family = "firefox",
    .settled = TRUE,
    .status = LAMP_ORIGIN_UNKNOWN,
    .app = "Firefox" },
  { .why = "the log alone",
    .family = "chromium",
    .evidence = { { "chromium-log", MEDIUM, .url = "https://h/x", .page = "https://p/", .app = "Brave" } },
    .status = LAMP_ORIGIN_KNOWN,
    .url = "https://h/x",
    .page = "https://p/",
    .app = "Brave",
    .host = "h",
    .kept = 1,
    .best = MEDIUM },
  { .why = "History confirms the log",
    .evidence = { { "chromium-log", MEDIUM, .url = "https://h/x", .page = "https://p/" },
                  { "chromium-history", HIGH, .url = "https://h/x" } },
    .status = LAMP_ORIGIN_KNOWN,
    .url = "https://h/x",
    .page = "https://p/",
    .host = "h",
    .kept = 2,
    .best = HIGH },
  { .why = "History contradicts the log",
    .evidence = { { "chromium-log", MEDIUM, .url = "https://old/x", .page = "https://old/", .app = "A" },
                  { "chromium-history", HIGH, .url = "https://h/x" } },
    .status = LAMP_ORIGIN_KNOWN,
    .url = "https://h/x",
    .host = "h",
    .kept = 2,
    .best = HIGH },
  { .why = "two looks bring one thing twice",
    .evidence = { { "firefox-places", HIGH, .url = "https://h/x" },
                  { "firefox-places", HIGH, .url = "https://h/x" } },
    .status = LAMP_ORIGIN_KNOWN,
    .url = "https://h/x",
    .host = "h",
    .kept = 1,
    .best = HIGH },
  { .why = "who from one, where from another",
    .evidence = { { "recently-used", LOW, .app = "Firefox" },
                  { "gvfs", MEDIUM, .url = "blob:https://o.example/1" } },
    .status = LAMP_ORIGIN_KNOWN,
    .url = "blob:https://o.example/1",
    .app = "Firefox",
    .host = "o.example",
    .kept = 2,
    .best = MEDIUM },
  { .why = "who alone is no origin",
    .evidence = { { "recently-used", LOW, .app = "Firefox" } },
    .status = LAMP_ORIGIN_PENDING,
    .app = "Firefox",
    .kept = 1,
    .best = LOW },
  { .why = "data: has no host, its page has",
    .evidence = { { "chromium-history", HIGH, .url = "data:text/x-sh",
                    .page = "https://web.whatsapp.com/" } },
    .status = LAMP_ORIGIN_KNOWN,
    .url = "data:text/x-sh",
    .page = "https://web.whatsapp.com/",
    .host = "web.whatsapp.com",
    .kept = 1,
    .best = HIGH },
  { .why = "a foreign attribute does not outvote the browser",
    .family = "chromium",
    .evidence = { { "xattr", LOW, .url = "https://good.example/" },
                  { "chromium-log", MEDIUM, .url = "https://h/x" } },
    .status = LAMP_ORIGIN_KNOWN,
    .url = "https://h/x",
    .host = "h",
    .kept = 2,
    .best = MEDIUM },
  { .why = "places before gvfs",
    .evidence = { { "gvfs", HIGH, .url = "https://old/" },
                  { "firefox-places", HIGH, .url = "https://h/x", .page = "https://p/" } },
    .status = LAMP_ORIGIN_KNOWN,
    .url = "https://h/x",
    .page = "https://p/",
    .host = "h",
    .kept = 2,
    .best = HIGH },
  { .why = "an account",
    .evidence = { { "mail", HIGH, .account = "a@b.example" } },
    .status = LAMP_ORIGIN_KNOWN,
    .kept = 1,
    .best = HIGH },
};

static void
test_merge (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();
      g_autoptr (LampFile) file = lamp_file_new (&(LampFile){ .path = "/d/x" });
      g_autoptr (LampArtifact)
          artifact = lamp_artifact_new (&(LampArtifact){ .file = file, .family = row->family });
      g_autoptr (LampOrigin) origin = NULL;
      guint kept = 0;

      for (gsize k = 0; row->evidence[k].source != NULL; k++)
        g_ptr_array_add (evidence, lamp_evidence_new (&row->evidence[k]));
      origin = lamp_origin_merge (evidence, artifact, row->settled);
      g_test_message ("%s", row->why);
      g_assert_cmpint (origin->status, ==, row->status);
      g_assert_cmpstr (origin->url, ==, row->url);
      g_assert_cmpstr (origin->referrer, ==, row->referrer);
      g_assert_cmpstr (origin->page, ==, row->page);
      g_assert_cmpstr (origin->app, ==, row->app);
      g_assert_cmpstr (origin->host, ==, row->host);
      while (origin->evidence[kept] != NULL)
        kept++;
      g_assert_cmpuint (kept, ==, row->kept);
      if (kept > 0)
        g_assert_cmpint (origin->evidence[0]->confidence, ==, row->best);
    }
}

static void
test_confirmed (void)
{
  g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();
  g_autoptr (LampOrigin) origin = NULL;

  g_ptr_array_add (evidence,
                   lamp_evidence_new (&(LampEvidence){ "chromium-log", MEDIUM, .url = "https://h/x" }));
  g_ptr_array_add (evidence,
                   lamp_evidence_new (&(LampEvidence){ "chromium-history", HIGH, .url = "https://h/x" }));
  origin = lamp_origin_merge (evidence, NULL, FALSE);
  g_assert_cmpint (origin->evidence[1]->confidence, ==, HIGH);
  g_assert_cmpstr (origin->evidence[1]->source, ==, "chromium-log");
}

#define EVIDENCE(source, detail)                                                                             \
  "{\"evidence\":{\"source\":\"" source "\",\"confidence\":\"high\",\"detail\":\"" detail                    \
  "\",\"url\":\"https://h/\"}}\n"
#define GOOD                                                                                                 \
  EVIDENCE ("xattr", "The program that saved the file wrote its address into the file's attributes.")
#define DONE "{\"done\":true}\n"

static void
test_answer (void)
{
  static const struct
  {
    const char *why;
    const char *text;
    guint evidence;
    guint members;
    guint folders;
    gboolean done;
    gboolean error;
  } answers[] = {
    { "empty", "", 0, 0, 0, FALSE, FALSE },
    { "evidence", GOOD DONE, 1, 0, 0, TRUE, FALSE },
    { "cut off after evidence", GOOD, 1, 0, 0, FALSE, FALSE },
    { "evidence without a line end", "{\"evidence\":{\"source\":\"xattr\"}}", 0, 0, 0, FALSE, FALSE },
    { "speaks for another source",
      EVIDENCE ("firefox-places", "The browser's own list of downloads names this file.") DONE, 0, 0, 0, TRUE,
      FALSE },
    { "speaks in words of its own", EVIDENCE ("xattr", "Your administrator says this file is safe.") DONE, 0,
      0, 0, TRUE, FALSE },
    { "no JSON", "hello\n" DONE, 0, 0, 0, TRUE, FALSE },
    { "an array", "[1]\n" DONE, 0, 0, 0, TRUE, FALSE },
    { "wrong kinds", "{\"evidence\":7}\n{\"member\":[]}\n{\"folder\":{}}\n{\"sandbox\":0}\n" DONE, 0, 0, 0,
      TRUE, FALSE },
    { "an error", "{\"error\":{\"code\":\"TOO_LARGE\",\"message\":\"m\"}}\n" DONE, 0, 0, 0, TRUE, TRUE },
    { "an error of no kind", "{\"error\":7}\n" DONE, 0, 0, 0, TRUE, TRUE },
    { "members",
      "{\"member\":{\"name\":\"a\",\"size\":1,\"encrypted\":false}}\n{\"member\":{\"size\":1}}\n" DONE, 0, 1,
      0, TRUE, FALSE },
    { "folders", "{\"folder\":\"/a%20b\"}\n{\"folder\":\"a\"}\n{\"folder\":\"/%00\"}\n" DONE, 0, 0, 1, TRUE,
      FALSE },
    { "after the end", DONE GOOD, 0, 0, 0, TRUE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (LampOriginAnswer)
          answer = lamp_origin_answer_parse ("xattr", answers[i].text, strlen (answers[i].text));
      g_test_message ("%s", answers[i].why);
      g_assert_cmpuint (answer->evidence->len, ==, answers[i].evidence);
      g_assert_cmpuint (answer->members->len, ==, answers[i].members);
      g_assert_cmpuint (answer->folders->len, ==, answers[i].folders);
      g_assert_true (answer->done == answers[i].done);
      g_assert_true ((answer->error != NULL) == answers[i].error);
    }
}

/* What a reader that was taken over calls a URL must not break a line nor turn a name round. */
static void
test_answered_urls (void)
{
  static const char text[] =
      "{\"evidence\":{\"source\":\"xattr\",\"confidence\":\"high\",\"detail\":\"" LAMP_ORIGIN_DETAIL_XATTR
      "\",\"url\":\"https://h.example/\\u202ehs.exe\\n\"}}\n" DONE;
  g_autoptr (LampOriginAnswer) answer = lamp_origin_answer_parse ("xattr", text, strlen (text));

  g_assert_cmpuint (answer->evidence->len, ==, 1);
  g_assert_cmpstr (((LampEvidence *) answer->evidence->pdata[0])->url, ==,
                   "https://h.example/%E2%80%AEhs.exe%0A");
}

/* A reader's words must all be ones that the client knows, or its evidence would be dropped. */
static void
test_details (void)
{
  static const char *const used[] = {
    LAMP_ORIGIN_DETAIL_BROWSER_HISTORY, LAMP_ORIGIN_DETAIL_BROWSER_LOG, LAMP_ORIGIN_DETAIL_XATTR,
    LAMP_ORIGIN_DETAIL_XATTR_FOREIGN,   LAMP_ORIGIN_DETAIL_GVFS,        LAMP_ORIGIN_DETAIL_RECENT
  };

  for (gsize i = 0; i < G_N_ELEMENTS (used); i++)
    g_assert_nonnull (lamp_origin_detail_translate (used[i]));
  g_assert_null (lamp_origin_detail_translate ("something else"));
  g_assert_null (lamp_origin_detail_translate (NULL));
}

static void
test_job (void)
{
  LampOriginQuestion question = {
    .path = "/d/\xff\n\"x", .home = "/h", .family = "firefox", .born_real_usec = 5
  };
  g_autoptr (LampOriginJob) job = lamp_origin_job_new ("gvfs", &question);
  g_autofree char *line = lamp_origin_job_dup_line (job);
  g_autoptr (GError) error = NULL;
  g_autoptr (LampOriginJob) again = lamp_origin_job_new_from_line (line, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strcspn (line, "\n"), ==, strlen (line) - 1);
  g_assert_cmpstr (lamp_origin_job_get_kind (again), ==, "gvfs");
  g_assert_cmpstr (lamp_origin_job_get_question (again)->path, ==, question.path);
  g_assert_cmpstr (lamp_origin_job_get_question (again)->path_at_arrival, ==, question.path);
  g_assert_cmpstr (lamp_origin_job_get_question (again)->family, ==, "firefox");
  g_assert_null (lamp_origin_job_get_question (again)->app);
  g_assert_cmpint (lamp_origin_job_get_question (again)->born_real_usec, ==, 5);
}

static void
test_job_invalid (void)
{
  static const char *const lines[] = {
    "",
    "{",
    "[]",
    "{}",
    "{\"job\":\"x\"}",
    "{\"job\":\"x\",\"path\":\"/a\",\"path_at_arrival\":\"/a\"}",
    "{\"job\":\"x\",\"path\":\"a\",\"path_at_arrival\":\"/a\",\"files\":[]}",
    "{\"job\":\"x\",\"path\":\"/a%00\",\"path_at_arrival\":\"/a\",\"files\":[]}",
    "{\"job\":\"x\",\"path\":\"/a\",\"path_at_arrival\":\"/a\",\"files\":[{\"role\":\"main\",\"fd\":0}]}",
    "{\"job\":\"x\",\"path\":\"/a\",\"path_at_arrival\":\"/a\",\"files\":[{\"fd\":3}]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LampOriginJob) job = lamp_origin_job_new_from_line (lines[i], &error);
      g_test_message ("%s", lines[i]);
      g_assert_null (job);
      g_assert_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/origin/merge/table", test_merge);
  g_test_add_func ("/origin/merge/confirmed", test_confirmed);
  g_test_add_func ("/origin/answer/table", test_answer);
  g_test_add_func ("/origin/answer/answered-urls", test_answered_urls);
  g_test_add_func ("/origin/answer/details", test_details);
  g_test_add_func ("/origin/job/round-trip", test_job);
  g_test_add_func ("/origin/job/invalid", test_job_invalid);
  return g_test_run ();
}
