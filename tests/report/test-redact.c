/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "report-sample.h"

#include "report/lamp-redact-text.h"
#include "report/lamp-redact.h"

#include <string.h>

static void
test_urls (void)
{
  static const struct
  {
    const char *why;
    const char *text;
    const char *stripped;
    const char *kept;
  } rows[] = {
    { "no URL", "a?b#c", "a?b#c", "a?b#c" },
    { "empty", "", "", "" },
    { "query", "https://h/p?q=1", "https://h/p", "https://h/p?q=1" },
    { "fragment", "https://h/p#access_token=1", "https://h/p", "https://h/p#access_token=1" },
    { "query right behind the host", "https://h?q=1", "https://h", "https://h?q=1" },
    { "user and password", "ftp://u:p@h/p", "ftp://h/p", "ftp://h/p" },
    { "an at in the password", "https://u:p@ss@h/p", "https://h/p", "https://h/p" },
    { "an at in the path is no user", "https://h/@u/p", "https://h/@u/p", "https://h/@u/p" },
    { "an at in the query is no user", "https://h?a@b", "https://h", "https://h?a@b" },
    { "in an option", "--url=https://u:p@h/p?q", "--url=https://h/p", "--url=https://h/p?q" },
    { "quoted in a command line", "curl 'https://h/p?q=1' -o x", "curl 'https://h/p' -o x",
      "curl 'https://h/p?q=1' -o x" },
    { "before a pipe", "curl https://h/p?q|sh", "curl https://h/p|sh", "curl https://h/p?q|sh" },
    { "parameters of the path", "https://h/a;p=SECRET/b;jsessionid=S", "https://h/a/b",
      "https://h/a;p=SECRET/b;jsessionid=S" },
    { "an escaped parameter", "https://h/a%3bp=SECRET?q", "https://h/a", "https://h/a%3bp=SECRET?q" },
    { "parameters of one in the path of another", "https://a/https://b/c;t=SECRET/d",
      "https://a/https://b/c/d", "https://a/https://b/c;t=SECRET/d" },
    { "a file's name has no parameters", "file:///a;b/x.sh", "file:///a;b/x.sh", "file:///a;b/x.sh" },
    { "a control character does not end it", "https://h/p?a\x01SECRET", "https://h/p",
      "https://h/p?a%01SECRET" },
    { "direction", "see https://h/\xe2\x80\xaehs.exe", "see https://h/%E2%80%AEhs.exe",
      "see https://h/%E2%80%AEhs.exe" },
    { "direction in the host", "https://h\xe2\x80\xae/", "https://h%E2%80%AE/", "https://h%E2%80%AE/" },
    { "two", "https://a/?1 https://b/?2", "https://a/ https://b/", "https://a/?1 https://b/?2" },
    { "one in the path of another", "https://a/https://u:p@b/?q", "https://a/https://b/",
      "https://a/https://b/?q" },
    { "one in the query of another", "https://a/?https://u:p@b/", "https://a/", "https://a/?https://b/" },
    { "no scheme before it", "://h?q", "://h", "://h?q" },
    { "nothing behind it", "x://", "x://", "x://" },
    { "blob", "blob:https://h/1-2?q", "blob:https://h/1-2", "blob:https://h/1-2?q" },
    { "data", "data:text/html;base64,AAAA", "data:text/html", "data:text/html" },
    { "data in a command line", "open \"data:text/html,<b>\" now", "open \"data:text/html<b>\" now",
      "open \"data:text/html<b>\" now" },
    { "a word that ends like data", "metadata:a,b", "metadata:a,b", "metadata:a,b" },
    { "data without a comma", "data: x", "data: x", "data: x" },
    { "outside of ASCII", "\xc3\xa9 https://\xc3\xa9/?q \xc3\xa9", "\xc3\xa9 https://\xc3\xa9/ \xc3\xa9",
      "\xc3\xa9 https://\xc3\xa9/?q \xc3\xa9" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *stripped = lamp_redact_text_urls (rows[i].text, FALSE);
      g_autofree char *kept = lamp_redact_text_urls (rows[i].text, TRUE);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (stripped, ==, rows[i].stripped);
      g_assert_cmpstr (kept, ==, rows[i].kept);
    }
}

/* Hostile text must cost neither stack nor minutes. */
static void
test_many_urls (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *out = NULL;
  g_autofree char *secrets = NULL;

  for (int i = 0; i < 50000; i++)
    g_string_append (text, "://");
  out = lamp_redact_text_urls (text->str, FALSE);
  g_assert_cmpuint (strlen (out), <=, text->len);
  g_string_truncate (text, 0);
  for (int i = 0; i < 20000; i++)
    g_string_append (text, "token");
  secrets = lamp_redact_text_secrets (text->str);
  g_assert_nonnull (secrets);
}

static void
test_home (void)
{
  static const struct
  {
    const char *why;
    const char *text;
    const char *home;
    const char *expected;
  } rows[] = {
    { "the home", "/home/a", "/home/a", "~" },
    { "below it", "/home/a/x", "/home/a", "~/x" },
    { "another's, which begins alike", "/home/ab/x", "/home/a", "/home/ab/x" },
    { "with a dot", "/home/a.bak/x", "/home/a", "/home/a.bak/x" },
    { "in an option", "--f=/home/a/x", "/home/a", "--f=~/x" },
    { "in a list", "/home/a/x:/home/a/y", "/home/a", "~/x:~/y" },
    { "inside of another path", "/mnt/home/a/x", "/home/a", "/mnt/home/a/x" },
    { "a file URL", "file:///home/a/x", "/home/a", "file://~/x" },
    { "a file URL, escaped", "file:///home/jos%C3%A9/x", "/home/jos\xc3\xa9", "file://~/x" },
    { "a slash at the end", "/home/a/x", "/home/a/", "~/x" },
    { "root's root", "/x", "/", "/x" },
    { "no home", "/home/a", NULL, "/home/a" },
    { "an empty home", "/home/a", "", "/home/a" },
    { "a relative home", "a/b", "a", "a/b" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *out = lamp_redact_text_home (rows[i].text, rows[i].home);
      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (out, ==, rows[i].expected);
    }
}

static void
test_secrets (void)
{
  static const struct
  {
    const char *why;
    const char *text;
    const char *expected;
  } rows[] = {
    { "an option", "--password=hunter2", "--password=***" },
    { "another", "--auth-token=abc", "--auth-token=***" },
    { "an assignment", "API_KEY=abc make", "API_KEY=*** make" },
    { "a header", "Authorization: Bearer abc.def", "Authorization: Bearer ***" },
    { "a header in a command line", "curl -H 'X-Api-Key: abc' h", "curl -H 'X-Api-Key: ***' h" },
    { "quoted", "PASSWORD=\"a b\" x", "PASSWORD=*** x" },
    { "JSON", "{\"token\":\"abc\",\"n\":1}", "{\"token\":***,\"n\":1}" },
    { "a cookie", "Cookie: sid=abc", "Cookie: ***" },
    { "none", "bash invoice.sh --verbose", "bash invoice.sh --verbose" },
    { "a name without a value", "--password", "--password" },
    { "a script with such a name", "/x/reset-password.sh", "/x/reset-password.sh" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *out = lamp_redact_text_secrets (rows[i].text);
      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (out, ==, rows[i].expected);
    }
}

static void
test_operands (void)
{
  static const struct
  {
    const char *option;
    const char *text;
    const char *expected;
  } rows[] = {
    { "--password", "hunter2", "***" },
    { "-token", "x", "***" },
    { "--user", "alex:hunter2", "alex:***" },
    { "-u", "alex", "alex" },
    { "-u", "script.sh", "script.sh" },
    { "-u", "/a:b/script.sh", "/a:b/script.sh" },
    { "password", "x", "x" },
    { "--verbose", "x", "x" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *out = lamp_redact_text_operand (rows[i].option, rows[i].text);
      g_test_message ("%s %s", rows[i].option, rows[i].text);
      g_assert_cmpstr (out, ==, rows[i].expected);
    }
}

static char *
redact (LampPolicy changes)
{
  g_autoptr (LampPolicy) policy = lamp_policy_new (&changes);
  g_autoptr (LampAlert) alert = report_sample_new (
      "x.sh", "--token=ARGSECRET", "https://alex:USERSECRET@mail.example.org/u/alex/4711?sid=URLSECRET");
  g_autoptr (LampAlert) redacted = lamp_redact_alert (alert, policy, "/home/alex", "m-7c1f");

  return lamp_alert_to_text (redacted, LAMP_VIEW_STORE);
}

static LampPolicy
get_default (void)
{
  g_autoptr (LampPolicy) policy = lamp_policy_new_default ();
  return (LampPolicy){ .url_query = policy->url_query,
                       .path = policy->path,
                       .argv = policy->argv,
                       .host_name = policy->host_name,
                       .user_name = policy->user_name };
}

/* A member that is a URL is one to its end, whatever would end it in a sentence. */
static void
test_whole_urls (void)
{
  static const char *const urls[] = {
    "https://h.example/x.sh?a='SECRET", "https://h.example/x.sh?a=1 SECRET",
    "https://h.example/x.sh?<SECRET>",  "https://h.example/x.sh;t=SECRET",
    "https://h.example/x.sh?|SECRET",   "https://h.example/x.sh#\nSECRET",
  };
  g_autoptr (LampPolicy) policy = lamp_policy_new_default ();

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (LampAlert) alert = report_sample_new ("x.sh", "-v", urls[i]);
      g_autoptr (LampAlert) redacted = lamp_redact_alert (alert, policy, "/home/alex", "m-7c1f");

      g_test_message ("%s", urls[i]);
      g_assert_cmpstr (redacted->origin->url, ==, "https://h.example/x.sh");
    }
}

static void
test_default (void)
{
  static const char *const gone[] = { "USERSECRET",     "URLSECRET",          "ARGSECRET",
                                      "REFERRERSECRET", "PAGESECRET",         "SECRETKEY",
                                      "/home/",         "secret-environment", "linked_from\":\"w" };
  static const char *const there[] = { "\"path\":\"~/Downloads/x.sh\"",
                                       "https://mail.example.org/u/alex/4711",
                                       "\"--token=***\"",
                                       "\"name\":\"alex\"",
                                       "\"origin.url\",\"origin.referrer\",\"origin.page\"",
                                       "\"process.argv\"",
                                       "\"host\"" };
  g_autofree char *text = redact (get_default ());

  for (gsize i = 0; i < G_N_ELEMENTS (gone); i++)
    {
      g_test_message ("gone: %s", gone[i]);
      g_assert_null (strstr (text, gone[i]));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (there); i++)
    {
      g_test_message ("there: %s", there[i]);
      g_assert_nonnull (strstr (text, there[i]));
    }
}

static void
test_policy (void)
{
  static const struct
  {
    const char *why;
    gsize member;
    LampRedaction value;
    const char *there;
    const char *gone;
  } rows[] = {
    { "queries are kept", offsetof (LampPolicy, url_query), LAMP_REDACTION_KEEP, "sid=URLSECRET",
      "USERSECRET" },
    { "paths are kept", offsetof (LampPolicy, path), LAMP_REDACTION_KEEP, "\"cwd\":\"/home/alex/Downloads\"",
      "~" },
    { "paths are left out", offsetof (LampPolicy, path), LAMP_REDACTION_OMIT,
      "\"path\":null,\"path_at_arrival\":null,\"name\":\"x.sh\"", "/home/" },
    { "arguments are left out", offsetof (LampPolicy, argv), LAMP_REDACTION_OMIT, "\"argv\":[]", "--token" },
    { "the host may be told", offsetof (LampPolicy, host_name), LAMP_REDACTION_KEEP, "\"redacted\":[",
      "\"host\"]" },
    { "the user has a pseudonym", offsetof (LampPolicy, user_name), LAMP_REDACTION_PSEUDONYM,
      "\"name\":\"user-", "alex" },
    { "the user is left out", offsetof (LampPolicy, user_name), LAMP_REDACTION_OMIT,
      "\"account\":\"user@example.org\"", "alex" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      LampPolicy policy = get_default ();
      g_autofree char *text = NULL;

      g_test_message ("%s", rows[i].why);
      *(LampRedaction *) ((char *) &policy + rows[i].member) = rows[i].value;
      text = redact (policy);
      g_assert_nonnull (strstr (text, rows[i].there));
      g_assert_null (strstr (text, rows[i].gone));
    }
}

/* Who reads the report must see what is not in it. */
static void
test_says_what_is_missing (void)
{
  static const struct
  {
    const char *why;
    gsize member;
    LampRedaction value;
    const char *said;
  } rows[] = {
    { "paths are left out", offsetof (LampPolicy, path), LAMP_REDACTION_OMIT, "\"file.path\"" },
    { "a path that has nothing of the home", offsetof (LampPolicy, path), LAMP_REDACTION_OMIT,
      "\"process.exe\"" },
    { "arguments are left out", offsetof (LampPolicy, argv), LAMP_REDACTION_OMIT, "\"process.argv\"" },
    { "the user has a pseudonym", offsetof (LampPolicy, user_name), LAMP_REDACTION_PSEUDONYM,
      "\"user.name\"" },
    { "the user is left out", offsetof (LampPolicy, user_name), LAMP_REDACTION_OMIT, "\"user.name\"" },
    { "the host has a pseudonym", offsetof (LampPolicy, host_name), LAMP_REDACTION_PSEUDONYM, "\"host\"" },
    { "the host is left out", offsetof (LampPolicy, host_name), LAMP_REDACTION_OMIT, "\"host\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      LampPolicy policy = get_default ();
      g_autofree char *text = NULL;
      const char *redacted;

      g_test_message ("%s", rows[i].why);
      *(LampRedaction *) ((char *) &policy + rows[i].member) = rows[i].value;
      text = redact (policy);
      redacted = strstr (text, "\"redacted\":[");
      g_assert_nonnull (redacted);
      g_assert_nonnull (g_strstr_len (redacted, strcspn (redacted, "]"), rows[i].said));
    }
}

/* The same person on one machine is one pseudonym; on two machines nobody sees that it is the same. */
static void
test_pseudonym (void)
{
  static const char *const machines[] = { "m-7c1f", "m-7c1f", "m-0000" };
  LampPolicy fields = get_default ();
  g_autoptr (LampPolicy) policy = NULL;
  g_autoptr (LampAlert) alert = report_sample_new ("x.sh", "y", "https://h/");
  char *names[G_N_ELEMENTS (machines)];

  fields.user_name = LAMP_REDACTION_PSEUDONYM;
  policy = lamp_policy_new (&fields);
  for (gsize i = 0; i < G_N_ELEMENTS (machines); i++)
    {
      g_autoptr (LampAlert) redacted = lamp_redact_alert (alert, policy, "/home/alex", machines[i]);
      names[i] = g_strdup (redacted->user_name);
    }
  g_assert_true (g_str_has_prefix (names[0], "user-"));
  g_assert_cmpstr (names[0], ==, names[1]);
  g_assert_cmpstr (names[0], !=, names[2]);
  for (gsize i = 0; i < G_N_ELEMENTS (machines); i++)
    g_free (names[i]);
}

/* A user may be called like a word of the contract. */
static void
test_user_named_like_a_word (void)
{
  LampPolicy policy = get_default ();
  g_autoptr (LampAlert) alert = report_sample_new ("x.sh", "y", "https://h/");
  LampAlert changed = *alert;
  g_autoptr (LampAlert) renamed = NULL;
  g_autoptr (LampAlert) redacted = NULL;

  policy.user_name = LAMP_REDACTION_OMIT;
  changed.user_name = "high";
  renamed = lamp_alert_new (&changed);
  redacted = lamp_redact_alert (renamed, &policy, "/home/high", NULL);
  g_assert_cmpint (redacted->severity, ==, LAMP_SEVERITY_HIGH);
  g_assert_null (redacted->user_name);
}

static void
test_source (void)
{
  static const struct
  {
    LampRedaction host_name;
    const char *name;
    const char *pseudonym;
    const char *expected;
  } rows[] = {
    { LAMP_REDACTION_PSEUDONYM, "desk", "m-1", "/gatelamp/m-1" },
    { LAMP_REDACTION_KEEP, "desk", "m-1", "/gatelamp/desk" },
    { LAMP_REDACTION_KEEP, "a b/?#\"", "m-1", "/gatelamp/a%20b%2F%3F%23%22" },
    { LAMP_REDACTION_OMIT, "desk", "m-1", "/gatelamp" },
    { LAMP_REDACTION_PSEUDONYM, "desk", NULL, "/gatelamp" },
    { LAMP_REDACTION_KEEP, "", "m-1", "/gatelamp" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      LampPolicy policy = { .host_name = rows[i].host_name };
      g_autofree char *source = lamp_redact_dup_source (&policy, rows[i].name, rows[i].pseudonym);
      g_assert_cmpstr (source, ==, rows[i].expected);
    }
}

/* An address in the person's words was pasted: it loses its query as any other, and the report says so. */
static void
test_comment (void)
{
  static const struct
  {
    const char *comment;
    LampRedaction url_query;
    const char *expected;
    gboolean noted;
  } rows[] = {
    { NULL, LAMP_REDACTION_STRIP, NULL, FALSE },
    { "I did not want this", LAMP_REDACTION_STRIP, "I did not want this", FALSE },
    { "from https://u:p@a.example/x?token=1#f now", LAMP_REDACTION_STRIP, "from https://a.example/x now",
      TRUE },
    { "from https://a.example/x?token=1", LAMP_REDACTION_KEEP, "from https://a.example/x?token=1", FALSE },
  };
  const char *others[] = { "host", NULL };
  g_autoptr (LampAlert) alert = lamp_alert_new (&(LampAlert){ .id = "a", .redacted = others });

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      LampPolicy policy = { .url_query = rows[i].url_query };
      g_autofree char *words = NULL;
      g_autoptr (LampAlert) sent = lamp_redact_comment (alert, &policy, rows[i].comment, &words);

      g_assert_cmpstr (words, ==, rows[i].expected);
      g_assert_true (g_strv_contains (sent->redacted, "host"));
      g_assert_cmpint (g_strv_contains (sent->redacted, "comment"), ==, rows[i].noted);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/redact/urls", test_urls);
  g_test_add_func ("/report/redact/many-urls", test_many_urls);
  g_test_add_func ("/report/redact/home", test_home);
  g_test_add_func ("/report/redact/secrets", test_secrets);
  g_test_add_func ("/report/redact/operands", test_operands);
  g_test_add_func ("/report/redact/whole-urls", test_whole_urls);
  g_test_add_func ("/report/redact/default", test_default);
  g_test_add_func ("/report/redact/policy", test_policy);
  g_test_add_func ("/report/redact/says-what-is-missing", test_says_what_is_missing);
  g_test_add_func ("/report/redact/pseudonym", test_pseudonym);
  g_test_add_func ("/report/redact/user-named-like-a-word", test_user_named_like_a_word);
  g_test_add_func ("/report/redact/source", test_source);
  g_test_add_func ("/report/redact/comment", test_comment);
  return g_test_run ();
}
