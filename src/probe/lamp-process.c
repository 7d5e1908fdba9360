/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-process.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/**
 * lamp_proc_read_link:
 * @process_fd: from lamp_proc_open()
 * @name: a link in it
 * @out_path: (out caller-allocates): its text, empty if it cannot be read
 * @size: size of @out_path
 *
 * Reads a link as the kernel words it; it is told, never opened.
 */
void
lamp_proc_read_link (int process_fd, const char *name, char *out_path, size_t size)
{
  ssize_t length = readlinkat (process_fd, name, out_path, size - 1);

  out_path[length > 0 ? length : 0] = 0;
}

/**
 * lamp_glimpse_take:
 * @self: (out caller-allocates): the glimpse
 * @process_fd: from lamp_proc_open()
 * @stat: the process
 *
 * Reads image and words now.
 */
void
lamp_glimpse_take (LampGlimpse *self, int process_fd, const LampProcStat *stat)
{
  ssize_t length;

  self->pid = stat->pid;
  self->started_ticks = stat->started_ticks;
  lamp_proc_read_link (process_fd, "exe", self->exe, sizeof self->exe);
  length = lamp_proc_read_file (process_fd, "cmdline", self->argv, sizeof self->argv);
  self->argv_length = length > 0 ? (size_t) length : 0;
}

static void
fill_from_glimpse (LampProcess *self, const LampGlimpse *glimpse)
{
  if (glimpse == NULL || glimpse->pid != self->stat.pid ||
      glimpse->started_ticks != self->stat.started_ticks || self->exe[0] != 0)
    return;
  memcpy (self->exe, glimpse->exe, strlen (glimpse->exe) + 1);
  if (self->argv_length > 0)
    return;
  memcpy (self->argv, glimpse->argv, glimpse->argv_length);
  self->argv_length = glimpse->argv_length;
}

static void
read_ids (LampProcess *self, int process_fd)
{
  char status[2048];
  const char *at;

  self->uid = self->euid = (uid_t) -1;
  if (lamp_proc_read_file (process_fd, "status", status, sizeof status) <= 0)
    return;
  at = strstr (status, "\nUid:\t");
  if (at != NULL)
    {
      char *end;

      self->uid = (uid_t) strtoul (at + 6, &end, 10);
      self->euid = (uid_t) strtoul (end, NULL, 10);
    }
}

static bool
ends_in (const char *text, size_t length, const char *ending)
{
  size_t size = strlen (ending);

  return length > size && memcmp (text + length - size, ending, size) == 0;
}

/* The unified hierarchy's line is "0::/a/b.slice/app-x.scope"; the innermost scope or service is the unit. */
static void
read_unit (LampProcess *self, int process_fd)
{
  char text[4096];
  char *rest = text, *line, *element;

  self->unit[0] = 0;
  if (lamp_proc_read_file (process_fd, "cgroup", text, sizeof text) <= 0)
    return;
  while ((line = strsep (&rest, "\n")) != NULL)
    {
      if (strncmp (line, "0::", 3) != 0)
        continue;
      line += 3;
      while ((element = strsep (&line, "/")) != NULL)
        {
          size_t length = strlen (element);

          if (length < sizeof self->unit &&
              (ends_in (element, length, ".scope") || ends_in (element, length, ".service")))
            memcpy (self->unit, element, length + 1);
        }
    }
}

static void
read_stdin (LampProcess *self, int process_fd)
{
  struct stat status;
  int fd;

  self->stdin_path[0] = 0;
  if (fstatat (process_fd, "fd/0", &status, 0) != 0 || !S_ISREG (status.st_mode))
    return;
  fd = openat (process_fd, "fd/0", O_PATH | O_CLOEXEC);
  if (fd < 0)
    return;
  if (lamp_wire_key_for_fd (fd, &self->stdin_key) == 0)
    lamp_proc_read_link (process_fd, "fd/0", self->stdin_path, sizeof self->stdin_path);
  close (fd);
}

/* The process is gone altogether; a glimpse of it is still its own. */
static bool
read_gone (LampProcess *self, pid_t pid, uint64_t started_ticks, const LampGlimpse *glimpse)
{
  if (glimpse == NULL || glimpse->pid != pid || glimpse->started_ticks != started_ticks)
    return false;
  memset (&self->stat, 0, sizeof self->stat);
  self->stat.pid = pid;
  self->stat.started_ticks = started_ticks;
  self->exe[0] = self->cwd[0] = self->stdin_path[0] = self->unit[0] = 0;
  self->argv_length = self->environ_length = 0;
  self->uid = self->euid = getuid ();
  fill_from_glimpse (self, glimpse);
  self->argv_truncated = false;
  return true;
}

/**
 * lamp_process_read:
 * @self: (out caller-allocates): the facts
 * @proc_root: a descriptor of /proc
 * @pid: a process
 * @started_ticks: when it started: another process under the same number is refused
 * @glimpse: (nullable): what was read of it before; used for what cannot be read any more
 *
 * Reads what is told about a process. Its start is read before and after; a changed one is refused. A process
 * that ends meanwhile leaves fields empty: what was read is its own, because the held folder is bound to it.
 *
 * Returns: whether it is that process
 */
bool
lamp_process_read (
    LampProcess *self, int proc_root, pid_t pid, uint64_t started_ticks, const LampGlimpse *glimpse)
{
  LampProcStat after;
  int process_fd = lamp_proc_open (proc_root, pid);
  ssize_t length;

  if (process_fd < 0)
    return read_gone (self, pid, started_ticks, glimpse);
  if (!lamp_proc_stat_read (&self->stat, process_fd))
    {
      close (process_fd);
      return read_gone (self, pid, started_ticks, glimpse);
    }
  if (self->stat.started_ticks != started_ticks)
    {
      close (process_fd);
      return false;
    }
  lamp_proc_read_link (process_fd, "exe", self->exe, sizeof self->exe);
  length = lamp_proc_read_file (process_fd, "cmdline", self->argv, sizeof self->argv);
  self->argv_length = length > 0 ? (size_t) length : 0;
  fill_from_glimpse (self, glimpse);
  self->argv_truncated = self->argv_length == sizeof self->argv - 1;
  lamp_proc_read_link (process_fd, "cwd", self->cwd, sizeof self->cwd);
  read_ids (self, process_fd);
  read_stdin (self, process_fd);
  read_unit (self, process_fd);
  length = lamp_proc_read_file (process_fd, "environ", self->environment, LAMP_PROBE_ENVIRON_BYTES + 1);
  self->environ_length = length > 0 ? (size_t) length : 0;
  if (lamp_proc_stat_read (&after, process_fd) && after.started_ticks != started_ticks)
    {
      close (process_fd);
      return false;
    }
  close (process_fd);
  return true;
}

static void
write_argv (const LampProcess *self, LampWireLine *line)
{
  const char *at = self->argv, *end = self->argv + self->argv_length;
  size_t start = lamp_wire_line_mark (line);
  bool whole = true;
  int count = 0;

  lamp_wire_line_open (line, "argv", '[');
  while (at < end && whole)
    {
      size_t length = strnlen (at, (size_t) (end - at));
      size_t used = lamp_wire_line_mark (line) - start;

      if (count++ >= LAMP_WIRE_ARGV_COUNT_MAX || used + 16 > LAMP_WIRE_ARGV_LINE_MAX)
        whole = false;
      else
        whole = lamp_wire_line_text (line, NULL, at, length, LAMP_WIRE_ARGV_LINE_MAX - used - 16);
      at += length + 1;
    }
  lamp_wire_line_close (line, ']');
  lamp_wire_line_bool (line, "argv_truncated", !whole || self->argv_truncated);
}

static bool
is_chosen (const char *entry)
{
  static const char *const keys[] = { "GIO_LAUNCHED_DESKTOP_FILE=", "APPIMAGE=", "LD_PRELOAD=", "BASH_ENV=",
                                      "ENV=" };

  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
    if (strncmp (entry, keys[i], strlen (keys[i])) == 0)
      return true;
  return strncmp (entry, "MOZ_", 4) == 0 || strncmp (entry, "CHROME_", 7) == 0;
}

static bool
is_plain_name (const char *name, size_t length)
{
  for (size_t i = 0; i < length; i++)
    if (!((name[i] >= 'A' && name[i] <= 'Z') || (name[i] >= 'a' && name[i] <= 'z') ||
          (name[i] >= '0' && name[i] <= '9') || name[i] == '_'))
      return false;
  return length > 0 && length < 64;
}

static void
write_environ (const LampProcess *self, LampWireLine *line)
{
  const char *at = self->environment, *end = self->environment + self->environ_length;
  size_t start = lamp_wire_line_mark (line);
  int count = 0;

  lamp_wire_line_open (line, "environ", '{');
  while (at < end && count < LAMP_PROBE_ENVIRON_ENTRIES_MAX)
    {
      size_t length = strnlen (at, (size_t) (end - at));
      const char *equals = memchr (at, '=', length);
      char name[64];

      if (equals != NULL && is_plain_name (at, (size_t) (equals - at)) && is_chosen (at))
        {
          size_t size = (size_t) (equals - at);

          memcpy (name, at, size);
          name[size] = 0;
          if (lamp_wire_line_mark (line) - start + LAMP_PROBE_ENVIRON_VALUE_MAX + 80 >
              LAMP_WIRE_ENVIRON_LINE_MAX)
            break;
          lamp_wire_line_text (line, name, equals + 1, length - size - 1, LAMP_PROBE_ENVIRON_VALUE_MAX);
          count++;
        }
      at += length + 1;
    }
  lamp_wire_line_close (line, '}');
}

static bool
write_ancestor (int proc_root, pid_t pid, LampProcStat *out_stat, LampWireLine *line)
{
  char exe[LAMP_WIRE_PATH_SIZE];
  int process_fd = lamp_proc_open (proc_root, pid);

  if (process_fd < 0)
    return false;
  if (!lamp_proc_stat_read (out_stat, process_fd))
    {
      close (process_fd);
      return false;
    }
  lamp_proc_read_link (process_fd, "exe", exe, sizeof exe);
  close (process_fd);
  lamp_wire_line_open (line, NULL, '{');
  lamp_wire_line_int (line, "pid", pid);
  lamp_wire_line_uint (line, "started_ticks", out_stat->started_ticks);
  lamp_wire_line_path (line, "exe", exe[0] != 0 ? exe : NULL);
  lamp_wire_line_text (line, "name", out_stat->comm, strlen (out_stat->comm), 96);
  lamp_wire_line_close (line, '}');
  return true;
}

/* A parent that started after its child is another process under a number used again. */
static void
write_ancestors (const LampProcess *self, int proc_root, LampWireLine *line)
{
  LampProcStat stat = self->stat, next;
  size_t start;

  lamp_wire_line_open (line, "ancestors", '[');
  start = lamp_wire_line_mark (line);
  for (int i = 0; i < LAMP_WIRE_ANCESTORS_MAX && stat.parent > 0; i++)
    {
      size_t mark = lamp_wire_line_mark (line);

      if (!write_ancestor (proc_root, stat.parent, &next, line))
        break;
      if (next.started_ticks > stat.started_ticks ||
          lamp_wire_line_mark (line) - start > LAMP_WIRE_ANCESTORS_LINE_MAX)
        {
          lamp_wire_line_rewind (line, mark);
          break;
        }
      stat = next;
    }
  lamp_wire_line_close (line, ']');
}

/**
 * lamp_process_write:
 * @self: the facts
 * @proc_root: a descriptor of /proc, for the ancestors
 * @line: the event
 *
 * Writes the member `process` of the contract.
 */
void
lamp_process_write (const LampProcess *self, int proc_root, LampWireLine *line)
{
  lamp_wire_line_open (line, "process", '{');
  lamp_wire_line_int (line, "pid", self->stat.pid);
  lamp_wire_line_uint (line, "started_ticks", self->stat.started_ticks);
  lamp_wire_line_path (line, "exe", self->exe[0] != 0 ? self->exe : NULL);
  write_argv (self, line);
  lamp_wire_line_path (line, "cwd", self->cwd[0] != 0 ? self->cwd : NULL);
  lamp_wire_line_int (line, "uid", self->uid == (uid_t) -1 ? -1 : (int64_t) self->uid);
  lamp_wire_line_int (line, "euid", self->euid == (uid_t) -1 ? -1 : (int64_t) self->euid);
  if (self->unit[0] != 0)
    lamp_wire_line_text (line, "unit", self->unit, strlen (self->unit), 1024);
  else
    lamp_wire_line_null (line, "unit");
  if (self->stdin_path[0] != 0)
    {
      lamp_wire_line_open (line, "stdin", '{');
      lamp_wire_line_path (line, "path", self->stdin_path);
      lamp_wire_line_string (line, "key", self->stdin_key.text);
      lamp_wire_line_close (line, '}');
    }
  else
    lamp_wire_line_null (line, "stdin");
  write_environ (self, line);
  write_ancestors (self, proc_root, line);
  lamp_wire_line_close (line, '}');
}
