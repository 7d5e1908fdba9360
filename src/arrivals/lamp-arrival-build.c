/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "arrivals/lamp-arrival-build.h"

#include <glib/gi18n-lib.h>

#include "arrivals/lamp-arrival-names.h"
#include "arrivals/lamp-arrivals-limits.h"

/**
 * lamp_arrival_build_is_evidence:
 * @item: a change, with what was seen
 *
 * Returns: whether it is arrival evidence: the name of an unfinished download became a final one, and the
 * file is no copy that keeps the time of what it was copied from
 */
gboolean
lamp_arrival_build_is_evidence (const LampArrivalItem *item)
{
  const char *from = lamp_arrival_item_get_from (item);
  const LampArrivalLook *look = item->look;

  if (item->change != LAMP_CHANGE_RENAMED || from == NULL ||
      !lamp_arrival_rename_is_finish (from, item->name))
    return FALSE;
  return !lamp_arrival_rename_may_be_copy (from, item->name) || look->born_real_usec == 0 ||
         look->modified_real_usec >= look->born_real_usec - LAMP_ARRIVALS_COPY_USEC;
}

/**
 * lamp_arrival_build_origin:
 * @family: (nullable): kind of application, from the temporary name
 *
 * Returns: (transfer full): a pending origin whose evidence is the rename
 */
LampOrigin *
lamp_arrival_build_origin (const char *family)
{
  g_autoptr (LampEvidence) evidence = lamp_evidence_new (&(LampEvidence){
      .source = "temp-rename",
      .confidence = family != NULL ? LAMP_EVIDENCE_HIGH : LAMP_EVIDENCE_MEDIUM,
      .detail = _ ("It had the name of an unfinished download before it got this one."),
  });
  const LampEvidence *list[] = { evidence, NULL };

  return lamp_origin_new (&(LampOrigin){ .status = LAMP_ORIGIN_PENDING, .evidence = list });
}

static LampFile *
build_file (const LampArrivalItem *item, gint64 arrived_real_usec)
{
  const LampArrivalLook *look = item->look;
  g_autofree char *folder = g_path_get_dirname (look->path);
  g_autofree char *arrival = g_build_filename (folder, item->name, NULL);
  char mode[16];

  g_snprintf (mode, sizeof mode, "%04o", look->mode);
  return lamp_file_new (&(LampFile){
      .path = look->path,
      .path_at_arrival = arrival,
      .name = item->name,
      .size_bytes = look->size_bytes,
      .content_type = look->type.content_type,
      .mode = mode,
      .born_real_usec = look->born_real_usec,
      .modified_real_usec = look->modified_real_usec,
      .arrived_real_usec = arrived_real_usec,
  });
}

/**
 * lamp_arrival_build_artifact:
 * @item: a change, with what was seen: a regular file with its type
 * @is_late: it was found later: it arrived when it was born, on a boot that is not known
 *
 * Returns: (transfer full): the file as an artifact, or as a candidate where there is no evidence
 */
LampArtifact *
lamp_arrival_build_artifact (const LampArrivalItem *item, gboolean is_late)
{
  const LampArrivalLook *look = item->look;
  gboolean evidence = lamp_arrival_build_is_evidence (item);
  const char *family = evidence
                           ? lamp_arrival_rename_get_family (lamp_arrival_item_get_from (item), item->name)
                           : NULL;
  g_autoptr (LampOrigin) origin = evidence ? lamp_arrival_build_origin (family) : NULL;
  g_autoptr (LampFile)
      file = build_file (item, is_late ? lamp_arrival_look_get_born (look) : item->time.real_usec);

  return lamp_artifact_new (&(LampArtifact){
      .key = look->key,
      .file = file,
      .state = evidence ? LAMP_ARRIVAL_ARTIFACT : LAMP_ARRIVAL_CANDIDATE,
      .family = family,
      .runnable = look->type.runnable,
      .archive = look->type.archive,
      .origin = origin,
      .arrived_boot_usec = is_late ? 0 : item->time.boot_usec,
      .arrived_boot_id = is_late ? NULL : item->time.boot_id,
  });
}
