/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-download-folders.h"

#include "origin/lamp-origin-file.h"
#include "origin/lamp-origin-limits.h"

#include "base/lamp-error.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define PATH_BYTES 4096
/* The value of browser.download.folderList that means "the folder in browser.download.dir". */
#define FOLDER_LIST_CUSTOM 2

typedef struct
{
  char *dir;
  gint64 folder_list;
} Settings;

/* A folder that could be watched: absolute, and not climbing out of itself. */
static void
add_folder (GPtrArray *folders, const char *path)
{
  g_auto (GStrv) parts = NULL;

  if (path == NULL || path[0] != '/' || strlen (path) >= PATH_BYTES || folders->len >= LAMP_ORIGIN_FOLDERS)
    return;
  parts = g_strsplit (path, "/", -1);
  if (g_strv_contains ((const char *const *) parts, "..") || strcmp (path, "/") == 0)
    return;
  g_ptr_array_add (folders, g_strdup (path));
}

static const char *
get_member_text (JsonObject *object, const char *outer, const char *inner)
{
  JsonNode *node = json_object_get_member (object, outer);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  node = json_object_get_member (json_node_get_object (node), inner);
  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                          : NULL;
}

/**
 * lamp_origin_download_folders_read_chromium:
 * @fd: `Preferences` of a profile
 * @folders: (element-type filename): where to add what was found
 * @error: return location
 *
 * `download.default_directory` is there only if it was changed; `savefile.default_directory` is where "Save
 * as" was used last.
 *
 * Returns: %TRUE if it could be read. Errors: %LAMP_ERROR_INVALID_DATA, %LAMP_ERROR_TOO_LARGE, by errno
 */
gboolean
lamp_origin_download_folders_read_chromium (int fd, GPtrArray *folders, GError **error)
{
  g_autoptr (GBytes) bytes = lamp_origin_file_load (fd, LAMP_ORIGIN_SETTINGS_BYTES, error);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;
  gsize size = 0;
  const char *text;

  if (bytes == NULL)
    return FALSE;
  text = g_bytes_get_data (bytes, &size);
  root = size > 0 && g_utf8_validate_len (text, size, NULL) &&
                 json_parser_load_from_data (parser, text, (gssize) size, NULL)
             ? json_parser_get_root (parser)
             : NULL;
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA,
                           "the browser's settings are malformed");
      return FALSE;
    }
  add_folder (folders, get_member_text (json_node_get_object (root), "download", "default_directory"));
  add_folder (folders, get_member_text (json_node_get_object (root), "savefile", "default_directory"));
  return TRUE;
}

static int
hex_value (const char *text, int digits)
{
  int value = 0;

  for (int i = 0; i < digits; i++)
    {
      if (!g_ascii_isxdigit (text[i]))
        return -1;
      value = value * 16 + g_ascii_xdigit_value (text[i]);
    }
  return value;
}

/* One escape of a JavaScript string at @at, after the backslash; returns what it takes, or 0 if it is none.
 */
static gsize
append_escape (GString *out, const char *at)
{
  static const char plain[] = "\\\"'/";
  int value = -1;

  if (*at != '\0' && strchr (plain, *at) != NULL)
    {
      g_string_append_c (out, *at);
      return 1;
    }
  if (*at == 'x' && (value = hex_value (at + 1, 2)) > 0)
    {
      g_string_append_unichar (out, (gunichar) value);
      return 3;
    }
  if (*at != 'u' || (value = hex_value (at + 1, 4)) <= 0)
    return 0;
  if (value >= 0xD800 && value < 0xDC00 && at[5] == '\\' && at[6] == 'u')
    {
      int low = hex_value (at + 7, 4);
      if (low < 0xDC00 || low > 0xDFFF)
        return 0;
      g_string_append_unichar (out,
                               0x10000 + ((gunichar) (value - 0xD800) << 10) + (gunichar) (low - 0xDC00));
      return 11;
    }
  if (value >= 0xD800 && value <= 0xDFFF)
    return 0;
  g_string_append_unichar (out, (gunichar) value);
  return 5;
}

/* The string in double quotes at the start of @text, or NULL; what follows it goes to @out_rest. */
static char *
parse_string (const char *text, const char **out_rest)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *at = text + 1;

  if (*text != '"')
    return NULL;
  while (*at != '"')
    {
      gsize step = 1;
      if (*at == '\0' || out->len > PATH_BYTES)
        return NULL;
      if (*at != '\\')
        g_string_append_c (out, *at);
      else
        {
          gsize taken = append_escape (out, at + 1);
          if (taken == 0)
            return NULL;
          step += taken;
        }
      at += step;
    }
  *out_rest = at + 1;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* The text of the value if the line is `user_pref("NAME", VALUE);` and nothing else, or NULL. */
static const char *
match_pref (const char *line, const char *name)
{
  const char *rest = NULL;
  g_autofree char *found = NULL;

  if (!g_str_has_prefix (line, "user_pref("))
    return NULL;
  found = parse_string (line + strlen ("user_pref("), &rest);
  if (found == NULL || strcmp (found, name) != 0)
    return NULL;
  rest += strspn (rest, " \t");
  if (*rest != ',')
    return NULL;
  return rest + 1 + strspn (rest + 1, " \t");
}

static gboolean
ends_pref (const char *rest)
{
  return g_str_has_prefix (rest, ");") && rest[2 + strspn (rest + 2, " \t\r")] == '\0';
}

static void
read_line (const char *line, Settings *settings)
{
  const char *value = match_pref (line, "browser.download.dir");
  const char *rest = NULL;

  if (value != NULL)
    {
      g_autofree char *dir = parse_string (value, &rest);
      if (dir != NULL && ends_pref (rest))
        {
          g_free (settings->dir);
          settings->dir = g_steal_pointer (&dir);
        }
      return;
    }
  value = match_pref (line, "browser.download.folderList");
  if (value != NULL && g_ascii_isdigit (value[0]) && ends_pref (value + 1))
    settings->folder_list = value[0] - '0';
}

/**
 * lamp_origin_download_folders_read_firefox:
 * @fds: (array length=n_fds): `prefs.js`, and `user.js` if there is one: the later wins
 * @n_fds: how many
 * @folders: (element-type filename): where to add what was found
 * @error: return location
 *
 * Only whole lines of the form that Firefox itself writes are believed; the files are code in name only, and
 * nothing is evaluated.
 *
 * Returns: %TRUE if they could be read. Errors: %LAMP_ERROR_TOO_LARGE, by errno
 */
gboolean
lamp_origin_download_folders_read_firefox (const int *fds, guint n_fds, GPtrArray *folders, GError **error)
{
  Settings settings = { .folder_list = 1 };

  for (guint i = 0; i < n_fds; i++)
    {
      g_autoptr (GBytes) bytes = lamp_origin_file_load (fds[i], LAMP_ORIGIN_SETTINGS_BYTES, error);
      g_autofree char *text = NULL;
      g_auto (GStrv) lines = NULL;
      gsize size = 0;
      const char *data;

      if (bytes == NULL)
        {
          g_free (settings.dir);
          return FALSE;
        }
      data = g_bytes_get_data (bytes, &size);
      text = data != NULL ? g_strndup (data, size) : g_strdup ("");
      lines = g_strsplit (text, "\n", -1);
      for (gsize k = 0; lines[k] != NULL; k++)
        read_line (lines[k], &settings);
    }
  if (settings.folder_list == FOLDER_LIST_CUSTOM)
    add_folder (folders, settings.dir);
  g_free (settings.dir);
  return TRUE;
}
