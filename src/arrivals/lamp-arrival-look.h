/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "arrivals/lamp-arrival-type.h"

/**
 * LampArrivalPlace:
 * @is_local: content may be read here; not on network and FUSE file systems
 * @is_holdable: descriptors may stay open here; not where a person wants to unplug or unmount
 *
 * What a folder's file system allows. A plain value.
 */
typedef struct
{
  gboolean is_local;
  gboolean is_holdable;
} LampArrivalPlace;

/**
 * LampArrivalLook:
 * @path: (nullable): where the file was seen; %NULL when nothing is there any more
 * @key: (nullable): its key; %NULL for what is neither a regular file nor a folder
 * @is_folder: it is a folder
 * @size_bytes: its size
 * @born_real_usec: its birth; 0 where the file system does not tell
 * @modified_real_usec: last change of its content
 * @changed_real_usec: last change of its content, name or mode: nobody can set it back
 * @mode: its permission bits
 * @type: what it is; only when content was asked for
 * @is_typed: @type was asked for
 * @fd: O_PATH descriptor, or -1
 * @place: what its file system allows
 * @trouble: errno when its content could not be read, or 0
 *
 * One look at one name. Made on a worker, read on the main thread, owned by who made it.
 */
typedef struct
{
  char *path;
  char *key;
  gboolean is_folder;
  gint64 size_bytes;
  gint64 born_real_usec;
  gint64 modified_real_usec;
  gint64 changed_real_usec;
  guint mode;
  LampArrivalType type;
  gboolean is_typed;
  int fd;
  LampArrivalPlace place;
  int trouble;
} LampArrivalLook;

LampArrivalPlace lamp_arrival_place_for_folder (int folder, const char *path);
int lamp_arrival_place_open_folder (const char *root, const char *relative);

LampArrivalLook *
lamp_arrival_look_at (int folder, const char *folder_path, const char *name, LampArrivalPlace place);
LampArrivalLook *lamp_arrival_look_at_unfinished (int take_fd, const char *from_path, LampArrivalPlace place);
gint64 lamp_arrival_look_get_born (const LampArrivalLook *self);
void lamp_arrival_look_add_type (LampArrivalLook *self, const char *name);
void lamp_arrival_look_free (LampArrivalLook *self);
char *lamp_arrival_look_dup_fd_path (int fd, gboolean *out_deleted);
int lamp_arrival_look_reopen (int fd);
int lamp_arrival_look_open_to_hold (const char *path, const char *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampArrivalLook, lamp_arrival_look_free)
