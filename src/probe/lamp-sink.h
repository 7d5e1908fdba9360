/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "probe/lamp-folder-table.h"
#include "probe/lamp-mark-table.h"
#include "probe/lamp-probe-words.h"

/**
 * LampSink:
 * @data: handed to each function
 * @appeared: a name is new in a folder, or the file behind it was written
 * @departed: a name was moved away from a folder
 * @rang: a file was opened, or the kernel was asked to execute it
 * @mark_gone: the file has no name any more
 * @folder_gone: the folder itself was moved or removed
 * @program_rang: the kernel was asked to execute a file that has no mark of its own
 * @executed: a process executed something; the time is CLOCK_MONOTONIC in microseconds
 * @ended: a process ended
 * @lost: the kernel's queue overflowed; count 0: unknown how many
 *
 * Where the sources put what the kernel told. A source knows nothing of what is made of it.
 */
typedef struct
{
  void *data;
  void (*appeared) (void *data, LampFolder *folder, const char *name, LampAppearance how);
  void (*departed) (void *data, LampFolder *folder, const char *name);
  void (*rang) (void *data, LampMark *mark, LampSensor sensor, bool executed);
  void (*mark_gone) (void *data, LampMark *mark);
  void (*folder_gone) (void *data, LampFolder *folder);
  void (*program_rang) (void *data, const char *key);
  void (*executed) (void *data, pid_t pid, uint64_t mono_usec);
  void (*ended) (void *data, pid_t pid);
  void (*lost) (void *data, LampSensor sensor, uint64_t count);
} LampSink;
