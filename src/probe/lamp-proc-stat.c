/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-proc-stat.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STARTTIME_FIELD 22

/**
 * lamp_proc_stat_parse:
 * @self: (out caller-allocates): the result
 * @text: content of `/proc/PID/stat`
 * @length: its length in bytes
 *
 * The name in parentheses is foreign bytes, may hold parentheses, spaces and newlines, so the last `)` ends
 * it.
 *
 * Returns: whether it was well formed
 */
bool
lamp_proc_stat_parse (LampProcStat *self, const char *text, size_t length)
{
  const char *open = memchr (text, '(', length);
  const char *close = memrchr (text, ')', length);
  char fields[1024];
  char *rest = fields, *word;
  size_t size;
  int field = 3;

  if (open == NULL || close == NULL || close < open || close + 2 > text + length)
    return false;
  memset (self, 0, sizeof *self);
  self->pid = (pid_t) strtol (text, NULL, 10);
  size = (size_t) (close - open - 1);
  memcpy (self->comm, open + 1, size < sizeof self->comm - 1 ? size : sizeof self->comm - 1);

  size = (size_t) (text + length - close - 1);
  if (size >= sizeof fields)
    size = sizeof fields - 1;
  memcpy (fields, close + 1, size);
  fields[size] = 0;
  while ((word = strsep (&rest, " \n")) != NULL)
    {
      if (word[0] == 0)
        continue;
      if (field == 3)
        self->state = word[0];
      else if (field == 4)
        self->parent = (pid_t) strtol (word, NULL, 10);
      else if (field == STARTTIME_FIELD)
        {
          char *end;

          self->started_ticks = strtoull (word, &end, 10);
          return self->pid > 0 && *end == 0;
        }
      field++;
    }
  return false;
}

/**
 * lamp_proc_open:
 * @proc_root: a descriptor of /proc
 * @pid: a process
 *
 * Opens a process's folder. The descriptor belongs to that process: if the number is used again, reads
 * through it fail, they never show the other process.
 *
 * Returns: a descriptor, or -1
 */
int
lamp_proc_open (int proc_root, pid_t pid)
{
  char name[16];

  snprintf (name, sizeof name, "%d", (int) pid);
  return openat (proc_root, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/**
 * lamp_proc_read_file:
 * @process_fd: from lamp_proc_open()
 * @name: a file in it
 * @out_bytes: (out caller-allocates): the content, ended by a zero
 * @size: size of @out_bytes
 *
 * Reads a small file, as far as it fits.
 *
 * Returns: bytes read, or -1
 */
ssize_t
lamp_proc_read_file (int process_fd, const char *name, char *out_bytes, size_t size)
{
  int fd = openat (process_fd, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  size_t used = 0;
  ssize_t count = 0;

  if (fd < 0)
    return -1;
  while (used < size - 1)
    {
      count = read (fd, out_bytes + used, size - 1 - used);
      if (count < 0 && errno == EINTR)
        continue;
      if (count <= 0)
        break;
      used += (size_t) count;
    }
  close (fd);
  out_bytes[used] = 0;
  return count < 0 && used == 0 ? -1 : (ssize_t) used;
}

/**
 * lamp_proc_stat_read:
 * @self: (out caller-allocates): the result
 * @process_fd: from lamp_proc_open()
 *
 * Returns: whether the process was still there
 */
bool
lamp_proc_stat_read (LampProcStat *self, int process_fd)
{
  char text[1024];
  ssize_t length = lamp_proc_read_file (process_fd, "stat", text, sizeof text);

  return length > 0 && lamp_proc_stat_parse (self, text, (size_t) length);
}
