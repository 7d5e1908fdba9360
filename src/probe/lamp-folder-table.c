/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-folder-table.h"

#include <string.h>
#include <unistd.h>

#include "probe/lamp-mark-table.h"
#include "probe/lamp-probe-limits.h"

/**
 * lamp_folder_table_init:
 * @self: (out caller-allocates): the table
 *
 * Reserves the table.
 *
 * Returns: whether there was memory
 */
bool
lamp_folder_table_init (LampFolderTable *self)
{
  memset (self, 0, sizeof *self);
  self->folders = lamp_reserve (LAMP_PROBE_FOLDERS_MAX * sizeof *self->folders);
  return self->folders != NULL &&
         lamp_arena_init (&self->paths, LAMP_PROBE_FOLDERS_MAX * LAMP_PROBE_FOLDER_BYTES,
                          LAMP_PROBE_FOLDERS_MAX);
}

/**
 * lamp_folder_table_put:
 * @self: the table
 * @id: the ID that the command gave
 * @parent: (nullable): the folder above; null: this one was asked for
 * @path: its path
 * @fd: (transfer full): an O_PATH descriptor; kept if the folder was added, still the caller's if not
 * @key: its key
 *
 * Adds a folder.
 *
 * Returns: (transfer none) (nullable): the folder; null: no room
 */
LampFolder *
lamp_folder_table_put (
    LampFolderTable *self, const char *id, LampFolder *parent, const char *path, int fd, const char *key)
{
  uint32_t index = 0;
  LampFolder *folder;

  while (index < self->high_water && self->folders[index].used)
    index++;
  if (index >= LAMP_PROBE_FOLDERS_MAX ||
      !lamp_arena_put (&self->paths, index, path, (uint32_t) strlen (path) + 1))
    return NULL;
  folder = &self->folders[index];
  memset (folder, 0, sizeof *folder);
  folder->used = true;
  folder->fd = fd;
  folder->watch = -1;
  folder->key_hash = lamp_hash_text (key);
  folder->root = parent != NULL ? parent->root : (uint16_t) index;
  folder->parent = parent != NULL ? (uint16_t) (parent - self->folders) : (uint16_t) index;
  folder->depth = parent != NULL ? (uint8_t) (parent->depth + 1) : 0;
  strncpy (folder->id, id, sizeof folder->id - 1);
  self->count++;
  if (index >= self->high_water)
    self->high_water = index + 1;
  return folder;
}

/**
 * lamp_folder_table_drop:
 * @self: the table
 * @folder: a folder of it, invalid afterwards
 *
 * Forgets one folder, not those below it, and closes its descriptor.
 */
void
lamp_folder_table_drop (LampFolderTable *self, LampFolder *folder)
{
  lamp_arena_drop (&self->paths, (uint32_t) (folder - self->folders));
  close (folder->fd);
  folder->used = false;
  self->count--;
  while (self->high_water > 0 && !self->folders[self->high_water - 1].used)
    self->high_water--;
}

/**
 * lamp_folder_table_find_id:
 * @self: the table
 * @id: an ID
 *
 * Returns: (transfer none) (nullable): the folder that was asked for under this ID
 */
LampFolder *
lamp_folder_table_find_id (LampFolderTable *self, const char *id)
{
  for (uint32_t i = 0; i < self->high_water; i++)
    if (self->folders[i].used && self->folders[i].depth == 0 && strcmp (self->folders[i].id, id) == 0)
      return &self->folders[i];
  return NULL;
}

/**
 * lamp_folder_table_find_key:
 * @self: the table
 * @key: a folder's key
 *
 * Returns: (transfer none) (nullable): the folder
 */
LampFolder *
lamp_folder_table_find_key (LampFolderTable *self, const char *key)
{
  uint64_t hash = lamp_hash_text (key);

  for (uint32_t i = 0; i < self->high_water; i++)
    if (self->folders[i].used && self->folders[i].key_hash == hash)
      return &self->folders[i];
  return NULL;
}

/**
 * lamp_folder_table_find_watch:
 * @self: the table
 * @watch: an inotify watch descriptor
 *
 * Returns: (transfer none) (nullable): the folder
 */
LampFolder *
lamp_folder_table_find_watch (LampFolderTable *self, int watch)
{
  for (uint32_t i = 0; i < self->high_water; i++)
    if (self->folders[i].used && self->folders[i].watch == watch)
      return &self->folders[i];
  return NULL;
}

/**
 * lamp_folder_table_find_path:
 * @self: the table
 * @path: a path
 *
 * Returns: (transfer none) (nullable): the folder
 */
LampFolder *
lamp_folder_table_find_path (LampFolderTable *self, const char *path)
{
  for (uint32_t i = 0; i < self->high_water; i++)
    if (self->folders[i].used && strcmp (lamp_arena_get (&self->paths, i), path) == 0)
      return &self->folders[i];
  return NULL;
}

/**
 * lamp_folder_table_is_below:
 * @self: the table
 * @folder: a folder
 * @above: another, or the same
 *
 * Returns: whether @folder is @above or below it
 */
bool
lamp_folder_table_is_below (const LampFolderTable *self, const LampFolder *folder, const LampFolder *above)
{
  for (int level = 0; level <= LAMP_PROBE_FOLDER_DEPTH_MAX; level++)
    {
      if (folder == above)
        return true;
      if (folder->depth == 0)
        return false;
      folder = &self->folders[folder->parent];
    }
  return false;
}

/**
 * lamp_folder_table_set_path:
 * @self: the table
 * @folder: a folder of it
 * @path: where it is now
 *
 * Returns: whether there was room
 */
bool
lamp_folder_table_set_path (LampFolderTable *self, LampFolder *folder, const char *path)
{
  return lamp_arena_put (&self->paths, (uint32_t) (folder - self->folders), path,
                         (uint32_t) strlen (path) + 1);
}

/**
 * lamp_folder_table_get_path:
 * @self: the table
 * @folder: a folder of it
 *
 * Returns: (transfer none): its path, valid until the table changes
 */
const char *
lamp_folder_table_get_path (const LampFolderTable *self, const LampFolder *folder)
{
  return lamp_arena_get (&self->paths, (uint32_t) (folder - self->folders));
}

/**
 * lamp_folder_table_join:
 * @self: the table
 * @folder: a folder of it
 * @name: a name in it
 * @out_path: (out caller-allocates): %LAMP_WIRE_PATH_SIZE bytes
 *
 * Makes a path to tell; files are opened by descriptor and name, never by this.
 *
 * Returns: whether it fits
 */
bool
lamp_folder_table_join (const LampFolderTable *self,
                        const LampFolder *folder,
                        const char *name,
                        char *out_path)
{
  const char *path = lamp_folder_table_get_path (self, folder);
  size_t length = strlen (path), name_size = strlen (name) + 1;

  while (length > 0 && path[length - 1] == '/')
    length--;
  if (length + 1 + name_size > LAMP_WIRE_PATH_SIZE)
    return false;
  memcpy (out_path, path, length);
  out_path[length] = '/';
  memcpy (out_path + length + 1, name, name_size);
  return true;
}
