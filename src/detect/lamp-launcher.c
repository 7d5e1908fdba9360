/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "detect/lamp-launcher.h"

#include "detect/lamp-detect-limits.h"

#include "base/lamp-limits.h"
#include "base/lamp-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a person calls the program, by the file name of its image. */
static const struct
{
  const char *image;
  const char *name;
} plain_names[] = {
  { "nautilus", N_ ("Files") },
  { "nemo", N_ ("Files") },
  { "nemo-desktop", N_ ("Files") },
  { "caja", "Caja" },
  { "dolphin", "Dolphin" },
  { "thunar", "Thunar" },
  { "Thunar", "Thunar" },
  { "pcmanfm", "PCManFM" },
  { "pcmanfm-qt", "PCManFM-Qt" },
  { "file-roller", N_ ("Archive Manager") },
  { "ark", "Ark" },
  { "engrampa", "Engrampa" },
  { "gnome-shell", N_ ("the desktop") },
  { "plasmashell", N_ ("the desktop") },
  { "krunner", "KRunner" },
  { "cinnamon", N_ ("the desktop") },
  { "xfdesktop", N_ ("the desktop") },
  { "systemd", N_ ("the session") },
  { "cron", N_ ("the scheduler") },
  { "crond", N_ ("the scheduler") },
  { "atd", N_ ("the scheduler") },
  { "gnome-terminal-server", N_ ("Terminal") },
  { "kgx", N_ ("Terminal") },
  { "gnome-console", N_ ("Terminal") },
  { "ptyxis", N_ ("Terminal") },
  { "xfce4-terminal", N_ ("Terminal") },
  { "konsole", "Konsole" },
  { "xterm", "xterm" },
  { "firefox", "Firefox" },
  { "firefox-bin", "Firefox" },
  { "firefox-esr", "Firefox" },
  { "chromium", "Chromium" },
  { "chromium-browser", "Chromium" },
  { "chrome", "Google Chrome" },
  { "msedge", "Microsoft Edge" },
  { "brave", "Brave" },
  { "vivaldi-bin", "Vivaldi" },
  { "opera", "Opera" },
  { "epiphany", N_ ("Web") },
  { "thunderbird", "Thunderbird" },
  { "thunderbird-bin", "Thunderbird" },
  { "evolution", "Evolution" },
  { "geary", "Geary" },
  { "kmail", "KMail" },
  { "code", "Visual Studio Code" },
  { "gedit", "gedit" },
  { "gnome-text-editor", N_ ("Text Editor") },
};

static const char *
find_plain_name (const char *image)
{
  for (gsize i = 0; i < G_N_ELEMENTS (plain_names); i++)
    if (strcmp (plain_names[i].image, image) == 0)
      return _ (plain_names[i].name);
  return NULL;
}

/* The name of a listed interpreter as it was called ("sh" where the image is dash), or else of its image. */
static char *
dup_interpreter_name (const LampProcess *process, const LampRun *run)
{
  g_autofree char *called = NULL;
  g_autofree char *image = run->program != NULL ? lamp_interpreter_dup_base_name (run->program) : NULL;

  if (process->exe == run->program && process->argv != NULL && process->argv[0] != NULL)
    called = lamp_interpreter_dup_base_name (process->argv[0]);
  if (called != NULL && run->interpreter != NULL && lamp_interpreter_find (called) == run->interpreter)
    return g_steal_pointer (&called);
  return image != NULL ? lamp_text_show (image, LAMP_SHOWN_NAME_CHARS) : NULL;
}

/* NULL: the ancestor says nothing to a person (sudo, env, a launcher's helper). */
static char *
dup_ancestor_name (const LampAncestor *ancestor)
{
  g_autofree char *image = NULL;
  const char *plain;

  if (ancestor->exe == NULL && ancestor->name == NULL)
    return NULL;
  image = lamp_interpreter_dup_base_name (ancestor->exe != NULL ? ancestor->exe : ancestor->name);
  plain = find_plain_name (image);
  if (plain != NULL)
    return g_strdup (plain);
  if (lamp_wrapper_find (image) != NULL || g_str_has_prefix (image, "gio-launch") || *image == '\0')
    return NULL;
  if (ancestor->name != NULL &&
      (strcmp (ancestor->name, "xdg-open") == 0 || strcmp (ancestor->name, "exo-open") == 0))
    return NULL;
  return lamp_interpreter_find (image) != NULL ? g_strdup (image)
                                               : lamp_text_show (image, LAMP_SHOWN_NAME_CHARS);
}

/**
 * lamp_launcher_dup_name:
 * @facts: the facts
 * @run: how it ran
 *
 * The interpreter that runs a script; for a program of its own, the nearest ancestor that a person knows.
 *
 * Returns: (transfer full) (nullable): a plain name, foreign text made safe; %NULL where it is not known
 */
char *
lamp_launcher_dup_name (const LampDetectFacts *facts, const LampRun *run)
{
  const LampProcess *process = facts->execution->process;

  if (process == NULL || !run->proven)
    return NULL;
  if (run->program != NULL)
    return dup_interpreter_name (process, run);
  for (gsize i = 0; process->ancestors != NULL && process->ancestors[i] != NULL && i < LAMP_DETECT_ANCESTORS;
       i++)
    {
      char *name = dup_ancestor_name (process->ancestors[i]);
      if (name != NULL)
        return name;
    }
  return NULL;
}
