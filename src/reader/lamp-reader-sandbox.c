/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "reader/lamp-reader-sandbox.h"

#include "base/lamp-error.h"
#include "origin/lamp-origin-limits.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Wall time after which the kernel ends us, should nobody else. */
#define ALARM_SEC 10

/* Newer than the headers of Debian 12 (linux/landlock.h, ABI 3 to 6). */
#define ACCESS_FS_REFER     (1ULL << 13)
#define ACCESS_FS_TRUNCATE  (1ULL << 14)
#define ACCESS_FS_IOCTL_DEV (1ULL << 15)
#define ACCESS_NET_BIND_TCP (1ULL << 0)
#define ACCESS_NET_CONNECT  (1ULL << 1)
#define SCOPE_ABSTRACT_UNIX (1ULL << 0)
#define SCOPE_SIGNAL        (1ULL << 1)

typedef struct
{
  uint64_t handled_access_fs;
  uint64_t handled_access_net;
  uint64_t scoped;
} Ruleset;

#if defined(__SANITIZE_ADDRESS__)
#define WITH_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) ||                                   \
    __has_feature(undefined_behavior_sanitizer)
#define WITH_SANITIZER 1
#endif
#endif
#ifndef WITH_SANITIZER
#define WITH_SANITIZER 0
#endif

static gboolean
set_limits (GError **error)
{
  static const struct
  {
    int resource;
    rlim_t value;
    gboolean with_sanitizer; /* AddressSanitizer maps terabytes that it never touches */
  } rows[] = {
    { RLIMIT_AS, 768UL * 1024 * 1024, FALSE },
    { RLIMIT_CPU, 5, TRUE },
    { RLIMIT_FSIZE, 0, TRUE },
    { RLIMIT_NOFILE, 16, TRUE },
    { RLIMIT_CORE, 0, TRUE },
    { RLIMIT_NPROC, 0, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      struct rlimit limit = { rows[i].value, rows[i].value };
      if (WITH_SANITIZER && !rows[i].with_sanitizer)
        continue;
      if (setrlimit (rows[i].resource, &limit) != 0)
        {
          lamp_error_set_from_errno (error, errno, "setting a limit");
          return FALSE;
        }
    }
  alarm (ALARM_SEC);
  return TRUE;
}

/* No rule is added: all that is handled is denied. Descriptors that are open already stay usable. */
static int
enter_landlock (void)
{
  static const uint64_t access_fs[] = { (1ULL << 13) - 1, ACCESS_FS_REFER, ACCESS_FS_TRUNCATE, 0,
                                        ACCESS_FS_IOCTL_DEV };
  long version = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  Ruleset rules = { 0 };
  gsize size = version >= 6 ? sizeof rules : version >= 4 ? 16 : 8;
  long fd;
  long result;

  if (version < 1)
    return 0;
  for (long i = 0; i < version && i < (long) G_N_ELEMENTS (access_fs); i++)
    rules.handled_access_fs |= access_fs[i];
  if (version >= 4)
    rules.handled_access_net = ACCESS_NET_BIND_TCP | ACCESS_NET_CONNECT;
  if (version >= 6)
    rules.scoped = SCOPE_ABSTRACT_UNIX | SCOPE_SIGNAL;
  fd = syscall (SYS_landlock_create_ruleset, &rules, size, 0);
  if (fd < 0)
    return 0;
  result = syscall (SYS_landlock_restrict_self, fd, 0);
  close ((int) fd);
  return result == 0 ? (int) version : 0;
}

/* What reading descriptors, memory, time and ending need. Nothing opens, nothing connects, nothing starts. */
static int
allow_plain (scmp_filter_ctx filter)
{
  static const int calls[] = {
    SCMP_SYS (read),         SCMP_SYS (readv),           SCMP_SYS (pread64),       SCMP_SYS (write),
    SCMP_SYS (writev),       SCMP_SYS (lseek),           SCMP_SYS (fstat),         SCMP_SYS (close),
    SCMP_SYS (munmap),       SCMP_SYS (mremap),          SCMP_SYS (brk),           SCMP_SYS (madvise),
    SCMP_SYS (exit),         SCMP_SYS (exit_group),      SCMP_SYS (futex),         SCMP_SYS (getrandom),
    SCMP_SYS (rt_sigreturn), SCMP_SYS (restart_syscall), SCMP_SYS (clock_gettime), SCMP_SYS (gettimeofday),
    SCMP_SYS (nanosleep),    SCMP_SYS (clock_nanosleep), SCMP_SYS (getpid),        SCMP_SYS (gettid),
    SCMP_SYS (getxattr),     SCMP_SYS (rt_sigprocmask),
  };
  int result = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (calls) && result == 0; i++)
    result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, calls[i], 0);
#if WITH_SANITIZER
  if (result == 0)
    result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (sigaltstack), 0);
#endif
  return result;
}

/* Memory is never executable; glibc's fstat() is newfstatat() with an empty path; abort() may signal us
 * alone. */
static int
allow_conditional (scmp_filter_ctx filter)
{
  int result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 1,
                                 SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  if (result == 0)
    result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mprotect), 1,
                               SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  if (result == 0)
    result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (newfstatat), 1,
                               SCMP_A3 (SCMP_CMP_MASKED_EQ, 0x1000 /* AT_EMPTY_PATH */, 0x1000));
  if (result == 0)
    result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (tgkill), 1,
                               SCMP_A0 (SCMP_CMP_EQ, (scmp_datum_t) getpid ()));
  return result;
}

/* A library that merely tries to open a locale or a time zone gets EPERM and lives; what no library of ours
 * has a reason to try ends the process. */
static int
kill_for (scmp_filter_ctx filter)
{
  static const int calls[] = {
    SCMP_SYS (execve),         SCMP_SYS (execveat),  SCMP_SYS (socket),
    SCMP_SYS (socketpair),     SCMP_SYS (connect),   SCMP_SYS (ptrace),
    SCMP_SYS (fork),           SCMP_SYS (vfork),     SCMP_SYS (process_vm_writev),
    SCMP_SYS (io_uring_setup), SCMP_SYS (unlink),    SCMP_SYS (unlinkat),
    SCMP_SYS (rename),         SCMP_SYS (renameat2), SCMP_SYS (kill),
  };
  int result = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (calls) && result == 0; i++)
    result = seccomp_rule_add (filter, SCMP_ACT_KILL_PROCESS, calls[i], 0);
  return result;
}

static gboolean
enter_seccomp (GError **error)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ERRNO (EPERM));
  int result = filter != NULL ? 0 : -ENOMEM;

  if (result == 0)
    result = allow_plain (filter);
  if (result == 0)
    result = allow_conditional (filter);
  if (result == 0)
    result = kill_for (filter);
  if (result == 0)
    result = seccomp_load (filter);
  if (filter != NULL)
    seccomp_release (filter);
  if (result == 0)
    return TRUE;
  lamp_error_set_from_errno (error, -result, "entering the sandbox");
  return FALSE;
}

/**
 * lamp_reader_sandbox_enter:
 * @out_sandbox: (out caller-allocates): what holds this process now
 * @error: return location
 *
 * Gives up everything but reading the descriptors that are open, memory, and ending. To be called first in
 * main(), before a byte of input is read.
 *
 * Returns: %FALSE if the limits or seccomp could not be put in force; then nothing may be read. Landlock is a
 *   second wall only, and old kernels lack it
 */
gboolean
lamp_reader_sandbox_enter (LampReaderSandbox *out_sandbox, GError **error)
{
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
      prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
    {
      lamp_error_set_from_errno (error, errno, "giving up privileges");
      return FALSE;
    }
  /* whatever the caller left open beside a job's files */
  close_range (3 + LAMP_ORIGIN_JOB_FILES, ~0U, 0);
  if (!set_limits (error))
    return FALSE;
  out_sandbox->landlock = enter_landlock ();
  return enter_seccomp (error);
}
