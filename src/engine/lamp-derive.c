/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/lamp-derive.h"

#include "engine/lamp-engine-limits.h"
#include "engine/lamp-row.h"
#include "model/lamp-archive-member.h"

#include <string.h>

/* No base name has a slash: members that have no name of their own to compare are found under these. */
#define ANY_NAME "/"
/** What a member costs beside its name. */
#define MEMBER_BYTES 256

struct _LampDerive
{
  GHashTable *by_name; /* base name, "/<size>" or ANY_NAME -> GPtrArray of Entry */
  GQueue lists;        /* List, the oldest first */
  gsize bytes;         /* of all lists, about */
};

typedef struct
{
  char *archive_key;
  gsize bytes;
} List;

typedef struct
{
  char *archive_key;
  char *path; /* as an unpacker writes it; NULL: the name says nothing */
  gint64 size_bytes;
  gboolean encrypted;
} Entry;

/* How sure it is that a file is a member. */
typedef enum
{
  MATCH_NONE,
  MATCH_REST,  /* the archive holds more than it tells */
  MATCH_NAMED, /* and the file or its folder is called like it */
  MATCH_SIZE,  /* a name in some character set, and this size */
  MATCH_NAME,  /* in another folder, as `unzip -j` puts it */
  MATCH_PATH,
} Match;

static void
list_free (gpointer data)
{
  List *list = data;

  g_free (list->archive_key);
  g_free (list);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->archive_key);
  g_free (entry->path);
  g_free (entry);
}

/**
 * lamp_derive_new:
 *
 * Returns: (transfer full): knows no archive yet
 */
LampDerive *
lamp_derive_new (void)
{
  LampDerive *self = g_new0 (LampDerive, 1);

  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_queue_init (&self->lists);
  return self;
}

/**
 * lamp_derive_free:
 * @self: (transfer full): what is known of archives
 */
void
lamp_derive_free (LampDerive *self)
{
  g_hash_table_unref (self->by_name);
  g_queue_clear_full (&self->lists, list_free);
  g_free (self);
}

/* What an unpacker makes of a name: "/a//./b" and "a\b" become "a/b". NULL where the name is none, or in a
 * character set that an unpacker may write in another way. */
static char *
dup_path (const char *name)
{
  g_autofree char *slashes = g_strdelimit (g_strdup (name), "\\", '/');
  g_auto (GStrv) parts = g_strsplit (slashes, "/", -1);
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  if (!g_str_is_ascii (name))
    return NULL;
  for (gsize i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0' && strcmp (parts[i], ".") != 0)
      g_strv_builder_add (kept, parts[i]);
  all = g_strv_builder_end (kept);
  return all[0] != NULL ? g_strjoinv ("/", all) : NULL;
}

static char *
dup_size_name (gint64 size_bytes)
{
  return g_strdup_printf ("/%" G_GINT64_FORMAT, size_bytes);
}

static void
add_entry (LampDerive *self, const char *archive_key, const LampArchiveMember *member)
{
  Entry *entry = g_new (Entry, 1);
  g_autofree char *name = NULL;
  GPtrArray *entries;

  *entry = (Entry){ .archive_key = g_strdup (archive_key),
                    .path = dup_path (member->name),
                    .size_bytes = member->size_bytes,
                    .encrypted = member->encrypted };
  if (entry->path != NULL)
    name = g_path_get_basename (entry->path);
  else
    name = *member->name != '\0' && member->size_bytes > 0 ? dup_size_name (member->size_bytes)
                                                           : g_strdup (ANY_NAME);
  entries = g_hash_table_lookup (self->by_name, name);
  if (entries == NULL)
    {
      entries = g_ptr_array_new_with_free_func (entry_free);
      g_hash_table_insert (self->by_name, g_steal_pointer (&name), entries);
    }
  g_ptr_array_add (entries, entry);
}

static void
forget_list (LampDerive *self, List *take_list)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->by_name);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      GPtrArray *entries = value;
      for (guint i = entries->len; i > 0; i--)
        if (strcmp (((Entry *) g_ptr_array_index (entries, i - 1))->archive_key, take_list->archive_key) == 0)
          g_ptr_array_remove_index (entries, i - 1);
      if (entries->len == 0)
        g_hash_table_iter_remove (&iter);
    }
  self->bytes -= take_list->bytes;
  list_free (take_list);
}

static void
forget_archive (LampDerive *self, const char *archive_key)
{
  for (GList *link = self->lists.head; link != NULL; link = link->next)
    if (strcmp (((List *) link->data)->archive_key, archive_key) == 0)
      {
        forget_list (self, link->data);
        g_queue_delete_link (&self->lists, link);
        return;
      }
}

/* Beyond the limit the oldest list goes; that there was more stays known, so nothing that is unpacked later
 * passes for the person's own work. */
static void
make_room (LampDerive *self, gsize bytes)
{
  while (self->bytes + bytes > LAMP_ENGINE_MEMBERS_BYTES && !g_queue_is_empty (&self->lists))
    {
      List *oldest = g_queue_pop_head (&self->lists);
      const LampArchiveMember rest = { .name = "", .size_bytes = -1 };
      g_autofree char *key = g_strdup (oldest->archive_key);

      forget_list (self, oldest);
      add_entry (self, key, &rest);
    }
}

/**
 * lamp_derive_take_members:
 * @self: what is known of archives
 * @archive_key: an archive's key
 * @members: (element-type LampArchiveMember): what is in it; one with an empty name: there is more
 */
void
lamp_derive_take_members (LampDerive *self, const char *archive_key, GPtrArray *members)
{
  List *list = g_new (List, 1);

  *list = (List){ .archive_key = g_strdup (archive_key) };
  for (guint i = 0; i < members->len; i++)
    list->bytes += MEMBER_BYTES + strlen (((LampArchiveMember *) g_ptr_array_index (members, i))->name);
  forget_archive (self, archive_key);
  make_room (self, list->bytes);
  self->bytes += list->bytes;
  g_queue_push_tail (&self->lists, list);
  for (guint i = 0; i < members->len; i++)
    add_entry (self, archive_key, g_ptr_array_index (members, i));
}

/* The member's whole path must be the end of the file's path, at a folder's border: "a/b/run" is found in
 * "/home/alice/Downloads/a/b/run" and in ".../archive/a/b/run", not in ".../xa/b/run". */
static gboolean
ends_with_path (const char *path, const char *end)
{
  gsize length = strlen (path);
  gsize end_length = strlen (end);

  return end_length < length && path[length - end_length - 1] == '/' &&
         strcmp (path + length - end_length, end) == 0;
}

/* An unpacker gives a file the time that the archive says, which is neither that of its birth nor, for the
 * sender cannot know it, later by accident only a little. What a person writes has its own. */
static gboolean
has_foreign_time (const LampFile *file)
{
  gint64 born = file->born_real_usec > 0 ? file->born_real_usec : file->arrived_real_usec;

  return file->modified_real_usec < born - LAMP_ENGINE_FOREIGN_TIME_USEC ||
         file->modified_real_usec > file->arrived_real_usec + LAMP_ENGINE_FOREIGN_TIME_USEC;
}

/* Of what lies beside the archive or below, which may be its own? */
static Match
match_rest (const LampFile *file, const LampFile *archive)
{
  const char *slash = strrchr (archive->path, '/');
  gsize folder = slash != NULL ? (gsize) (slash - archive->path) + 1 : 0;
  gsize stem = slash != NULL ? strcspn (slash + 1, ".") : 0;

  if (folder == 0 || strncmp (file->path, archive->path, folder) != 0)
    return MATCH_NONE;
  return stem > 0 && strncmp (file->path + folder, slash + 1, stem) == 0 ? MATCH_NAMED : MATCH_REST;
}

static Match
match (const Entry *entry, const LampArtifact *archive, const LampArtifact *candidate)
{
  const LampFile *file = candidate->file;
  gboolean sized = entry->size_bytes > 0 && entry->size_bytes == file->size_bytes;

  if (entry->path != NULL && (entry->size_bytes < 0 || entry->size_bytes == file->size_bytes) &&
      ends_with_path (file->path, entry->path))
    return MATCH_PATH;
  if (file->arrived_real_usec < archive->file->arrived_real_usec)
    return MATCH_NONE;
  if (entry->path != NULL)
    return sized ? MATCH_NAME : MATCH_NONE;
  if (!has_foreign_time (file))
    return MATCH_NONE;
  if (sized)
    return MATCH_SIZE;
  return entry->size_bytes <= 0 ? match_rest (file, archive->file) : MATCH_NONE;
}

typedef struct
{
  const LampArtifact *candidate;
  LampArtifact *archive;
  Match match;
  gboolean encrypted;
} Search;

/* The surest; of equally sure ones that of the archive that came last. */
static void
search (Search *search, LampDerive *self, LampLedger *ledger, const char *name)
{
  GPtrArray *entries = g_hash_table_lookup (self->by_name, name);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (entries, i);
      LampArtifact *archive = lamp_ledger_find (ledger, entry->archive_key);
      Match found = archive != NULL && archive->state == LAMP_ARRIVAL_ARTIFACT
                        ? match (entry, archive, search->candidate)
                        : MATCH_NONE;

      if (found == MATCH_NONE || found < search->match ||
          (found == search->match &&
           archive->file->arrived_real_usec <= search->archive->file->arrived_real_usec))
        continue;
      *search = (Search){ search->candidate, archive, found, entry->encrypted };
    }
}

/**
 * lamp_derive_match:
 * @self: what is known of archives
 * @ledger: the artifacts
 * @candidate: a file that appeared without evidence of its own
 *
 * Returns: (transfer full) (nullable): the artifact it is, if an archive that arrived has it as a member; its
 *   origin is the archive's
 */
LampArtifact *
lamp_derive_match (LampDerive *self, LampLedger *ledger, const LampArtifact *candidate)
{
  Search found = { .candidate = candidate };
  g_autofree char *name = g_path_get_basename (candidate->file->path);
  g_autofree char *size_name = dup_size_name (candidate->file->size_bytes);
  const char *names[] = { name, size_name, ANY_NAME };

  for (gsize i = 0; i < G_N_ELEMENTS (names) && found.match == MATCH_NONE; i++)
    search (&found, self, ledger, names[i]);
  return found.archive != NULL ? lamp_row_with_parent (candidate, found.archive, found.encrypted) : NULL;
}
