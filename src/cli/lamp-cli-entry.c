/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-cli-entry.h"

#include "base/lamp-time.h"
#include "cli/lamp-cli-json.h"
#include "cli/lamp-cli-limits.h"
#include "cli/lamp-cli-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The first of these that an entry has is what it is about, and begins its line. */
static const char *const subjects[] = { "path",   "file", "name",   "sensor", "source",
                                        "reader", "what", "folder", NULL };

static gboolean
is_size (const char *name)
{
  return strcmp (name, "size") == 0 || g_str_has_suffix (name, "_bytes");
}

/* A time and a size are told as a person says them; everything else as it is. */
static char *
dup_value (const char *name, JsonNode *node, gint64 now_real_usec)
{
  g_autofree char *word = lamp_cli_json_dup_word (node);
  gint64 real_usec;

  if (word == NULL)
    return NULL;
  if (is_size (name) && json_node_get_value_type (node) == G_TYPE_INT64)
    return g_format_size ((guint64) MAX (json_node_get_int (node), 0));
  if (strlen (word) >= 20 && g_ascii_isdigit (word[0]) && lamp_time_parse (word, &real_usec, NULL))
    return lamp_cli_dup_ago (real_usec, now_real_usec);
  return lamp_cli_dup_sentence (word);
}

static char *
dup_label (const char *name)
{
  g_autofree char *spaced = g_strdelimit (g_strdup (name), "_-", ' ');
  return lamp_cli_dup_plain (spaced, 0);
}

static const char *
find_subject (JsonObject *object)
{
  for (gsize i = 0; subjects[i] != NULL; i++)
    if (lamp_cli_json_get_string (object, subjects[i]) != NULL)
      return subjects[i];
  return NULL;
}

/* Members whose value says what it is. */
static gboolean
speaks_for_itself (const char *name)
{
  static const char *const names[] = { "state", "detail", "reason", "text", NULL };
  return g_strv_contains (names, name);
}

static void
append_member (GString *line, const char *name, JsonNode *node, gint64 now_real_usec)
{
  g_autofree char *value = dup_value (name, node, now_real_usec);
  g_autofree char *label = dup_label (name);

  if (value == NULL || *value == '\0' || strcmp (value, "0") == 0 || strcmp (value, "false") == 0)
    return;
  if (line->len > 0)
    g_string_append (line, " · ");
  if (speaks_for_itself (name))
    g_string_append (line, value);
  else if (strcmp (value, "true") == 0)
    g_string_append (line, label);
  else
    g_string_append_printf (line, "%s %s", label, value);
}

static char *
dup_object_line (JsonObject *object, gint64 now_real_usec)
{
  GString *line = g_string_new (NULL);
  const char *subject = find_subject (object);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (subject != NULL)
    {
      g_autofree char *shown = lamp_cli_dup_plain (lamp_cli_json_get_string (object, subject), 0);
      g_string_append (line, shown);
    }
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    if (subject == NULL || strcmp (name, subject) != 0)
      append_member (line, name, member, now_real_usec);
  return g_string_free (line, FALSE);
}

static char *
dup_line (const char *name, JsonNode *node, gint64 now_real_usec)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return dup_object_line (json_node_get_object (node), now_real_usec);
  return dup_value (name, node, now_real_usec);
}

/* What is as it should be; the rest is what a person looks for. */
static gboolean
is_ordinary (JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *state = lamp_cli_json_get_string (object, "state");

  return g_strcmp0 (state, "watched") == 0 || g_strcmp0 (state, "on") == 0;
}

/**
 * lamp_cli_entry_add_array:
 * @lines: (element-type utf8): gets one line an entry
 * @array: (nullable): entries: words or objects
 * @now_real_usec: now
 *
 * Of the entries that are as they should be, only the first %LAMP_CLI_ENTRIES are told; the rest is counted.
 */
void
lamp_cli_entry_add_array (GPtrArray *lines, JsonArray *array, gint64 now_real_usec)
{
  guint ordinary = 0;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autofree char *line = dup_line ("", node, now_real_usec);

      if (is_ordinary (node) && ++ordinary > LAMP_CLI_ENTRIES)
        continue;
      if (line != NULL && *line != '\0')
        g_ptr_array_add (lines, g_steal_pointer (&line));
    }
  if (ordinary > LAMP_CLI_ENTRIES)
    g_ptr_array_add (lines,
                     g_strdup_printf (ngettext ("and %u more", "and %u more", ordinary - LAMP_CLI_ENTRIES),
                                      ordinary - LAMP_CLI_ENTRIES));
}

/**
 * lamp_cli_entry_add_members:
 * @lines: (element-type utf8): gets one line a member, and one an entry of a member that is an array
 * @object: (nullable): an object
 * @but: (nullable) (array zero-terminated=1): members that are passed over
 * @now_real_usec: now
 */
void
lamp_cli_entry_add_members (GPtrArray *lines,
                            JsonObject *object,
                            const char *const *but,
                            gint64 now_real_usec)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (object == NULL)
    return;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      g_autofree char *line = dup_line (name, member, now_real_usec);
      g_autofree char *label = dup_label (name);

      if (but != NULL && g_strv_contains (but, name))
        continue;
      if (JSON_NODE_HOLDS_ARRAY (member))
        lamp_cli_entry_add_array (lines, json_node_get_array (member), now_real_usec);
      else if (line != NULL && *line != '\0')
        g_ptr_array_add (lines, g_strdup_printf ("%s: %s", label, line));
    }
}

/**
 * lamp_cli_entry_print:
 * @heading: a translated word or two
 * @lines: (element-type utf8): what stands below it; nothing is printed if there is none
 */
void
lamp_cli_entry_print (const char *heading, GPtrArray *lines)
{
  if (lines->len > 0)
    lamp_cli_heading (heading);
  for (guint i = 0; i < lines->len; i++)
    lamp_cli_item ("%s", (const char *) g_ptr_array_index (lines, i));
}
