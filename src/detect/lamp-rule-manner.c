/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "detect/lamp-rules.h"

#include "detect/lamp-detect-limits.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What stands between a click and the program without being a choice of the person. */
static const char *const openers[] = { "xdg-open",  "gio",        "gio-launch-desk", "gio-launch-desktop",
                                       "exo-open",  "kde-open",   "kde-open5",       "kioclient",
                                       "gvfs-open", "gnome-open", "mimeopen",        "run-mailcap",
                                       "kioexec",   NULL };

static const char *const desktops[] = { "nautilus",    "org.gnome.Nautilus",
                                        "nemo",        "nemo-desktop",
                                        "caja",        "dolphin",
                                        "thunar",      "Thunar",
                                        "pcmanfm",     "pcmanfm-qt",
                                        "konqueror",   "krusader",
                                        "doublecmd",   "spacefm",
                                        "gnome-shell", "plasmashell",
                                        "krunner",     "xfdesktop",
                                        "cinnamon",    "budgie-panel",
                                        "file-roller", "ark",
                                        "engrampa",    "xarchiver",
                                        NULL };

static const LampAncestor *
find_starter (const LampProcess *process)
{
  for (gsize i = 0; process != NULL && process->ancestors != NULL && process->ancestors[i] != NULL &&
                    i < LAMP_DETECT_ANCESTORS;
       i++)
    {
      const LampAncestor *ancestor = process->ancestors[i];
      if (ancestor->name == NULL || !g_strv_contains (openers, ancestor->name))
        return ancestor;
    }
  return NULL;
}

static gboolean
is_one_of (const LampAncestor *ancestor, const char *const *names)
{
  g_autofree char *image = ancestor->exe != NULL ? lamp_interpreter_dup_base_name (ancestor->exe) : NULL;

  return names != NULL &&
         ((image != NULL && g_strv_contains (names, image)) ||
          (image == NULL && ancestor->name != NULL && g_strv_contains (names, ancestor->name)));
}

static void
match_starter (LampFindings *findings)
{
  const LampDetectFacts *facts = findings->facts;
  const LampAncestor *starter = findings->run.proven ? find_starter (facts->execution->process) : NULL;

  if (starter != NULL && is_one_of (starter, facts->policy->clients))
    lamp_findings_add (findings, LAMP_POINT_MANNER_CLIENT_CHILD);
  else if (findings->run.method == LAMP_METHOD_DESKTOP_ENTRY ||
           (starter != NULL && is_one_of (starter, desktops)))
    lamp_findings_add (findings, LAMP_POINT_MANNER_GRAPHICAL);
}

/* The kernel executed a file that had no executable bit when it arrived: somebody set it. */
static void
match_exec_bit (LampFindings *findings)
{
  const LampFile *file = findings->facts->artifact->file;
  gboolean executed = findings->run.method == LAMP_METHOD_EXE || findings->facts->execution->rung;
  guint64 mode = 0;

  if (!executed || file == NULL || file->mode == NULL ||
      !g_ascii_string_to_unsigned (file->mode, 8, 0, 07777, &mode, NULL) || (mode & 0111) != 0)
    return;
  lamp_findings_add (findings, LAMP_POINT_MANNER_EXEC_BIT);
  lamp_findings_add_technique (findings, "T1222.002");
}

static void
match_method (LampFindings *findings)
{
  switch (findings->run.method)
    {
    case LAMP_METHOD_STDIN:
    case LAMP_METHOD_DESCRIPTOR:
    case LAMP_METHOD_INLINE:
    case LAMP_METHOD_PIPE:
      lamp_findings_add (findings, LAMP_POINT_MANNER_INDIRECT);
      break;
    case LAMP_METHOD_LOADER:
      lamp_findings_add (findings, LAMP_POINT_MANNER_INDIRECT);
      lamp_findings_add_technique (findings, "T1218");
      break;
    case LAMP_METHOD_ENVIRONMENT:
      lamp_findings_add (findings, LAMP_POINT_MANNER_INDIRECT);
      lamp_findings_add_technique (findings, "T1574.006");
      break;
    default:
      break;
    }
}

/**
 * lamp_rule_manner:
 * @findings: to be added to
 *
 * How it was run: a way that leaves no name in a process list, another user's rights, a click.
 */
void
lamp_rule_manner (LampFindings *findings)
{
  match_method (findings);
  if (findings->run.elevated)
    {
      lamp_findings_add (findings, LAMP_POINT_MANNER_ROOT);
      lamp_findings_add_technique (findings, "T1548.003");
    }
  match_starter (findings);
  match_exec_bit (findings);
  if (!findings->run.proven)
    lamp_findings_add_gap (findings, "no-process", _ ("The program that ran it had already ended."));
}
