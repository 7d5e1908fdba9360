/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/lamp-report-shorten.h"

#define ELLIPSIS "\xe2\x80\xa6"

/* What is left of each text and of each list. A member's name says nothing here, so a new member is bounded
 * without another line; ids, hashes and times (at most 64 characters) stay whole until the last level. */
static const struct
{
  glong characters;
  guint elements;
} levels[LAMP_REPORT_SHORTEN_LEVELS] = {
  { 4096, 64 }, { 1024, 32 }, { 256, 20 }, { 64, 8 }, { 64, 2 },
};

static JsonNode *
shorten_text (const char *text, glong characters)
{
  g_autofree char *head = NULL;
  g_autofree char *cut = NULL;

  if (g_utf8_strlen (text, -1) <= characters)
    return json_node_init_string (json_node_alloc (), text);
  head = g_utf8_substring (text, 0, characters - 1);
  cut = g_strconcat (head, ELLIPSIS, NULL);
  return json_node_init_string (json_node_alloc (), cut);
}

static JsonNode *
shorten_array (JsonArray *array, guint level)
{
  g_autoptr (JsonArray) copy = json_array_new ();
  guint length = MIN (json_array_get_length (array), levels[level].elements);

  for (guint i = 0; i < length; i++)
    json_array_add_element (copy, lamp_report_shorten (json_array_get_element (array, i), level));
  return json_node_init_array (json_node_alloc (), copy);
}

static JsonNode *
shorten_object (JsonObject *object, guint level)
{
  g_autoptr (JsonObject) copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    json_object_set_member (copy, name, lamp_report_shorten (member, level));
  return json_node_init_object (json_node_alloc (), copy);
}

/**
 * lamp_report_shorten:
 * @node: JSON
 * @level: 0 (mild) to %LAMP_REPORT_SHORTEN_LEVELS - 1
 *
 * Returns: (transfer full): a copy with every text and every list cut to the level's length
 */
JsonNode *
lamp_report_shorten (JsonNode *node, guint level)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    return shorten_array (json_node_get_array (node), level);
  if (JSON_NODE_HOLDS_OBJECT (node))
    return shorten_object (json_node_get_object (node), level);
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return shorten_text (json_node_get_string (node), levels[level].characters);
  return json_node_copy (node);
}

static gboolean
must_be_escaped (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return c >= 0x7F && (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT ||
                       type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR);
}

/**
 * lamp_report_shorten_to_text:
 * @node: JSON
 *
 * Control and direction characters are written as \u escapes (RFC 8259 section 7): the preview of a report
 * cannot steer a terminal or reorder itself, and a parser reads the same text. Outside of strings JSON has
 * ASCII only, so that escaping the finished text is safe.
 *
 * Returns: (transfer full): one line of valid JSON
 */
char *
lamp_report_shorten_to_text (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);
  GString *out = g_string_sized_new (1024);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!must_be_escaped (c))
        g_string_append_unichar (out, c);
      else if (c < 0x10000)
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_printf (out, "\\u%04x\\u%04x", 0xD800 + ((c - 0x10000) >> 10),
                                0xDC00 + ((c - 0x10000) & 0x3FF));
    }
  return g_string_free (out, FALSE);
}
