/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "policy/lamp-policy-file.h"

#include "policy/lamp-policy-key.h"
#include "policy/lamp-policy-limits.h"

#include "base/lamp-error.h"
#include "base/lamp-fd.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void
free_setting (gpointer data)
{
  LampPolicySetting *setting = data;

  g_free (setting->group);
  g_free (setting->name);
  g_clear_pointer (&setting->value, json_node_unref);
  g_free (setting->file);
  g_free (setting);
}

static LampPolicyFile *
make_file (void)
{
  LampPolicyFile *self = g_new0 (LampPolicyFile, 1);

  self->settings = g_ptr_array_new_with_free_func (free_setting);
  self->locks = g_ptr_array_new_with_free_func (g_free);
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_policy_problem_free);
  return self;
}

static void
add_problem (
    LampPolicyFile *self, const char *path, guint line, const char *key, const char *reason, gboolean fatal)
{
  self->refused = self->refused || fatal;
  if (self->problems->len < LAMP_POLICY_PROBLEMS)
    g_ptr_array_add (self->problems, lamp_policy_problem_new (path, line, key, reason, fatal));
}

/* GKeyFile does not tell lines. One pass: "Group" and "Group/key" -> line; the last one counts, as in
 * GKeyFile. The line that is neither group, key, comment nor blank comes out too (0: none). */
static GHashTable *
index_lines (const char *text, guint *out_broken)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *group = NULL;
  GHashTable *index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  *out_broken = 0;
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);
      char *equals = strchr (line, '=');
      gboolean heading = *line == '[' && g_str_has_suffix (line, "]");

      if (*line == '\0' || *line == '#')
        continue;
      if (*out_broken == 0 && !heading && (group == NULL || equals == NULL || equals == line))
        *out_broken = i + 1;
      if (heading)
        {
          g_free (group);
          group = g_strndup (line + 1, strlen (line) - 2);
          g_hash_table_replace (index, g_strdup (group), GUINT_TO_POINTER (i + 1));
        }
      else if (equals != NULL && group != NULL)
        {
          *equals = '\0';
          g_hash_table_replace (index, g_strconcat (group, "/", g_strchomp (line), NULL),
                                GUINT_TO_POINTER (i + 1));
        }
    }
  return index;
}

static guint
find_line (GHashTable *index, const char *group, const char *name)
{
  g_autofree char *full = g_strconcat (group, name != NULL ? "/" : NULL, name, NULL);
  return GPOINTER_TO_UINT (g_hash_table_lookup (index, full));
}

static void
add_setting (
    LampPolicyFile *self, const char *path, guint line, const char *group, const char *name, JsonNode *value)
{
  LampPolicySetting *setting = g_new0 (LampPolicySetting, 1);

  setting->group = g_strdup (group);
  setting->name = strcmp (group, LAMP_POLICY_GROUP_CHANNELS) == 0 ? g_ascii_strdown (name, -1)
                                                                  : g_strdup (name);
  setting->value = value;
  setting->file = g_strdup (path);
  setting->line = line;
  g_ptr_array_add (self->settings, setting);
}

static void
parse_setting (
    LampPolicyFile *self, const char *path, guint line, const char *group, const char *name, const char *text)
{
  g_autofree char *full = g_strconcat (group, "/", name, NULL);
  const LampPolicyKey *key = lamp_policy_key_find (group, name);
  g_autoptr (GError) error = NULL;
  JsonNode *value;

  if (strcmp (group, LAMP_POLICY_GROUP_CHANNELS) == 0)
    value = lamp_policy_key_parse_channel (name, text, &error);
  else if (key != NULL)
    value = lamp_policy_key_parse (key, text, &error);
  else
    {
      add_problem (self, path, line, full,
                   lamp_policy_key_is_reserved (group, name) ? "not used by this version" : "no such key",
                   FALSE);
      return;
    }
  if (value == NULL)
    add_problem (self, path, line, full, error->message, TRUE);
  else
    add_setting (self, path, line, group, name, value);
}

static void
parse_locks (LampPolicyFile *self, const char *path, guint line, const char *text)
{
  g_auto (GStrv) names = g_strsplit (text, ";", LAMP_POLICY_LIST);

  for (guint i = 0; names[i] != NULL; i++)
    {
      char *name = g_strstrip (names[i]);
      g_auto (GStrv) parts = g_strsplit (name, "/", 2);

      if (*name == '\0')
        continue;
      if (lamp_policy_key_is_group (parts[0]) &&
          (parts[1] == NULL || strcmp (parts[0], LAMP_POLICY_GROUP_CHANNELS) == 0 ||
           lamp_policy_key_find (parts[0], parts[1]) != NULL))
        g_ptr_array_add (self->locks, g_strdup (name));
      else
        add_problem (self, path, line, name, "no such key to lock", TRUE);
    }
}

static void
parse_group (LampPolicyFile *self, GKeyFile *file, GHashTable *lines, const char *path, const char *group)
{
  g_auto (GStrv) names = g_key_file_get_keys (file, group, NULL, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *value = g_key_file_get_value (file, group, names[i], NULL);
      guint line = find_line (lines, group, names[i]);

      g_strchomp (value);
      if (self->settings->len >= LAMP_POLICY_LIST)
        {
          add_problem (self, path, line, group, "too many settings", TRUE);
          return;
        }
      if (strcmp (group, LAMP_POLICY_GROUP_LOCKS) != 0)
        parse_setting (self, path, line, group, names[i], value);
      else if (strcmp (names[i], "keys") == 0)
        parse_locks (self, path, line, value);
      else
        add_problem (self, path, line, "Locks", "write keys=Group/key;Group/key", TRUE);
    }
}

static gboolean
is_group_of_ours (const char *group)
{
  return lamp_policy_key_is_group (group) || strcmp (group, LAMP_POLICY_GROUP_LOCKS) == 0 ||
         strcmp (group, "Drills") == 0;
}

/**
 * lamp_policy_file_parse:
 * @text: the file's bytes, with a NUL behind
 * @length: how many
 * @path: its name, for messages
 *
 * Returns: (transfer full): the file, with its problems; never %NULL
 */
LampPolicyFile *
lamp_policy_file_parse (const char *text, gsize length, const char *path)
{
  LampPolicyFile *self = make_file ();
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) lines = NULL;
  g_auto (GStrv) groups = NULL;
  guint broken;

  if (memchr (text, '\0', length) != NULL || !g_utf8_validate (text, (gssize) length, NULL))
    {
      add_problem (self, path, 0, NULL, "not UTF-8 text", TRUE);
      return self;
    }
  lines = index_lines (text, &broken);
  if (length > 0 && !g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, &error))
    {
      add_problem (self, path, broken, NULL, "neither a group, a key nor a comment", TRUE);
      return self;
    }
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    if (is_group_of_ours (groups[i]))
      parse_group (self, file, lines, path, groups[i]);
    else
      add_problem (self, path, find_line (lines, groups[i], NULL), groups[i], "no such group", FALSE);
  return self;
}

static GBytes *
read_bytes (int folder, const char *name, GError **error)
{
  int fd = lamp_fd_open_regular_at (folder, name, error);
  g_autoptr (GBytes) bytes = NULL;

  if (fd < 0)
    return NULL;
  bytes = lamp_fd_read (fd, LAMP_POLICY_FILE_BYTES + 1, error);
  close (fd);
  if (bytes == NULL || g_bytes_get_size (bytes) <= LAMP_POLICY_FILE_BYTES)
    return g_steal_pointer (&bytes);
  g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_TOO_LARGE, "larger than 256 KB");
  return NULL;
}

/**
 * lamp_policy_file_read:
 * @folder: a held directory, or AT_FDCWD
 * @name: the file in it
 * @path: its full name, for messages
 *
 * Follows no link, waits for no FIFO, reads at most 256 KB.
 *
 * Returns: (transfer full) (nullable): the file, with its problems; %NULL if there is none
 */
LampPolicyFile *
lamp_policy_file_read (int folder, const char *name, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = read_bytes (folder, name, &error);
  g_autofree char *text = NULL;
  LampPolicyFile *self;

  if (bytes != NULL)
    {
      text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      return lamp_policy_file_parse (text, g_bytes_get_size (bytes), path);
    }
  if (g_error_matches (error, LAMP_ERROR, LAMP_ERROR_NOT_FOUND))
    return NULL;
  self = make_file ();
  add_problem (self, path, 0, NULL, error->message, TRUE);
  return self;
}

/**
 * lamp_policy_file_free:
 * @self: (nullable) (transfer full): a file
 */
void
lamp_policy_file_free (LampPolicyFile *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->settings);
  g_ptr_array_unref (self->locks);
  g_ptr_array_unref (self->problems);
  g_free (self);
}
