/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "detect/lamp-rules.h"

#include <glib/gi18n-lib.h>

#define SOON_SEC       120
#define LATE_SEC       (24 * 3600)
#define IN_SECONDS_SEC 60

/**
 * lamp_rule_time:
 * @findings: to be added to
 *
 * Time only shades. An age that is not known (another boot's clock, a jumped one) gives no points and says
 * so.
 */
void
lamp_rule_time (LampFindings *findings)
{
  const LampDetectFacts *facts = findings->facts;
  g_autofree char *text = NULL;

  if (facts->inspected)
    lamp_findings_add (findings, LAMP_POINT_INSPECTED);
  if (facts->age_sec < 0)
    lamp_findings_add_gap (findings, "age-unknown", _ ("How long ago it arrived is not known."));
  else if (facts->age_sec > 0 && facts->age_sec < IN_SECONDS_SEC)
    {
      text = g_strdup_printf (ngettext ("It was run within %d second of arriving.",
                                        "It was run within %d seconds of arriving.", (gulong) facts->age_sec),
                              (int) facts->age_sec);
      lamp_findings_add_text (findings, LAMP_POINT_TIME_SOON, text);
    }
  else if (facts->age_sec <= SOON_SEC)
    lamp_findings_add (findings, LAMP_POINT_TIME_SOON);
  else if (facts->age_sec > LATE_SEC)
    lamp_findings_add (findings, LAMP_POINT_TIME_LATE);
}
