/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * LampProcStat:
 * @comm: the kernel's name of the process, at most 15 bytes
 * @state: R S D Z T ...
 *
 * What is used of `/proc/PID/stat`. @pid and @started_ticks together (with the boot) name a process.
 */
typedef struct
{
  pid_t pid, parent;
  uint64_t started_ticks;
  char state;
  char comm[16];
} LampProcStat;

bool lamp_proc_stat_parse (LampProcStat *self, const char *text, size_t length);
bool lamp_proc_stat_read (LampProcStat *self, int process_fd);
int lamp_proc_open (int proc_root, pid_t pid);
ssize_t lamp_proc_read_file (int process_fd, const char *name, char *out_bytes, size_t size);
