/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-examine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "probe/lamp-arena.h"
#include "probe/lamp-probe-limits.h"
#include "wire/lamp-wire-key.h"
#include "wire/lamp-wire-limits.h"

#ifndef RESOLVE_CACHED
#define RESOLVE_CACHED 0x20
#endif

#define ELEMENTS_MAX 64
/* a mapping's line with the longest path fits; so many lines are looked at in all */
#define MAPS_BYTES     8192
#define MAPS_READS_MAX 64

/**
 * lamp_examiner_init:
 * @self: (out caller-allocates): the examiner
 * @proc_root: a descriptor of /proc; borrowed
 * @uid: this user
 * @marks: the files to look for; borrowed
 *
 * Reserves its scratch memory.
 *
 * Returns: whether there was memory
 */
bool
lamp_examiner_init (LampExaminer *self, int proc_root, uid_t uid, LampMarkTable *marks)
{
  self->proc_root = proc_root;
  self->uid = uid;
  self->marks = marks;
  self->scratch = lamp_reserve (LAMP_PROBE_ENVIRON_BYTES + 1);
  self->glimpse = lamp_reserve (sizeof *self->glimpse);
  return self->scratch != NULL && self->glimpse != NULL;
}

/**
 * lamp_examiner_rest:
 * @self: the examiner
 *
 * Gives the scratch memory back while nothing is looked for.
 */
void
lamp_examiner_rest (LampExaminer *self)
{
  lamp_give_back (self->scratch, LAMP_PROBE_ENVIRON_BYTES + 1);
  lamp_give_back (self->glimpse, sizeof *self->glimpse);
}

/* Inode numbers are used again: equal numbers are a hint, an equal key is the proof. */
static LampMark *
match_file (LampExaminer *self, int dirfd, const char *name, LampMark *wanted)
{
  struct statx status;
  LampWireKey key;
  LampMark *mark;
  int fd;

  if (statx (dirfd, name, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT | (name[0] == 0 ? AT_EMPTY_PATH : 0),
             STATX_INO | STATX_TYPE, &status) != 0 ||
      !S_ISREG (status.stx_mode))
    return NULL;
  mark = lamp_mark_table_find_inode (self->marks, makedev (status.stx_dev_major, status.stx_dev_minor),
                                     status.stx_ino);
  if (mark == NULL || (wanted != NULL && mark != wanted))
    return NULL;
  if (name[0] == 0)
    return lamp_wire_key_for_fd (dirfd, &key) == 0 &&
                   strcmp (key.text, lamp_mark_table_get_key (self->marks, mark)) == 0
               ? mark
               : NULL;
  fd = openat (dirfd, name, O_PATH | O_CLOEXEC);
  if (fd < 0)
    return NULL;
  if (lamp_wire_key_for_fd (fd, &key) != 0 ||
      strcmp (key.text, lamp_mark_table_get_key (self->marks, mark)) != 0)
    mark = NULL;
  close (fd);
  return mark;
}

static const char *
base_name (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash != NULL ? slash + 1 : path;
}

/* Resolves a path that a foreign process names. It may lead to a dead network mount, so only what the kernel
 * has in its cache is followed: a file that was just opened is. Kernels before 5.12 refuse the flag; there
 * (and when it is not cached) only a path that ends in a wanted file's own name is followed. */
static LampMark *
match_path (LampExaminer *self, int cwd_fd, const char *path, LampMark *wanted)
{
  struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_CACHED };
  LampMark *mark;
  int fd;

  if (path[0] == 0 || path[0] == '-' || strlen (path) >= LAMP_WIRE_PATH_SIZE ||
      strncmp (path, "/dev/", 5) == 0 || strncmp (path, "/proc/", 6) == 0)
    return NULL;
  fd = (int) syscall (SYS_openat2, cwd_fd, path, &how, sizeof how);
  if (fd < 0 && (errno == EAGAIN || errno == EINVAL || errno == ENOSYS || errno == EPERM) && wanted != NULL &&
      strcmp (base_name (path), base_name (lamp_mark_table_get_path (self->marks, wanted))) == 0)
    fd = openat (cwd_fd, path, O_PATH | O_CLOEXEC);
  if (fd < 0)
    return NULL;
  mark = match_file (self, fd, "", wanted);
  close (fd);
  return mark;
}

/* The kernel names a process after the file it was asked to execute, also when that is a script. */
static bool
bears_name (const LampProcStat *stat, const char *path)
{
  return strncmp (stat->comm, base_name (path), sizeof stat->comm - 1) == 0;
}

static bool
match_words (LampExaminer *self, int process_fd, int cwd_fd, LampMark *wanted, LampSighting *out)
{
  ssize_t length = lamp_proc_read_file (process_fd, "cmdline", self->scratch, LAMP_WIRE_ARGV_READ_MAX);
  const char *at = self->scratch, *end = self->scratch + (length > 0 ? length : 0);

  for (int i = 0; at < end && i < ELEMENTS_MAX; i++)
    {
      size_t size = strnlen (at, (size_t) (end - at));

      /* the first element is what the caller chose to say */
      if (i > 0)
        {
          LampMark *mark = match_path (self, cwd_fd, at, wanted);

          if (mark != NULL)
            {
              out->mark = mark;
              out->method = LAMP_METHOD_SCRIPT;
              out->operand = i;
              out->shebang = i <= 2 && bears_name (&out->stat, at);
              return true;
            }
        }
      at += size + 1;
    }
  return false;
}

static bool
match_descriptors (LampExaminer *self, int process_fd, LampMark *wanted, LampSighting *out)
{
  int fd = openat (process_fd, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  char entries[2048];
  ssize_t size;
  int looked = 0;

  if (fd < 0)
    return false;
  while (looked < LAMP_PROBE_DESCRIPTORS_MAX &&
         (size = syscall (SYS_getdents64, fd, entries, sizeof entries)) > 0)
    for (ssize_t at = 0; at < size && looked < LAMP_PROBE_DESCRIPTORS_MAX; looked++)
      {
        const struct dirent64 *entry = (const struct dirent64 *) (entries + at);
        LampMark *mark = entry->d_name[0] == '.' ? NULL : match_file (self, fd, entry->d_name, wanted);

        at += entry->d_reclen;
        if (mark == NULL)
          continue;
        out->mark = mark;
        out->method = strcmp (entry->d_name, "0") == 0 ? LAMP_METHOD_STDIN : LAMP_METHOD_DESCRIPTOR;
        close (fd);
        return true;
      }
  close (fd);
  return false;
}

/* "start-end perms offset dev inode path": the device differs from stat's on btrfs, so inode and name count.
 */
static bool
match_mapping (LampExaminer *self, char *line, LampMark *wanted)
{
  char *rest = line, *word;
  uint64_t inode = 0;

  for (int field = 0; field < 5; field++)
    {
      word = strsep (&rest, " ");
      if (word == NULL)
        return false;
      if (field == 4)
        inode = strtoull (word, NULL, 10);
    }
  return rest != NULL && inode != 0 && inode == wanted->inode &&
         strcmp (base_name (rest), base_name (lamp_mark_table_get_path (self->marks, wanted))) == 0;
}

/* Takes whole lines from the front and moves the rest there. */
static bool
match_lines (LampExaminer *self, size_t *used, LampMark *wanted)
{
  char *line = self->scratch, *end;

  self->scratch[*used] = 0;
  while ((end = strchr (line, '\n')) != NULL)
    {
      *end = 0;
      if (match_mapping (self, line, wanted))
        return true;
      line = end + 1;
    }
  *used = strlen (line);
  memmove (self->scratch, line, *used);
  return false;
}

/* A large program's list is long: piece by piece it takes little memory. */
static bool
match_mappings (LampExaminer *self, int process_fd, LampMark *wanted, LampSighting *out)
{
  int fd = openat (process_fd, "maps", O_RDONLY | O_CLOEXEC);
  size_t used = 0;
  ssize_t count;
  bool found = false;

  if (fd < 0)
    return false;
  for (int i = 0; i < MAPS_READS_MAX && !found && used < MAPS_BYTES - 1; i++)
    {
      count = read (fd, self->scratch + used, MAPS_BYTES - 1 - used);
      if (count <= 0)
        break;
      used += (size_t) count;
      found = match_lines (self, &used, wanted);
    }
  close (fd);
  if (!found)
    return false;
  out->mark = wanted;
  out->method = LAMP_METHOD_LIBRARY;
  return true;
}

static bool
match_environment (LampExaminer *self, int process_fd, int cwd_fd, LampMark *wanted, LampSighting *out)
{
  static const char *const names[] = { "LD_PRELOAD=", "BASH_ENV=", "ENV=", "GIO_LAUNCHED_DESKTOP_FILE=",
                                       "APPIMAGE=" };
  ssize_t length = lamp_proc_read_file (process_fd, "environ", self->scratch, LAMP_PROBE_ENVIRON_BYTES);
  char *at = self->scratch, *end = self->scratch + (length > 0 ? length : 0);

  for (; at < end; at += strlen (at) + 1)
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
      if (strncmp (at, names[i], strlen (names[i])) == 0 &&
          match_path (self, cwd_fd, at + strlen (names[i]), wanted) != NULL)
        {
          out->mark = wanted;
          out->method = LAMP_METHOD_ENVIRONMENT;
          return true;
        }
  return false;
}

static ssize_t
read_words (LampExaminer *self, pid_t pid, struct stat *out_image, char *out_words, size_t size)
{
  int process_fd = lamp_proc_open (self->proc_root, pid);
  ssize_t length = -1;

  if (process_fd < 0)
    return -1;
  if (fstatat (process_fd, "exe", out_image, 0) == 0)
    length = lamp_proc_read_file (process_fd, "cmdline", out_words, size);
  close (process_fd);
  return length;
}

/**
 * lamp_examine_is_alike:
 * @self: the examiner
 * @pid: a process
 * @parent: its parent
 *
 * A process with its parent's image and words has most likely been forked and not yet executed anything: a
 * shell opens
 * `< file` in that state. What it will be is not known yet.
 *
 * Returns: whether image and command line are the same
 */
bool
lamp_examine_is_alike (LampExaminer *self, pid_t pid, pid_t parent)
{
  char own_words[1024], parent_words[1024];
  struct stat own_image, parent_image;
  ssize_t own = read_words (self, pid, &own_image, own_words, sizeof own_words);
  ssize_t theirs = own < 0 ? -1 : read_words (self, parent, &parent_image, parent_words, sizeof parent_words);

  return own >= 0 && own == theirs && own_image.st_ino == parent_image.st_ino &&
         own_image.st_dev == parent_image.st_dev && memcmp (own_words, parent_words, (size_t) own) == 0;
}

static bool
is_env (int process_fd)
{
  char exe[64];
  ssize_t length = readlinkat (process_fd, "exe", exe, sizeof exe - 1);

  if (length <= 0)
    return false;
  exe[length] = 0;
  return strcmp (base_name (exe), "env") == 0;
}

/* Between its new image and its new words a process has none: a shell without any would be told as nothing in
 * particular. */
static bool
has_no_words (const LampExaminer *self)
{
  return self->glimpse->argv_length == 0;
}

static uint64_t
hash_words (const LampExaminer *self, uint64_t image)
{
  uint64_t hash = image ^ 0xcbf29ce484222325ULL;

  for (size_t i = 0; i < self->glimpse->argv_length; i++)
    hash = (hash ^ (unsigned char) self->glimpse->argv[i]) * 0x100000001b3ULL;
  return hash;
}

/* Image and words are read one after the other: a process that executes in between has the image of the one
 * and the words of the other, and would be told again as another program. */
static bool
has_changed (int process_fd, uint64_t image)
{
  struct stat status;

  return fstatat (process_fd, "exe", &status, 0) == 0 && status.st_ino != image;
}

static void
match_process (
    LampExaminer *self, int process_fd, LampMark *wanted, LampExamineDepth depth, LampSighting *out)
{
  struct stat image;
  int cwd_fd;

  if (fstatat (process_fd, "exe", &image, 0) == 0)
    out->image = image.st_ino;
  out->mark = match_file (self, process_fd, "exe", wanted);
  if (out->mark != NULL)
    {
      out->method = LAMP_METHOD_EXE;
      lamp_glimpse_take (self->glimpse, process_fd, &out->stat);
      out->words = hash_words (self, out->image);
      out->settling = has_no_words (self) || lamp_examine_is_alike (self, out->stat.pid, out->stat.parent);
      return;
    }
  if (depth == LAMP_EXAMINE_IMAGE)
    return;
  cwd_fd = depth >= LAMP_EXAMINE_NAMES ? openat (process_fd, "cwd", O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
  if (cwd_fd < 0 || !match_words (self, process_fd, cwd_fd, wanted, out))
    {
      out->mark = match_file (self, process_fd, "fd/0", wanted);
      if (out->mark != NULL)
        out->method = LAMP_METHOD_STDIN;
      else if (depth >= LAMP_EXAMINE_HOLDS && !match_descriptors (self, process_fd, wanted, out) &&
               depth >= LAMP_EXAMINE_DEEPLY && wanted != NULL &&
               !match_mappings (self, process_fd, wanted, out) && cwd_fd >= 0)
        match_environment (self, process_fd, cwd_fd, wanted, out);
    }
  if (cwd_fd >= 0)
    close (cwd_fd);
  if (out->mark == NULL)
    return;
  lamp_glimpse_take (self->glimpse, process_fd, &out->stat);
  out->words = hash_words (self, out->image);
  out->settling = has_no_words (self) || has_changed (process_fd, out->image) || is_env (process_fd) ||
                  lamp_examine_is_alike (self, out->stat.pid, out->stat.parent);
}

/* The numbers below ns_last_pid are threads' too, and /proc opens them: who is met is the thread's process.
 */
static pid_t
get_leader (int process_fd, pid_t pid)
{
  char status[1024];
  const char *at;

  if (lamp_proc_read_file (process_fd, "status", status, sizeof status) <= 0)
    return pid;
  at = strstr (status, "\nTgid:\t");
  return at != NULL ? (pid_t) atoi (at + strlen ("\nTgid:\t")) : pid;
}

/**
 * lamp_examine:
 * @self: the examiner
 * @pid: a process of any user
 * @wanted: (nullable): the file that is looked for; null: any marked file
 * @depth: how far to look
 * @out: (out caller-allocates): what was seen
 *
 * Looks at one process. Only this user's can be looked into; of others, no more than owner and name are told.
 *
 * Returns: whether the process is there
 */
bool
lamp_examine (LampExaminer *self, pid_t pid, LampMark *wanted, LampExamineDepth depth, LampSighting *out)
{
  struct stat status;
  int process_fd = lamp_proc_open (self->proc_root, pid);
  pid_t leader = pid;
  bool there;

  memset (out, 0, sizeof *out);
  out->operand = -1;
  out->method = LAMP_METHOD_UNKNOWN;
  if (process_fd < 0)
    return false;
  there = fstat (process_fd, &status) == 0;
  out->uid = status.st_uid;
  if (there && status.st_uid == self->uid)
    {
      there = lamp_proc_stat_read (&out->stat, process_fd);
      out->zombie = there && (out->stat.state == 'Z' || out->stat.state == 'X');
      if (there && !out->zombie)
        match_process (self, process_fd, wanted, depth, out);
      if (out->mark != NULL)
        leader = get_leader (process_fd, pid);
    }
  close (process_fd);
  return leader == pid ? there : lamp_examine (self, leader, wanted, depth, out);
}
