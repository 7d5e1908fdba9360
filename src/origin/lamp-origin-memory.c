/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-memory.h"

#include "origin/lamp-origin-limits.h"

#include "model/lamp-origin.h"

struct _LampOriginMemory
{
  GHashTable *answers; /* owned "key stamp" -> owned array */
  GQueue oldest_first; /* of the table's keys, borrowed */
};

static char *
make_name (const char *artifact_key, const char *stamp)
{
  return g_strconcat (artifact_key, " ", stamp, NULL);
}

/**
 * lamp_origin_memory_new:
 *
 * Returns: (transfer full): empty
 */
LampOriginMemory *
lamp_origin_memory_new (void)
{
  LampOriginMemory *self = g_new0 (LampOriginMemory, 1);

  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_queue_init (&self->oldest_first);
  return self;
}

/**
 * lamp_origin_memory_free:
 * @self: (transfer full): a memory
 */
void
lamp_origin_memory_free (LampOriginMemory *self)
{
  g_queue_clear (&self->oldest_first);
  g_hash_table_unref (self->answers);
  g_free (self);
}

/**
 * lamp_origin_memory_find:
 * @self: a memory
 * @artifact_key: (nullable): which file
 * @stamp: (nullable): lamp_origin_job_dup_stamp()
 *
 * Returns: (element-type LampEvidence) (nullable): what was answered, borrowed; %NULL: it must be asked
 */
GPtrArray *
lamp_origin_memory_find (LampOriginMemory *self, const char *artifact_key, const char *stamp)
{
  g_autofree char *name = artifact_key != NULL && stamp != NULL ? make_name (artifact_key, stamp) : NULL;

  return name != NULL ? g_hash_table_lookup (self->answers, name) : NULL;
}

/**
 * lamp_origin_memory_put:
 * @self: a memory
 * @artifact_key: (nullable): which file
 * @stamp: (nullable): lamp_origin_job_dup_stamp()
 * @evidence: (element-type LampEvidence): a whole answer without an error; copied
 *
 * Nothing is kept without a key or a stamp.
 */
void
lamp_origin_memory_put (LampOriginMemory *self,
                        const char *artifact_key,
                        const char *stamp,
                        GPtrArray *evidence)
{
  char *name;
  GPtrArray *copy;

  if (artifact_key == NULL || stamp == NULL || lamp_origin_memory_find (self, artifact_key, stamp) != NULL)
    return;
  name = make_name (artifact_key, stamp);
  copy = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);
  for (guint i = 0; i < evidence->len; i++)
    g_ptr_array_add (copy, lamp_evidence_ref (evidence->pdata[i]));
  g_hash_table_insert (self->answers, name, copy);
  g_queue_push_tail (&self->oldest_first, name);
  if (g_queue_get_length (&self->oldest_first) > LAMP_ORIGIN_REMEMBERED)
    g_hash_table_remove (self->answers, g_queue_pop_head (&self->oldest_first));
}
