/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "detect/lamp-name.h"
#include "detect/lamp-rules.h"

#include <string.h>

static const char *
base_of (const char *path)
{
  const char *slash = path != NULL ? strrchr (path, '/') : NULL;
  return slash != NULL ? slash + 1 : path;
}

/* A part of the path that file managers hide, below the folder where the file arrived; where it went
 * elsewhere, any part that is not one of the usual homes of programs. */
static gboolean
is_hidden (const char *path, const char *path_at_arrival)
{
  static const char *const usual[] = { ".local", ".cache", ".config", ".var", ".wine", ".mozilla", NULL };
  const char *folder_end = path_at_arrival != NULL ? strrchr (path_at_arrival, '/') : NULL;
  gsize folder = folder_end != NULL ? (gsize) (folder_end - path_at_arrival) : 0;
  gboolean below = folder > 0 && strncmp (path, path_at_arrival, folder) == 0 && path[folder] == '/';
  g_auto (GStrv) parts = g_strsplit (below ? path + folder : path, "/", -1);

  for (gsize i = 0; parts[i] != NULL; i++)
    if (parts[i][0] == '.' && parts[i][1] != '\0' && parts[i][1] != '.' &&
        !g_str_has_prefix (parts[i], ".mount_") && !g_strv_contains (usual, parts[i]))
      return TRUE;
  return FALSE;
}

/* A deceptive name counts once, the stronger kind. */
static void
match_deception (LampFindings *findings, LampNameSigns signs)
{
  if (signs & LAMP_NAME_COMMAND)
    lamp_findings_add (findings, LAMP_POINT_NAME_COMMAND);
  if (signs & (LAMP_NAME_DIRECTION | LAMP_NAME_PADDING))
    lamp_findings_add (findings, LAMP_POINT_NAME_HIDDEN_ENDING);
  else if (signs & LAMP_NAME_LOOKALIKE)
    lamp_findings_add (findings, LAMP_POINT_NAME_LOOKALIKE);
  if (signs & LAMP_NAME_DIRECTION)
    lamp_findings_add_technique (findings, "T1036.002");
  if (signs & LAMP_NAME_PADDING)
    lamp_findings_add_technique (findings, "T1036.006");
  if (signs & LAMP_NAME_LOOKALIKE)
    lamp_findings_add_technique (findings, "T1036.005");
}

static void
match_type (LampFindings *findings, LampNameSigns signs)
{
  if (signs & LAMP_NAME_NOT_DOCUMENT)
    lamp_findings_add (findings, LAMP_POINT_NAME_NOT_DOCUMENT);
  if (signs & LAMP_NAME_TWO_ENDINGS)
    lamp_findings_add (findings, LAMP_POINT_NAME_TWO_ENDINGS);
  if (signs & LAMP_NAME_DESKTOP)
    lamp_findings_add (findings, LAMP_POINT_NAME_DESKTOP);
  if (signs & (LAMP_NAME_NOT_DOCUMENT | LAMP_NAME_TWO_ENDINGS | LAMP_NAME_DESKTOP))
    lamp_findings_add_technique (findings, "T1036.008");
}

/**
 * lamp_rule_name:
 * @findings: to be added to
 *
 * A masquerade has no benign reason. The name at arrival is what the person was shown; the name at the
 * execution may be another.
 */
void
lamp_rule_name (LampFindings *findings)
{
  const LampDetectFacts *facts = findings->facts;
  const LampFile *file = facts->artifact->file;
  const char *path = facts->execution != NULL ? facts->execution->path : NULL;
  const char *content_type = file != NULL ? file->content_type : NULL;
  LampNameSigns signs = 0;

  if (file != NULL && file->name != NULL)
    signs |= lamp_name_find_signs (file->name, content_type, findings->run.runs);
  if (path != NULL)
    signs |= lamp_name_find_signs (base_of (path), content_type, findings->run.runs);
  match_deception (findings, signs);
  match_type (findings, signs);
  if (path == NULL && file != NULL)
    path = file->path;
  if (findings->run.runs && path != NULL && is_hidden (path, file != NULL ? file->path_at_arrival : NULL))
    {
      lamp_findings_add (findings, LAMP_POINT_NAME_HIDDEN_PATH);
      lamp_findings_add_technique (findings, "T1564.001");
    }
}
