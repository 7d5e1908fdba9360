/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "arrivals/lamp-arrival-watcher.h"

#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arrivals/lamp-arrival-build.h"
#include "arrivals/lamp-arrival-hasher.h"
#include "arrivals/lamp-arrival-index.h"
#include "arrivals/lamp-arrival-judge.h"
#include "arrivals/lamp-arrival-names.h"
#include "arrivals/lamp-arrival-tree.h"
#include "arrivals/lamp-arrivals-limits.h"

#include "base/lamp-limits.h"

enum
{
  SIGNAL_FINISHED,
  SIGNAL_CHANGED,
  SIGNAL_HASHED,
  SIGNAL_MOVED,
  SIGNAL_GONE,
  SIGNAL_FOLDER_ADDED,
  SIGNAL_PROBLEM,
  SIGNAL_READY,
  SIGNAL_UNTOLD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _LampArrivalWatcher
{
  GObject parent_instance;

  LampArrivalTree *tree;
  LampArrivalIndex *index;
  LampArrivalHolds *held;       /* by key */
  LampArrivalHolds *unfinished; /* by path */
  LampArrivalHasher *hasher;
  GCancellable *cancellable;
  LampArrivalLook *telling; /* while `finished` is emitted */
  gint64 last_seen_real_usec;
  gint64 untold_born_real_usec;
  gint64 untold_changed_real_usec;
};

G_DEFINE_FINAL_TYPE (LampArrivalWatcher, lamp_arrival_watcher, G_TYPE_OBJECT)

/* --- what became of files that were told -----------------------------------------------------------------
 */

static void
tell_gone (LampArrivalWatcher *self, LampArrivalKnown *known)
{
  g_autofree char *key = g_strdup (known->key);
  gboolean is_large = known->size_bytes > LAMP_HASH_NOW_BYTES;

  lamp_arrival_index_del (self->index, key);
  g_signal_emit (self, signals[SIGNAL_GONE], 0, key);
  /* A descriptor keeps the deleted file's blocks; a small one may stay for its hash until it is released. */
  if (is_large)
    lamp_arrival_watcher_release (self, key);
}

static void
tell_moved (LampArrivalWatcher *self, LampArrivalKnown *known, const char *path)
{
  lamp_arrival_index_set_path (self->index, known, path);
  g_signal_emit (self, signals[SIGNAL_MOVED], 0, known->key, path);
}

/* @known is no longer where it was. */
static void
find_again (LampArrivalWatcher *self, LampArrivalKnown *known, gboolean is_deleted)
{
  int fd = lamp_arrival_holds_get (self->held, known->key);
  g_autofree char *path = NULL;
  gboolean name_deleted = FALSE;
  struct stat about;

  if (fd < 0 && is_deleted)
    tell_gone (self, known);
  else if (fd >= 0 && fstat (fd, &about) == 0 && about.st_nlink == 0)
    tell_gone (self, known);
  else if (fd < 0 || (path = lamp_arrival_look_dup_fd_path (fd, &name_deleted)) == NULL || name_deleted)
    lamp_arrival_index_set_path (self->index, known, NULL);
  else if (g_strcmp0 (path, known->path) != 0)
    tell_moved (self, known, path);
}

/* Another file stands where a known one was. */
static void
free_path (LampArrivalWatcher *self, const char *path, const char *key)
{
  LampArrivalKnown *known = path != NULL ? lamp_arrival_index_find_path (self->index, path) : NULL;

  if (known != NULL && g_strcmp0 (known->key, key) != 0)
    find_again (self, known, TRUE);
}

/* --- changes ---------------------------------------------------------------------------------------------
 */

static void
ask_for_hash (LampArrivalWatcher *self, const LampArrivalKnown *known, int fd, gboolean is_urgent)
{
  if (fd < 0)
    fd = lamp_arrival_holds_get (self->held, known->key);
  if (known->is_local && known->size_bytes > 0 && (fd >= 0 || known->path != NULL))
    lamp_arrival_hasher_add (self->hasher, known->key, known->path, fd, known->size_bytes, is_urgent);
}

static void
remember (LampArrivalKnown *known, const LampArrivalLook *look)
{
  known->size_bytes = look->size_bytes;
  known->modified_real_usec = look->modified_real_usec;
  known->mode = look->mode;
  known->is_local = look->place.is_local;
}

/* A file that was told before: its path, content or mode may be others now. */
static void
tell_known (LampArrivalWatcher *self,
            LampArrivalFolder *folder,
            LampArrivalItem *item,
            LampArrivalKnown *known)
{
  const LampArrivalLook *look = item->look;
  gboolean is_first = known->size_bytes < 0;
  gboolean content = look->size_bytes != known->size_bytes ||
                     look->modified_real_usec != known->modified_real_usec;
  g_autoptr (LampArtifact) artifact = NULL;

  if (g_strcmp0 (known->path, look->path) != 0)
    tell_moved (self, known, look->path);
  if (is_first)
    {
      remember (known, look);
      return;
    }
  if (!content && look->mode == known->mode)
    return;
  if (!look->is_typed)
    {
      lamp_arrival_folder_look_again (folder, item->name);
      return;
    }
  remember (known, look);
  artifact = lamp_arrival_build_artifact (item, FALSE);
  if (content && (known->is_kept || artifact->runnable || artifact->archive))
    ask_for_hash (self, known, look->fd, known->is_kept);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, artifact);
}

static void
tell_finished (LampArrivalWatcher *self, LampArrivalFolder *folder, LampArrivalItem *item)
{
  LampArrivalLook *look = item->look;
  gboolean is_late = item->change == LAMP_CHANGE_LISTED && !lamp_arrival_folder_is_new (folder);
  g_autoptr (LampArtifact) artifact = lamp_arrival_build_artifact (item, is_late);
  gboolean is_artifact = artifact->state == LAMP_ARRIVAL_ARTIFACT;
  LampArrivalKnown *known = lamp_arrival_index_put (self->index, look->key, look->path, is_artifact);

  remember (known, look);
  known->told_mono_usec = g_get_monotonic_time ();
  if (is_artifact || artifact->runnable || artifact->archive)
    ask_for_hash (self, known, look->fd, is_artifact);
  self->telling = look;
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0, artifact);
  self->telling = NULL;
  if (look->trouble != 0)
    lamp_arrival_tree_tell_problem (self->tree, folder, "unreadable",
                                    _ ("A file could not be read; its type and hash are not known."));
}

static void
tell_untold (LampArrivalWatcher *self, const LampArrivalItem *item)
{
  g_autoptr (LampArtifact) artifact = lamp_arrival_build_artifact (item, TRUE);

  g_signal_emit (self, signals[SIGNAL_UNTOLD], 0, artifact);
}

static void
on_file (LampArrivalWatcher *self, LampArrivalFolder *folder, LampArrivalItem *item)
{
  LampArrivalLook *look = item->look;
  LampArrivalKnown *known = lamp_arrival_index_find (self->index, look->key);
  gboolean is_evidence = lamp_arrival_build_is_evidence (item);
  LampNameKind kind = lamp_arrival_name_get_kind (item->name);

  free_path (self, look->path, look->key);
  if (known != NULL && lamp_arrival_judge_is_late_evidence (item, known))
    tell_finished (self, folder, item);
  else if (known != NULL)
    tell_known (self, folder, item, known);
  else if (kind == LAMP_NAME_ARRIVING && !is_evidence)
    {
      if (look->fd >= 0)
        lamp_arrival_holds_put (self->unfinished, look->path, g_steal_fd (&look->fd));
    }
  else if (look->is_typed && look->size_bytes > 0 &&
           (is_evidence || (kind == LAMP_NAME_PLAIN && !lamp_arrival_judge_is_old (folder, item))))
    tell_finished (self, folder, item);
  else if (!look->is_typed &&
           lamp_arrival_judge_is_untold (item, self->untold_born_real_usec, self->untold_changed_real_usec))
    tell_untold (self, item);
}

static void
on_left (LampArrivalWatcher *self, LampArrivalFolder *folder, LampArrivalItem *item)
{
  g_autofree char *path = g_build_filename (lamp_arrival_folder_get_path (folder), item->name, NULL);
  LampArrivalKnown *known = lamp_arrival_index_find_path (self->index, path);
  int fd = item->change == LAMP_CHANGE_DELETED ? lamp_arrival_holds_steal (self->unfinished, path) : -1;

  if (fd >= 0)
    close (fd);
  if (known != NULL && g_strcmp0 (item->look->key, known->key) != 0)
    find_again (self, known, item->change == LAMP_CHANGE_DELETED || item->look->key != NULL);
}

static void
on_tree_file (LampArrivalTree *tree, LampArrivalFolder *folder, LampArrivalItem *item, gpointer data)
{
  if (item->change == LAMP_CHANGE_LEFT || item->change == LAMP_CHANGE_DELETED)
    on_left (data, folder, item);
  else if (item->look->key != NULL)
    on_file (data, folder, item);
}

static void
on_tree_folder_added (LampArrivalTree *tree, const char *id, const char *path, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_FOLDER_ADDED], 0, id, path);
}

static void
on_tree_folder_removed (LampArrivalTree *tree, const char *path, gpointer data)
{
  LampArrivalWatcher *self = data;
  g_autoptr (GPtrArray) keys = lamp_arrival_index_list_below (self->index, path);

  for (guint i = 0; i < keys->len; i++)
    {
      LampArrivalKnown *known = lamp_arrival_index_find (self->index, g_ptr_array_index (keys, i));
      if (known != NULL)
        find_again (self, known, FALSE);
    }
}

static void
on_tree_problem (LampArrivalTree *tree, const char *id, const char *code, const char *text, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_PROBLEM], 0, id, code, text);
}

static void
on_tree_settled (LampArrivalTree *tree, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_READY], 0);
}

static void
on_hashed (LampArrivalHasher *hasher, const char *key, const char *sha256, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_HASHED], 0, key, sha256);
}

/* --- the object ------------------------------------------------------------------------------------------
 */

static void
lamp_arrival_watcher_dispose (GObject *object)
{
  LampArrivalWatcher *self = LAMP_ARRIVAL_WATCHER (object);

  if (self->hasher != NULL)
    lamp_arrival_watcher_stop (self);
  g_clear_object (&self->tree);
  g_clear_pointer (&self->index, lamp_arrival_index_free);
  g_clear_pointer (&self->held, lamp_arrival_holds_unref);
  g_clear_pointer (&self->unfinished, lamp_arrival_holds_unref);
  g_clear_object (&self->hasher);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (lamp_arrival_watcher_parent_class)->dispose (object);
}

static void
add_signal (LampArrivalWatcherClass *klass, guint number, const char *name, guint arguments)
{
  GType pointers[] = { G_TYPE_POINTER, G_TYPE_POINTER, G_TYPE_POINTER };

  signals[number] = g_signal_newv (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, NULL, NULL, NULL, NULL,
                                   G_TYPE_NONE, arguments, pointers);
}

static void
lamp_arrival_watcher_class_init (LampArrivalWatcherClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_arrival_watcher_dispose;
  add_signal (klass, SIGNAL_FINISHED, "finished", 1);
  add_signal (klass, SIGNAL_CHANGED, "changed", 1);
  add_signal (klass, SIGNAL_HASHED, "hashed", 2);
  add_signal (klass, SIGNAL_MOVED, "moved", 2);
  add_signal (klass, SIGNAL_GONE, "gone", 1);
  add_signal (klass, SIGNAL_FOLDER_ADDED, "folder-added", 2);
  add_signal (klass, SIGNAL_PROBLEM, "problem", 3);
  add_signal (klass, SIGNAL_READY, "ready", 0);
  add_signal (klass, SIGNAL_UNTOLD, "untold", 1);
}

static void
lamp_arrival_watcher_init (LampArrivalWatcher *self)
{
  self->index = lamp_arrival_index_new (LAMP_ARRIVALS_KNOWN);
  self->held = lamp_arrival_holds_new (LAMP_ARRIVALS_HELD);
  self->unfinished = lamp_arrival_holds_new (LAMP_ARRIVALS_UNFINISHED);
  self->tree = lamp_arrival_tree_new (self->unfinished);
  self->hasher = lamp_arrival_hasher_new ();
  self->cancellable = g_cancellable_new ();
  self->last_seen_real_usec = G_MAXINT64;
  self->untold_born_real_usec = G_MAXINT64;
  g_signal_connect_object (self->hasher, "hashed", G_CALLBACK (on_hashed), self, 0);
  g_signal_connect_object (self->tree, "file", G_CALLBACK (on_tree_file), self, 0);
  g_signal_connect_object (self->tree, "folder-added", G_CALLBACK (on_tree_folder_added), self, 0);
  g_signal_connect_object (self->tree, "folder-removed", G_CALLBACK (on_tree_folder_removed), self, 0);
  g_signal_connect_object (self->tree, "problem", G_CALLBACK (on_tree_problem), self, 0);
  g_signal_connect_object (self->tree, "settled", G_CALLBACK (on_tree_settled), self, 0);
}

/**
 * lamp_arrival_watcher_new:
 *
 * Returns: (transfer full): a watcher without folders
 */
LampArrivalWatcher *
lamp_arrival_watcher_new (void)
{
  return g_object_new (LAMP_TYPE_ARRIVAL_WATCHER, NULL);
}

/**
 * lamp_arrival_watcher_add_folder:
 * @self: a watcher
 * @id: names it in problems: `[A-Za-z0-9_.-]{1,32}`; that of a folder that is watched already replaces it
 * @path: absolute path; it may be a link, and need not exist yet
 * @error: return location
 *
 * Watches a folder and the folders below it, to depth 2, and deeper what appears later. Whether that is
 * possible turns out later: `problem`.
 *
 * Returns: whether the request is acceptable. Errors: %LAMP_ERROR_INVALID_DATA for an id or path that cannot
 * be; %LAMP_ERROR_TOO_LARGE for too many folders
 */
gboolean
lamp_arrival_watcher_add_folder (LampArrivalWatcher *self, const char *id, const char *path, GError **error)
{
  return lamp_arrival_tree_add_root (self->tree, id, path, error);
}

/**
 * lamp_arrival_watcher_is_watching:
 * @self: a watcher
 * @id: as given to lamp_arrival_watcher_add_folder()
 *
 * Returns: whether what happens in that folder is seen now
 */
gboolean
lamp_arrival_watcher_is_watching (LampArrivalWatcher *self, const char *id)
{
  LampArrivalFolder *folder = lamp_arrival_tree_find_root (self->tree, id);

  return folder != NULL && lamp_arrival_folder_is_watched (folder);
}

/**
 * lamp_arrival_watcher_is_ready:
 * @self: a watcher
 *
 * Returns: whether every folder that it was told is watched and was listed, with the sub-folders that were
 * there, or cannot be (then a `problem` says why); %FALSE before it was told one
 */
gboolean
lamp_arrival_watcher_is_ready (LampArrivalWatcher *self)
{
  return lamp_arrival_tree_is_settled (self->tree);
}

/**
 * lamp_arrival_watcher_remove_folder:
 * @self: a watcher
 * @id: as given to lamp_arrival_watcher_add_folder(); also one that is not watched
 */
void
lamp_arrival_watcher_remove_folder (LampArrivalWatcher *self, const char *id)
{
  lamp_arrival_tree_remove_root (self->tree, id);
}

/**
 * lamp_arrival_watcher_add_known:
 * @self: a watcher
 * @key: names an artifact of the ledger
 * @path: where it was last
 *
 * For the ledger's rows at start: they are not told as new, and their moves are.
 */
void
lamp_arrival_watcher_add_known (LampArrivalWatcher *self, const char *key, const char *path)
{
  lamp_arrival_index_put (self->index, key, path, TRUE);
}

/**
 * lamp_arrival_watcher_set_last_seen:
 * @self: a watcher
 * @real_usec: when somebody last watched, Unix epoch in microseconds; for the next rescans
 */
void
lamp_arrival_watcher_set_last_seen (LampArrivalWatcher *self, gint64 real_usec)
{
  self->last_seen_real_usec = real_usec;
}

/**
 * lamp_arrival_watcher_set_untold:
 * @self: a watcher
 * @born_since_real_usec: Unix epoch in microseconds
 * @changed_since_real_usec: the same
 *
 * From now on files that a listing finds, and that are older than what was last seen but not older than this,
 * are told as `untold`.
 */
void
lamp_arrival_watcher_set_untold (LampArrivalWatcher *self,
                                 gint64 born_since_real_usec,
                                 gint64 changed_since_real_usec)
{
  self->untold_born_real_usec = born_since_real_usec;
  self->untold_changed_real_usec = changed_since_real_usec;
}

/**
 * lamp_arrival_watcher_look_late:
 * @self: a watcher
 * @path: of a file that was told as `untold`
 *
 * There is evidence of its arrival: it is told as `finished`, a candidate that arrived when it was born.
 */
void
lamp_arrival_watcher_look_late (LampArrivalWatcher *self, const char *path)
{
  lamp_arrival_tree_look_late (self->tree, path);
}

/**
 * lamp_arrival_watcher_set_hash_limit:
 * @self: a watcher
 * @max_bytes: larger files are not hashed; %LAMP_HASH_LIMIT_BYTES unless said otherwise
 */
void
lamp_arrival_watcher_set_hash_limit (LampArrivalWatcher *self, gint64 max_bytes)
{
  lamp_arrival_hasher_set_limit (self->hasher, max_bytes);
}

/**
 * lamp_arrival_watcher_rescan:
 * @self: a watcher
 *
 * Lists every folder, now or as soon as it is watched, and tries again those that could not be watched. Files
 * born since the time that was last seen are told as candidates: how they arrived nobody saw, so evidence
 * must come from readers. Known files that are elsewhere now are told as moved. Call it at start, and after a
 * loss of events.
 */
void
lamp_arrival_watcher_rescan (LampArrivalWatcher *self)
{
  lamp_arrival_tree_rescan (self->tree, self->last_seen_real_usec);
}

/**
 * lamp_arrival_watcher_stop:
 * @self: a watcher
 *
 * For good: nothing is emitted afterwards.
 */
void
lamp_arrival_watcher_stop (LampArrivalWatcher *self)
{
  g_cancellable_cancel (self->cancellable);
  lamp_arrival_tree_stop (self->tree);
  lamp_arrival_hasher_stop (self->hasher);
}

/* --- descriptors -----------------------------------------------------------------------------------------
 */

/**
 * lamp_arrival_watcher_hold:
 * @self: a watcher
 * @artifact: a file; its path is used when it is not being told at this moment
 *
 * Keeps an O_PATH descriptor of the file, at most 512 in all (the oldest goes), none on network, FUSE and
 * removable file systems. It names the path after a move and lets the content be hashed after the name was
 * deleted. It does not keep a person from unmounting, and rings nobody's watch.
 */
void
lamp_arrival_watcher_hold (LampArrivalWatcher *self, const LampArtifact *artifact)
{
  LampArrivalKnown *known = lamp_arrival_index_find (self->index, artifact->key);

  lamp_arrival_index_put (self->index, artifact->key, known != NULL ? known->path : artifact->file->path,
                          TRUE);
  if (lamp_arrival_holds_get (self->held, artifact->key) >= 0)
    return;
  if (self->telling != NULL && self->telling->fd >= 0 && g_strcmp0 (self->telling->key, artifact->key) == 0)
    lamp_arrival_holds_put (self->held, artifact->key, g_steal_fd (&self->telling->fd));
  else
    lamp_arrival_holds_open (self->held, artifact->key, artifact->file->path, self->cancellable);
}

/**
 * lamp_arrival_watcher_release:
 * @self: a watcher
 * @key: names a file; also one that is not held
 */
void
lamp_arrival_watcher_release (LampArrivalWatcher *self, const char *key)
{
  int fd = lamp_arrival_holds_steal (self->held, key);

  if (fd >= 0)
    close (fd);
}

/**
 * lamp_arrival_watcher_dup_current_path:
 * @self: a watcher
 * @key: names a file
 *
 * Returns: (transfer full) (nullable): where it is now, if it is held; else where it was last seen; %NULL
 * when it is deleted or not known
 */
char *
lamp_arrival_watcher_dup_current_path (LampArrivalWatcher *self, const char *key)
{
  LampArrivalKnown *known = lamp_arrival_index_find (self->index, key);
  int fd = lamp_arrival_holds_get (self->held, key);
  g_autofree char *path = NULL;
  gboolean is_deleted;

  if (fd < 0)
    return g_strdup (known != NULL ? known->path : NULL);
  path = lamp_arrival_look_dup_fd_path (fd, &is_deleted);
  return is_deleted ? NULL : g_steal_pointer (&path);
}

/**
 * lamp_arrival_watcher_open_held:
 * @self: a watcher
 * @key: names a file
 *
 * Opens the very file, wherever it is, also after its name was deleted. Held files are on local file systems
 * only, so this does not wait.
 *
 * Returns: a descriptor to read from, the caller's, or -1
 */
int
lamp_arrival_watcher_open_held (LampArrivalWatcher *self, const char *key)
{
  int fd = lamp_arrival_holds_get (self->held, key);

  return fd >= 0 ? lamp_arrival_look_reopen (fd) : -1;
}

/**
 * lamp_arrival_watcher_hash:
 * @self: a watcher
 * @key: names a file that was told
 *
 * Asks for `hashed` where it does not follow by itself, e.g. when a candidate became an artifact.
 */
void
lamp_arrival_watcher_hash (LampArrivalWatcher *self, const char *key)
{
  LampArrivalKnown *known = lamp_arrival_index_find (self->index, key);

  if (known != NULL)
    ask_for_hash (self, known, -1, TRUE);
}
