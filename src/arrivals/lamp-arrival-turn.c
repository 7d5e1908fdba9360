/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "arrivals/lamp-arrival-turn.h"

#include "arrivals/lamp-arrival-names.h"
#include "arrivals/lamp-arrivals-limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

/**
 * lamp_arrival_item_new:
 * @change: what happened
 * @name: to which name of the folder
 * @from_path: (nullable): RENAMED: the old path
 *
 * Returns: (transfer full): a change that happened now
 */
LampArrivalItem *
lamp_arrival_item_new (LampArrivalChange change, const char *name, const char *from_path)
{
  LampArrivalItem *item = g_new0 (LampArrivalItem, 1);

  item->change = change;
  item->name = g_strdup (name);
  item->from_path = g_strdup (from_path);
  item->time = lamp_time_now ();
  item->unfinished_fd = -1;
  return item;
}

/**
 * lamp_arrival_item_get_from:
 * @self: a change
 *
 * Returns: (nullable): last part of the old path
 */
const char *
lamp_arrival_item_get_from (const LampArrivalItem *self)
{
  const char *slash = self->from_path != NULL ? strrchr (self->from_path, '/') : NULL;

  return slash != NULL ? slash + 1 : self->from_path;
}

/**
 * lamp_arrival_item_free:
 * @self: (nullable) (transfer full): a change
 */
void
lamp_arrival_item_free (LampArrivalItem *self)
{
  if (self == NULL)
    return;
  if (self->unfinished_fd >= 0)
    close (self->unfinished_fd);
  lamp_arrival_look_free (self->look);
  g_free (self->name);
  g_free (self->from_path);
  g_free (self);
}

/**
 * lamp_arrival_turn_new:
 * @root: a folder that was asked for
 * @relative: (nullable): sub-folders below it
 * @path: both together
 *
 * Returns: (transfer full): a turn without questions
 */
LampArrivalTurn *
lamp_arrival_turn_new (const char *root, const char *relative, const char *path)
{
  LampArrivalTurn *self = g_new0 (LampArrivalTurn, 1);

  self->root = g_strdup (root);
  self->relative = g_strdup (relative);
  self->path = g_strdup (path);
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_arrival_item_free);
  return self;
}

/**
 * lamp_arrival_turn_free:
 * @self: (nullable) (transfer full): a turn
 */
void
lamp_arrival_turn_free (LampArrivalTurn *self)
{
  if (self == NULL)
    return;
  g_free (self->root);
  g_free (self->relative);
  g_free (self->path);
  g_ptr_array_unref (self->items);
  g_free (self);
}

/* GIO keeps a watch that the kernel refuses on a list which it tries every 4 seconds, and tells nobody. So
 * the kernel is asked first. */
static int
try_watch (int folder)
{
  char path[64];
  int fd = inotify_init1 (IN_CLOEXEC | IN_NONBLOCK);
  int refused = 0;

  if (fd < 0)
    return errno;
  g_snprintf (path, sizeof path, "/proc/self/fd/%d", folder);
  if (inotify_add_watch (fd, path, IN_DELETE_SELF | IN_ONLYDIR) < 0)
    refused = errno;
  close (fd);
  return refused;
}

/* A renamed file may already have moved on, or deleted itself; then the descriptor from before the rename
 * knows. */
static LampArrivalLook *
look_at_renamed (LampArrivalItem *item, int folder, const char *path, LampArrivalPlace place)
{
  LampArrivalLook *here = lamp_arrival_look_at (folder, path, item->name, place);
  LampArrivalLook *before;

  if (item->unfinished_fd < 0)
    return here;
  before = lamp_arrival_look_at_unfinished (g_steal_fd (&item->unfinished_fd), item->from_path, place);
  if (before == NULL)
    return here;
  if (here->key != NULL && g_str_equal (here->key, before->key))
    {
      lamp_arrival_look_free (before);
      return here;
    }
  lamp_arrival_look_free (here);
  return before;
}

static void
answer (LampArrivalItem *item, int folder, const char *path, LampArrivalPlace place)
{
  gboolean type;

  if (item->change == LAMP_CHANGE_RENAMED)
    item->look = look_at_renamed (item, folder, path, place);
  else
    item->look = lamp_arrival_look_at (folder, path, item->name, place);
  type = item->change == LAMP_CHANGE_WRITTEN || item->change == LAMP_CHANGE_RENAMED ||
         item->change == LAMP_CHANGE_LISTED;
  if (type && lamp_arrival_name_get_kind (item->name) == LAMP_NAME_PLAIN)
    lamp_arrival_look_add_type (item->look, item->name);
  else if (item->change == LAMP_CHANGE_RENAMED &&
           lamp_arrival_rename_is_finish (lamp_arrival_item_get_from (item) ?: "", item->name))
    lamp_arrival_look_add_type (item->look, item->name);
  if (item->look->fd >= 0 && (item->look->is_folder || !place.is_holdable))
    close (g_steal_fd (&item->look->fd));
}

/* A listing may be long: its looks keep no descriptors. */
static void
answer_listed (LampArrivalTurn *self, const char *name, int folder, LampArrivalPlace place)
{
  LampArrivalItem *item = lamp_arrival_item_new (LAMP_CHANGE_LISTED, name, NULL);

  item->look = lamp_arrival_look_at (folder, self->path, name, place);
  if (lamp_arrival_look_get_born (item->look) >= self->since_real_usec)
    lamp_arrival_look_add_type (item->look, name);
  if (item->look->fd >= 0)
    close (g_steal_fd (&item->look->fd));
  g_ptr_array_add (self->items, item);
}

static int
list (LampArrivalTurn *self, int folder, LampArrivalPlace place, GCancellable *cancellable)
{
  int fd = openat (folder, ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  DIR *directory;
  struct dirent *entry;
  guint count = 0;

  if (fd < 0)
    return errno;
  directory = fdopendir (fd);
  if (directory == NULL)
    {
      close (fd);
      return ENOMEM;
    }
  while (!g_cancellable_is_cancelled (cancellable) && (entry = readdir (directory)) != NULL)
    {
      if (strcmp (entry->d_name, ".") == 0 || strcmp (entry->d_name, "..") == 0)
        continue;
      if (entry->d_type != DT_REG && entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN)
        continue;
      self->was_cut = count++ >= LAMP_ARRIVALS_LISTED;
      if (self->was_cut)
        break;
      answer_listed (self, entry->d_name, folder, place);
    }
  closedir (directory);
  return 0;
}

/**
 * lamp_arrival_turn_run:
 * @self: questions; the answers are put in
 * @cancellable: (nullable): looked at between names of a listing
 *
 * Blocks; for a worker.
 */
void
lamp_arrival_turn_run (LampArrivalTurn *self, GCancellable *cancellable)
{
  int folder = lamp_arrival_place_open_folder (self->root, self->relative);
  guint asked = self->items->len;

  if (folder < 0)
    self->refused = -folder;
  else if (!self->has_place)
    self->place = lamp_arrival_place_for_folder (folder, self->path);
  for (guint i = 0; i < asked; i++)
    answer (g_ptr_array_index (self->items, i), folder < 0 ? -1 : folder, self->path, self->place);
  if (folder < 0)
    return;
  if (self->try_watch)
    self->refused = try_watch (folder);
  if (self->list && self->refused == 0)
    self->refused = list (self, folder, self->place, cancellable);
  close (folder);
}
