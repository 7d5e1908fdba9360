/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "facts.h"

#define X    "/home/a/Downloads/x.sh"
#define LOOK ((LampMethod) -1)

typedef struct
{
  const char *why;
  TestRun run;
  LampMethod method; /* LOOK: no execution */
} Row;

static const Row look_rows[] = {
  { "cat", { .exe = "/usr/bin/cat", .argv = "cat x.sh" }, LOOK },
  { "less", { .exe = "/usr/bin/less", .argv = "less " X }, LOOK },
  { "sha256sum", { .exe = "/usr/bin/sha256sum", .argv = "sha256sum x.sh" }, LOOK },
  { "file", { .exe = "/usr/bin/file", .argv = "file x.sh" }, LOOK },
  { "cp", { .exe = "/usr/bin/cp", .argv = "cp x.sh /tmp/y" }, LOOK },
  { "tar", { .exe = "/usr/bin/tar", .argv = "tar cf y.tar x.sh" }, LOOK },
  { "vim", { .exe = "/usr/bin/vim.basic", .argv = "vim x.sh" }, LOOK },
  { "vim in read-only", { .exe = "/usr/bin/vim.basic", .argv = "vim -R x.sh" }, LOOK },
  { "shellcheck", { .exe = "/usr/bin/shellcheck", .argv = "shellcheck x.sh" }, LOOK },
  { "BASH_ENV in what bash started",
    { .exe = "/usr/bin/sleep",
      .argv = "sleep 1",
      .environ = "BASH_ENV " X,
      .method = LAMP_METHOD_ENVIRONMENT },
    LOOK },
  { "bash -n", { .exe = "/usr/bin/bash", .argv = "bash -n x.sh" }, LOOK },
  { "bash -xn", { .exe = "/usr/bin/bash", .argv = "bash -xn x.sh" }, LOOK },
  { "bash -o noexec", { .exe = "/usr/bin/bash", .argv = "bash -o noexec x.sh" }, LOOK },
  { "sh -n", { .exe = "/usr/bin/dash", .argv = "sh -n x.sh" }, LOOK },
  { "zsh -n", { .exe = "/usr/bin/zsh", .argv = "zsh -n x.sh" }, LOOK },
  { "fish --no-execute", { .exe = "/usr/bin/fish", .argv = "fish --no-execute x.sh" }, LOOK },
  { "python -m py_compile", { .exe = "/usr/bin/python3.11", .argv = "python3 -m py_compile x.sh" }, LOOK },
  { "python -mjson.tool", { .exe = "/usr/bin/python3.11", .argv = "python3 -mjson.tool x.sh" }, LOOK },
  { "perl -c", { .exe = "/usr/bin/perl", .argv = "perl -c x.sh" }, LOOK },
  { "perl -wc", { .exe = "/usr/bin/perl", .argv = "perl -wc x.sh" }, LOOK },
  { "perl -ne over it", { .exe = "/usr/bin/perl", .argv = "perl -ne print x.sh" }, LOOK },
  { "perl -pi -e", { .exe = "/usr/bin/perl", .argv = "perl -pi.bak -e s/a/b/ x.sh" }, LOOK },
  { "php -l", { .exe = "/usr/bin/php8.2", .argv = "php -l x.sh" }, LOOK },
  { "ruby -c", { .exe = "/usr/bin/ruby3.1", .argv = "ruby -c x.sh" }, LOOK },
  { "node --check", { .exe = "/usr/bin/node", .argv = "node --check x.sh" }, LOOK },
  { "awk over it", { .exe = "/usr/bin/gawk", .argv = "awk {print} x.sh" }, LOOK },
  { "awk with an own program", { .exe = "/usr/bin/mawk", .argv = "awk -f own.awk x.sh" }, LOOK },
  { "as data of a script", { .exe = "/usr/bin/python3.11", .argv = "python3 report.py x.sh" }, LOOK },
  { "as data of a script, behind --", { .exe = "/usr/bin/bash", .argv = "bash -- own.sh x.sh" }, LOOK },
  { "xdg-open", { .exe = "/usr/bin/dash", .argv = "/bin/sh /usr/bin/xdg-open x.sh" }, LOOK },
  { "run-mailcap",
    { .exe = "/usr/bin/perl", .argv = "/usr/bin/perl /usr/bin/run-mailcap --action=view x.sh" },
    LOOK },
  { "thumbnailer",
    { .exe = "/usr/bin/dash", .argv = "/bin/sh /usr/bin/gsf-office-thumbnailer-wrapper -i " X " -o /tmp/u" },
    LOOK },
  { "sandboxed thumbnailer",
    { .exe = "/usr/bin/bwrap", .argv = "bwrap --ro-bind / / --ro-bind " X " /tmp/t totem-video-thumbnailer" },
    LOOK },
  { "GIO's shell before a viewer",
    { .exe = "/usr/bin/dash",
      .argv = "/bin/sh -e -u -c export\x01GIO_LAUNCHED_DESKTOP_FILE_PID=$$;\x01"
              "exec\x01\"$@\" sh evince x.sh" },
    LOOK },
  { "inline code that reads it",
    { .exe = "/usr/bin/python3.11",
      .argv = "python3 -c print(open('x.sh').read())",
      .method = LAMP_METHOD_DESCRIPTOR },
    LOOK },
  { "inline shell, file as argument", { .exe = "/usr/bin/bash", .argv = "bash -c wc\x01\"$0\" x.sh" }, LOOK },
  { "data on descriptor 0 of a script",
    { .exe = "/usr/bin/bash", .argv = "bash own.sh", .method = LAMP_METHOD_STDIN },
    LOOK },
  { "data on descriptor 0 of inline code",
    { .exe = "/usr/bin/bash", .argv = "bash -c cat", .method = LAMP_METHOD_STDIN },
    LOOK },
  { "data on descriptor 0 of a program",
    { .exe = "/usr/bin/sort", .argv = "sort", .method = LAMP_METHOD_STDIN },
    LOOK },
  { "an editor holds it",
    { .exe = "/usr/bin/gedit", .argv = "gedit", .method = LAMP_METHOD_DESCRIPTOR },
    LOOK },
  { "a shell reads it line by line",
    { .exe = "/usr/bin/bash", .argv = "bash own.sh", .method = LAMP_METHOD_DESCRIPTOR },
    LOOK },
  { "a viewer maps it",
    { .exe = "/usr/bin/evince", .argv = "evince x.sh", .method = LAMP_METHOD_LIBRARY },
    LOOK },
  { "busybox as cat", { .exe = "/usr/bin/busybox", .argv = "cat x.sh" }, LOOK },
  { "busybox cat", { .exe = "/usr/bin/busybox", .argv = "busybox cat x.sh" }, LOOK },
  { "a read without a process", { .exe = NULL }, LOOK },
  { "make in a folder", { .exe = "/usr/bin/make", .argv = "make x.sh" }, LOOK },
  { "make -n", { .exe = "/usr/bin/make", .argv = "make -n -f x.sh" }, LOOK },
  { "ld.so --verify (ldd)",
    { .exe = "/usr/lib64/ld-linux-x86-64.so.2", .argv = "/lib64/ld-linux-x86-64.so.2 --verify " X },
    LOOK },
  { "sudo -e (sudoedit)", { .exe = "/usr/bin/sudo", .argv = "sudo -e x.sh" }, LOOK },
  { "sudo cat", { .exe = "/usr/bin/sudo", .argv = "sudo -u root cat x.sh" }, LOOK },
  { "env cat", { .exe = "/usr/bin/env", .argv = "env LANG=C cat x.sh" }, LOOK },
  { "java with another jar",
    { .exe = "/usr/lib/jvm/java-17/bin/java", .argv = "java -jar own.jar x.sh" },
    LOOK },
  { "a terminal that will start it",
    { .exe = "/usr/bin/gnome-terminal", .argv = "gnome-terminal -- " X },
    LOOK },
};

static const Row run_rows[] = {
  { "bash, what only reads undone",
    { .exe = "/usr/bin/bash", .argv = "bash -n +n x.sh" },
    LAMP_METHOD_SCRIPT },
  { "bash, noexec undone",
    { .exe = "/usr/bin/bash", .argv = "bash -o noexec +o noexec x.sh" },
    LAMP_METHOD_SCRIPT },
  { "bash, relative", { .exe = "/usr/bin/bash", .argv = "bash x.sh" }, LAMP_METHOD_SCRIPT },
  { "bash, absolute", { .exe = "/usr/bin/bash", .argv = "bash " X }, LAMP_METHOD_SCRIPT },
  { "bash, from below",
    { .exe = "/usr/bin/bash", .argv = "bash ../x.sh", .cwd = "/home/a/Downloads/sub" },
    LAMP_METHOD_SCRIPT },
  { "bash with flags",
    { .exe = "/usr/bin/bash", .argv = "bash -eux -o pipefail x.sh a b" },
    LAMP_METHOD_SCRIPT },
  { "bash --", { .exe = "/usr/bin/bash", .argv = "bash -- x.sh" }, LAMP_METHOD_SCRIPT },
  { "bash -", { .exe = "/usr/bin/bash", .argv = "bash - x.sh" }, LAMP_METHOD_SCRIPT },
  { "bash +x -O", { .exe = "/usr/bin/bash", .argv = "bash +x -O extglob x.sh" }, LAMP_METHOD_SCRIPT },
  { "bash, -n behind the operand", { .exe = "/usr/bin/bash", .argv = "bash x.sh -n" }, LAMP_METHOD_SCRIPT },
  { "bash --rcfile", { .exe = "/usr/bin/bash", .argv = "bash --rcfile x.sh" }, LAMP_METHOD_SCRIPT },
  { "login shell's own name", { .exe = "/usr/bin/bash", .argv = "-bash x.sh" }, LAMP_METHOD_SCRIPT },
  { "sh is dash", { .exe = "/usr/bin/dash", .argv = "/bin/sh ./x.sh", .rung = TRUE }, LAMP_METHOD_SCRIPT },
  { "python with a version",
    { .exe = "/usr/bin/python3.11", .argv = "python3 -u -W ignore x.sh --flag" },
    LAMP_METHOD_SCRIPT },
  { "python -m pdb", { .exe = "/usr/bin/python3.11", .argv = "python3 -m pdb x.sh" }, LAMP_METHOD_SCRIPT },
  { "perl -w", { .exe = "/usr/bin/perl5.36.0", .argv = "perl -w -I lib x.sh" }, LAMP_METHOD_SCRIPT },
  { "ruby -r", { .exe = "/usr/bin/ruby3.1", .argv = "ruby -r ./x.sh own.rb" }, LAMP_METHOD_SCRIPT },
  { "node", { .exe = "/usr/bin/node", .argv = "node --inspect x.sh" }, LAMP_METHOD_SCRIPT },
  { "node -r", { .exe = "/usr/bin/node", .argv = "node -r ./x.sh own.js" }, LAMP_METHOD_SCRIPT },
  { "deno run", { .exe = "/usr/bin/deno", .argv = "deno run --allow-net -A x.sh" }, LAMP_METHOD_SCRIPT },
  { "bun", { .exe = "/usr/bin/bun", .argv = "bun x.sh" }, LAMP_METHOD_SCRIPT },
  { "php -f", { .exe = "/usr/bin/php8.2", .argv = "php -f x.sh -- -l" }, LAMP_METHOD_SCRIPT },
  { "lua -e and a file", { .exe = "/usr/bin/lua5.4", .argv = "lua -e a=1 x.sh" }, LAMP_METHOD_SCRIPT },
  { "awk -f", { .exe = "/usr/bin/gawk", .argv = "awk -v a=1 -f x.sh data" }, LAMP_METHOD_SCRIPT },
  { "awk -f in one word", { .exe = "/usr/bin/gawk", .argv = "awk -fx.sh data" }, LAMP_METHOD_SCRIPT },
  { "make -f", { .exe = "/usr/bin/make", .argv = "make all --file=x.sh" }, LAMP_METHOD_SCRIPT },
  { "java -jar",
    { .exe = "/usr/lib/jvm/java-17/bin/java", .argv = "java -Xmx1g -jar x.sh --help" },
    LAMP_METHOD_SCRIPT },
  { "java -cp",
    { .exe = "/usr/lib/jvm/java-17/bin/java", .argv = "java -cp lib.jar:x.sh Main" },
    LAMP_METHOD_SCRIPT },
  { "wine",
    { .exe = "/usr/lib/wine/wine64-preloader", .argv = "wine Z:\\home\\a\\Downloads\\x.sh" },
    LAMP_METHOD_SCRIPT },
  { "mono", { .exe = "/usr/bin/mono-sgen", .argv = "mono x.sh" }, LAMP_METHOD_SCRIPT },
  { "gjs", { .exe = "/usr/bin/gjs-console", .argv = "gjs -m x.sh" }, LAMP_METHOD_SCRIPT },
  { "tclsh", { .exe = "/usr/bin/tclsh8.6", .argv = "tclsh x.sh" }, LAMP_METHOD_SCRIPT },
  { "Rscript", { .exe = "/usr/lib/R/bin/Rscript", .argv = "Rscript --vanilla x.sh" }, LAMP_METHOD_SCRIPT },
  { "R behind Rscript",
    { .exe = "/usr/lib/R/bin/exec/R", .argv = "R --no-echo --file=x.sh --args a" },
    LAMP_METHOD_SCRIPT },
  { "vim -S", { .exe = "/usr/bin/vim.basic", .argv = "vim -S x.sh" }, LAMP_METHOD_SCRIPT },
  { "sudo bash", { .exe = "/usr/bin/sudo", .argv = "sudo -u root bash -x x.sh" }, LAMP_METHOD_SCRIPT },
  { "env, with assignments", { .exe = "/usr/bin/env", .argv = "env -i A=1 bash x.sh" }, LAMP_METHOD_SCRIPT },
  { "wrappers in a row",
    { .exe = "/usr/bin/nice", .argv = "nice -n 5 timeout -k 1 9 bash x.sh" },
    LAMP_METHOD_SCRIPT },
  { "busybox", { .exe = "/usr/bin/busybox", .argv = "busybox sh x.sh" }, LAMP_METHOD_SCRIPT },
  { "busybox as sh", { .exe = "/usr/bin/busybox", .argv = "sh x.sh" }, LAMP_METHOD_SCRIPT },
  { "updated while it runs",
    { .exe = "/usr/bin/python3.11 (deleted)", .argv = "python3 x.sh" },
    LAMP_METHOD_SCRIPT },
  { "rung, a script, process gone",
    { .rung = TRUE, .content_type = "application/x-shellscript" },
    LAMP_METHOD_SCRIPT },
  { "sudo, the file itself",
    { .exe = "/usr/bin/sudo", .argv = "sudo ./x.sh", .rung = TRUE },
    LAMP_METHOD_EXE },
  { "the image itself", { .exe = X, .argv = "./x.sh", .rung = TRUE }, LAMP_METHOD_EXE },
  { "an interpreter in no table",
    { .exe = "/usr/bin/gnuplot", .argv = "/usr/bin/gnuplot " X, .rung = TRUE },
    LAMP_METHOD_SCRIPT },
  { "rung, process gone", { .rung = TRUE }, LAMP_METHOD_EXE },
  { "rung, and only a reader is there",
    { .exe = "/usr/bin/cat", .argv = "cat x.sh", .rung = TRUE },
    LAMP_METHOD_SCRIPT },
  { "bash < x", { .exe = "/usr/bin/bash", .argv = "bash", .method = LAMP_METHOD_STDIN }, LAMP_METHOD_STDIN },
  { "bash -s a < x",
    { .exe = "/usr/bin/bash", .argv = "bash -s a", .method = LAMP_METHOD_STDIN },
    LAMP_METHOD_STDIN },
  { "python - < x",
    { .exe = "/usr/bin/python3.11", .argv = "python3 - a", .method = LAMP_METHOD_STDIN },
    LAMP_METHOD_STDIN },
  { "bash /dev/stdin < x",
    { .exe = "/usr/bin/bash", .argv = "bash /dev/stdin", .method = LAMP_METHOD_STDIN },
    LAMP_METHOD_STDIN },
  { "sudo sh < x",
    { .exe = "/usr/bin/sudo", .argv = "sudo sh", .method = LAMP_METHOD_STDIN },
    LAMP_METHOD_STDIN },
  { "bash /dev/fd/3",
    { .exe = "/usr/bin/bash", .argv = "bash /dev/fd/3", .method = LAMP_METHOD_DESCRIPTOR },
    LAMP_METHOD_SCRIPT },
  { "inline code that runs it",
    { .exe = "/usr/bin/python3.11",
      .argv = "python3 -c exec(open('x.sh').read())",
      .method = LAMP_METHOD_DESCRIPTOR },
    LAMP_METHOD_INLINE },
  { "inline shell that sources it",
    { .exe = "/usr/bin/bash", .argv = "bash -c source\x01./x.sh", .method = LAMP_METHOD_DESCRIPTOR },
    LAMP_METHOD_INLINE },
  { "ld.so",
    { .exe = "/usr/lib64/ld-linux-x86-64.so.2", .argv = "/lib64/ld-linux-x86-64.so.2 --library-path /x " X },
    LAMP_METHOD_LOADER },
  { "preload",
    { .exe = "/usr/bin/ls", .argv = "ls", .environ = "LD_PRELOAD " X, .method = LAMP_METHOD_ENVIRONMENT },
    LAMP_METHOD_ENVIRONMENT },
  { "BASH_ENV",
    { .exe = "/usr/bin/bash",
      .argv = "bash own.sh",
      .environ = "BASH_ENV " X,
      .method = LAMP_METHOD_ENVIRONMENT },
    LAMP_METHOD_ENVIRONMENT },
  { "a launcher",
    { .exe = "/usr/bin/dash",
      .argv = "sh -c true",
      .environ = "GIO_LAUNCHED_DESKTOP_FILE " X,
      .method = LAMP_METHOD_DESKTOP_ENTRY },
    LAMP_METHOD_DESKTOP_ENTRY },
};

static void
check_row (const Row *row)
{
  TestFacts facts;
  g_autoptr (LampJudgement) judgement = NULL;

  g_test_message ("%s", row->why);
  test_facts_init (&facts, &row->run, NULL, 30);
  judgement = lamp_detect_judge (&facts.facts);
  if (row->method == LOOK)
    g_assert_null (judgement);
  else
    {
      g_assert_nonnull (judgement);
      g_assert_cmpstr (lamp_method_to_string (judgement->method), ==, lamp_method_to_string (row->method));
    }
  test_facts_clear (&facts);
}

static void
test_look (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (look_rows); i++)
    check_row (&look_rows[i]);
}

static void
test_run (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (run_rows); i++)
    check_row (&run_rows[i]);
}

/* A lure may hide its operand behind any number of options. */
static void
test_many_options (void)
{
  g_autoptr (GString) argv = g_string_new ("bash");
  TestRun run = { .exe = "/usr/bin/bash" };
  g_autoptr (LampJudgement) judgement = NULL;
  TestFacts facts;

  for (int i = 0; i < 4000; i++)
    g_string_append (argv, " -x");
  g_string_append (argv, " x.sh");
  run.argv = argv->str;
  test_facts_init (&facts, &run, NULL, 30);
  judgement = lamp_detect_judge (&facts.facts);
  g_assert_nonnull (judgement);
  test_facts_clear (&facts);
}

/* What no shell would write, and a process can still show: nothing of it may abort. */
static void
test_odd_processes (void)
{
  static const char *const argvs[] = { "",           " ",          "bash",       "bash ",   "bash -c",
                                       "bash -o",    "env",        "env -u",     "sudo",    "timeout",
                                       "timeout -k", "python3 -m", "python3 -W", "node -r", "java -jar",
                                       "java -cp",   "perl -I",    "-",          "--",      "bash --",
                                       "awk -f",     "make -f",    "bash +",     "bash +O", "env -S",
                                       "wine Z:",    "deno",       "sudo --user" };
  static const LampMethod methods[] = { LAMP_METHOD_SCRIPT, LAMP_METHOD_STDIN, LAMP_METHOD_DESCRIPTOR,
                                        LAMP_METHOD_ENVIRONMENT, LAMP_METHOD_LIBRARY };
  static const char *const exes[] = {
    "/usr/bin/bash", "/usr/bin/env", "/usr/bin/sudo", "", "/", " (deleted)"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (argvs); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (methods); j++)
      for (gsize k = 0; k < G_N_ELEMENTS (exes); k++)
        {
          TestRun run = {
            .exe = exes[k], .argv = argvs[i], .method = methods[j], .rung = (i + j + k) % 2 == 0
          };
          g_autoptr (LampJudgement) judgement = NULL;
          TestFacts facts;

          test_facts_init (&facts, &run, NULL, 30);
          judgement = lamp_detect_judge (&facts.facts);
          test_facts_clear (&facts);
        }
}

/* The barest values that can be made. */
static void
test_bare_values (void)
{
  g_autoptr (LampArtifact) artifact = lamp_artifact_new (&(LampArtifact){ 0 });
  g_autoptr (LampProcess) process = lamp_process_new (&(LampProcess){ 0 });
  g_autoptr (LampExecution) gone = lamp_execution_new (&(LampExecution){ .rung = TRUE, .operand = -1 });
  g_autoptr (LampExecution) bare = lamp_execution_new (
      &(LampExecution){ .rung = TRUE, .operand = 5, .method = LAMP_METHOD_SCRIPT, .process = process });
  g_autoptr (LampExecution) image = lamp_execution_new (
      &(LampExecution){ .operand = -1, .method = LAMP_METHOD_EXE, .process = process });
  g_autoptr (LampPolicy) policy = lamp_policy_new (&(LampPolicy){ .fresh_days = 1 });
  const LampExecution *all[] = { gone, bare, image };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      LampDetectFacts facts = { .artifact = artifact, .execution = all[i], .policy = policy, .age_sec = -1 };
      g_autoptr (LampJudgement) judgement = lamp_detect_judge (&facts);
      g_assert_nonnull (judgement);
      g_assert_nonnull (judgement->sentence);
    }
}

/* A judgement is kept with its alert and judged anew when the origin is known: it must come out the same. */
static void
test_again (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (run_rows); i++)
    {
      TestFacts facts;
      g_autoptr (LampJudgement) first = NULL;
      g_autoptr (LampJudgement) second = NULL;
      g_autoptr (LampExecution) kept = NULL;
      LampExecution copy;

      if (run_rows[i].run.method == LAMP_METHOD_DESCRIPTOR && run_rows[i].method == LAMP_METHOD_SCRIPT)
        continue; /* "/dev/fd/3": which descriptor it was is not kept */
      g_test_message ("%s", run_rows[i].why);
      test_facts_init (&facts, &run_rows[i].run, NULL, 30);
      first = lamp_detect_judge (&facts.facts);
      copy = *facts.execution;
      copy.method = first->method;
      copy.confidence = first->confidence;
      facts.facts.execution = kept = lamp_execution_new (&copy);
      second = lamp_detect_judge (&facts.facts);
      g_assert_nonnull (second);
      g_assert_cmpint (first->method, ==, second->method);
      g_assert_cmpint (first->confidence, ==, second->confidence);
      g_assert_cmpint (first->severity, ==, second->severity);
      g_assert_cmpstr (first->sentence, ==, second->sentence);
      test_facts_clear (&facts);
    }
}

static void
test_not_fresh (void)
{
  TestRun run = { .exe = "/usr/bin/bash", .argv = "bash x.sh" };
  TestFacts facts;

  g_autoptr (LampJudgement) last = NULL;

  test_facts_init (&facts, &run, NULL, 30 * 24 * 3600 + 1);
  g_assert_null (lamp_detect_judge (&facts.facts));
  facts.facts.age_sec = 30 * 24 * 3600;
  last = lamp_detect_judge (&facts.facts);
  g_assert_nonnull (last);
  test_facts_clear (&facts);
}

/* Of what root runs only the command line is seen: that is no proof of confidence A or B. */
static void
test_elevated (void)
{
  static const struct
  {
    const char *why;
    TestRun run;
    LampConfidence confidence;
  } rows[] = {
    { "as oneself", { .exe = "/usr/bin/bash", .argv = "bash x.sh" }, LAMP_CONFIDENCE_B },
    { "by a wrapper that is no other user",
      { .exe = "/usr/bin/nice", .argv = "nice bash x.sh" },
      LAMP_CONFIDENCE_B },
    { "sudo", { .exe = "/usr/bin/sudo", .argv = "sudo bash x.sh" }, LAMP_CONFIDENCE_C },
    { "sudo behind nice", { .exe = "/usr/bin/nice", .argv = "nice sudo bash x.sh" }, LAMP_CONFIDENCE_C },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LampJudgement) judgement = NULL;
      TestFacts facts;

      g_test_message ("%s", rows[i].why);
      test_facts_init (&facts, &rows[i].run, NULL, 30);
      judgement = lamp_detect_judge (&facts.facts);
      g_assert_nonnull (judgement);
      g_assert_cmpint (judgement->confidence, ==, rows[i].confidence);
      g_assert_cmpint (test_judgement_has (judgement, "manner-root"), ==,
                       rows[i].confidence == LAMP_CONFIDENCE_C);
      test_facts_clear (&facts);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/detect/run/looking-is-not-running", test_look);
  g_test_add_func ("/detect/run/runs", test_run);
  g_test_add_func ("/detect/run/many-options", test_many_options);
  g_test_add_func ("/detect/run/odd-processes", test_odd_processes);
  g_test_add_func ("/detect/run/bare-values", test_bare_values);
  g_test_add_func ("/detect/run/again", test_again);
  g_test_add_func ("/detect/run/not-fresh", test_not_fresh);
  g_test_add_func ("/detect/run/elevated", test_elevated);
  return g_test_run ();
}
