/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-profiles.h"

#include "origin/lamp-origin-limits.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define FOLDER_FLAGS (O_PATH | O_DIRECTORY | O_CLOEXEC)
/* Entries of a browser's folder that are looked at. */
#define ENTRIES 1024

/* Where browsers keep their profiles: `config` is $XDG_CONFIG_HOME, `home` the home folder. Chromium and
 * Firefox from Debian were measured; the others are from their documentation and from firejail's profiles. */
static const struct
{
  const char *app;
  const char *family;
  const char *base;
  const char *folder;
} roots[] = {
  { "Firefox", "firefox", "config", "mozilla/firefox" }, /* new homes since Firefox 147 */
  { "Firefox", "firefox", "home", ".mozilla/firefox" },
  { "Firefox", "firefox", "home", "snap/firefox/common/.mozilla/firefox" },
  { "Firefox", "firefox", "home", "snap/firefox/common/.config/mozilla/firefox" },
  { "Firefox", "firefox", "home", ".var/app/org.mozilla.firefox/.mozilla/firefox" },
  { "Firefox", "firefox", "home", ".var/app/org.mozilla.firefox/config/mozilla/firefox" },
  { "LibreWolf", "firefox", "home", ".librewolf" },
  { "LibreWolf", "firefox", "home", ".var/app/io.gitlab.librewolf-community/.librewolf" },
  { "Chromium", "chromium", "config", "chromium" },
  { "Chromium", "chromium", "home", "snap/chromium/common/chromium" },
  { "Chromium", "chromium", "home", ".var/app/org.chromium.Chromium/config/chromium" },
  { "Chrome", "chromium", "config", "google-chrome" },
  { "Chrome", "chromium", "config", "google-chrome-beta" },
  { "Chrome", "chromium", "config", "google-chrome-unstable" },
  { "Chrome", "chromium", "home", ".var/app/com.google.Chrome/config/google-chrome" },
  { "Brave", "chromium", "config", "BraveSoftware/Brave-Browser" },
  { "Brave", "chromium", "home", "snap/brave/current/.config/BraveSoftware/Brave-Browser" },
  { "Brave", "chromium", "home", ".var/app/com.brave.Browser/config/BraveSoftware/Brave-Browser" },
  { "Edge", "chromium", "config", "microsoft-edge" },
  { "Edge", "chromium", "home", ".var/app/com.microsoft.Edge/config/microsoft-edge" },
  { "Vivaldi", "chromium", "config", "vivaldi" },
  { "Vivaldi", "chromium", "home", "snap/vivaldi/current/.config/vivaldi" },
  { "Vivaldi", "chromium", "home", ".var/app/com.vivaldi.Vivaldi/config/vivaldi" },
  { "Opera", "chromium", "config", "opera" },
  { "Opera", "chromium", "home", "snap/opera/current/.config/opera" },
  { "Opera", "chromium", "home", ".var/app/com.opera.Opera/config/opera" },
};

/**
 * lamp_origin_profile_free:
 * @self: (transfer full): a profile
 */
void
lamp_origin_profile_free (LampOriginProfile *self)
{
  close (self->folder);
  g_free (self);
}

/* The variables speak of the user's own home only. */
static char *
dup_base (const char *home, const char *which)
{
  gboolean own = g_strcmp0 (home, g_get_home_dir ()) == 0;

  if (strcmp (which, "config") == 0)
    return own ? g_strdup (g_get_user_config_dir ()) : g_build_filename (home, ".config", NULL);
  if (strcmp (which, "data") == 0)
    return own ? g_strdup (g_get_user_data_dir ()) : g_build_filename (home, ".local", "share", NULL);
  return g_strdup (home);
}

/**
 * lamp_origin_profiles_open_base:
 * @home: a home folder
 * @which: "home", "config" or "data"
 * @below: (nullable): a folder below it
 *
 * Links on the way are followed: people move their settings, and snap's `current` is one.
 *
 * Returns: the folder, O_PATH, to be closed by the caller; or -1
 */
int
lamp_origin_profiles_open_base (const char *home, const char *which, const char *below)
{
  g_autofree char *base = dup_base (home, which);
  int folder = open (base, FOLDER_FLAGS);
  int inner;

  if (folder < 0 || below == NULL)
    return folder;
  inner = openat (folder, below, FOLDER_FLAGS);
  close (folder);
  return inner;
}

static void
add_profile (GPtrArray *profiles, gsize root, int folder)
{
  LampOriginProfile *profile = g_new0 (LampOriginProfile, 1);

  profile->app = roots[root].app;
  profile->family = roots[root].family;
  profile->folder = folder;
  g_ptr_array_add (profiles, profile);
}

static gboolean
is_profile (int folder, const char *family)
{
  const char *mark = strcmp (family, "firefox") == 0 ? "places.sqlite" : "History";
  return folder >= 0 && faccessat (folder, mark, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* `profiles.ini` need not be read: a folder with the browser's database is a profile. */
static void
add_profiles_below (GPtrArray *profiles, gsize root, int folder)
{
  int readable = openat (folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *stream = readable >= 0 ? fdopendir (readable) : NULL;
  guint found = 0;
  struct dirent *entry;

  if (stream == NULL)
    {
      if (readable >= 0)
        close (readable);
      return;
    }
  for (int i = 0; i < ENTRIES && found < LAMP_ORIGIN_PROFILES_PER_ROOT && (entry = readdir (stream)) != NULL;
       i++)
    {
      int inner;
      if (entry->d_name[0] == '.' ||
          (entry->d_type != DT_DIR && entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN))
        continue;
      inner = openat (folder, entry->d_name, FOLDER_FLAGS);
      if (is_profile (inner, roots[root].family))
        {
          add_profile (profiles, root, inner);
          found++;
        }
      else if (inner >= 0)
        close (inner);
    }
  closedir (stream);
}

/**
 * lamp_origin_profiles_list:
 * @home: a home folder
 * @family: (nullable): only browsers of this family
 *
 * Lists the browser profiles that exist, by looking at folder names and at nothing inside. It may wait for
 * the file system: for a worker thread.
 *
 * Returns: (transfer full) (element-type LampOriginProfile): at most %LAMP_ORIGIN_PROFILES
 */
GPtrArray *
lamp_origin_profiles_list (const char *home, const char *family)
{
  g_autoptr (GPtrArray) profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_origin_profile_free);

  for (gsize i = 0; i < G_N_ELEMENTS (roots) && profiles->len < LAMP_ORIGIN_PROFILES; i++)
    {
      int folder;
      if (family != NULL && strcmp (family, roots[i].family) != 0)
        continue;
      folder = lamp_origin_profiles_open_base (home, roots[i].base, roots[i].folder);
      if (folder < 0)
        continue;
      add_profiles_below (profiles, i, folder);
      if (is_profile (folder, roots[i].family))
        add_profile (profiles, i, folder);
      else
        close (folder);
    }
  if (profiles->len > LAMP_ORIGIN_PROFILES)
    g_ptr_array_set_size (profiles, LAMP_ORIGIN_PROFILES);
  return g_steal_pointer (&profiles);
}
