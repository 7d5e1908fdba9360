/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "reader/lamp-reader-sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

/* What a taken-over reader might try. 0: it worked; else errno. */

static int
try_open (void)
{
  return open ("/etc/passwd", O_RDONLY) >= 0 ? 0 : errno;
}

static int
try_make (void)
{
  return open ("/tmp/gatelamp-sandbox", O_WRONLY | O_CREAT, 0600) >= 0 ? 0 : errno;
}

static int
try_open_home (void)
{
  return open (g_get_home_dir (), O_RDONLY | O_DIRECTORY) >= 0 ? 0 : errno;
}

static int
try_socket (void)
{
  return socket (AF_INET, SOCK_STREAM, 0) >= 0 ? 0 : errno;
}

static int
try_unix_socket (void)
{
  return socket (AF_UNIX, SOCK_STREAM, 0) >= 0 ? 0 : errno;
}

static int
try_exec (void)
{
  execl ("/bin/true", "true", NULL);
  return errno;
}

static int
try_fork (void)
{
  return fork () >= 0 ? 0 : errno;
}

static int
try_trace (void)
{
  return ptrace (PTRACE_ATTACH, getppid (), NULL, NULL) == 0 ? 0 : errno;
}

static int
try_kill (void)
{
  return kill (getppid (), 0) == 0 ? 0 : errno;
}

static int
try_unlink (void)
{
  return unlink ("/nonexistent/x") == 0 ? 0 : errno;
}

static int
try_chmod (void)
{
  return fchmod (0, 0777) == 0 ? 0 : errno;
}

static int
try_set_xattr (void)
{
  return fsetxattr (0, "user.x", "y", 1, 0) == 0 ? 0 : errno;
}

static int
try_execute_memory (void)
{
  return mmap (NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED ? 0
                                                                                                    : errno;
}

static int
try_truncate (void)
{
  return ftruncate (0, 0) == 0 ? 0 : errno;
}

static int
try_memory (void)
{
  return mmap (NULL, 1UL << 31, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED
             ? 0
             : errno;
}

static int
try_work (void)
{
  struct stat about;
  g_autofree char *memory = g_malloc0 (1 << 20);

  return memory != NULL && fstat (0, &about) == 0 && clock () != (clock_t) -1 ? 0 : EIO;
}

enum
{
  WORKS,
  REFUSED,
  KILLED,
};

static const struct
{
  const char *why;
  int (*attempt) (void);
  int expected;
} rows[] = {
  { "work as it should", try_work, WORKS },
  { "open a file", try_open, REFUSED },
  { "make a file", try_make, REFUSED },
  { "list the home", try_open_home, REFUSED },
  { "a network socket", try_socket, KILLED },
  { "a local socket", try_unix_socket, KILLED },
  { "start a program", try_exec, KILLED },
  { "fork", try_fork, REFUSED },
  { "trace another process", try_trace, KILLED },
  { "signal another process", try_kill, KILLED },
  { "delete a file", try_unlink, KILLED },
  { "change a mode", try_chmod, REFUSED },
  { "write an attribute", try_set_xattr, REFUSED },
  { "cut a file", try_truncate, REFUSED },
  { "executable memory", try_execute_memory, REFUSED },
  { "two gigabytes of memory", try_memory, REFUSED },
};

static int
run_inside (int (*attempt) (void))
{
  LampReaderSandbox sandbox = { 0 };

  if (!lamp_reader_sandbox_enter (&sandbox, NULL))
    return 2;
  return attempt () == 0 ? WORKS : REFUSED;
}

static void
test_attempts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      pid_t child = fork ();
      int status;
      int result;

      g_assert_cmpint (child, >=, 0);
      if (child == 0)
        _exit (run_inside (rows[i].attempt));
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      result = WIFSIGNALED (status) && WTERMSIG (status) == SIGSYS ? KILLED
               : WIFEXITED (status)                                ? WEXITSTATUS (status)
                                                                   : -1;
      g_test_message ("%s: %d", rows[i].why, result);
      g_assert_cmpint (result, ==, rows[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reader/sandbox/attempts", test_attempts);
  return g_test_run ();
}
