/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-mark-table.h"

#include <string.h>

#include "probe/lamp-probe-limits.h"
#include "wire/lamp-wire-limits.h"

#define FIRST_MASK 127

/**
 * lamp_hash_text:
 * @text: a string
 *
 * FNV-1a; for tables, never for security.
 *
 * Returns: 64 bits, never 0
 */
uint64_t
lamp_hash_text (const char *text)
{
  uint64_t hash = 0xcbf29ce484222325ULL;

  for (; *text != 0; text++)
    hash = (hash ^ (unsigned char) *text) * 0x100000001b3ULL;
  return hash != 0 ? hash : 1;
}

static uint32_t
inode_bucket (const LampMarkTable *self, uint64_t device, uint64_t inode)
{
  uint64_t hash = (inode ^ (device << 32)) * 0x9E3779B97F4A7C15ULL;

  return (uint32_t) (hash >> 32) & self->mask;
}

static void
link_mark (LampMarkTable *self, uint32_t index)
{
  LampMark *mark = &self->marks[index];
  uint32_t *by_key = &self->by_key[mark->key_hash & self->mask];
  uint32_t *by_inode = &self->by_inode[inode_bucket (self, mark->device, mark->inode)];

  mark->next_by_key = *by_key;
  *by_key = index + 1;
  mark->next_by_inode = *by_inode;
  *by_inode = index + 1;
}

static void
grow (LampMarkTable *self)
{
  if (self->mask != 0)
    {
      memset (self->by_key, 0, (self->mask + 1) * sizeof *self->by_key);
      memset (self->by_inode, 0, (self->mask + 1) * sizeof *self->by_inode);
    }
  self->mask = self->mask == 0 ? FIRST_MASK : self->mask * 2 + 1;
  for (uint32_t i = 0; i < self->high_water; i++)
    if (self->marks[i].used)
      link_mark (self, i);
}

/**
 * lamp_mark_table_init:
 * @self: (out caller-allocates): the table
 * @budget: marks at most, up to %LAMP_PROBE_MARKS_MAX
 *
 * Reserves the table.
 *
 * Returns: whether there was memory
 */
bool
lamp_mark_table_init (LampMarkTable *self, uint32_t budget)
{
  memset (self, 0, sizeof *self);
  self->budget = budget < LAMP_PROBE_MARKS_MAX ? budget : LAMP_PROBE_MARKS_MAX;
  self->marks = lamp_reserve (LAMP_PROBE_MARKS_MAX * sizeof *self->marks);
  self->by_key = lamp_reserve (2 * LAMP_PROBE_MARKS_MAX * sizeof *self->by_key);
  self->by_inode = lamp_reserve (2 * LAMP_PROBE_MARKS_MAX * sizeof *self->by_inode);
  if (self->marks == NULL || self->by_key == NULL || self->by_inode == NULL)
    return false;
  grow (self);
  return lamp_arena_init (&self->names, LAMP_PROBE_MARKS_MAX * LAMP_PROBE_MARK_BYTES, LAMP_PROBE_MARKS_MAX);
}

/**
 * lamp_mark_table_get_key:
 * @self: the table
 * @mark: a mark of it
 *
 * Returns: (transfer none): its key, valid until the table changes
 */
const char *
lamp_mark_table_get_key (const LampMarkTable *self, const LampMark *mark)
{
  return lamp_arena_get (&self->names, (uint32_t) (mark - self->marks));
}

/**
 * lamp_mark_table_get_path:
 * @self: the table
 * @mark: a mark of it
 *
 * Returns: (transfer none): the path where it was last seen, valid until the table changes
 */
const char *
lamp_mark_table_get_path (const LampMarkTable *self, const LampMark *mark)
{
  const char *key = lamp_mark_table_get_key (self, mark);

  return key + strlen (key) + 1;
}

/**
 * lamp_mark_table_find_key:
 * @self: the table
 * @key: a key's text
 *
 * Returns: (transfer none) (nullable): the mark
 */
LampMark *
lamp_mark_table_find_key (LampMarkTable *self, const char *key)
{
  uint64_t hash = lamp_hash_text (key);

  for (uint32_t i = self->by_key[hash & self->mask]; i != 0; i = self->marks[i - 1].next_by_key)
    if (self->marks[i - 1].key_hash == hash && strcmp (lamp_arena_get (&self->names, i - 1), key) == 0)
      return &self->marks[i - 1];
  return NULL;
}

/**
 * lamp_mark_table_find_inode:
 * @self: the table
 * @device: st_dev
 * @inode: st_ino
 *
 * A first, cheap test: inode numbers are used again, so the caller compares the key too before it says
 * anything.
 *
 * Returns: (transfer none) (nullable): the mark
 */
LampMark *
lamp_mark_table_find_inode (LampMarkTable *self, uint64_t device, uint64_t inode)
{
  for (uint32_t i = self->by_inode[inode_bucket (self, device, inode)]; i != 0;
       i = self->marks[i - 1].next_by_inode)
    if (self->marks[i - 1].inode == inode && self->marks[i - 1].device == device)
      return &self->marks[i - 1];
  return NULL;
}

/**
 * lamp_mark_table_find_watch:
 * @self: the table
 * @watch: an inotify watch descriptor
 *
 * Returns: (transfer none) (nullable): the mark
 */
LampMark *
lamp_mark_table_find_watch (LampMarkTable *self, int watch)
{
  for (uint32_t i = 0; i < self->high_water; i++)
    if (self->marks[i].used && self->marks[i].watch == watch)
      return &self->marks[i];
  return NULL;
}

static bool
put_names (LampMarkTable *self, uint32_t index, const char *key, const char *path)
{
  char names[LAMP_WIRE_KEY_SIZE + LAMP_WIRE_PATH_SIZE];
  size_t key_size = strlen (key) + 1;
  size_t path_size = strlen (path) + 1;

  if (key_size + path_size > sizeof names)
    return false;
  memcpy (names, key, key_size);
  memcpy (names + key_size, path, path_size);
  return lamp_arena_put (&self->names, index, names, (uint32_t) (key_size + path_size));
}

/**
 * lamp_mark_table_put:
 * @self: the table
 * @key: the file's key, not in the table yet
 * @path: its path
 * @device: st_dev
 * @inode: st_ino
 *
 * Adds a mark, unkept. A table at its budget refuses: the caller makes room first, for it must take
 * the victim's mark from the kernel.
 *
 * Returns: (transfer none) (nullable): the mark, or null if there is no room
 */
LampMark *
lamp_mark_table_put (LampMarkTable *self, const char *key, const char *path, uint64_t device, uint64_t inode)
{
  uint32_t index = 0;
  LampMark *mark;

  if (self->count >= self->budget)
    return NULL;
  while (index < self->high_water && self->marks[index].used)
    index++;
  if (!put_names (self, index, key, path))
    return NULL;
  if (self->count > self->mask)
    grow (self);
  mark = &self->marks[index];
  memset (mark, 0, sizeof *mark);
  mark->used = true;
  mark->key_hash = lamp_hash_text (key);
  mark->device = device;
  mark->inode = inode;
  mark->watch = -1;
  mark->sensor = LAMP_SENSOR_POLL;
  self->count++;
  if (index >= self->high_water)
    self->high_water = index + 1;
  link_mark (self, index);
  return mark;
}

static void
unlink_mark (LampMarkTable *self, uint32_t index)
{
  LampMark *mark = &self->marks[index];
  uint32_t *link = &self->by_key[mark->key_hash & self->mask];

  while (*link != index + 1)
    link = &self->marks[*link - 1].next_by_key;
  *link = mark->next_by_key;
  link = &self->by_inode[inode_bucket (self, mark->device, mark->inode)];
  while (*link != index + 1)
    link = &self->marks[*link - 1].next_by_inode;
  *link = mark->next_by_inode;
}

/**
 * lamp_mark_table_drop:
 * @self: the table
 * @mark: a mark of it, invalid afterwards
 *
 * Forgets a file.
 */
void
lamp_mark_table_drop (LampMarkTable *self, LampMark *mark)
{
  uint32_t index = (uint32_t) (mark - self->marks);

  unlink_mark (self, index);
  lamp_mark_table_set_kept (self, mark, false);
  lamp_arena_drop (&self->names, index);
  mark->used = false;
  self->count--;
  while (self->high_water > 0 && !self->marks[self->high_water - 1].used)
    self->high_water--;
}

/* A file that just arrived counts like one that is kept: the agent has not had the time to say so. */
static int
worth (const LampMark *mark, uint64_t now_mono_usec)
{
  bool wanted = mark->kept || mark->marked_mono_usec + LAMP_PROBE_UNKEPT_USEC > now_mono_usec;

  return (mark->runnable ? 2 : 0) + (wanted ? 1 : 0);
}

/**
 * lamp_mark_table_find_victim:
 * @self: the table
 * @now_mono_usec: CLOCK_MONOTONIC
 *
 * The mark that is missed least: what cannot run before what can, then what nobody wants before what is kept
 * or is new, then the oldest arrival. So neither old files that are kept nor a program among much else is
 * driven out by what just arrived, and that is not driven out by what arrives next.
 *
 * Returns: (transfer none) (nullable): the mark; null if the table is empty
 */
LampMark *
lamp_mark_table_find_victim (LampMarkTable *self, uint64_t now_mono_usec)
{
  int least = 0;
  LampMark *victim = NULL;

  for (uint32_t i = 0; i < self->high_water; i++)
    {
      LampMark *mark = &self->marks[i];
      int its = mark->used ? worth (mark, now_mono_usec) : 0;

      if (!mark->used || (victim != NULL && its > least))
        continue;
      if (victim != NULL && its == least && mark->arrived_boot_usec >= victim->arrived_boot_usec)
        continue;
      victim = mark;
      least = its;
    }
  return victim;
}

/**
 * lamp_mark_table_set_path:
 * @self: the table
 * @mark: a mark of it
 * @path: where the file is now
 *
 * Returns: whether there was room; if not, the mark is gone
 */
bool
lamp_mark_table_set_path (LampMarkTable *self, LampMark *mark, const char *path)
{
  char key[LAMP_WIRE_KEY_SIZE];
  uint32_t index = (uint32_t) (mark - self->marks);

  if (strcmp (lamp_mark_table_get_path (self, mark), path) == 0)
    return true;
  strncpy (key, lamp_mark_table_get_key (self, mark), sizeof key - 1);
  key[sizeof key - 1] = 0;
  if (put_names (self, index, key, path))
    return true;
  lamp_mark_table_drop (self, mark);
  return false;
}

/**
 * lamp_mark_table_set_kept:
 * @self: the table
 * @mark: a mark of it
 * @kept: whether the agent wants it
 *
 * Sets it and keeps the count.
 */
void
lamp_mark_table_set_kept (LampMarkTable *self, LampMark *mark, bool kept)
{
  if (mark->kept != kept)
    self->kept += kept ? 1 : UINT32_MAX;
  mark->kept = kept;
}
