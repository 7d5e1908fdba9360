/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "small-disk.h"

#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static gboolean
write_map (const char *path, const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean written = fd >= 0 && write (fd, text, strlen (text)) == (gssize) strlen (text);

  if (fd >= 0)
    close (fd);
  return written;
}

/* In a user namespace we stay who we are, and may mount. */
static gboolean
enter_namespace (void)
{
  g_autofree char *users = g_strdup_printf ("%d %d 1", (int) getuid (), (int) getuid ());
  g_autofree char *groups = g_strdup_printf ("%d %d 1", (int) getgid (), (int) getgid ());

  if (geteuid () == 0)
    return unshare (CLONE_NEWNS) == 0 && mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
  return unshare (CLONE_NEWUSER | CLONE_NEWNS) == 0 && write_map ("/proc/self/uid_map", users) &&
         write_map ("/proc/self/setgroups", "deny") && write_map ("/proc/self/gid_map", groups);
}

/* A file system of so many KiB over @folder, for this process alone. FALSE: this system does not let us make
 * one. To be called while the process has one thread. */
gboolean
small_disk_mount (const char *folder, guint size_kib)
{
  g_autofree char *options = g_strdup_printf ("size=%uk", size_kib);

  return enter_namespace () && mount ("none", folder, "tmpfs", MS_NOSUID | MS_NODEV, options) == 0;
}
