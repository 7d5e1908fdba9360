/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "probe/lamp-arena.h"
#include "probe/lamp-probe-words.h"

/**
 * LampMark:
 * @sensor: who rings for it; %LAMP_SENSOR_POLL: nobody, it must be looked for
 * @watch: inotify's watch descriptor, or -1
 * @kept: the agent asked to keep it
 * @runnable: its mode had an executable bit when last seen, or its first bytes are a script's or a program's
 * @looked: those bytes were read
 * @arrived_boot_usec: when it arrived; negative: before the machine was started
 *
 * One file that is looked after. Lives in its table; the pointer is good until the mark is dropped.
 */
typedef struct
{
  uint64_t key_hash;
  uint64_t device, inode;
  uint64_t marked_mono_usec;
  int64_t arrived_boot_usec;
  uint32_t next_by_key, next_by_inode;
  int watch;
  uint8_t sensor;
  bool used, kept, runnable, looked;
} LampMark;

/**
 * LampMarkTable:
 *
 * The marks, found by key and by inode. Fixed at start; its hash grows inside its reservation, so few marks
 * touch few pages.
 */
typedef struct
{
  LampMark *marks;
  uint32_t *by_key, *by_inode;
  LampArena names;
  uint32_t budget, high_water, count, kept, mask;
} LampMarkTable;

bool lamp_mark_table_init (LampMarkTable *self, uint32_t budget);
LampMark *lamp_mark_table_find_key (LampMarkTable *self, const char *key);
LampMark *lamp_mark_table_find_inode (LampMarkTable *self, uint64_t device, uint64_t inode);
LampMark *lamp_mark_table_find_watch (LampMarkTable *self, int watch);
LampMark *
lamp_mark_table_put (LampMarkTable *self, const char *key, const char *path, uint64_t device, uint64_t inode);
void lamp_mark_table_drop (LampMarkTable *self, LampMark *mark);
LampMark *lamp_mark_table_find_victim (LampMarkTable *self, uint64_t now_mono_usec);
bool lamp_mark_table_set_path (LampMarkTable *self, LampMark *mark, const char *path);
void lamp_mark_table_set_kept (LampMarkTable *self, LampMark *mark, bool kept);
const char *lamp_mark_table_get_key (const LampMarkTable *self, const LampMark *mark);
const char *lamp_mark_table_get_path (const LampMarkTable *self, const LampMark *mark);
uint64_t lamp_hash_text (const char *text);
