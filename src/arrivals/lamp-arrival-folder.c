/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "arrivals/lamp-arrival-folder.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "arrivals/lamp-arrival-burst.h"
#include "arrivals/lamp-arrival-delay.h"
#include "arrivals/lamp-arrival-names.h"
#include "arrivals/lamp-arrival-refusal.h"
#include "arrivals/lamp-arrivals-limits.h"

enum
{
  SIGNAL_READY,
  SIGNAL_SETTLED,
  SIGNAL_ITEM,
  SIGNAL_PROBLEM,
  SIGNAL_GONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _LampArrivalFolder
{
  GObject parent_instance;

  char *id;
  char *root;
  char *relative;
  char *path;
  GFile *file;
  gboolean is_new;
  LampArrivalHolds *unfinished; /* by path */

  GFileMonitor *monitor;
  GFileMonitor *parent_monitor; /* while the folder does not exist */
  gint64 watched_since_real_usec;
  LampArrivalPlace place;
  gboolean has_place;

  GQueue waiting; /* LampArrivalItem */
  LampArrivalDelay *delay;
  gboolean starting;
  gboolean list_wanted;
  gint64 list_since_real_usec;
  gboolean turning;
  gboolean settled;
  gboolean stopped;
  GCancellable *cancellable;

  LampArrivalBurst *burst;
  guint problems;
};

G_DEFINE_FINAL_TYPE (LampArrivalFolder, lamp_arrival_folder, G_TYPE_OBJECT)

static void take_turn (LampArrivalFolder *self);

static void
tell_problem (LampArrivalFolder *self, const char *code, const char *text)
{
  if (self->problems++ < LAMP_ARRIVALS_PROBLEMS)
    g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, code, text);
}

static void
tell_refusal (LampArrivalFolder *self, int refused)
{
  const char *text;
  const char *code = lamp_arrival_refusal_get (refused, &text);

  tell_problem (self, code, text);
}

static void
push (LampArrivalFolder *self, LampArrivalItem *item)
{
  if (self->waiting.length < LAMP_ARRIVALS_WAITING)
    {
      g_queue_push_tail (&self->waiting, item);
      take_turn (self);
      return;
    }
  lamp_arrival_folder_list (self, item->time.real_usec - 2 * G_USEC_PER_SEC);
  tell_problem (self, "overrun", _ ("Too many files at once. The folder is being listed instead."));
  lamp_arrival_item_free (item);
}

static void
on_due (LampArrivalItem *take_item, gpointer data)
{
  push (data, take_item);
}

static void
push_renamed (LampArrivalFolder *self, const char *name, const char *from_path)
{
  LampArrivalItem *item = lamp_arrival_item_new (LAMP_CHANGE_RENAMED, name, from_path);
  const char *from = lamp_arrival_item_get_from (item);

  if (from != NULL && lamp_arrival_rename_may_be_copy (from, name))
    lamp_arrival_delay_push (self->delay, item);
  else
    push (self, item);
}

static void
on_burst_over (gint64 began_real_usec, gpointer data)
{
  lamp_arrival_folder_list (data, began_real_usec - 2 * G_USEC_PER_SEC);
}

static void
unwatch (LampArrivalFolder *self)
{
  /* A monitor of a folder that is gone would look for it every 4 seconds. */
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  if (self->parent_monitor != NULL)
    g_file_monitor_cancel (self->parent_monitor);
  g_clear_object (&self->parent_monitor);
}

static void
on_self_event (LampArrivalFolder *self, GFileMonitorEvent event)
{
  if (event != G_FILE_MONITOR_EVENT_DELETED && event != G_FILE_MONITOR_EVENT_UNMOUNTED &&
      event != G_FILE_MONITOR_EVENT_MOVED_OUT && event != G_FILE_MONITOR_EVENT_RENAMED)
    return;
  unwatch (self);
  self->has_place = FALSE;
  g_signal_emit (self, signals[SIGNAL_GONE], 0);
}

static void
on_child_event (LampArrivalFolder *self, const char *name, GFile *other, GFileMonitorEvent event)
{
  LampNameKind kind = lamp_arrival_name_get_kind (name);
  g_autofree char *path = NULL;
  g_autofree char *to = NULL;

  switch (event)
    {
    case G_FILE_MONITOR_EVENT_CREATED:
      push (self, lamp_arrival_item_new (LAMP_CHANGE_APPEARED, name, NULL));
      break;
    case G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT:
      if (kind == LAMP_NAME_PLAIN)
        lamp_arrival_delay_push (self->delay, lamp_arrival_item_new (LAMP_CHANGE_WRITTEN, name, NULL));
      break;
    case G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED:
      if (kind == LAMP_NAME_PLAIN)
        push (self, lamp_arrival_item_new (LAMP_CHANGE_ATTRIBUTES, name, NULL));
      break;
    case G_FILE_MONITOR_EVENT_RENAMED:
      path = g_build_filename (self->path, name, NULL);
      to = other != NULL ? g_file_get_basename (other) : NULL;
      if (to != NULL)
        push_renamed (self, to, path);
      break;
    case G_FILE_MONITOR_EVENT_MOVED_IN:
      path = other != NULL ? g_file_get_path (other) : NULL;
      push_renamed (self, name, path);
      break;
    case G_FILE_MONITOR_EVENT_MOVED_OUT:
      push (self, lamp_arrival_item_new (LAMP_CHANGE_LEFT, name, NULL));
      break;
    case G_FILE_MONITOR_EVENT_DELETED:
      push (self, lamp_arrival_item_new (LAMP_CHANGE_DELETED, name, NULL));
      break;
    case G_FILE_MONITOR_EVENT_CHANGED:
    case G_FILE_MONITOR_EVENT_PRE_UNMOUNT:
    case G_FILE_MONITOR_EVENT_UNMOUNTED:
    case G_FILE_MONITOR_EVENT_MOVED:
    default:
      break;
    }
}

static void
on_monitor_changed (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  LampArrivalFolder *self = data;
  g_autofree char *name = NULL;

  lamp_arrival_burst_count (self->burst);
  if (g_file_equal (file, self->file))
    {
      on_self_event (self, event);
      return;
    }
  name = g_file_get_basename (file);
  if (name != NULL)
    on_child_event (self, name, other, event);
}

static void
on_parent_changed (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  LampArrivalFolder *self = data;
  GFile *appeared = event == G_FILE_MONITOR_EVENT_RENAMED ? other : file;

  if (event != G_FILE_MONITOR_EVENT_CREATED && event != G_FILE_MONITOR_EVENT_RENAMED &&
      event != G_FILE_MONITOR_EVENT_MOVED_IN)
    return;
  if (appeared != NULL && g_file_equal (appeared, self->file))
    lamp_arrival_folder_start (self);
}

/* Only one level up: a folder whose parent is missing, too, is tried again at the next rescan. */
static void
watch_parent (LampArrivalFolder *self)
{
  g_autoptr (GFile) parent = g_file_get_parent (self->file);
  g_autofree char *path = parent != NULL ? g_file_get_path (parent) : NULL;

  if (path == NULL || self->relative != NULL || !g_file_test (path, G_FILE_TEST_IS_DIR))
    return;
  self->parent_monitor = g_file_monitor_directory (parent, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->parent_monitor != NULL)
    g_signal_connect_object (self->parent_monitor, "changed", G_CALLBACK (on_parent_changed), self, 0);
  /* It may have been made before the parent was watched. */
  if (g_file_test (self->path, G_FILE_TEST_IS_DIR))
    lamp_arrival_folder_start (self);
}

static void
watch (LampArrivalFolder *self)
{
  g_autoptr (GError) error = NULL;

  self->monitor = g_file_monitor_directory (self->file, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (self->monitor == NULL)
    {
      tell_problem (self, "refused", error->message);
      return;
    }
  g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_monitor_changed), self, 0);
  self->watched_since_real_usec = g_get_real_time ();
  g_signal_emit (self, signals[SIGNAL_READY], 0);
}

/* Once for all: it is watched and was listed, or why it cannot be was told. */
static void
settle (LampArrivalFolder *self)
{
  if (self->settled || self->stopped)
    return;
  self->settled = TRUE;
  g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
}

/* After the answers: what could not be done at all. */
static void
on_refused (LampArrivalFolder *self, const LampArrivalTurn *turn)
{
  gboolean missing = turn->refused == ENOENT || turn->refused == ENOTDIR;

  if (!turn->try_watch && missing)
    return; /* its monitor tells, too */
  tell_refusal (self, turn->refused);
  if (turn->try_watch && missing)
    watch_parent (self);
}

static void
on_turn_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LampArrivalFolder) self = g_object_ref (LAMP_ARRIVAL_FOLDER (source));
  LampArrivalTurn *turn = g_task_get_task_data (G_TASK (result));

  self->turning = FALSE;
  if (turn->refused == 0)
    {
      self->place = turn->place;
      self->has_place = TRUE;
    }
  for (guint i = 0; i < turn->items->len && !self->stopped; i++)
    g_signal_emit (self, signals[SIGNAL_ITEM], 0, g_ptr_array_index (turn->items, i));
  if (self->stopped)
    return;
  if (turn->refused != 0)
    on_refused (self, turn);
  else if (turn->try_watch && self->monitor == NULL)
    watch (self);
  if (turn->was_cut)
    tell_problem (self, "many-files", _ ("The folder has more files than are listed at once."));
  take_turn (self);
  if (turn->list || turn->refused != 0 || (turn->try_watch && self->monitor == NULL))
    settle (self);
}

static void
run_turn (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  lamp_arrival_turn_run (task_data, cancellable);
  g_task_return_boolean (task, TRUE);
}

static void
fill_turn (LampArrivalFolder *self, LampArrivalTurn *turn)
{
  LampArrivalItem *item;

  while (turn->items->len < LAMP_ARRIVALS_TURN && (item = g_queue_pop_head (&self->waiting)) != NULL)
    {
      if (item->change == LAMP_CHANGE_RENAMED && item->from_path != NULL)
        item->unfinished_fd = lamp_arrival_holds_steal (self->unfinished, item->from_path);
      g_ptr_array_add (turn->items, item);
    }
  turn->place = self->place;
  turn->has_place = self->has_place;
  turn->try_watch = self->starting;
  self->starting = FALSE;
  /* A listing comes after the watch, so that nothing falls between the two, and after all that waits. */
  turn->list = self->list_wanted && self->monitor != NULL && self->waiting.length == 0;
  turn->since_real_usec = self->list_since_real_usec;
  if (turn->list)
    self->list_wanted = FALSE;
}

static void
take_turn (LampArrivalFolder *self)
{
  g_autoptr (GTask) task = NULL;
  LampArrivalTurn *turn;

  if (self->turning || self->stopped ||
      !(self->waiting.length > 0 || self->starting || (self->list_wanted && self->monitor != NULL)))
    return;
  turn = lamp_arrival_turn_new (self->root, self->relative, self->path);
  fill_turn (self, turn);
  self->turning = TRUE;
  task = g_task_new (self, self->cancellable, on_turn_done, NULL);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, turn, (GDestroyNotify) lamp_arrival_turn_free);
  g_task_run_in_thread (task, run_turn);
}

static void
lamp_arrival_folder_dispose (GObject *object)
{
  LampArrivalFolder *self = LAMP_ARRIVAL_FOLDER (object);

  lamp_arrival_folder_stop (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->file);
  g_clear_pointer (&self->unfinished, lamp_arrival_holds_unref);
  G_OBJECT_CLASS (lamp_arrival_folder_parent_class)->dispose (object);
}

static void
lamp_arrival_folder_finalize (GObject *object)
{
  LampArrivalFolder *self = LAMP_ARRIVAL_FOLDER (object);

  lamp_arrival_delay_free (self->delay);
  lamp_arrival_burst_free (self->burst);
  g_free (self->id);
  g_free (self->root);
  g_free (self->relative);
  g_free (self->path);
  G_OBJECT_CLASS (lamp_arrival_folder_parent_class)->finalize (object);
}

static void
lamp_arrival_folder_class_init (LampArrivalFolderClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_arrival_folder_dispose;
  G_OBJECT_CLASS (klass)->finalize = lamp_arrival_folder_finalize;
  signals[SIGNAL_READY] = g_signal_new ("ready", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                        0);
  signals[SIGNAL_SETTLED] = g_signal_new ("settled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[SIGNAL_ITEM] = g_signal_new ("item", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                       G_TYPE_POINTER);
  signals[SIGNAL_PROBLEM] = g_signal_new ("problem", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);
  signals[SIGNAL_GONE] = g_signal_new ("gone", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lamp_arrival_folder_init (LampArrivalFolder *self)
{
  g_queue_init (&self->waiting);
  self->delay = lamp_arrival_delay_new (on_due, self);
  self->burst = lamp_arrival_burst_new (on_burst_over, self);
  self->cancellable = g_cancellable_new ();
}

/**
 * lamp_arrival_folder_new:
 * @id: names it in problems
 * @root: absolute path of the folder that was asked for
 * @relative: (nullable): the sub-folder of it that this is
 * @is_new: it appeared while its parent was watched
 * @unfinished: where to look for descriptors of files with unfinished names, by path
 *
 * Returns: (transfer full): a folder that is not watched yet
 */
LampArrivalFolder *
lamp_arrival_folder_new (
    const char *id, const char *root, const char *relative, gboolean is_new, LampArrivalHolds *unfinished)
{
  LampArrivalFolder *self = g_object_new (LAMP_TYPE_ARRIVAL_FOLDER, NULL);

  self->id = g_strdup (id);
  self->root = g_strdup (root);
  self->relative = g_strdup (relative);
  self->path = relative != NULL ? g_build_filename (root, relative, NULL) : g_strdup (root);
  self->file = g_file_new_for_path (self->path);
  self->is_new = is_new;
  self->unfinished = lamp_arrival_holds_ref (unfinished);
  return self;
}

/**
 * lamp_arrival_folder_get_id:
 * @self: a folder
 *
 * Returns: (transfer none): its id
 */
const char *
lamp_arrival_folder_get_id (LampArrivalFolder *self)
{
  return self->id;
}

/**
 * lamp_arrival_folder_get_root:
 * @self: a folder
 *
 * Returns: (transfer none): path of the folder that was asked for
 */
const char *
lamp_arrival_folder_get_root (LampArrivalFolder *self)
{
  return self->root;
}

/**
 * lamp_arrival_folder_get_relative:
 * @self: a folder
 *
 * Returns: (transfer none) (nullable): where below its root it is
 */
const char *
lamp_arrival_folder_get_relative (LampArrivalFolder *self)
{
  return self->relative;
}

/**
 * lamp_arrival_folder_get_path:
 * @self: a folder
 *
 * Returns: (transfer none): its path
 */
const char *
lamp_arrival_folder_get_path (LampArrivalFolder *self)
{
  return self->path;
}

/**
 * lamp_arrival_folder_is_new:
 * @self: a folder
 *
 * Returns: whether it appeared while its parent was watched
 */
gboolean
lamp_arrival_folder_is_new (LampArrivalFolder *self)
{
  return self->is_new;
}

/**
 * lamp_arrival_folder_is_watched:
 * @self: a folder
 *
 * Returns: whether it has a monitor now
 */
gboolean
lamp_arrival_folder_is_watched (LampArrivalFolder *self)
{
  return self->monitor != NULL;
}

/**
 * lamp_arrival_folder_is_settled:
 * @self: a folder
 *
 * Returns: whether it was watched and listed, or could not be, at least once
 */
gboolean
lamp_arrival_folder_is_settled (LampArrivalFolder *self)
{
  return self->settled;
}

/**
 * lamp_arrival_folder_get_watched_since:
 * @self: a folder
 *
 * Returns: since when it has its monitor, Unix epoch in microseconds
 */
gint64
lamp_arrival_folder_get_watched_since (LampArrivalFolder *self)
{
  return self->watched_since_real_usec;
}

/**
 * lamp_arrival_folder_start:
 * @self: a folder
 *
 * Tries to watch it, also again. Emits `ready`, or `problem`.
 */
void
lamp_arrival_folder_start (LampArrivalFolder *self)
{
  if (self->monitor != NULL || self->stopped)
    return;
  unwatch (self);
  self->starting = TRUE;
  take_turn (self);
}

/**
 * lamp_arrival_folder_stop:
 * @self: a folder
 *
 * For good: nothing is emitted afterwards.
 */
void
lamp_arrival_folder_stop (LampArrivalFolder *self)
{
  self->stopped = TRUE;
  unwatch (self);
  g_cancellable_cancel (self->cancellable);
  lamp_arrival_burst_stop (self->burst);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) lamp_arrival_item_free);
  lamp_arrival_delay_clear (self->delay);
}

/**
 * lamp_arrival_folder_list:
 * @self: a folder
 * @since_real_usec: files born before this are told without their type
 *
 * Tells everything that is in it as items, when it is watched and what waits has been told.
 */
void
lamp_arrival_folder_list (LampArrivalFolder *self, gint64 since_real_usec)
{
  if (!self->list_wanted || since_real_usec < self->list_since_real_usec)
    self->list_since_real_usec = since_real_usec;
  self->list_wanted = TRUE;
  take_turn (self);
}

/**
 * lamp_arrival_folder_look_again:
 * @self: a folder
 * @name: a name in it
 *
 * Tells it as an item, as if it had just been written.
 */
void
lamp_arrival_folder_look_again (LampArrivalFolder *self, const char *name)
{
  lamp_arrival_delay_push (self->delay, lamp_arrival_item_new (LAMP_CHANGE_WRITTEN, name, NULL));
}

/**
 * lamp_arrival_folder_look_late:
 * @self: a folder
 * @name: a name in it that a listing told without its type
 *
 * Tells it once more, with its type.
 */
void
lamp_arrival_folder_look_late (LampArrivalFolder *self, const char *name)
{
  push (self, lamp_arrival_item_new (LAMP_CHANGE_LISTED, name, NULL));
}
