/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/lamp-paths.h"

#include "base/lamp-error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* A machine id is 32 lower-case hex digits (machine-id(5)). Anything else could steer a path. */
static char *
dup_machine_id (void)
{
  static const char *const files[] = { "/etc/machine-id", "/var/lib/dbus/machine-id" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *text = NULL;
      if (!g_file_get_contents (files[i], &text, NULL, NULL))
        continue;
      g_strstrip (text);
      if (strlen (text) == 32 && strspn (text, "0123456789abcdef") == 32)
        return g_steal_pointer (&text);
    }
  return g_strdup ("no-machine-id");
}

/**
 * lamp_paths_dup_state:
 *
 * One folder per machine, so that a shared home does not mix the stores of two computers.
 *
 * Returns: (transfer full): `$XDG_STATE_HOME/gatelamp/<machine-id>`
 */
char *
lamp_paths_dup_state (void)
{
  g_autofree char *machine_id = dup_machine_id ();
  return g_build_filename (g_get_user_state_dir (), LAMP_FOLDER_NAME, machine_id, NULL);
}

/**
 * lamp_paths_dup_runtime:
 *
 * Returns: (transfer full): `$XDG_RUNTIME_DIR/gatelamp`: the lock and the readers' private copies
 */
char *
lamp_paths_dup_runtime (void)
{
  return g_build_filename (g_get_user_runtime_dir (), LAMP_FOLDER_NAME, NULL);
}

/**
 * lamp_paths_dup_spool:
 *
 * Returns: (transfer full): where reports go until a SOC is configured
 */
char *
lamp_paths_dup_spool (void)
{
  g_autofree char *state = lamp_paths_dup_state ();
  return g_build_filename (state, "soc-inbox", NULL);
}

/**
 * lamp_paths_dup_database:
 *
 * Returns: (transfer full): the store's file
 */
char *
lamp_paths_dup_database (void)
{
  g_autofree char *state = lamp_paths_dup_state ();
  return g_build_filename (state, "gatelamp.sqlite", NULL);
}

/**
 * lamp_paths_make:
 * @folder: a folder of ours
 * @error: return location
 *
 * Makes the folder and its parents, for this user alone (0700).
 *
 * Returns: %TRUE if it is there
 */
gboolean
lamp_paths_make (const char *folder, GError **error)
{
  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;
  lamp_error_set_from_errno (error, errno, "making a folder");
  return FALSE;
}
