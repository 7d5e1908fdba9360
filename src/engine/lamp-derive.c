/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/lamp-derive.h"

#include "engine/lamp-engine-limits.h"
#include "engine/lamp-row.h"
#include "model/lamp-archive-member.h"

#include <string.h>

struct _LampDerive
{
  GHashTable *members; /* archive key -> GPtrArray of LampArchiveMember */
  guint count;
};

/**
 * lamp_derive_new:
 *
 * Returns: (transfer full): knows no archive yet
 */
LampDerive *
lamp_derive_new (void)
{
  LampDerive *self = g_new0 (LampDerive, 1);

  self->members = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

/**
 * lamp_derive_free:
 * @self: (transfer full): what is known of archives
 */
void
lamp_derive_free (LampDerive *self)
{
  g_hash_table_unref (self->members);
  g_free (self);
}

/**
 * lamp_derive_take_members:
 * @self: what is known of archives
 * @archive_key: an archive's key
 * @members: (element-type LampArchiveMember): what is in it
 *
 * Beyond the limit the older lists are given up: they are asked for again when they are needed.
 */
void
lamp_derive_take_members (LampDerive *self, const char *archive_key, GPtrArray *members)
{
  if (self->count + members->len > LAMP_ENGINE_MEMBERS_MAX)
    {
      g_hash_table_remove_all (self->members);
      self->count = 0;
    }
  self->count += members->len;
  g_hash_table_replace (self->members, g_strdup (archive_key), g_ptr_array_ref (members));
}

/* The member's whole path must be the end of the file's path, at a folder's border: "a/b/run" is found in
 * "/home/alice/Downloads/a/b/run" and in ".../archive/a/b/run", not in ".../xa/b/run". */
static gboolean
is_member (const LampArchiveMember *member, const LampFile *file)
{
  const char *name = member->name;
  gsize path_length = strlen (file->path);
  gsize name_length;

  while (g_str_has_prefix (name, "./"))
    name += 2;
  name_length = strlen (name);
  if (member->size_bytes >= 0 && member->size_bytes != file->size_bytes)
    return FALSE;
  if (name_length == 0 || name_length >= path_length)
    return FALSE;
  return file->path[path_length - name_length - 1] == '/' &&
         strcmp (file->path + path_length - name_length, name) == 0;
}

static const LampArchiveMember *
find_member (GPtrArray *members, const LampFile *file)
{
  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      LampArchiveMember *member = g_ptr_array_index (members, i);
      if (is_member (member, file))
        return member;
    }
  return NULL;
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
  g_autoptr (GPtrArray) archives = lamp_ledger_list_archives (ledger, LAMP_ENGINE_ARCHIVES_MAX);

  for (guint i = 0; i < archives->len; i++)
    {
      LampArtifact *archive = g_ptr_array_index (archives, i);
      const LampArchiveMember *member = find_member (g_hash_table_lookup (self->members, archive->key),
                                                     candidate->file);
      if (member != NULL)
        return lamp_row_with_parent (candidate, archive, member->encrypted);
    }
  return NULL;
}
