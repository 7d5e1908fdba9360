/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/source-poll.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe/lamp-arena.h"
#include "probe/lamp-probe-limits.h"
#include "probe/lamp-proc-stat.h"

/* A process that was met between fork and exec, or between its new image and its new words, may keep its
 * image (a shell that runs a shell): it is told so many times in all. */
#define LOOKS 4

/* One process of the last pass; image: a hash of device and inode; 0: another user's, or it cannot be read;
 * looks: how many times more it is told. */
struct LampPolled
{
  uint32_t image;
  uint32_t pid : 29;
  uint32_t looks : 3;
};
_Static_assert(LAMP_PROBE_PID_MAX < 1 << 29 && LOOKS < 1 << 3, "a process and its looks share a word");

/**
 * lamp_source_poll_open:
 * @self: (out caller-allocates): the source
 * @proc_root: a descriptor of /proc; borrowed
 * @uid: whose processes count
 *
 * Returns: whether there was memory and /proc can be listed
 */
bool
lamp_source_poll_open (LampSourcePoll *self, int proc_root, uid_t uid)
{
  memset (self, 0, sizeof *self);
  self->proc_root = proc_root;
  self->uid = uid;
  self->known = lamp_reserve (LAMP_PROBE_POLLED_MAX * sizeof *self->known);
  self->current = lamp_reserve (LAMP_PROBE_POLLED_MAX * sizeof *self->current);
  self->list_fd = openat (proc_root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return self->known != NULL && self->current != NULL && self->list_fd >= 0;
}

static uint32_t
read_image (const LampSourcePoll *self, const char *name)
{
  struct stat status;
  int process_fd = openat (self->proc_root, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
  uint64_t image = 0;

  if (process_fd < 0)
    return 0;
  if (fstat (process_fd, &status) == 0 && status.st_uid == self->uid &&
      fstatat (process_fd, "exe", &status, 0) == 0)
    image = (status.st_ino ^ ((uint64_t) status.st_dev << 32)) * 0x9E3779B97F4A7C15ULL >> 32 | 1;
  close (process_fd);
  return (uint32_t) image;
}

/* /proc lists processes in ascending order, so one step along the last pass finds each. */
static void
visit (LampSourcePoll *self, const char *name, uint32_t *at, uint32_t *count, LampPollFunc func, void *data)
{
  pid_t pid = (pid_t) strtol (name, NULL, 10);
  struct LampPolled *now = &self->current[*count];
  bool was_there;

  while (*at < self->known_count && (pid_t) self->known[*at].pid < pid)
    (*at)++;
  was_there = *at < self->known_count && (pid_t) self->known[*at].pid == pid;
  now->pid = (uint32_t) pid;
  /* another user's process seldom becomes ours, and then by an execution that its new number shows */
  now->image = was_there && self->known[*at].image == 0 ? 0 : read_image (self, name);
  now->looks = was_there && self->known[*at].image == now->image ? self->known[*at].looks : LOOKS;
  (*count)++;
  if (now->image == 0 || now->looks == 0)
    return;
  now->looks--;
  func (data, pid);
}

/**
 * lamp_source_poll_pass:
 * @self: the source
 * @func: called for each process of this user that is new or has another image, and at a few more passes
 * @data: for @func
 *
 * Goes through /proc once. After lamp_source_poll_forget() every process is new.
 */
void
lamp_source_poll_pass (LampSourcePoll *self, LampPollFunc func, void *data)
{
  struct LampPolled *swap;
  uint32_t at = 0, count = 0;
  char entries[2048];
  long size;

  if (self->list_fd < 0 || lseek (self->list_fd, 0, SEEK_SET) < 0)
    return;
  while ((size = syscall (SYS_getdents64, self->list_fd, entries, sizeof entries)) > 0)
    for (long offset = 0; offset < size;)
      {
        const struct dirent64 *entry = (const struct dirent64 *) (entries + offset);

        offset += entry->d_reclen;
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' && count < LAMP_PROBE_POLLED_MAX)
          visit (self, entry->d_name, &at, &count, func, data);
      }
  swap = self->known;
  self->known = self->current;
  self->current = swap;
  self->known_count = count;
}

/**
 * lamp_source_poll_forget:
 * @self: the source
 *
 * Makes the next pass tell every process: after a loss, or when there is a new file to look for.
 */
void
lamp_source_poll_forget (LampSourcePoll *self)
{
  self->known_count = 0;
}

/**
 * lamp_source_poll_get_last_pid:
 * @self: the source
 *
 * The number that was given last; newer processes have it or one just below. ns_last_pid costs 1 us where the
 * kernel has it, loadavg 2 us.
 *
 * Returns: a process number, or 0
 */
pid_t
lamp_source_poll_get_last_pid (LampSourcePoll *self)
{
  char text[128];
  const char *last;

  if (lamp_proc_read_file (self->proc_root, "sys/kernel/ns_last_pid", text, sizeof text) > 0)
    return (pid_t) strtol (text, NULL, 10);
  if (lamp_proc_read_file (self->proc_root, "loadavg", text, sizeof text) <= 0)
    return 0;
  last = strrchr (text, ' ');
  return last != NULL ? (pid_t) strtol (last, NULL, 10) : 0;
}

/**
 * lamp_source_poll_close:
 * @self: the source
 *
 * Closes it.
 */
void
lamp_source_poll_close (LampSourcePoll *self)
{
  if (self->list_fd >= 0)
    close (self->list_fd);
  self->list_fd = -1;
}
