/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "probe/lamp-proc-stat.h"
#include "wire/lamp-wire-key.h"
#include "wire/lamp-wire-limits.h"
#include "wire/lamp-wire-line.h"
#include "probe/lamp-probe-limits.h"

/**
 * LampProcess:
 * @exe: link text, empty if it cannot be read
 * @cwd: link text, empty if it cannot be read
 * @argv: the command line as the kernel gives it: strings, each ended by a zero
 * @unit: scope or service of its cgroup, or empty
 * @environment: %LAMP_PROBE_ENVIRON_BYTES and one more, borrowed from who looked at the process: it is read
 * last
 * @stdin_path: link text of descriptor 0 if that is a regular file, or empty
 *
 * What is told about a process. One exists, reserved at start, filled again for each event.
 */
typedef struct
{
  LampProcStat stat;
  uid_t uid, euid;
  size_t argv_length, environ_length;
  bool argv_truncated;
  LampWireKey stdin_key;
  char exe[LAMP_WIRE_PATH_SIZE];
  char cwd[LAMP_WIRE_PATH_SIZE];
  char stdin_path[LAMP_WIRE_PATH_SIZE];
  char unit[256];
  char argv[LAMP_WIRE_ARGV_READ_MAX + 1];
  char *environment;
} LampProcess;

/**
 * LampGlimpse:
 *
 * Image and words of a process, taken the moment it is found to matter: one that lives a millisecond is gone
 * before everything else about it is read.
 */
typedef struct
{
  uint64_t started_ticks;
  pid_t pid;
  size_t argv_length;
  char exe[LAMP_WIRE_PATH_SIZE];
  char argv[LAMP_WIRE_ARGV_READ_MAX + 1];
} LampGlimpse;

void lamp_glimpse_take (LampGlimpse *self, int process_fd, const LampProcStat *stat);

bool lamp_process_read (
    LampProcess *self, int proc_root, pid_t pid, uint64_t started_ticks, const LampGlimpse *glimpse);
void lamp_process_write (const LampProcess *self, int proc_root, LampWireLine *line);
void lamp_proc_read_link (int process_fd, const char *name, char *out_path, size_t size);
