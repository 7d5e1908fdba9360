/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/lamp-limits.h"
#include "base/lamp-text.h"
#include "base/lamp-time.h"

static void
test_show (void)
{
  static const struct
  {
    const char *why;
    const char *text;
    gsize max;
    const char *shown;
  } rows[] = {
    { "plain", "a.sh", 0, "\u2068a.sh\u2069" },
    { "right-to-left override", "a\u202Efdp.sh", 0, "\u2068a<202E>fdp.sh\u2069" },
    { "line break", "a\nb", 0, "\u2068a<000A>b\u2069" },
    { "terminal escape", "\033[31m", 0, "\u2068<001B>[31m\u2069" },
    { "not UTF-8", "a\xff", 0, "\u2068a\uFFFD\u2069" },
    { "middle cut, ending kept", "abcdefghijklm.sh", 9, "\u2068abcd\u2026m.sh\u2069" },
    { "isolate closed early", "a\u2069b", 0, "\u2068a<2069>b\u2069" },
    { "missing", NULL, 0, "\u2068\u2069" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *shown = lamp_text_show (rows[i].text, rows[i].max);
      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (shown, ==, rows[i].shown);
    }
}

static void
test_line (void)
{
  static const struct
  {
    const char *why;
    const char *text;
    gsize max;
    const char *shown;
  } rows[] = {
    { "plain", "It ran.", 0, "It ran." },
    { "our isolates stay", "\u2068a\u2069 ran.", 0, "\u2068a\u2069 ran." },
    { "an override is seen", "a\u202Eb\u2067c", 0, "a<202E>b<2067>c" },
    { "one line", "a\nb\tc\u2028d", 0, "a b c<2028>d" },
    { "terminal escape", "\033[31m", 0, "<001B>[31m" },
    { "not UTF-8", "a\xff", 0, "a\uFFFD" },
    { "cut, and said so", "abcdef", 3, "abc\u2026" },
    { "missing", NULL, 0, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *shown = lamp_text_line (rows[i].text, rows[i].max);
      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (shown, ==, rows[i].shown);
    }
}

static void
test_url (void)
{
  static const struct
  {
    const char *url;
    const char *bare;
    const char *host;
  } rows[] = {
    { "https://Mail.Example.org/a?token=1#x", "https://Mail.Example.org/a", "mail.example.org" },
    { "https://user:pass@h.example/a", "https://h.example/a", "h.example" },
    { "blob:https://outlook.live.com/uuid", "blob:https://outlook.live.com/uuid", "outlook.live.com" },
    { "data:text/html;base64,AAAA", "data:text/html", NULL },
    { "https://h.example/a@b", "https://h.example/a@b", "h.example" },
    { "not a url?q", "not%20a%20url", NULL },
    { "https://h.example/a;p=SECRET/b;jsessionid=SECRET", "https://h.example/a/b", "h.example" },
    { "https://h.example/a%3Bjsessionid=SECRET?x", "https://h.example/a", "h.example" },
    { "https://u:SECRET@h.example/;SECRET#SECRET", "https://h.example/", "h.example" },
    { "https://h.example/a ?'SECRET", "https://h.example/a%20", "h.example" },
    { "https://h.example/\xe2\x80\xaehs.exe", "https://h.example/%E2%80%AEhs.exe", "h.example" },
    { "https://h.example/a\n\x1b[31m\"<b>", "https://h.example/a%0A%1B[31m%22%3Cb%3E", "h.example" },
    { "https://h.example/\xc2\x85\xe2\x80\xa8x", "https://h.example/%C2%85%E2%80%A8x", "h.example" },
    { "file:///home/a;b/x.sh", "file:///home/a;b/x.sh", NULL },
    { "https://[::1]:8080/x", "https://[::1]:8080/x", "::1" },
    { "https://b\xc3\xbc"
      "cher.example/",
      "https://b\xc3\xbc"
      "cher.example/",
      "xn--bcher-kva.example" },
    { "https://evil.example\\@github.com/x", "https://github.com/x", "evil.example" },
    { "https://evil.example%2f.github.com/x", "https://evil.example%2f.github.com/x", NULL },
    { "https://evil.example%00.github.com/x", "https://evil.example%00.github.com/x", NULL },
    { "javascript://github.com/%0aalert(1)", "javascript://github.com/%0aalert(1)", NULL },
    { "https://github.com@evil.example/x", "https://evil.example/x", "evil.example" },
    { "https://github.com?@evil.example/x", "https://github.com", "github.com" },
    { NULL, NULL, NULL },
  };
  g_autofree char *zeros = g_strnfill (LAMP_URL_BYTES, '0');
  g_autofree char *cut_off = g_strconcat ("https://github.com:", zeros, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *bare = lamp_url_without_query (rows[i].url);
      g_autofree char *host = lamp_url_dup_host (rows[i].url);
      g_assert_cmpstr (bare, ==, rows[i].bare);
      g_assert_cmpstr (host, ==, rows[i].host);
    }
  g_assert_null (lamp_url_dup_host (cut_off));
}

static void
test_age (void)
{
  LampTime then = { .boot_usec = 10 * G_USEC_PER_SEC, .real_usec = 1000 * G_USEC_PER_SEC, .boot_id = "a" };
  LampTime same = { .boot_usec = 15 * G_USEC_PER_SEC, .real_usec = 5 * G_USEC_PER_SEC, .boot_id = "a" };
  LampTime other = { .boot_usec = 1, .real_usec = 1060 * G_USEC_PER_SEC, .boot_id = "b" };

  g_assert_cmpint (lamp_time_age_sec (&then, &same), ==, 5);
  g_assert_cmpint (lamp_time_age_sec (&then, &other), ==, 60);
  g_assert_cmpint (lamp_time_age_sec (&other, &then), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/text/show", test_show);
  g_test_add_func ("/base/text/line", test_line);
  g_test_add_func ("/base/text/url", test_url);
  g_test_add_func ("/base/time/age", test_age);
  return g_test_run ();
}
