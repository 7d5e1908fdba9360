/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-told.h"

#include <string.h>
#include <unistd.h>

#define ANCESTORS_MAX 16

/**
 * lamp_told_find:
 * @self: the probe
 * @mark: a file
 * @seen: a process
 * @executed: as its execution, or as another use of it
 *
 * Another use is told anew when the process has executed another program: `wrapper bash x.sh` is first a
 * wrapper with the script's name among its words, and then, as the same process, the shell that runs it.
 *
 * Returns: (transfer none) (nullable): what was told
 */
LampTold *
lamp_told_find (LampProbe *self, const LampMark *mark, const LampSighting *seen, bool executed)
{
  for (int i = 0; i < LAMP_PROBE_TOLD_MAX; i++)
    {
      LampTold *told = &self->told[i];

      if (told->pid == seen->stat.pid && told->started_ticks == seen->stat.started_ticks &&
          told->key_hash == mark->key_hash && told->executed == executed &&
          (executed || told->words == seen->words))
        return told;
    }
  return NULL;
}

/**
 * lamp_told_has_process:
 * @self: the probe
 * @pid: a process that executed something
 * @since_mono_usec: when, CLOCK_MONOTONIC
 *
 * Returns: whether that execution was told already as one of a marked file
 */
bool
lamp_told_has_process (const LampProbe *self, pid_t pid, uint64_t since_mono_usec)
{
  for (int i = 0; i < LAMP_PROBE_TOLD_MAX; i++)
    if (self->told[i].pid == pid && self->told[i].mono_usec >= since_mono_usec)
      return true;
  return false;
}

/**
 * lamp_told_put:
 * @self: the probe
 * @mark: a file
 * @seen: a process
 * @executed: as its execution, or as another use of it
 * @rung: whether a ring stood for it
 *
 * Remembers it; the oldest of %LAMP_PROBE_TOLD_MAX is forgotten.
 *
 * Returns: (transfer none): the entry
 */
LampTold *
lamp_told_put (LampProbe *self, const LampMark *mark, const LampSighting *seen, bool executed, bool rung)
{
  LampTold *told = &self->told[self->told_next++ % LAMP_PROBE_TOLD_MAX];

  told->key_hash = mark->key_hash;
  told->pid = seen->stat.pid;
  told->started_ticks = seen->stat.started_ticks;
  told->words = seen->words;
  told->mono_usec = lamp_probe_mono_usec ();
  told->executed = executed;
  told->rung = rung;
  return told;
}

/**
 * lamp_ledger_put:
 * @self: the probe
 * @pid: a process
 * @mono_usec: when it executed, CLOCK_MONOTONIC
 *
 * Notes an execution without looking at it.
 */
void
lamp_ledger_put (LampProbe *self, pid_t pid, uint64_t mono_usec)
{
  LampLedgerEntry *entry = &self->ledger[self->ledger_next++ % LAMP_PROBE_LEDGER_MAX];

  entry->pid = pid;
  entry->mono_usec = mono_usec;
}

/**
 * lamp_ledger_find:
 * @self: the probe
 * @pid: a process
 *
 * Returns: when it last executed something, CLOCK_MONOTONIC; 0: not known
 */
uint64_t
lamp_ledger_find (const LampProbe *self, pid_t pid)
{
  for (uint32_t i = 0; i < LAMP_PROBE_LEDGER_MAX && i < self->ledger_next; i++)
    {
      const LampLedgerEntry *entry = &self->ledger[(self->ledger_next - 1 - i) % LAMP_PROBE_LEDGER_MAX];

      if (entry->pid == pid)
        return entry->mono_usec;
    }
  return 0;
}

/**
 * lamp_ledger_list:
 * @self: the probe
 * @since_mono_usec: CLOCK_MONOTONIC
 * @out_pids: (out caller-allocates): the processes, newest execution first
 * @max: how many fit
 *
 * Returns: how many there are
 */
uint32_t
lamp_ledger_list (const LampProbe *self, uint64_t since_mono_usec, pid_t *out_pids, uint32_t max)
{
  uint32_t count = 0;

  for (uint32_t i = 0; i < LAMP_PROBE_LEDGER_MAX && i < self->ledger_next && count < max; i++)
    {
      const LampLedgerEntry *entry = &self->ledger[(self->ledger_next - 1 - i) % LAMP_PROBE_LEDGER_MAX];

      if (entry->mono_usec < since_mono_usec)
        break;
      out_pids[count++] = entry->pid;
    }
  return count;
}

static bool
has_kin (const LampProbe *self, uint32_t root)
{
  for (uint32_t i = 0; i < self->kin_count; i++)
    if (self->kin[i].root == root)
      return true;
  return false;
}

/* Most processes descend from few files, so each key is held once. */
static bool
put_root (LampProbe *self, const char *key, uint32_t *out_root)
{
  for (uint32_t i = 0; i < LAMP_PROBE_ROOTS_MAX; i++)
    if (!has_kin (self, i) || strcmp (self->roots[i], key) == 0)
      {
        strncpy (self->roots[i], key, sizeof self->roots[i] - 1);
        *out_root = i;
        return true;
      }
  return false;
}

/**
 * lamp_kin_put:
 * @self: the probe
 * @stat: a process
 * @key: the key of the file that it, or an ancestor, runs
 *
 * Remembers a process whose descendants' executions are told. When the table is full the newest is not
 * remembered: its ancestors still are.
 */
void
lamp_kin_put (LampProbe *self, const LampProcStat *stat, const char *key)
{
  LampKin *kin;
  uint32_t root;

  for (uint32_t i = 0; i < self->kin_count; i++)
    if (self->kin[i].pid == stat->pid && self->kin[i].started_ticks == stat->started_ticks)
      return;
  if (self->kin_count >= LAMP_PROBE_LINEAGE_MAX || !put_root (self, key, &root))
    return;
  kin = &self->kin[self->kin_count++];
  kin->pid = stat->pid;
  kin->started_ticks = stat->started_ticks;
  kin->joined_mono_usec = lamp_probe_mono_usec ();
  kin->root = root;
}

/**
 * lamp_kin_drop:
 * @self: the probe
 * @pid: a process that ended
 *
 * Forgets it.
 */
void
lamp_kin_drop (LampProbe *self, pid_t pid)
{
  for (uint32_t i = self->kin_count; i-- > 0;)
    if (self->kin[i].pid == pid)
      self->kin[i] = self->kin[--self->kin_count];
}

/**
 * lamp_kin_prune:
 * @self: the probe
 *
 * Forgets processes whose end was not told: without the connector, or after a loss.
 */
void
lamp_kin_prune (LampProbe *self)
{
  for (uint32_t i = self->kin_count; i-- > 0;)
    {
      LampProcStat stat;
      int process_fd = lamp_proc_open (self->proc_root, self->kin[i].pid);
      bool there = process_fd >= 0 && lamp_proc_stat_read (&stat, process_fd) &&
                   stat.started_ticks == self->kin[i].started_ticks && stat.state != 'Z' && stat.state != 'X';

      if (process_fd >= 0)
        close (process_fd);
      if (!there)
        self->kin[i] = self->kin[--self->kin_count];
    }
}

static const LampKin *
find_kin (const LampProbe *self, pid_t pid, uint64_t started_ticks)
{
  for (uint32_t i = 0; i < self->kin_count; i++)
    if (self->kin[i].pid == pid && self->kin[i].started_ticks == started_ticks)
      return &self->kin[i];
  return NULL;
}

/**
 * lamp_kin_find_above:
 * @self: the probe
 * @stat: a process that executed something
 * @executed_mono_usec: when, CLOCK_MONOTONIC
 *
 * Looks whether the process, or one above it, runs a marked file. The execution by which it came to run the
 * file is none of its consequences.
 *
 * Returns: (transfer none) (nullable): the kin
 */
const LampKin *
lamp_kin_find_above (LampProbe *self, const LampProcStat *stat, uint64_t executed_mono_usec)
{
  LampProcStat at = *stat, next;

  for (int i = 0; i < ANCESTORS_MAX && at.pid > 1; i++)
    {
      const LampKin *kin = find_kin (self, at.pid, at.started_ticks);
      int process_fd;
      bool there;

      if (kin != NULL)
        return i == 0 && executed_mono_usec <= kin->joined_mono_usec ? NULL : kin;
      process_fd = lamp_proc_open (self->proc_root, at.parent);
      if (process_fd < 0)
        return NULL;
      there = lamp_proc_stat_read (&next, process_fd);
      close (process_fd);
      if (!there || next.started_ticks > at.started_ticks)
        return NULL;
      at = next;
    }
  return NULL;
}
