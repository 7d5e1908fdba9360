/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "arrivals/lamp-arrival-fleeting.h"

#include "arrivals/lamp-arrival-build.h"
#include "arrivals/lamp-arrival-names.h"
#include "arrivals/lamp-arrivals-limits.h"

/**
 * lamp_arrival_fleeting_build:
 * @key: a file's key
 * @from: the name it had before
 * @path: the name it was given: absolute
 * @size_bytes: its size
 * @arrived: when
 *
 * For a file that was replaced or deleted before a monitor could look at it: the probe marked it, and its two
 * names tell that it arrived. Its content was never seen, so it has no type and no hash.
 *
 * Returns: (transfer full) (nullable): the artifact; %NULL if the rename is no evidence of arrival
 */
LampArtifact *
lamp_arrival_fleeting_build (
    const char *key, const char *from, const char *path, gint64 size_bytes, const LampTime *arrived)
{
  g_autofree char *name = g_path_get_basename (path);
  const char *family = lamp_arrival_rename_get_family (from, name);
  g_autoptr (LampOrigin) origin = NULL;
  g_autoptr (LampFile) file = NULL;

  if (!lamp_arrival_rename_is_finish (from, name) || size_bytes == 0)
    return NULL;
  origin = lamp_arrival_build_origin (family);
  file = lamp_file_new (&(LampFile){ .path = path,
                                     .path_at_arrival = path,
                                     .name = name,
                                     .size_bytes = size_bytes,
                                     .arrived_real_usec = arrived->real_usec });
  return lamp_artifact_new (&(LampArtifact){ .key = key,
                                             .file = file,
                                             .state = LAMP_ARRIVAL_ARTIFACT,
                                             .family = family,
                                             .runnable = TRUE,
                                             .origin = origin,
                                             .arrived_boot_usec = arrived->boot_usec,
                                             .arrived_boot_id = arrived->boot_id });
}

/**
 * lamp_arrival_fleeting_join:
 * @found: a file that was found by listing its folder
 * @renamed: the same file, as lamp_arrival_fleeting_build() made it of its rename
 * @may_be_copy: see lamp_arrival_rename_may_be_copy()
 *
 * For a file that got its final name when the probe watched already, and the monitor did not.
 *
 * Returns: (transfer full) (nullable): what was found, with the time and the evidence of the rename; %NULL
 * for a copy that keeps the time of what it was copied from
 */
LampArtifact *
lamp_arrival_fleeting_join (const LampArtifact *found, const LampArtifact *renamed, gboolean may_be_copy)
{
  LampFile fields = *found->file;
  LampArtifact joined = *found;
  g_autoptr (LampFile) file = NULL;

  if (may_be_copy && fields.born_real_usec != 0 &&
      fields.modified_real_usec < fields.born_real_usec - LAMP_ARRIVALS_COPY_USEC)
    return NULL;
  fields.arrived_real_usec = renamed->file->arrived_real_usec;
  file = lamp_file_new (&fields);
  joined.file = file;
  joined.state = LAMP_ARRIVAL_ARTIFACT;
  joined.family = renamed->family;
  joined.origin = renamed->origin;
  joined.arrived_boot_usec = renamed->arrived_boot_usec;
  joined.arrived_boot_id = renamed->arrived_boot_id;
  return lamp_artifact_new (&joined);
}
