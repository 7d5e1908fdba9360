/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "detect/lamp-rules.h"

#include <string.h>

static gboolean
has_step (const LampArtifact *artifact, const char *how)
{
  for (gsize i = 0; artifact->derivation != NULL && artifact->derivation[i] != NULL; i++)
    if (g_strcmp0 (artifact->derivation[i]->how, how) == 0)
      return TRUE;
  return FALSE;
}

/**
 * lamp_rule_archive:
 * @findings: to be added to
 *
 * A container takes a file past scanners and takes marks off it. Weak alone.
 */
void
lamp_rule_archive (LampFindings *findings)
{
  const LampArtifact *artifact = findings->facts->artifact;
  gboolean extracted = has_step (artifact, "extracted");

  if (extracted)
    lamp_findings_add (findings, LAMP_POINT_ARCHIVE_MEMBER);
  if (extracted && artifact->encrypted)
    {
      lamp_findings_add (findings, LAMP_POINT_ARCHIVE_ENCRYPTED);
      lamp_findings_add_technique (findings, "T1027.013");
    }
  if (has_step (artifact, "mounted"))
    lamp_findings_add (findings, LAMP_POINT_ARCHIVE_IMAGE);
}
