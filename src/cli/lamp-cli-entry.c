/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-cli-entry.h"

#include "base/lamp-time.h"
#include "cli/lamp-cli-json.h"
#include "cli/lamp-cli-text.h"

#include <string.h>

/* The first of these that an entry has is what it is about, and begins its line. */
static const char *const subjects[] = { "path",   "file", "name",   "sensor", "source",
                                        "reader", "what", "folder", NULL };

/* A time is told as a person says it; everything else as it is. */
static char *
dup_value (JsonNode *node, gint64 now_real_usec)
{
  g_autofree char *word = lamp_cli_json_dup_word (node);
  gint64 real_usec;

  if (word == NULL)
    return NULL;
  if (strlen (word) >= 20 && g_ascii_isdigit (word[0]) && lamp_time_parse (word, &real_usec, NULL))
    return lamp_cli_dup_ago (real_usec, now_real_usec);
  return lamp_cli_dup_sentence (word);
}

static const char *
find_subject (JsonObject *object)
{
  for (gsize i = 0; subjects[i] != NULL; i++)
    if (lamp_cli_json_get_string (object, subjects[i]) != NULL)
      return subjects[i];
  return NULL;
}

static void
append_member (GString *line, const char *name, JsonNode *node, gint64 now_real_usec)
{
  g_autofree char *value = dup_value (node, now_real_usec);
  g_autofree char *label = lamp_cli_dup_plain (name, 0);

  if (value == NULL || *value == '\0')
    return;
  if (line->len > 0)
    g_string_append (line, " · ");
  if (strcmp (name, "state") == 0 || strcmp (name, "detail") == 0 || strcmp (name, "reason") == 0)
    g_string_append (line, value);
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

/**
 * lamp_cli_entry_dup_line:
 * @node: an entry: a word or an object
 * @now_real_usec: now
 *
 * Returns: (transfer full) (nullable): it on one line; %NULL for null and arrays
 */
char *
lamp_cli_entry_dup_line (JsonNode *node, gint64 now_real_usec)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return dup_object_line (json_node_get_object (node), now_real_usec);
  return dup_value (node, now_real_usec);
}

/**
 * lamp_cli_entry_print_array:
 * @array: (nullable): entries
 * @now_real_usec: now
 *
 * Prints one line an entry.
 *
 * Returns: how many lines
 */
guint
lamp_cli_entry_print_array (JsonArray *array, gint64 now_real_usec)
{
  guint count = 0;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      g_autofree char *line = lamp_cli_entry_dup_line (json_array_get_element (array, i), now_real_usec);
      if (line == NULL || *line == '\0')
        continue;
      lamp_cli_item ("%s", line);
      count++;
    }
  return count;
}

/**
 * lamp_cli_entry_print_members:
 * @object: (nullable): an object whose members are words or objects
 * @but: (nullable) (array zero-terminated=1): members that are passed over
 * @now_real_usec: now
 *
 * Prints one line a member; arrays are passed over.
 *
 * Returns: how many lines
 */
guint
lamp_cli_entry_print_members (JsonObject *object, const char *const *but, gint64 now_real_usec)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;
  guint count = 0;

  if (object == NULL)
    return 0;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      g_autofree char *line = lamp_cli_entry_dup_line (member, now_real_usec);
      g_autofree char *label = lamp_cli_dup_plain (name, 0);
      if (line == NULL || *line == '\0' || (but != NULL && g_strv_contains (but, name)))
        continue;
      lamp_cli_item ("%s: %s", label, line);
      count++;
    }
  return count;
}
