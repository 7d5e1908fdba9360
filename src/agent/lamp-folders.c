/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent/lamp-folders.h"

#include <string.h>

/* XDG says the home folder itself where a user folder is turned off; watching all of it is not meant. */
static gboolean
is_usable (const char *path)
{
  return path != NULL && g_path_is_absolute (path) && strcmp (path, g_get_home_dir ()) != 0 &&
         strcmp (path, "/") != 0;
}

/**
 * lamp_folders_visit_own:
 * @visit: called for each folder
 * @data: its closure
 *
 * The folders in which files arrive on every desktop: the download folder and the desktop.
 */
void
lamp_folders_visit_own (LampFolderVisit visit, gpointer data)
{
  const char *downloads = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);
  const char *desktop = g_get_user_special_dir (G_USER_DIRECTORY_DESKTOP);
  g_autofree char *usual = g_build_filename (g_get_home_dir (), "Downloads", NULL);

  /* Browsers fall back to ~/Downloads where user-dirs.dirs does not name a folder. */
  if (!is_usable (downloads))
    downloads = usual;
  visit ("downloads", downloads, data);
  if (is_usable (desktop) && g_strcmp0 (desktop, downloads) != 0)
    visit ("desktop", desktop, data);
}

/**
 * lamp_folders_visit_browsers:
 * @paths: (nullable): download folders that the browsers' own settings name
 * @visit: called for each that is not one of our own already
 * @data: its closure
 */
void
lamp_folders_visit_browsers (const char *const *paths, LampFolderVisit visit, gpointer data)
{
  const char *downloads = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);
  const char *desktop = g_get_user_special_dir (G_USER_DIRECTORY_DESKTOP);

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      g_autofree char *id = g_strdup_printf ("browser-%u", i);
      if (is_usable (paths[i]) && g_strcmp0 (paths[i], downloads) != 0 && g_strcmp0 (paths[i], desktop) != 0)
        visit (id, paths[i], data);
    }
}
