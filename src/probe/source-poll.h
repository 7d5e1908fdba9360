/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * LampSourcePoll:
 *
 * Goes through /proc and tells which of this user's processes are new or run another image than at the last
 * pass, these at a few later passes again. The floor that works on any kernel, and the safety net beside the others.
 */
typedef struct
{
  struct LampPolled *known, *current;
  uint32_t known_count;
  int proc_root, list_fd;
  uid_t uid;
} LampSourcePoll;

typedef void (*LampPollFunc) (void *data, pid_t pid);

bool lamp_source_poll_open (LampSourcePoll *self, int proc_root, uid_t uid);
void lamp_source_poll_pass (LampSourcePoll *self, LampPollFunc func, void *data);
void lamp_source_poll_forget (LampSourcePoll *self);
pid_t lamp_source_poll_get_last_pid (LampSourcePoll *self);
void lamp_source_poll_close (LampSourcePoll *self);
