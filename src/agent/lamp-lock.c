/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent/lamp-lock.h"

#include "base/lamp-error.h"
#include "base/lamp-paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* The lock is the kernel's: it goes with the process, so a crash leaves nothing to clean up. */
static gboolean
try_lock (int fd, pid_t *out_holder)
{
  struct flock wanted = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  if (fcntl (fd, F_SETLK, &wanted) == 0)
    return TRUE;
  *out_holder = fcntl (fd, F_GETLK, &wanted) == 0 ? wanted.l_pid : 0;
  return FALSE;
}

/**
 * lamp_lock_take:
 * @folder: our runtime folder; made if it is not there
 * @out_holder: (out) (nullable): who holds the lock, in words, when it is held
 * @error: return location
 *
 * One agent per user. The lock comes before the bus name, so that two session buses of one user do not get
 * two agents.
 *
 * Returns: a descriptor to keep open for as long as the agent runs; -1 with @out_holder set when another
 * agent runs, or with @error set
 */
int
lamp_lock_take (const char *folder, char **out_holder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "agent.lock", NULL);
  pid_t holder = 0;
  int fd;

  if (!lamp_paths_make (folder, error))
    return -1;
  fd = open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      lamp_error_set_from_errno (error, errno, "opening the agent's lock");
      return -1;
    }
  if (try_lock (fd, &holder))
    return fd;
  close (fd);
  *out_holder = g_strdup_printf ("process %d", (int) holder);
  return -1;
}
