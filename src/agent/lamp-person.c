/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent/lamp-person.h"

#include "base/lamp-paths.h"

#include <grp.h>
#include <string.h>
#include <unistd.h>

/* Groups whose members may become root on the distributions that we know: Debian and Ubuntu (sudo), Fedora,
 * Arch and openSUSE (wheel). */
static gboolean
is_admin_group (gid_t gid)
{
  static const char *const names[] = { "sudo", "wheel", "admin" };
  struct group entry;
  struct group *found = NULL;
  char buffer[16384];

  if (getgrgid_r (gid, &entry, buffer, sizeof buffer, &found) != 0 || found == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (found->gr_name, names[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_admin (void)
{
  gid_t groups[256];
  int count = getgroups (G_N_ELEMENTS (groups), groups);

  for (int i = 0; i < count; i++)
    if (is_admin_group (groups[i]))
      return TRUE;
  return FALSE;
}

/**
 * lamp_person_get:
 *
 * Returns: whose desktop this is; the strings belong to GLib and live as long as the process
 */
LampEnginePerson
lamp_person_get (void)
{
  return (LampEnginePerson){
    .uid = getuid (),
    .name = g_get_user_name (),
    .session = g_getenv ("XDG_SESSION_TYPE"),
    .admin = is_admin (),
  };
}

/**
 * lamp_person_dup_machine_pseudonym:
 *
 * A stable stand-in for this computer that does not say its name: machine-id(5) must not leave the machine as
 * it is, so it goes through a hash with a word of our own.
 *
 * Returns: (transfer full): e.g. "m-7c1f09a2"
 */
char *
lamp_person_dup_machine_pseudonym (void)
{
  g_autofree char *state = lamp_paths_dup_state ();
  g_autofree char *machine_id = g_path_get_basename (state);
  g_autofree char *sum = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) "gatelamp-machine",
                                                    16, machine_id, -1);

  return g_strdup_printf ("m-%.8s", sum);
}
