/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-gvfs.h"

#include "origin/lamp-origin-detail.h"
#include "origin/lamp-origin-file.h"
#include "origin/lamp-origin-limits.h"
#include "origin/lamp-origin-url.h"

#include "base/lamp-error.h"

#include <string.h>

/* The format is that of gvfs 1.50, metadata/metatree.c; all numbers are big-endian, all places are offsets
 * from the start of the file. */
#define TREE_MAGIC           "\xda\x1ameta\x01"
#define JOURNAL_MAGIC        "\xda\x1ajour\x01"
#define MAGIC_BYTES          7
#define TREE_HEADER_BYTES    32
#define JOURNAL_HEADER_BYTES 20
#define ENTRY_HEADER_BYTES   17
#define ENTRY_TRAILER_BYTES  4
#define KEY_IS_LIST          (1U << 31)
#define KEY                  "download-uri"

enum
{
  OP_SET_KEY,
  OP_SETV_KEY,
  OP_UNSET_KEY,
  OP_COPY_PATH,
  OP_REMOVE_PATH,
};

typedef struct
{
  const guint8 *data;
  gsize size;
} View;

static View
view_of (GBytes *bytes)
{
  View view = { 0 };

  view.data = g_bytes_get_data (bytes, &view.size);
  return view;
}

/* 0 for what lies outside: an offset of 0 is the magic, so it never leads anywhere. */
static guint32
get_u32 (const View *view, gsize at)
{
  if (at > view->size || view->size - at < 4)
    return 0;
  return (guint32) view->data[at] << 24 | (guint32) view->data[at + 1] << 16 |
         (guint32) view->data[at + 2] << 8 | view->data[at + 3];
}

static gint64
get_time (const View *view, gsize at)
{
  guint64 high = get_u32 (view, at);
  guint64 seconds = high << 32 | get_u32 (view, at + 4);

  return seconds < G_MAXINT32 * G_GUINT64_CONSTANT (8) ? (gint64) seconds : 0;
}

/* A string that ends before @end, or NULL. */
static const char *
get_string (const View *view, gsize at, gsize end)
{
  if (at == 0 || at >= end || end > view->size || memchr (view->data + at, 0, end - at) == NULL)
    return NULL;
  return (const char *) view->data + at;
}

/* Finds one child by the first @length bytes of @name; returns the offset of its entry, or 0. */
static gsize
find_child (const View *tree, gsize children, const char *name, gsize length)
{
  guint32 count = MIN (get_u32 (tree, children), LAMP_ORIGIN_GVFS_CHILDREN);

  for (guint32 i = 0; children != 0 && i < count; i++)
    {
      gsize entry = children + 4 + 16 * (gsize) i;
      const char *text = get_string (tree, get_u32 (tree, entry), tree->size);
      if (entry + 16 > tree->size)
        return 0;
      if (text != NULL && strncmp (text, name, length) == 0 && text[length] == '\0')
        return entry;
    }
  return 0;
}

/* The entry of a path in the tree, or 0. Its fields: name, children, metadata, last change. */
static gsize
find_entry (const View *tree, const char *path)
{
  gsize entry = get_u32 (tree, 16);

  for (int depth = 0; entry != 0 && depth < LAMP_ORIGIN_GVFS_DEPTH; depth++)
    {
      gsize length;
      path += strspn (path, "/");
      length = strcspn (path, "/");
      if (length == 0)
        return entry;
      entry = find_child (tree, get_u32 (tree, entry + 4), path, length);
      path += length;
    }
  return 0;
}

/* The number of our key in the tree's list of keys, or -1. */
static gint64
find_key (const View *tree)
{
  gsize attributes = get_u32 (tree, 20);
  guint32 count = MIN (get_u32 (tree, attributes), LAMP_ORIGIN_GVFS_CHILDREN);

  for (guint32 i = 0; attributes != 0 && i < count; i++)
    if (g_strcmp0 (get_string (tree, get_u32 (tree, attributes + 4 + 4 * (gsize) i), tree->size), KEY) == 0)
      return i;
  return -1;
}

static const char *
find_in_tree (const View *tree, const char *path, gint64 *out_changed_sec)
{
  gsize entry = find_entry (tree, path);
  gsize metadata = entry != 0 ? get_u32 (tree, entry + 8) : 0;
  guint32 count = metadata != 0 ? MIN (get_u32 (tree, metadata), LAMP_ORIGIN_GVFS_CHILDREN) : 0;
  gint64 key = find_key (tree);

  for (guint32 i = 0; key >= 0 && i < count; i++)
    {
      gsize at = metadata + 4 + 8 * (gsize) i;
      if ((get_u32 (tree, at) & KEY_IS_LIST) || get_u32 (tree, at) != (guint32) key || at + 8 > tree->size)
        continue;
      *out_changed_sec = get_time (tree, 24) + get_u32 (tree, entry + 12);
      return get_string (tree, get_u32 (tree, at + 4), tree->size);
    }
  return NULL;
}

/* The offsets of the journal's whole entries, oldest first. */
static GArray *
list_entries (const View *journal)
{
  GArray *offsets = g_array_new (FALSE, FALSE, sizeof (gsize));
  guint32 count = MIN (get_u32 (journal, 16), LAMP_ORIGIN_GVFS_CHILDREN);
  gsize at = JOURNAL_HEADER_BYTES;

  for (guint32 i = 0; i < count; i++)
    {
      guint32 size = get_u32 (journal, at);
      if (size < ENTRY_HEADER_BYTES + 1 + ENTRY_TRAILER_BYTES || size > journal->size - at)
        break;
      g_array_append_val (offsets, at);
      at += size;
    }
  return offsets;
}

static gboolean
is_at_or_below (const char *path, const char *folder)
{
  gsize length = strlen (folder);

  if (length == 1 && *folder == '/')
    return TRUE;
  return strncmp (path, folder, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

/* What one entry does to the path that is looked for, going back in time. */
typedef enum
{
  STEP_ON,
  STEP_FOUND,
  STEP_NOTHING,
} Step;

static Step
step_back (const View *journal, gsize entry, GString *path, const char **out_value)
{
  gsize end = entry + get_u32 (journal, entry) - ENTRY_TRAILER_BYTES;
  guint8 op = journal->data[entry + 16];
  const char *named = get_string (journal, entry + ENTRY_HEADER_BYTES, end);
  const char *second;
  gsize after;

  if (named == NULL)
    return STEP_ON;
  after = entry + ENTRY_HEADER_BYTES + strlen (named) + 1;
  if (op == OP_REMOVE_PATH)
    return is_at_or_below (path->str, named) ? STEP_NOTHING : STEP_ON;
  second = get_string (journal, after, end);
  if (second == NULL)
    return STEP_ON;
  if (op == OP_COPY_PATH && is_at_or_below (path->str, named))
    {
      g_autofree char *rest = g_strdup (path->str + (strcmp (named, "/") == 0 ? 0 : strlen (named)));
      g_string_printf (path, "%s%s", second, rest);
      return STEP_ON;
    }
  if ((op != OP_SET_KEY && op != OP_SETV_KEY && op != OP_UNSET_KEY) || strcmp (named, path->str) != 0 ||
      strcmp (second, KEY) != 0)
    return STEP_ON;
  *out_value = op == OP_SET_KEY ? get_string (journal, after + strlen (second) + 1, end) : NULL;
  return *out_value != NULL ? STEP_FOUND : STEP_NOTHING;
}

static gboolean
check_tree (const View *tree, GError **error)
{
  if (tree->size >= TREE_HEADER_BYTES && memcmp (tree->data, TREE_MAGIC, MAGIC_BYTES) == 0)
    return TRUE;
  g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA,
                       "not a gvfs metadata tree of a known version");
  return FALSE;
}

/* A journal belongs to the tree whose random tag it has; others are left over. */
static gboolean
belongs (const View *journal, const View *tree)
{
  return journal->size >= JOURNAL_HEADER_BYTES && memcmp (journal->data, JOURNAL_MAGIC, MAGIC_BYTES) == 0 &&
         get_u32 (journal, 8) == get_u32 (tree, 12);
}

/**
 * lamp_origin_gvfs_parse:
 * @tree: a metadata tree
 * @journal: (nullable): its journal; one with another tag is ignored
 * @path: the file, absolute from the tree's root
 * @out_uri: (out) (nullable): its `metadata::download-uri`, or %NULL
 * @out_changed_sec: (out): when it was set (Unix epoch, seconds); 0 = none
 * @error: return location
 *
 * The journal is read from its newest entry to its oldest, following copies back, then the tree, as gvfs
 * does.
 *
 * Returns: %FALSE if the tree is malformed. Errors: %LAMP_ERROR_INVALID_DATA
 */
gboolean
lamp_origin_gvfs_parse (
    GBytes *tree, GBytes *journal, const char *path, char **out_uri, gint64 *out_changed_sec, GError **error)
{
  View tree_view = view_of (tree);
  View journal_view = journal != NULL ? view_of (journal) : (View){ 0 };
  g_autoptr (GString) wanted = g_string_new (path);
  g_autoptr (GArray) entries = NULL;
  const char *value = NULL;

  if (!check_tree (&tree_view, error))
    return FALSE;
  *out_uri = NULL;
  *out_changed_sec = 0;
  if (journal != NULL && belongs (&journal_view, &tree_view))
    entries = list_entries (&journal_view);
  for (guint i = entries != NULL ? entries->len : 0; i > 0; i--)
    {
      gsize entry = g_array_index (entries, gsize, i - 1);
      Step step = step_back (&journal_view, entry, wanted, &value);
      if (step == STEP_NOTHING || wanted->len > LAMP_ORIGIN_MEMBER_NAME_BYTES * 8)
        return TRUE;
      if (step == STEP_FOUND)
        {
          *out_changed_sec = get_time (&journal_view, entry + 8);
          *out_uri = lamp_origin_url_dup (value, -1);
          return TRUE;
        }
    }
  *out_uri = lamp_origin_url_dup (find_in_tree (&tree_view, wanted->str, out_changed_sec), -1);
  return TRUE;
}

/* A path as the tree names it, or NULL if it lies elsewhere. */
static const char *
below_home (const char *path, const char *home)
{
  gsize length = home != NULL ? strlen (home) : 0;

  while (length > 0 && home[length - 1] == '/')
    length--;
  if (path == NULL || strncmp (path, home != NULL ? home : "", length) != 0 || path[length] != '/')
    return NULL;
  return path + length;
}

static void
add_if_fresh (
    GBytes *tree, GBytes *journal, const char *path, const LampOriginQuestion *question, GPtrArray *evidence)
{
  g_autofree char *uri = NULL;
  gint64 changed_sec = 0;

  if (path == NULL || evidence->len > 0 ||
      !lamp_origin_gvfs_parse (tree, journal, path, &uri, &changed_sec, NULL) || uri == NULL)
    return;
  /* The stamp has whole seconds: its last microsecond counts. */
  if ((changed_sec + 1) * G_USEC_PER_SEC <= lamp_origin_question_get_oldest_mark_usec (question))
    return;
  g_ptr_array_add (evidence, lamp_evidence_new (&(LampEvidence){
                                 .source = LAMP_ORIGIN_SOURCE_GVFS,
                                 .confidence = LAMP_EVIDENCE_MEDIUM,
                                 .detail = LAMP_ORIGIN_DETAIL_GVFS,
                                 .url = uri,
                                 .observed_real_usec = changed_sec * G_USEC_PER_SEC,
                             }));
}

/**
 * lamp_origin_gvfs_read:
 * @tree_fd: `home` or `root` of `~/.local/share/gvfs-metadata`
 * @journal_fds: (array length=n_journals): its `NAME-TAG.log` files
 * @n_journals: how many
 * @question: what is asked; its home is the folder that the tree's root stands for
 * @evidence: (element-type LampEvidence): where to add what was found
 * @error: return location
 *
 * Firefox and WebKitGTK note the final URL there, 3 to 285 ms after the file (measured). The note is keyed by
 * path and outlives the file: one older than the file speaks of another. gvfs writes nothing when the value
 * is the same as before, so a second download of one URL to one path can look stale.
 *
 * Returns: %TRUE if it could be read, found or not. Errors: %LAMP_ERROR_INVALID_DATA, %LAMP_ERROR_TOO_LARGE,
 * by errno
 */
gboolean
lamp_origin_gvfs_read (int tree_fd,
                       const int *journal_fds,
                       guint n_journals,
                       const LampOriginQuestion *question,
                       GPtrArray *evidence,
                       GError **error)
{
  g_autoptr (GBytes) tree = lamp_origin_file_load (tree_fd, LAMP_ORIGIN_GVFS_BYTES, error);
  g_autoptr (GBytes) journal = NULL;
  View tree_view;

  if (tree == NULL)
    return FALSE;
  tree_view = view_of (tree);
  if (!check_tree (&tree_view, error))
    return FALSE;
  for (guint i = 0; i < n_journals && journal == NULL; i++)
    {
      g_autoptr (GBytes) bytes = lamp_origin_file_load (journal_fds[i], LAMP_ORIGIN_GVFS_BYTES, NULL);
      View view = bytes != NULL ? view_of (bytes) : (View){ 0 };
      if (bytes != NULL && belongs (&view, &tree_view))
        journal = g_steal_pointer (&bytes);
    }
  add_if_fresh (tree, journal, below_home (question->path_at_arrival, question->home), question, evidence);
  add_if_fresh (tree, journal, below_home (question->path, question->home), question, evidence);
  return TRUE;
}
