/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* refuse NAME... -- PROGRAM ARG...
 *
 * Runs a program as if the kernel refused some sensors: the named ones fail with EPERM, enforced by seccomp.
 * NAME: fanotify, connector, inotify. For tests on a kernel that grants everything. Everything that PROGRAM
 * starts inherits it, so a test starts only the probe (or the agent) this way, never the lure's caller. */

#include <errno.h>
#include <linux/netlink.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int
refuse (scmp_filter_ctx filter, const char *name)
{
  if (strcmp (name, "fanotify") == 0)
    return seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), SCMP_SYS (fanotify_init), 0);
  if (strcmp (name, "inotify") == 0)
    return seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), SCMP_SYS (inotify_init1), 0);
  if (strcmp (name, "connector") == 0)
    return seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), SCMP_SYS (socket), 2,
                             SCMP_A0 (SCMP_CMP_EQ, AF_NETLINK), SCMP_A2 (SCMP_CMP_EQ, NETLINK_CONNECTOR));
  return -EINVAL;
}

int
main (int argc, char **argv)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ALLOW);
  int at = 1;

  if (filter == NULL)
    return 77;
  for (; at < argc && strcmp (argv[at], "--") != 0; at++)
    if (refuse (filter, argv[at]) != 0)
      {
        fprintf (stderr, "refuse: cannot refuse %s\n", argv[at]);
        return 77;
      }
  if (at + 1 >= argc)
    {
      fprintf (stderr, "usage: refuse NAME... -- PROGRAM ARG...\n");
      return 2;
    }
  if (seccomp_load (filter) != 0)
    {
      fprintf (stderr, "refuse: no seccomp here\n");
      return 77;
    }
  seccomp_release (filter);
  execvp (argv[at + 1], argv + at + 1);
  perror (argv[at + 1]);
  return 127;
}
