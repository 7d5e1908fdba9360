/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "arrivals/lamp-arrival-look.h"

#include "base/lamp-time.h"

#include <gio/gio.h>

/**
 * LampArrivalChange:
 * @LAMP_CHANGE_APPEARED: a name was made; a file has perhaps no content yet
 * @LAMP_CHANGE_WRITTEN: a writer closed it
 * @LAMP_CHANGE_RENAMED: it has a new name, or came from elsewhere
 * @LAMP_CHANGE_ATTRIBUTES: its mode or times changed
 * @LAMP_CHANGE_LEFT: the name went elsewhere
 * @LAMP_CHANGE_DELETED: the name was deleted
 * @LAMP_CHANGE_LISTED: it was found by listing the folder, then or earlier
 *
 * What happened to a name.
 */
typedef enum
{
  LAMP_CHANGE_APPEARED,
  LAMP_CHANGE_WRITTEN,
  LAMP_CHANGE_RENAMED,
  LAMP_CHANGE_ATTRIBUTES,
  LAMP_CHANGE_LEFT,
  LAMP_CHANGE_DELETED,
  LAMP_CHANGE_LISTED,
} LampArrivalChange;

/**
 * LampArrivalItem:
 * @change: what happened
 * @name: to which name of the folder
 * @from_path: (nullable): RENAMED: the old path, where it is known
 * @time: when
 * @due_mono_usec: not to be looked at before
 * @unfinished_fd: RENAMED: O_PATH descriptor of the file while it had its old name, or -1; consumed by the
 * turn
 * @look: (nullable): what was seen there afterwards; never %NULL in a turn's results
 *
 * One change of one name.
 */
typedef struct
{
  LampArrivalChange change;
  char *name;
  char *from_path;
  LampTime time;
  gint64 due_mono_usec;
  int unfinished_fd;
  LampArrivalLook *look;
} LampArrivalItem;

LampArrivalItem *lamp_arrival_item_new (LampArrivalChange change, const char *name, const char *from_path);
const char *lamp_arrival_item_get_from (const LampArrivalItem *self);
void lamp_arrival_item_free (LampArrivalItem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampArrivalItem, lamp_arrival_item_free)

/**
 * LampArrivalTurn:
 * @root: the folder that was asked for
 * @relative: (nullable): sub-folders below it
 * @path: both together
 * @place: what its file system allows
 * @has_place: @place is known already
 * @items: (element-type LampArrivalItem): changes to look at; a listing adds to them
 * @list: also list the folder
 * @since_real_usec: a listing types only files born at or after this
 * @try_watch: also try whether the kernel gives an inotify watch
 * @refused: errno of what failed for the folder as a whole, or 0
 * @was_cut: the listing had more names than the limit
 *
 * What a worker does in one go for one folder: questions in, answers out.
 */
typedef struct
{
  char *root;
  char *relative;
  char *path;
  LampArrivalPlace place;
  gboolean has_place;
  GPtrArray *items;
  gboolean list;
  gint64 since_real_usec;
  gboolean try_watch;
  int refused;
  gboolean was_cut;
} LampArrivalTurn;

LampArrivalTurn *lamp_arrival_turn_new (const char *root, const char *relative, const char *path);
void lamp_arrival_turn_free (LampArrivalTurn *self);
void lamp_arrival_turn_run (LampArrivalTurn *self, GCancellable *cancellable);
