/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "probe/lamp-arena.h"
#include "wire/lamp-wire-limits.h"

/**
 * LampFolder:
 * @fd: held O_PATH descriptor
 * @root: index of the folder that was asked for; its own for that one
 * @parent: index of the folder above, or its own for a root
 * @depth: levels below the root, 0 for the root
 * @watch: inotify's watch descriptor, or -1
 * @sensor: who watches it
 * @departing: moved away; whether to another watched folder is not known yet
 * @changed_nsec: modification time, for polling
 *
 * A folder whose new names are seen. Lives in its table.
 */
typedef struct
{
  uint64_t key_hash;
  int64_t changed_nsec;
  int fd, watch;
  uint16_t root, parent;
  uint8_t depth, sensor;
  bool used, departing;
  char id[LAMP_WIRE_ID_MAX + 1];
} LampFolder;

/**
 * LampFolderTable:
 *
 * The watched folders, roots and below. Fixed at start.
 */
typedef struct
{
  LampFolder *folders;
  LampArena paths;
  uint32_t high_water, count;
} LampFolderTable;

bool lamp_folder_table_init (LampFolderTable *self);
LampFolder *lamp_folder_table_put (
    LampFolderTable *self, const char *id, LampFolder *parent, const char *path, int fd, const char *key);
void lamp_folder_table_drop (LampFolderTable *self, LampFolder *folder);
LampFolder *lamp_folder_table_find_id (LampFolderTable *self, const char *id);
LampFolder *lamp_folder_table_find_key (LampFolderTable *self, const char *key);
LampFolder *lamp_folder_table_find_watch (LampFolderTable *self, int watch);
LampFolder *lamp_folder_table_find_path (LampFolderTable *self, const char *path);
bool
lamp_folder_table_is_below (const LampFolderTable *self, const LampFolder *folder, const LampFolder *above);
bool lamp_folder_table_set_path (LampFolderTable *self, LampFolder *folder, const char *path);
const char *lamp_folder_table_get_path (const LampFolderTable *self, const LampFolder *folder);
bool lamp_folder_table_join (const LampFolderTable *self,
                             const LampFolder *folder,
                             const char *name,
                             char *out_path);
