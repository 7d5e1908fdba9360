/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "probe/lamp-command.h"
#include "probe/lamp-examine.h"
#include "probe/lamp-folder-table.h"
#include "probe/lamp-mark-table.h"
#include "probe/lamp-output.h"
#include "probe/lamp-probe-limits.h"
#include "probe/lamp-process.h"
#include "probe/lamp-sink.h"
#include "probe/source-connector.h"
#include "probe/source-fanotify.h"
#include "probe/source-inotify.h"
#include "probe/source-poll.h"

/* A file rang, and who did it is not known yet. @holder is a process that was met with the file open and may
 * be about to execute something else; @holder_image is what it was then. */
typedef struct
{
  uint64_t key_hash, rang_mono_usec, holder_image;
  uint32_t mark;
  pid_t holder;
  uint8_t sensor, attempt;
  bool used, executed, seen, answered;
} LampRing;

/* A process that was told about a file: not to be told twice. */
typedef struct
{
  uint64_t key_hash, started_ticks, words, mono_usec;
  pid_t pid;
  bool executed, rung;
} LampTold;

/* A process that executed something, for the case that a ring is looked into a little later. */
typedef struct
{
  uint64_t mono_usec;
  pid_t pid;
} LampLedgerEntry;

/* A process that runs a file, or descends from one that does; @root is where the file's key is. */
typedef struct
{
  uint64_t started_ticks, joined_mono_usec;
  pid_t pid;
  uint32_t root;
} LampKin;

/* An interpreter whose execution rings; the descriptor keeps its file, to take the mark away again. */
typedef struct
{
  uint64_t key_hash;
  int fd;
} LampBell;

/* A folder below the marked depth that may still be filling. */
typedef struct
{
  uint64_t due_mono_usec;
  uint16_t folder;
  uint8_t round;
  char name[256];
} LampRewalk;

typedef struct
{
  uint64_t raced, execs, opens, reads, lost, wakeups, unmarked;
} LampCounters;

/**
 * LampProbe:
 *
 * All that the program knows, reserved at start. One thread. `lamp-probe.c` runs the loop, `lamp-arrival.c`
 * places marks, `lamp-lookup.c` finds who, `lamp-bell.c` wakes it in time, `lamp-heat.c` decides how hard to
 * look, `lamp-tell.c` writes events.
 */
typedef struct
{
  int proc_root, epoll_fd, signal_fd;
  uid_t uid;
  pid_t agent_pid;
  LampOutput output;
  LampCommandReader commands;
  LampMarkTable marks;
  LampFolderTable folders;
  LampExaminer examiner;
  LampProcess *process;
  LampSink sink;

  LampSourceFanotify fanotify;
  LampSourceInotify inotify;
  LampSourceConnector connector;
  LampSourcePoll poll;
  int sensor_errors[LAMP_N_SENSORS]; /* 0: on */

  LampRing rings[LAMP_PROBE_RINGS_MAX];
  LampTold told[LAMP_PROBE_TOLD_MAX];
  LampLedgerEntry ledger[LAMP_PROBE_LEDGER_MAX];
  LampKin kin[LAMP_PROBE_LINEAGE_MAX];
  char roots[LAMP_PROBE_ROOTS_MAX][LAMP_WIRE_KEY_SIZE];
  LampRewalk rewalks[LAMP_PROBE_REWALKS_MAX];
  LampBell bells[LAMP_PROBE_BELLS_MAX];
  uint32_t rings_used, rings_pending, told_next, ledger_next, kin_count, rewalk_count;

  uint64_t bell_mono_usec, bell_budget_until_usec, bell_answered_at;
  uint32_t bell_count, bell_attempt, bell_looks;
  bool bells_placed, bell_pending;

  LampHeat heat;
  uint64_t hot_until_usec, next_tick_usec, next_poll_usec, next_safety_usec, next_look_usec;
  char departed[256]; /* the name that the last event took away; empty: the last event took none */
  bool connector_polled, output_polled, slack_wide, look_due, stopping;
  uint64_t readers_told; /* processes that executed a file or have it as a script or as standard input */
  LampCounters counters;
} LampProbe;

int lamp_probe_run (void);
