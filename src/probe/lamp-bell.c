/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-bell.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "probe/lamp-lookup.h"
#include "wire/lamp-wire-key.h"

/* The interpreters whose execution rings, if they are installed; links lead to what is executed. */
static const char *const folders[] = { "/usr/bin", "/bin", "/usr/local/bin" };
static const char *const interpreters[] = {
  "bash",       "dash",       "sh",         "zsh",        "ksh",   "mksh", "fish", "busybox", "python3",
  "python3.9",  "python3.10", "python3.11", "python3.12", "perl",  "ruby", "node", "nodejs",  "php",
  "python3.13", "python3.14", "lua",        "luajit",     "tclsh", "gjs",  "awk",  "pwsh",    "java",
};

/* The ring comes while the process still has its old words; a shell opens its script a millisecond later. */
static const uint32_t tries_usec[] = { 0, 150, 400, 800, 1500, 3000, 5000 };
#define TRIES (sizeof tries_usec / sizeof tries_usec[0])

static bool
has_bell (const LampProbe *self, uint64_t key_hash)
{
  for (uint32_t i = 0; i < self->bell_count; i++)
    if (self->bells[i].key_hash == key_hash)
      return true;
  return false;
}

/* A file that has a mark of its own rings by that; its mark is not to be touched. */
static void
add_bell (LampProbe *self, const char *folder, const char *name)
{
  char path[64];
  LampWireKey key;
  int fd;

  snprintf (path, sizeof path, "%s/%s", folder, name);
  fd = open (path, O_PATH | O_CLOEXEC);
  if (fd < 0)
    return;
  if (self->bell_count >= LAMP_PROBE_BELLS_MAX || lamp_wire_key_for_fd (fd, &key) != 0 ||
      has_bell (self, lamp_hash_text (key.text)) ||
      lamp_mark_table_find_key (&self->marks, key.text) != NULL ||
      lamp_source_fanotify_mark_program (&self->fanotify, fd) != 0)
    {
      close (fd);
      return;
    }
  self->bells[self->bell_count].key_hash = lamp_hash_text (key.text);
  self->bells[self->bell_count++].fd = fd;
}

static void
drop_bell (LampProbe *self, const LampBell *bell)
{
  LampWireKey key;

  if (lamp_wire_key_for_fd (bell->fd, &key) != 0 || lamp_mark_table_find_key (&self->marks, key.text) == NULL)
    lamp_source_fanotify_unmark_program (&self->fanotify, bell->fd);
  close (bell->fd);
}

/**
 * lamp_bell_place:
 * @self: the probe
 * @wanted: whether scripts that live a millisecond are to be met
 *
 * Places the marks on the interpreters, or takes them away: while they are there every execution of one wakes
 * the program.
 */
void
lamp_bell_place (LampProbe *self, bool wanted)
{
  if (wanted == self->bells_placed)
    return;
  self->bells_placed = wanted;
  self->bell_pending = false;
  for (size_t i = 0; wanted && i < sizeof folders / sizeof folders[0]; i++)
    for (size_t j = 0; j < sizeof interpreters / sizeof interpreters[0]; j++)
      add_bell (self, folders[i], interpreters[j]);
  while (!wanted && self->bell_count > 0)
    drop_bell (self, &self->bells[--self->bell_count]);
}

/**
 * lamp_bell_rang:
 * @self: the probe
 * @key: a file without a mark of its own that is executed
 *
 * Asks for looks at the newest processes if the file is an interpreter. In a storm of executions the budget
 * of this second runs out; scripts are then met when they are opened.
 */
void
lamp_bell_rang (LampProbe *self, const char *key)
{
  uint64_t now_mono_usec;

  if (!self->bells_placed || !has_bell (self, lamp_hash_text (key)))
    return;
  now_mono_usec = lamp_probe_mono_usec ();
  if (now_mono_usec >= self->bell_budget_until_usec)
    {
      self->bell_budget_until_usec = now_mono_usec + LAMP_PROBE_TICK_USEC;
      self->bell_looks = 0;
    }
  if (self->bell_looks >= LAMP_PROBE_BELL_LOOKS_MAX)
    return;
  /* as many processes as rang are to be told */
  self->bell_answered_at = (self->bell_pending ? self->bell_answered_at : self->readers_told) + 1;
  self->bell_pending = true;
  self->bell_attempt = 0;
  self->bell_mono_usec = now_mono_usec;
}

/**
 * lamp_bell_is_pending:
 * @self: the probe
 *
 * Returns: whether a look is due soon
 */
bool
lamp_bell_is_pending (const LampProbe *self)
{
  return self->bell_pending;
}

/**
 * lamp_bell_get_due:
 * @self: the probe
 *
 * Returns: when the next look is due, CLOCK_MONOTONIC in microseconds; UINT64_MAX: none
 */
uint64_t
lamp_bell_get_due (const LampProbe *self)
{
  return self->bell_pending ? self->bell_mono_usec + tries_usec[self->bell_attempt] : UINT64_MAX;
}

/**
 * lamp_bell_run:
 * @self: the probe
 * @now_mono_usec: CLOCK_MONOTONIC
 *
 * Takes the look that is due. Looks that were slept through are one.
 */
void
lamp_bell_run (LampProbe *self, uint64_t now_mono_usec)
{
  if (lamp_bell_get_due (self) > now_mono_usec)
    return;
  while (self->bell_pending && lamp_bell_get_due (self) <= now_mono_usec)
    self->bell_pending = ++self->bell_attempt < TRIES;
  if (self->readers_told < self->bell_answered_at)
    {
      self->bell_looks++;
      lamp_lookup_bell (self);
    }
  if (self->readers_told >= self->bell_answered_at)
    self->bell_pending = false;
}
