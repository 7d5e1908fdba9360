/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "arrivals/lamp-arrival-tree.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "arrivals/lamp-arrivals-limits.h"

#include "base/lamp-error.h"

enum
{
  SIGNAL_FILE,
  SIGNAL_FOLDER_ADDED,
  SIGNAL_FOLDER_REMOVED,
  SIGNAL_PROBLEM,
  SIGNAL_SETTLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _LampArrivalTree
{
  GObject parent_instance;

  GHashTable *folders; /* path -> LampArrivalFolder */
  LampArrivalHolds *unfinished;
  gboolean rescan;
  gint64 since_real_usec;
  guint roots;
  guint sub_folders; /* ever made; numbers their ids */
  gboolean settled;
};

G_DEFINE_FINAL_TYPE (LampArrivalTree, lamp_arrival_tree, G_TYPE_OBJECT)

static void on_item (LampArrivalFolder *folder, LampArrivalItem *item, gpointer data);
static void on_ready (LampArrivalFolder *folder, gpointer data);
static void on_problem (LampArrivalFolder *folder, const char *code, const char *text, gpointer data);
static void on_gone (LampArrivalFolder *folder, gpointer data);
static void on_settled (LampArrivalFolder *folder, gpointer data);

static void
add (LampArrivalTree *self, const char *id, const char *root, const char *relative, gboolean is_new)
{
  LampArrivalFolder *folder = lamp_arrival_folder_new (id, root, relative, is_new, self->unfinished);

  g_signal_connect_object (folder, "item", G_CALLBACK (on_item), self, 0);
  g_signal_connect_object (folder, "ready", G_CALLBACK (on_ready), self, 0);
  g_signal_connect_object (folder, "problem", G_CALLBACK (on_problem), self, 0);
  g_signal_connect_object (folder, "gone", G_CALLBACK (on_gone), self, 0);
  g_signal_connect_object (folder, "settled", G_CALLBACK (on_settled), self, 0);
  g_hash_table_insert (self->folders, g_strdup (lamp_arrival_folder_get_path (folder)), folder);
  lamp_arrival_folder_start (folder);
}

/* What appears while watching does not unsettle: it is heard of, and its turn comes. */
static void
check_settled (LampArrivalTree *self)
{
  GHashTableIter iter;
  gpointer folder;

  if (self->settled)
    return;
  g_hash_table_iter_init (&iter, self->folders);
  while (g_hash_table_iter_next (&iter, NULL, &folder))
    if (!lamp_arrival_folder_is_new (folder) && !lamp_arrival_folder_is_settled (folder))
      return;
  self->settled = TRUE;
  g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
}

/* Of sub-folders only: a folder that was asked for stays, whatever happens around it. */
static void
remove_below (LampArrivalTree *self, const char *path)
{
  gsize length = strlen (path);
  GHashTableIter iter;
  gpointer at;
  gpointer folder;
  gboolean removed = FALSE;

  g_hash_table_iter_init (&iter, self->folders);
  while (g_hash_table_iter_next (&iter, &at, &folder))
    if (strncmp (at, path, length) == 0 && (((char *) at)[length] == '/' || ((char *) at)[length] == '\0') &&
        lamp_arrival_folder_get_relative (folder) != NULL)
      {
        lamp_arrival_folder_stop (folder);
        g_hash_table_iter_remove (&iter);
        removed = TRUE;
      }
  if (!removed)
    return;
  g_signal_emit (self, signals[SIGNAL_FOLDER_REMOVED], 0, path);
  check_settled (self);
}

static guint
get_depth (LampArrivalFolder *folder)
{
  const char *relative = lamp_arrival_folder_get_relative (folder);
  guint depth = relative != NULL ? 1 : 0;

  for (; relative != NULL && *relative != '\0'; relative++)
    depth += *relative == '/';
  return depth;
}

static void
add_sub_folder (LampArrivalTree *self, LampArrivalFolder *parent, const char *name, gboolean is_new)
{
  const char *inside = lamp_arrival_folder_get_relative (parent);
  g_autofree char *path = g_build_filename (lamp_arrival_folder_get_path (parent), name, NULL);
  g_autofree char *relative = inside != NULL ? g_build_filename (inside, name, NULL) : g_strdup (name);
  g_autofree char *id = NULL;

  if (get_depth (parent) >= (is_new ? LAMP_ARRIVALS_NEW_DEPTH : LAMP_ARRIVALS_DEPTH) ||
      g_hash_table_contains (self->folders, path))
    return;
  if (g_hash_table_size (self->folders) >= LAMP_ARRIVALS_FOLDERS)
    {
      on_problem (parent, "many-folders", _ ("There are more sub-folders than are watched."), self);
      return;
    }
  id = g_strdup_printf ("%.20s.%u", lamp_arrival_folder_get_id (parent), ++self->sub_folders);
  add (self, id, lamp_arrival_folder_get_root (parent), relative, is_new);
}

static void
on_ready (LampArrivalFolder *folder, gpointer data)
{
  LampArrivalTree *self = data;
  gboolean is_new = lamp_arrival_folder_is_new (folder);

  if (is_new)
    g_signal_emit (self, signals[SIGNAL_FOLDER_ADDED], 0, lamp_arrival_folder_get_id (folder),
                   lamp_arrival_folder_get_path (folder));
  lamp_arrival_folder_list (folder, is_new ? 0 : self->rescan ? self->since_real_usec : G_MAXINT64);
}

static void
on_problem (LampArrivalFolder *folder, const char *code, const char *text, gpointer data)
{
  lamp_arrival_tree_tell_problem (data, folder, code, text);
}

static void
on_settled (LampArrivalFolder *folder, gpointer data)
{
  check_settled (data);
}

static void
on_gone (LampArrivalFolder *folder, gpointer data)
{
  LampArrivalTree *self = data;
  g_autofree char *path = g_strdup (lamp_arrival_folder_get_path (folder));

  if (lamp_arrival_folder_get_relative (folder) == NULL)
    {
      on_problem (folder, "gone", _ ("The folder is gone. It will be watched when it is back."), self);
      lamp_arrival_folder_start (folder);
    }
  remove_below (self, path);
}

static void
on_sub_folder (LampArrivalTree *self, LampArrivalFolder *folder, LampArrivalItem *item)
{
  if (item->change == LAMP_CHANGE_APPEARED || item->change == LAMP_CHANGE_RENAMED)
    remove_below (self, item->look->path);
  if (item->change != LAMP_CHANGE_ATTRIBUTES)
    add_sub_folder (self, folder, item->name,
                    item->change != LAMP_CHANGE_LISTED || lamp_arrival_folder_is_new (folder));
}

static void
on_item (LampArrivalFolder *folder, LampArrivalItem *item, gpointer data)
{
  LampArrivalTree *self = data;
  gboolean left = item->change == LAMP_CHANGE_LEFT || item->change == LAMP_CHANGE_DELETED;
  g_autofree char *path = g_build_filename (lamp_arrival_folder_get_path (folder), item->name, NULL);

  if (item->change == LAMP_CHANGE_RENAMED && item->from_path != NULL)
    remove_below (self, item->from_path);
  if (left && !item->look->is_folder)
    remove_below (self, path);
  if (!left && item->look->is_folder)
    on_sub_folder (self, folder, item);
  else
    g_signal_emit (self, signals[SIGNAL_FILE], 0, folder, item);
}

static void
lamp_arrival_tree_dispose (GObject *object)
{
  LampArrivalTree *self = LAMP_ARRIVAL_TREE (object);

  if (self->folders != NULL)
    lamp_arrival_tree_stop (self);
  g_clear_pointer (&self->folders, g_hash_table_unref);
  g_clear_pointer (&self->unfinished, lamp_arrival_holds_unref);
  G_OBJECT_CLASS (lamp_arrival_tree_parent_class)->dispose (object);
}

static void
lamp_arrival_tree_class_init (LampArrivalTreeClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_arrival_tree_dispose;
  signals[SIGNAL_FILE] = g_signal_new ("file", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                       G_TYPE_POINTER, G_TYPE_POINTER);
  signals[SIGNAL_FOLDER_ADDED] = g_signal_new ("folder-added", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                               G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);
  signals[SIGNAL_FOLDER_REMOVED] = g_signal_new ("folder-removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                 NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_PROBLEM] = g_signal_new ("problem", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_POINTER, G_TYPE_POINTER);
  signals[SIGNAL_SETTLED] = g_signal_new ("settled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
lamp_arrival_tree_init (LampArrivalTree *self)
{
  self->folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * lamp_arrival_tree_new:
 * @unfinished: where to look for descriptors of files with unfinished names, by path
 *
 * Returns: (transfer full): a tree without folders
 */
LampArrivalTree *
lamp_arrival_tree_new (LampArrivalHolds *unfinished)
{
  LampArrivalTree *self = g_object_new (LAMP_TYPE_ARRIVAL_TREE, NULL);

  self->unfinished = lamp_arrival_holds_ref (unfinished);
  return self;
}

static gboolean
is_id (const char *id)
{
  gsize length = strlen (id);

  return length > 0 && length <= 32 && strspn (id, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_.-") == length;
}

/**
 * lamp_arrival_tree_add_root:
 * @self: a tree
 * @id: names it: `[A-Za-z0-9_.-]{1,32}`; that of a folder that is watched already replaces it
 * @path: absolute path; it may be a link, and need not exist yet
 * @error: return location
 *
 * Returns: whether the request is acceptable. Errors: %LAMP_ERROR_INVALID_DATA, %LAMP_ERROR_TOO_LARGE
 */
gboolean
lamp_arrival_tree_add_root (LampArrivalTree *self, const char *id, const char *path, GError **error)
{
  g_autofree char *clean = NULL;

  if (!is_id (id) || !g_path_is_absolute (path))
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA,
                           "a folder needs an id and an absolute path");
      return FALSE;
    }
  clean = g_canonicalize_filename (path, "/");
  lamp_arrival_tree_remove_root (self, id);
  if (self->roots >= LAMP_ARRIVALS_ROOTS)
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_TOO_LARGE, "too many folders");
      return FALSE;
    }
  /* It may be a sub-folder of another one until now. */
  remove_below (self, clean);
  if (g_hash_table_contains (self->folders, clean))
    return TRUE;
  self->roots++;
  self->settled = FALSE;
  add (self, id, clean, NULL, FALSE);
  return TRUE;
}

/**
 * lamp_arrival_tree_remove_root:
 * @self: a tree
 * @id: names a folder; also one that is not watched
 */
void
lamp_arrival_tree_remove_root (LampArrivalTree *self, const char *id)
{
  LampArrivalFolder *found = lamp_arrival_tree_find_root (self, id);
  g_autofree char *root = NULL;
  GHashTableIter iter;
  gpointer folder;

  if (found == NULL)
    return;
  root = g_strdup (lamp_arrival_folder_get_root (found));
  self->roots--;
  g_hash_table_iter_init (&iter, self->folders);
  while (g_hash_table_iter_next (&iter, NULL, &folder))
    if (g_str_equal (lamp_arrival_folder_get_root (folder), root))
      {
        lamp_arrival_folder_stop (folder);
        g_hash_table_iter_remove (&iter);
      }
  check_settled (self);
}

/**
 * lamp_arrival_tree_is_settled:
 * @self: a tree
 *
 * Returns: whether every folder that was asked for, with the sub-folders it had then, is watched and was
 * listed, or cannot be; %FALSE while none was asked for
 */
gboolean
lamp_arrival_tree_is_settled (LampArrivalTree *self)
{
  return self->settled;
}

/**
 * lamp_arrival_tree_find_root:
 * @self: a tree
 * @id: names a folder
 *
 * Returns: (transfer none) (nullable): the folder that was asked for under this id
 */
LampArrivalFolder *
lamp_arrival_tree_find_root (LampArrivalTree *self, const char *id)
{
  GHashTableIter iter;
  gpointer folder;

  g_hash_table_iter_init (&iter, self->folders);
  while (g_hash_table_iter_next (&iter, NULL, &folder))
    if (lamp_arrival_folder_get_relative (folder) == NULL &&
        g_str_equal (lamp_arrival_folder_get_id (folder), id))
      return folder;
  return NULL;
}

/**
 * lamp_arrival_tree_look_late:
 * @self: a tree
 * @path: a file in one of its folders; also one that is not
 *
 * See lamp_arrival_folder_look_late().
 */
void
lamp_arrival_tree_look_late (LampArrivalTree *self, const char *path)
{
  g_autofree char *folder_path = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  LampArrivalFolder *folder = g_hash_table_lookup (self->folders, folder_path);

  if (folder != NULL)
    lamp_arrival_folder_look_late (folder, name);
}

/**
 * lamp_arrival_tree_rescan:
 * @self: a tree
 * @since_real_usec: files born before this are told without their type
 *
 * Lists every folder, now or as soon as it is watched, and tries again those that could not be watched.
 */
void
lamp_arrival_tree_rescan (LampArrivalTree *self, gint64 since_real_usec)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer folder;

  self->rescan = TRUE;
  self->since_real_usec = since_real_usec;
  g_hash_table_iter_init (&iter, self->folders);
  while (g_hash_table_iter_next (&iter, NULL, &folder))
    g_ptr_array_add (folders, g_object_ref (folder));
  for (guint i = 0; i < folders->len; i++)
    {
      lamp_arrival_folder_start (g_ptr_array_index (folders, i));
      lamp_arrival_folder_list (g_ptr_array_index (folders, i), since_real_usec);
    }
}

/**
 * lamp_arrival_tree_stop:
 * @self: a tree
 *
 * For good: nothing is emitted afterwards.
 */
void
lamp_arrival_tree_stop (LampArrivalTree *self)
{
  GHashTableIter iter;
  gpointer folder;

  g_hash_table_iter_init (&iter, self->folders);
  while (g_hash_table_iter_next (&iter, NULL, &folder))
    lamp_arrival_folder_stop (folder);
  g_hash_table_remove_all (self->folders);
}

/**
 * lamp_arrival_tree_tell_problem:
 * @self: a tree
 * @folder: one of its folders
 * @code: a stable word
 * @text: a translated sentence
 *
 * Emits `problem`.
 */
void
lamp_arrival_tree_tell_problem (LampArrivalTree *self,
                                LampArrivalFolder *folder,
                                const char *code,
                                const char *text)
{
  g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, lamp_arrival_folder_get_id (folder), code, text);
}
