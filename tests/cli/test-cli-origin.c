/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli-fixture.h"
#include "cli-row.h"

#include "base/lamp-fd.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

static char *
dup_file (CliFixture *fixture, const char *name, const char *content)
{
  char *path = g_build_filename (fixture->home, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, content, -1, &error);
  g_assert_no_error (error);
  return path;
}

/* The ledger's row of a file, under its real key. */
static void
put_artifact (CliFixture *fixture, const char *path, const char *json)
{
  int fd = open (path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  g_autofree char *key = lamp_fd_dup_key (fd, NULL);
  g_autofree char *name = g_build_filename ("artifacts", key, NULL);

  close (fd);
  cli_fixture_put (fixture, name, json);
}

static void
test_ledger (CliFixture *fixture, gconstpointer data)
{
  static const CliRow rows[] = {
    { "known",
      "origin known.sh",
      0,
      { "known.sh\n\nWhere", "Site          mail.example.com", "webmail",
        "• chromium-history (high confidence): it says so", "https://mail.example.com/get\n" },
      { NULL } },
    { "known, as JSON", "origin --json known.sh", 0, { "\"host\":\"mail.example.com\"" }, { NULL } },
    { "a link", "origin link", 1, { NULL }, { "\"link\": it is a symbolic link" } },
    { "a folder", "origin answers", 1, { NULL }, { "not a regular file" } },
    { "a FIFO does not hang", "origin fifo", 1, { NULL }, { "not a regular file" } },
    { "no such file", "origin gone.sh", 3, { NULL }, { "\"gone.sh\": No such file" } },
    { "all are told, the worst counts",
      "origin gone.sh known.sh link",
      1,
      { "mail.example.com" },
      { "gone.sh", "link" } },
    { "a name like an option", "origin -- --json", 3, { NULL }, { "\"--json\"" } },
    { "a hostile name", "origin '\033[31m\nx'", 3, { NULL }, { "<001B>[31m<000A>x" } },
  };
  static const char artifact[] =
      "{\"file\":{\"path\":\"/x/known.sh\",\"name\":\"known.sh\",\"size\":5},\"state\":\"artifact\",\"origin\":{"
      "\"status\":\"known\",\"channel\":\"webmail\",\"host\":\"mail.example.com\",\"url\":\"https://u:p@mail.example"
      ".com/get?token=SECRET\",\"evidence\":[{\"source\":\"chromium-history\",\"confidence\":\"high\",\"detail\":"
      "\"it says so\"}]}}";
  g_autofree char *known = dup_file (fixture, "known.sh", "known");
  g_autofree char *link = g_build_filename (fixture->home, "link", NULL);
  g_autofree char *fifo = g_build_filename (fixture->home, "fifo", NULL);

  g_assert_cmpint (symlink ("known.sh", link), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  put_artifact (fixture, known, artifact);
  cli_check_rows (fixture, rows, G_N_ELEMENTS (rows));
}

/* Answers of the agent that are none. */
static void
test_bad_answers (CliFixture *fixture, gconstpointer data)
{
  static const CliRow rows[] = {
    { "text", "origin bad.sh", 1, { NULL }, { "cannot be read" } },
    { "JSON", "origin --json bad.sh", 1, { NULL }, { "cannot be read" } },
  };
  static const CliRow busy = { "busy", "origin bad.sh", 1, { NULL }, { "the fake" } };
  g_autofree char *bad = dup_file (fixture, "bad.sh", "bad");

  put_artifact (fixture, bad, "{\"file\":");
  cli_check_rows (fixture, rows, G_N_ELEMENTS (rows));
  cli_fixture_put (fixture, "error", "io.github.gatelamp.Error.Busy");
  cli_check_row (fixture, &busy);
}

/* A real reader looks at a real file: its own marks, below the home of this test. */
static void
check_readers (CliFixture *fixture)
{
  static const CliRow unknown[] = {
    { "nobody knows it",
      "origin other.sh",
      3,
      { "Nothing is known about where \"other.sh\" came from.\n" },
      { NULL } },
    { "nobody knows it, as JSON",
      "origin --json other.sh",
      3,
      { "/other.sh\"", "\"origin\":null}\n", "\"size\":5" },
      { NULL } },
  };
  static const CliRow marked[] = {
    { "marked",
      "origin marked.sh",
      0,
      { "marked.sh\nThis is what browsers and the marks of the file say now.",
        "Site          mail.google.com", "Kind          webmail", "https://mail.google.com/marked.sh\n",
        "• xattr (" },
      { NULL } },
    { "marked, as JSON",
      "origin --json marked.sh",
      0,
      { "\"status\":\"known\"", "\"host\":\"mail.google.com\"", "\"source\":\"xattr\"" },
      { NULL } },
    { "both", "origin marked.sh other.sh", 3, { "mail.google.com", "\"other.sh\"" }, { NULL } },
  };
  static const char url[] = "https://mail.google.com/marked.sh?token=SECRET";
  g_autofree char *other = dup_file (fixture, "other.sh", "other");
  g_autofree char *path = dup_file (fixture, "marked.sh", "marked");

  cli_check_rows (fixture, unknown, G_N_ELEMENTS (unknown));
  if (setxattr (path, "user.xdg.origin.url", url, strlen (url), 0) != 0)
    g_test_message ("this file system takes no attributes: %s", path);
  else
    cli_check_rows (fixture, marked, G_N_ELEMENTS (marked));
}

static void
test_not_in_ledger (CliFixture *fixture, gconstpointer data)
{
  check_readers (fixture);
}

static void
test_without_agent (CliFixture *fixture, gconstpointer data)
{
  cli_fixture_tell (fixture, "release");
  cli_fixture_await (fixture, "released");
  check_readers (fixture);
}

static void
test_without_bus (CliFixture *fixture, gconstpointer data)
{
  GTestDBus *bus = g_steal_pointer (&fixture->bus);
  check_readers (fixture);
  fixture->bus = bus;
}

/* No reader, no guess: that is a failure, not "nothing is known". */
static void
test_without_reader (CliFixture *fixture, gconstpointer data)
{
  static const CliRow row = { "no reader", "origin other.sh", 1, { NULL }, { "\"other.sh\": " } };
  const CliPrograms *programs = fixture->programs;
  g_auto (GStrv) words = g_strsplit (programs->gatelampctl, " ", 2);
  g_autofree char *line = g_strconcat (words[0], " /nonexistent/gatelamp-reader", NULL);
  const CliPrograms broken = { line, programs->fake_agent };
  g_autofree char *other = dup_file (fixture, "other.sh", "other");

  fixture->programs = &broken;
  cli_check_row (fixture, &row);
  fixture->programs = programs;
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (CliFixture *, gconstpointer);
  } tests[] = {
    { "/cli/origin/ledger", test_ledger },
    { "/cli/origin/bad-answers", test_bad_answers },
    { "/cli/origin/not-in-ledger", test_not_in_ledger },
    { "/cli/origin/without-agent", test_without_agent },
    { "/cli/origin/without-bus", test_without_bus },
    { "/cli/origin/without-reader", test_without_reader },
  };
  g_autofree char *command = NULL;
  g_autofree char *reader = NULL;
  g_autofree char *line = NULL;
  g_autofree char *fake_agent = NULL;
  CliPrograms programs;

  g_test_init (&argc, &argv, NULL);
  if (argc != 4)
    g_error ("usage: %s ORIGIN-IN-TREE FAKE-AGENT GATELAMP-READER", argv[0]);
  command = g_canonicalize_filename (argv[1], NULL);
  fake_agent = g_canonicalize_filename (argv[2], NULL);
  reader = g_canonicalize_filename (argv[3], NULL);
  line = g_strdup_printf ("%s %s", command, reader);
  programs = (CliPrograms){ line, fake_agent };
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, CliFixture, &programs, cli_fixture_set_up, tests[i].run,
                cli_fixture_tear_down);
  return g_test_run ();
}
