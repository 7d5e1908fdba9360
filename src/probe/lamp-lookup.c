/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-lookup.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe/lamp-heat.h"
#include "probe/lamp-intake.h"
#include "probe/lamp-ring.h"
#include "probe/lamp-tell.h"
#include "probe/lamp-told.h"
#include "probe/lamp-try.h"

#define CANDIDATES_MAX 128
#define GHOSTS_MAX     16
#define WANTED_MAX     8
/* an execution is asked for at most so long before its ring is read, on a machine that stalls */
#define RING_DELAY_USEC 100000
/* a process that was told so lately explains one more opening */
#define RECENT_USEC   1000000
#define TICKS_PER_SEC 100
#define SETTLED_USEC  5000
#define SAME_USEC     20000
#define LOOK_NEWEST   64
#define LOOK_BELL     10

/* Why a process is looked at. */
typedef enum
{
  REASON_RING,
  REASON_EXECUTED,
  REASON_NEWEST,
  REASON_POLLED,
} Reason;

/* A process that ended and bears a rung file's name: all that is left of it. */
typedef struct
{
  LampSighting seen;
  LampMark *mark;
} Ghost;

/* One pass over some processes. */
typedef struct
{
  LampProbe *probe;
  LampMark *wanted[WANTED_MAX];
  uint32_t wanted_count;
  LampExamineDepth depth;
  Reason reason;
  bool last;
  uint32_t ghost_count;
  Ghost ghosts[GHOSTS_MAX];
} Pass;

/* The agent reads what it hashes, and its reader what it lists: those openings are ours. */
static bool
is_own (LampProbe *self, const LampSighting *seen)
{
  char exe[LAMP_WIRE_PATH_SIZE];
  const char *name;
  int process_fd;

  if (seen->stat.pid == getpid ())
    return true;
  if (seen->stat.pid != self->agent_pid && seen->stat.parent != self->agent_pid)
    return false;
  process_fd = lamp_proc_open (self->proc_root, seen->stat.pid);
  if (process_fd < 0)
    return false;
  lamp_proc_read_link (process_fd, "exe", exe, sizeof exe);
  close (process_fd);
  name = strrchr (exe, '/');
  return name != NULL && strncmp (name, "/gatelamp-", 10) == 0;
}

/* The process was told before: an opening that it explains is closed without a word. */
static void
see_again (LampProbe *self, const LampSighting *seen, LampTold *told, bool executed)
{
  LampMark *mark = seen->mark;
  LampRing *ring;

  if (executed && !told->rung)
    {
      ring = lamp_ring_find (self, mark, true);
      if (ring != NULL && ring->rang_mono_usec < told->mono_usec + RECENT_USEC)
        {
          told->rung = true;
          lamp_ring_close (self, ring);
        }
    }
  ring = lamp_ring_find (self, mark, false);
  if (ring != NULL && told->mono_usec + RECENT_USEC > ring->rang_mono_usec)
    ring->seen = true;
  /* an interpreter that opens its script right after the kernel did, or twice */
  if (ring != NULL && told->mono_usec + SAME_USEC > ring->rang_mono_usec)
    ring->answered = seen->method != LAMP_METHOD_DESCRIPTOR;
}

/* A shell opens `< file` before it executes the reader: what holds a descriptor now may be another program in
 * a moment. It is told once it executed something after the ring, or when it stayed what it is for 5 ms. */
static bool
is_settled (LampProbe *self, const LampSighting *seen)
{
  LampRing *ring;

  if (seen->method != LAMP_METHOD_STDIN && seen->method != LAMP_METHOD_DESCRIPTOR)
    return true;
  ring = lamp_ring_find (self, seen->mark, false);
  /* waits for its vfork child to execute: the child is the one */
  if (ring != NULL && seen->stat.state == 'D')
    return false;
  if (ring == NULL || lamp_probe_mono_usec () - ring->rang_mono_usec >= SETTLED_USEC ||
      lamp_ledger_find (self, seen->stat.pid) > ring->rang_mono_usec ||
      (ring->holder == seen->stat.pid && ring->holder_image != seen->image))
    return true;
  ring->holder = seen->stat.pid;
  ring->holder_image = seen->image;
  return false;
}

/* What a shell reads from its standard input its children inherit; the one who reads is the topmost. */
static bool
is_inherited (LampProbe *self, const LampSighting *seen)
{
  LampSighting above;

  if (seen->method != LAMP_METHOD_STDIN && seen->method != LAMP_METHOD_DESCRIPTOR)
    return false;
  if (!lamp_examine (&self->examiner, seen->stat.parent, seen->mark,
                     seen->method == LAMP_METHOD_STDIN ? LAMP_EXAMINE_STDIN : LAMP_EXAMINE_HOLDS, &above))
    return false;
  return above.mark == seen->mark &&
         (above.method == LAMP_METHOD_STDIN || seen->method == LAMP_METHOD_DESCRIPTOR);
}

/* Descriptors alone say little of a process that is only met by chance: a browser holds what it downloads. */
static bool
is_worth_telling (LampProbe *self, const LampSighting *seen, Reason reason)
{
  if (lamp_ring_find (self, seen->mark, false) != NULL)
    return true;
  if (seen->method != LAMP_METHOD_SCRIPT && seen->method != LAMP_METHOD_STDIN)
    return false;
  /* an interpreter is told when it is executed with a script's name: when it opens it, it may be gone in no
   * time */
  return reason != REASON_RING;
}

static LampSensor
get_sensor (const LampRing *ring, Reason reason)
{
  if (ring != NULL)
    return ring->sensor;
  return reason == REASON_EXECUTED ? LAMP_SENSOR_CONNECTOR
         : reason == REASON_POLLED ? LAMP_SENSOR_POLL
                                   : LAMP_SENSOR_LOOKUP;
}

static void
take_sighting (Pass *pass, const LampSighting *seen)
{
  LampProbe *self = pass->probe;
  bool executed = seen->method == LAMP_METHOD_EXE || seen->shebang;
  LampTold *told = lamp_told_find (self, seen->mark, seen, executed);
  LampRing *ring;

  if (told == NULL && !executed)
    told = lamp_told_find (self, seen->mark, seen, true);
  if (told != NULL)
    {
      see_again (self, seen, told, executed);
      return;
    }
  if (is_own (self, seen))
    {
      ring = lamp_ring_find (self, seen->mark, false);
      if (ring != NULL)
        ring->seen = true;
      return;
    }
  if (seen->settling && !(pass->reason == REASON_RING && pass->last))
    return;
  if (!executed &&
      (!is_worth_telling (self, seen, pass->reason) || !is_settled (self, seen) || is_inherited (self, seen)))
    return;
  ring = lamp_ring_find (self, seen->mark, executed);
  /* where only inotify rings, an execution rings as an opening */
  if (ring == NULL && executed && seen->mark->sensor != LAMP_SENSOR_FANOTIFY)
    ring = lamp_ring_find (self, seen->mark, false);
  lamp_tell_seen (self, seen, executed, get_sensor (ring, pass->reason), ring != NULL && ring->executed);
  lamp_told_put (self, seen->mark, seen, executed, ring != NULL);
  lamp_heat_prolong (self, LAMP_PROBE_HOT_USEC);
  lamp_kin_put (self, &seen->stat, lamp_mark_table_get_key (&self->marks, seen->mark));
  /* who merely holds the file may have opened it for a child, which is the one that reads */
  if (seen->method != LAMP_METHOD_DESCRIPTOR)
    self->readers_told++;
  if (ring != NULL && ring->executed)
    lamp_ring_close (self, ring);
  else if (ring != NULL && seen->method == LAMP_METHOD_DESCRIPTOR)
    ring->seen = true;
  else if (ring != NULL)
    ring->answered = true;
}

/* Where only inotify rings, an execution rings as an opening. A file that nobody may execute was read by a
 * program of its name. */
static LampRing *
find_ghost_ring (LampProbe *self, const LampMark *mark)
{
  LampRing *ring = lamp_ring_find (self, mark, true);
  struct stat status;

  if (ring != NULL || mark->sensor == LAMP_SENSOR_FANOTIFY ||
      lstat (lamp_mark_table_get_path (&self->marks, mark), &status) != 0 || (status.st_mode & 0111) == 0)
    return ring;
  return lamp_ring_find (self, mark, false);
}

/* Owner, name and time must fit; one that was told is none. Only the kernel gives a process the name of the
 * file, at its execution: who merely opens it keeps another. */
static void
take_ghost (Pass *pass, const LampSighting *seen)
{
  LampProbe *self = pass->probe;
  uint64_t executed_usec = lamp_ledger_find (self, seen->stat.pid);

  for (uint32_t i = 0; i < pass->wanted_count && pass->ghost_count < GHOSTS_MAX; i++)
    {
      LampMark *mark = pass->wanted[i];
      const LampRing *ring = find_ghost_ring (self, mark);
      const char *path = lamp_mark_table_get_path (&self->marks, mark);
      const char *name = strrchr (path, '/');
      uint64_t since = ring != NULL ? ring->rang_mono_usec - RING_DELAY_USEC : 0;

      if (ring == NULL || name == NULL ||
          strncmp (seen->stat.comm, name + 1, sizeof seen->stat.comm - 1) != 0 ||
          lamp_told_find (self, mark, seen, true) != NULL)
        continue;
      if (executed_usec != 0 ? executed_usec < since
                             : seen->stat.started_ticks + TICKS_PER_SEC / 4 <
                                   lamp_probe_boot_usec () / (1000000 / TICKS_PER_SEC))
        continue;
      pass->ghosts[pass->ghost_count].seen = *seen;
      pass->ghosts[pass->ghost_count].seen.mark = mark;
      pass->ghosts[pass->ghost_count++].mark = mark;
      return;
    }
}

static void
look_into (Pass *pass, pid_t pid)
{
  LampSighting seen;

  for (uint32_t i = 0; i < pass->wanted_count || (i == 0 && pass->wanted_count == 0); i++)
    {
      LampMark *wanted = pass->wanted_count > 0 ? pass->wanted[i] : NULL;

      if (!lamp_examine (&pass->probe->examiner, pid, wanted, pass->depth, &seen) ||
          seen.uid != pass->probe->uid)
        return;
      if (seen.zombie)
        {
          take_ghost (pass, &seen);
          return;
        }
      if (seen.mark != NULL)
        take_sighting (pass, &seen);
    }
}

/* One of many: whoever executes meanwhile is looked at first. A mark that goes then is only unlisted here. */
static void
look_at (Pass *pass, pid_t pid)
{
  lamp_intake_serve_executions (pass->probe);
  look_into (pass, pid);
}

/* As many ghosts as rings, or fewer: each is one of these executions. More: nobody can say which. */
static void
settle_ghosts (Pass *pass)
{
  LampProbe *self = pass->probe;

  for (uint32_t i = 0; i < pass->ghost_count; i++)
    {
      Ghost *ghost = &pass->ghosts[i];
      uint32_t same = 0;
      LampRing *ring;

      for (uint32_t j = 0; j < pass->ghost_count; j++)
        same += pass->ghosts[j].mark == ghost->mark ? 1 : 0;
      ring = find_ghost_ring (self, ghost->mark);
      if (ring == NULL)
        continue;
      if (ring->executed && same > lamp_ring_count (self, ghost->mark) + i)
        {
          lamp_ring_conclude (self, ring, true);
          continue;
        }
      if (lamp_told_find (self, ghost->mark, &ghost->seen, true) != NULL)
        continue;
      lamp_tell_seen (self, &ghost->seen, true, ring->sensor, ring->executed);
      lamp_told_put (self, ghost->mark, &ghost->seen, true, true);
      lamp_ring_close (self, ring);
    }
}

static void
look_at_newest (Pass *pass, uint32_t count)
{
  pid_t pid = lamp_source_poll_get_last_pid (&pass->probe->poll);

  for (uint32_t i = 0; i < count && pid > 1; i++, pid--)
    look_at (pass, pid);
}

static void
look_at_all (Pass *pass)
{
  LampProbe *self = pass->probe;
  int fd = openat (self->proc_root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  char entries[2048];
  ssize_t size;

  if (fd < 0)
    return;
  while ((size = getdents64 (fd, entries, sizeof entries)) > 0)
    for (ssize_t at = 0; at < size;)
      {
        const struct dirent64 *entry = (const struct dirent64 *) (entries + at);
        struct stat status;

        at += entry->d_reclen;
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
            fstatat (fd, entry->d_name, &status, 0) == 0 && status.st_uid == self->uid)
          look_at (pass, (pid_t) strtol (entry->d_name, NULL, 10));
      }
  close (fd);
}

static void
add_wanted (Pass *pass, LampMark *mark)
{
  for (uint32_t i = 0; i < pass->wanted_count; i++)
    if (pass->wanted[i] == mark)
      return;
  if (pass->wanted_count < WANTED_MAX)
    pass->wanted[pass->wanted_count++] = mark;
}

/**
 * lamp_lookup_get_due:
 * @self: the probe
 *
 * Returns: when the next try is due, CLOCK_MONOTONIC in microseconds; UINT64_MAX: none
 */
uint64_t
lamp_lookup_get_due (const LampProbe *self)
{
  uint64_t due = UINT64_MAX;

  for (uint32_t i = 0; i < self->rings_used; i++)
    if (self->rings[i].used && lamp_try_get_due (&self->rings[i]) < due)
      due = lamp_try_get_due (&self->rings[i]);
  return due;
}

static void
look (Pass *pass, const LampTry *try, uint64_t since_mono_usec)
{
  pid_t pids[CANDIDATES_MAX];
  uint32_t count = lamp_ledger_list (pass->probe, since_mono_usec, pids, CANDIDATES_MAX);

  for (uint32_t i = 0; i < count && try->depth > LAMP_EXAMINE_IMAGE; i++)
    look_at (pass, pids[i]);
  if (try->all)
    look_at_all (pass);
  else
    look_at_newest (pass, try->newest);
  settle_ghosts (pass);
}

/**
 * lamp_lookup_run:
 * @self: the probe
 * @now_mono_usec: CLOCK_MONOTONIC
 *
 * Makes the tries that are due, one pass for all of them, and closes the rings whose last try is over.
 */
void
lamp_lookup_run (LampProbe *self, uint64_t now_mono_usec)
{
  Pass pass = { .probe = self, .reason = REASON_RING };
  LampTry widest = { 0 };
  uint64_t since = now_mono_usec;

  for (uint32_t i = self->rings_used; i-- > 0;)
    {
      LampRing *ring = &self->rings[i];

      if (!ring->used || lamp_try_get_due (ring) > now_mono_usec ||
          !lamp_try_advance (self, ring, now_mono_usec, &widest, &pass.last))
        continue;
      add_wanted (&pass, lamp_ring_get_mark (self, ring));
      if (ring->rang_mono_usec < since)
        since = ring->rang_mono_usec;
    }
  if (pass.wanted_count == 0)
    return;
  pass.depth = widest.depth;
  look (&pass, &widest, since - RING_DELAY_USEC);
  lamp_ring_close_answered (self);
  for (uint32_t i = self->rings_used; i-- > 0;)
    if (self->rings[i].used && self->rings[i].attempt >= LAMP_TRIES)
      lamp_ring_conclude (self, &self->rings[i], false);
}

static void
tell_lineage (LampProbe *self, const LampSighting *seen, uint64_t mono_usec)
{
  const LampKin *kin;
  char key[LAMP_WIRE_KEY_SIZE];

  if (self->kin_count == 0 || seen->zombie || seen->mark != NULL ||
      lamp_told_has_process (self, seen->stat.pid, mono_usec))
    return;
  kin = lamp_kin_find_above (self, &seen->stat, mono_usec);
  if (kin == NULL)
    return;
  memcpy (key, self->roots[kin->root], sizeof key);
  lamp_tell_lineage (self, seen, key);
  lamp_kin_put (self, &seen->stat, key);
}

/**
 * lamp_lookup_executed:
 * @self: the probe
 * @pid: a process that executed something
 * @mono_usec: when, CLOCK_MONOTONIC
 *
 * Looks at one execution: of a marked file, asked for by a ring, or a consequence of one.
 */
void
lamp_lookup_executed (LampProbe *self, pid_t pid, uint64_t mono_usec)
{
  Pass pass = { .probe = self, .reason = REASON_EXECUTED, .depth = LAMP_EXAMINE_NAMES };
  LampSighting seen;

  for (uint32_t i = 0; i < self->rings_used; i++)
    if (self->rings[i].used && lamp_ring_get_mark (self, &self->rings[i]) != NULL)
      add_wanted (&pass, lamp_ring_get_mark (self, &self->rings[i]));
  if (!lamp_examine (&self->examiner, pid, NULL, pass.depth, &seen) || seen.uid != self->uid)
    return;
  if (seen.zombie)
    {
      take_ghost (&pass, &seen);
      settle_ghosts (&pass);
    }
  else if (seen.mark != NULL)
    take_sighting (&pass, &seen);
  lamp_ring_close_answered (self);
  tell_lineage (self, &seen, mono_usec);
}

/**
 * lamp_lookup_newest:
 * @self: the probe
 * @now_mono_usec: CLOCK_MONOTONIC
 *
 * Looks once at the newest processes, for any marked file: one may have been run before its mark was placed.
 * Where the connector is listened to, those are in the ledger, and a wider pass would delay who comes next.
 */
void
lamp_lookup_newest (LampProbe *self, uint64_t now_mono_usec)
{
  Pass pass = { .probe = self, .reason = REASON_NEWEST, .depth = LAMP_EXAMINE_NAMES };
  const LampTry widest = { 0, self->connector_polled ? 0 : LOOK_NEWEST, LAMP_EXAMINE_NAMES, false };

  look (&pass, &widest, now_mono_usec - RECENT_USEC);
  lamp_ring_close_answered (self);
}

/**
 * lamp_lookup_bell:
 * @self: the probe
 *
 * Looks at the very newest processes, for any marked file: an interpreter was just executed. Waits for
 * nothing else.
 */
void
lamp_lookup_bell (LampProbe *self)
{
  Pass pass = { .probe = self, .reason = REASON_NEWEST, .depth = LAMP_EXAMINE_NAMES };
  pid_t pid = lamp_source_poll_get_last_pid (&self->poll);

  for (uint32_t i = 0; i < LOOK_BELL && pid > 1; i++, pid--)
    look_into (&pass, pid);
  lamp_ring_close_answered (self);
}

/**
 * lamp_lookup_polled:
 * @self: the probe
 * @pid: a process that is new or has a new image
 *
 * Looks at a process that a pass through /proc met.
 */
void
lamp_lookup_polled (LampProbe *self, pid_t pid)
{
  Pass pass = { .probe = self, .reason = REASON_POLLED, .depth = LAMP_EXAMINE_NAMES };

  look_into (&pass, pid);
  lamp_ring_close_answered (self);
}
