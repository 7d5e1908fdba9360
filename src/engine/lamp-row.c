/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/lamp-row.h"

#include <string.h>

/** Steps of a chain that are kept; nobody reads a longer one. */
#define CHAIN_MAX 16

/**
 * lamp_row_with_state:
 * @row: a row of the ledger
 * @state: its new state
 *
 * Returns: (transfer full): the next value of the row
 */
LampArtifact *
lamp_row_with_state (const LampArtifact *row, LampArrivalState state)
{
  LampArtifact next = *row;

  next.state = state;
  return lamp_artifact_new (&next);
}

/**
 * lamp_row_with_origin:
 * @row: a row of the ledger
 * @origin: what is known of its origin now
 * @state: its new state
 *
 * Returns: (transfer full): the next value of the row
 */
LampArtifact *
lamp_row_with_origin (const LampArtifact *row, const LampOrigin *origin, LampArrivalState state)
{
  LampArtifact next = *row;

  next.origin = origin;
  next.state = state;
  return lamp_artifact_new (&next);
}

static LampArtifact *
with_file (const LampArtifact *row, const LampFile *fields)
{
  g_autoptr (LampFile) file = lamp_file_new (fields);
  LampArtifact next = *row;

  next.file = file;
  return lamp_artifact_new (&next);
}

/**
 * lamp_row_with_hash:
 * @row: a row of the ledger
 * @sha256: of its content
 *
 * Returns: (transfer full): the next value of the row
 */
LampArtifact *
lamp_row_with_hash (const LampArtifact *row, const char *sha256)
{
  LampFile file = *row->file;

  file.sha256 = sha256;
  return with_file (row, &file);
}

/**
 * lamp_row_with_change:
 * @row: a row of the ledger
 * @change: the same file after its content or mode changed; only what can change is taken from it
 *
 * Returns: (transfer full): the next value of the row; without a hash where the content is another
 */
LampArtifact *
lamp_row_with_change (const LampArtifact *row, const LampArtifact *change)
{
  LampFile file = *row->file;
  g_autoptr (LampArtifact) changed = NULL;
  LampArtifact next;

  /* Its time can be set back by whoever wrote to it. */
  if (file.modified_real_usec != change->file->modified_real_usec ||
      file.size_bytes != change->file->size_bytes)
    file.sha256 = NULL;
  file.size_bytes = change->file->size_bytes;
  file.content_type = change->file->content_type;
  file.mode = change->file->mode;
  file.modified_real_usec = change->file->modified_real_usec;
  changed = with_file (row, &file);
  next = *changed;
  next.runnable = change->runnable;
  next.archive = change->archive;
  return lamp_artifact_new (&next);
}

static GPtrArray *
chain_with (const LampArtifact *row, const LampDerivation *step)
{
  GPtrArray *chain = g_ptr_array_new ();

  for (guint i = 0; row->derivation != NULL && row->derivation[i] != NULL; i++)
    g_ptr_array_add (chain, (gpointer) row->derivation[i]);
  if (chain->len < CHAIN_MAX)
    g_ptr_array_add (chain, (gpointer) step);
  g_ptr_array_add (chain, NULL);
  return chain;
}

/**
 * lamp_row_with_path:
 * @row: a row of the ledger
 * @path: where the file is now
 *
 * Returns: (transfer full): the row at its new place, the step in its chain
 */
LampArtifact *
lamp_row_with_path (const LampArtifact *row, const char *path)
{
  g_autoptr (LampDerivation)
      step = lamp_derivation_new (&(LampDerivation){ .how = "moved", .from = row->file->path, .to = path });
  g_autoptr (GPtrArray) chain = chain_with (row, step);
  LampFile file = *row->file;
  g_autoptr (LampArtifact) moved = NULL;
  LampArtifact next;

  file.path = path;
  moved = with_file (row, &file);
  next = *moved;
  next.derivation = (const LampDerivation *const *) chain->pdata;
  return lamp_artifact_new (&next);
}

/**
 * lamp_row_with_parent:
 * @row: a candidate
 * @archive: the artifact that it was extracted from
 * @encrypted: the member was under a password
 *
 * Returns: (transfer full): the candidate as an artifact; its origin is the archive's
 */
LampArtifact *
lamp_row_with_parent (const LampArtifact *row, const LampArtifact *archive, gboolean encrypted)
{
  g_autoptr (LampDerivation) step = lamp_derivation_new (
      &(LampDerivation){ .how = "extracted", .from = archive->file->name, .to = row->file->path });
  g_autoptr (GPtrArray) chain = chain_with (archive, step);
  LampArtifact next = *row;

  next.state = LAMP_ARRIVAL_ARTIFACT;
  next.parent_key = archive->key;
  next.family = archive->family;
  next.encrypted = archive->encrypted || encrypted;
  next.derivation = (const LampDerivation *const *) chain->pdata;
  next.origin = archive->origin;
  return lamp_artifact_new (&next);
}

static gboolean
speaks (GPtrArray *evidence, const char *source)
{
  for (guint i = 0; evidence != NULL && i < evidence->len; i++)
    if (strcmp (((LampEvidence *) g_ptr_array_index (evidence, i))->source, source) == 0)
      return TRUE;
  return FALSE;
}

/**
 * lamp_row_join_evidence:
 * @row: a row of the ledger
 * @more: (nullable) (element-type LampEvidence): what readers say now
 *
 * A source speaks once: its newest word replaces the older one.
 *
 * Returns: (transfer full) (element-type LampEvidence): all that is known of its origin
 */
GPtrArray *
lamp_row_join_evidence (const LampArtifact *row, GPtrArray *more)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);
  const LampEvidence *const *old = row->origin != NULL ? row->origin->evidence : NULL;

  for (guint i = 0; more != NULL && i < more->len; i++)
    g_ptr_array_add (all, lamp_evidence_ref (g_ptr_array_index (more, i)));
  for (guint i = 0; old != NULL && old[i] != NULL; i++)
    if (!speaks (more, old[i]->source))
      g_ptr_array_add (all, lamp_evidence_ref (old[i]));
  return all;
}

/**
 * lamp_row_is_arrival_evidence:
 * @evidence: (nullable) (element-type LampEvidence): what readers say
 *
 * A mark of low confidence is no evidence of arrival: an editor, too, lists what it saved as recently used.
 *
 * Returns: %TRUE if a candidate with it is an artifact
 */
gboolean
lamp_row_is_arrival_evidence (GPtrArray *evidence)
{
  for (guint i = 0; evidence != NULL && i < evidence->len; i++)
    if (((LampEvidence *) g_ptr_array_index (evidence, i))->confidence > LAMP_EVIDENCE_LOW)
      return TRUE;
  return FALSE;
}
