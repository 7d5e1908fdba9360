/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli-fixture.h"

#include "cli/lamp-cli-text.h"

#include <pty.h>
#include <string.h>
#include <unistd.h>

#define SEC_USEC  G_GINT64_CONSTANT (1000000)
#define HOUR_USEC (3600 * SEC_USEC)

/* What a terminal would get; its line discipline makes CR LF of each line end. */
static char *
dup_terminal_output (CliFixture *fixture, const char *arguments)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_auto (GStrv) argv = NULL;
  g_autofree char *line = g_strdup_printf ("%s %s", fixture->programs->gatelampctl, arguments);
  char block[4096];
  int master, slave;
  gssize got;

  g_assert_cmpint (openpty (&master, &slave, NULL, NULL, NULL), ==, 0);
  g_assert_true (g_shell_parse_argv (line, NULL, &argv, NULL));
  g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS",
                                g_test_dbus_get_bus_address (fixture->bus), TRUE);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  g_subprocess_launcher_take_stdout_fd (launcher, slave);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, NULL);
  g_assert_nonnull (process);
  g_clear_object (&launcher);
  while ((got = read (master, block, sizeof block)) > 0)
    g_string_append_len (out, block, got);
  close (master);
  g_subprocess_wait (process, NULL, NULL);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* JSON stays the same JSON, in characters that a terminal shows and does not obey. */
static void
test_json (CliFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *json;
    const char *shown;
  } rows[] = {
    { "{\"a\":\"plain \xc3\xa4\"}", "{\"a\":\"plain \xc3\xa4\"}\r\n" },
    { "{\"a\":\"\xc2\x9b"
      "31m\"}",
      "{\"a\":\"\\u009b31m\"}\r\n" },
    { "{\"a\":\"\xe2\x80\xae"
      "fdp\"}",
      "{\"a\":\"\\u202efdp\"}\r\n" },
    { "{\"a\":\"\xf3\xa0\x80\xa1\"}", "{\"a\":\"\\udb40\\udc21\"}\r\n" },
    { "{\"a\":\"\x7f\"}", "{\"a\":\"\\u007f\"}\r\n" },
    { "{\"a\":\"\033[2J\"}", "{\"a\":\"\\u001b[2J\"}\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *shown = NULL;
      g_auto (CliResult) piped = { 0 };

      cli_fixture_put (fixture, "status.json", rows[i].json);
      shown = dup_terminal_output (fixture, "status --json");
      g_assert_cmpstr (shown, ==, rows[i].shown);
      cli_fixture_run (fixture, "status --json", &piped);
      if (strchr (rows[i].json, '\033') == NULL)
        g_assert_true (g_str_has_prefix (piped.out, rows[i].json));
    }
}

static void
test_preview (CliFixture *fixture, gconstpointer data)
{
  g_autofree char *shown = NULL;
  g_auto (CliResult) piped = { 0 };

  cli_fixture_put_default (fixture);
  cli_fixture_put (fixture, "preview.txt", "{\"name\":\"\033[31mred\"}");
  shown = dup_terminal_output (fixture, "report last --preview");
  g_assert_cmpstr (shown, ==, "{\"name\":\"\\u001b[31mred\"}\r\n");
  cli_fixture_run (fixture, "report last --preview", &piped);
  g_assert_cmpstr (piped.out, ==, "{\"name\":\"\033[31mred\"}");
}

static void
test_plain (void)
{
  static const struct
  {
    const char *text;
    gsize max_chars;
    const char *shown;
  } rows[] = {
    { NULL, 0, "" },
    { "invoice.sh", 0, "invoice.sh" },
    { "a\nb", 0, "a<000A>b" },
    { "\033[31m", 0, "<001B>[31m" },
    { "\xe2\x80\xae", 0, "<202E>" },
    { "\xe2\x81\xa8x\xe2\x81\xa9", 0, "<2068>x<2069>" },
    { "\xff", 0, "\xef\xbf\xbd" },
    { "0123456789", 5,
      "01\xe2\x80\xa6"
      "89" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *shown = lamp_cli_dup_plain (rows[i].text, rows[i].max_chars);
      g_assert_cmpstr (shown, ==, rows[i].shown);
    }
}

static void
test_sentence (void)
{
  g_autofree char *isolated = lamp_cli_dup_sentence ("\xe2\x81\xa8x.sh\xe2\x81\xa9 ran.");
  g_autofree char *hostile = lamp_cli_dup_sentence ("\xe2\x80\xaex\r ran.");
  g_autofree char *nothing = lamp_cli_dup_sentence (NULL);

  g_assert_cmpstr (isolated, ==, "x.sh ran.");
  g_assert_cmpstr (hostile, ==, "<202E>x<000D> ran.");
  g_assert_cmpstr (nothing, ==, "");
}

static void
test_ago (void)
{
  const gint64 now = G_GINT64_CONSTANT (1795000000000000);
  const struct
  {
    gint64 age_usec;
    const char *shown;
  } rows[] = {
    { 0, "just now" },
    { 4 * SEC_USEC, "just now" },
    { 5 * SEC_USEC, "5 seconds ago" },
    { 60 * SEC_USEC, "1 minute ago" },
    { 3599 * SEC_USEC, "59 minutes ago" },
    { HOUR_USEC, "1 hour ago" },
    { 24 * HOUR_USEC - 1, "23 hours ago" },
    { 24 * HOUR_USEC, NULL },
    { -1, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *moment = lamp_cli_dup_moment (now - rows[i].age_usec);
      g_autofree char *shown = lamp_cli_dup_ago (now - rows[i].age_usec, now);
      g_assert_cmpstr (shown, ==, rows[i].shown != NULL ? rows[i].shown : moment);
    }
  {
    g_autofree char *unknown = lamp_cli_dup_ago (0, now);
    g_autofree char *absurd = lamp_cli_dup_ago (G_MAXINT64, now);
    g_assert_cmpstr (unknown, ==, "at an unknown time");
    g_assert_cmpstr (absurd, !=, "just now");
  }
}

static void
test_since (void)
{
  const gint64 now = G_GINT64_CONSTANT (1795000000000000);
  const struct
  {
    const char *text;
    gint64 real_usec; /* 0: refused */
  } rows[] = {
    { "90s", now - 90 * SEC_USEC },
    { "15m", now - 15 * 60 * SEC_USEC },
    { "2h", now - 2 * HOUR_USEC },
    { "3d", now - 72 * HOUR_USEC },
    { "0s", now },
    { "2026-01-02T03:04:05Z", G_GINT64_CONSTANT (1767323045000000) },
    { "2026-01-02T03:04:05.25+01:00", G_GINT64_CONSTANT (1767319445250000) },
    { "", 0 },
    { "s", 0 },
    { "15", 0 },
    { "15 m", 0 },
    { "-15m", 0 },
    { "1.5h", 0 },
    { "15mm", 0 },
    { "15M", 0 },
    { "1w", 0 },
    { "4000d", 0 },
    { "18446744073709551617s", 0 },
    { "yesterday", 0 },
    { "2026-01-02", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 real_usec = 0;
      gboolean taken = lamp_cli_parse_since (rows[i].text, now, &real_usec);
      g_test_message ("\"%s\"", rows[i].text);
      g_assert_cmpint (taken, ==, rows[i].real_usec != 0);
      g_assert_cmpint (real_usec, ==, rows[i].real_usec);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *gatelampctl = NULL;
  g_autofree char *fake_agent = NULL;
  CliPrograms programs;

  g_test_init (&argc, &argv, NULL);
  if (argc != 3)
    g_error ("usage: %s GATELAMPCTL FAKE-AGENT", argv[0]);
  gatelampctl = g_canonicalize_filename (argv[1], NULL);
  fake_agent = g_canonicalize_filename (argv[2], NULL);
  programs = (CliPrograms){ gatelampctl, fake_agent };
  g_test_add ("/cli/terminal/json", CliFixture, &programs, cli_fixture_set_up, test_json,
              cli_fixture_tear_down);
  g_test_add ("/cli/terminal/preview", CliFixture, &programs, cli_fixture_set_up, test_preview,
              cli_fixture_tear_down);
  g_test_add_func ("/cli/terminal/plain", test_plain);
  g_test_add_func ("/cli/terminal/sentence", test_sentence);
  g_test_add_func ("/cli/terminal/ago", test_ago);
  g_test_add_func ("/cli/terminal/since", test_since);
  return g_test_run ();
}
