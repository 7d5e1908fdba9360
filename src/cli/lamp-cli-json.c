/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-cli-json.h"

#include "base/lamp-error.h"
#include "cli/lamp-cli-limits.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static gboolean
is_too_deep (const char *text)
{
  gboolean in_string = FALSE;
  int depth = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (in_string && *p == '\\' && p[1] != '\0')
        p++;
      else if (*p == '"')
        in_string = !in_string;
      else if (!in_string && (*p == '[' || *p == '{') && ++depth > LAMP_CLI_JSON_DEPTH)
        return TRUE;
      else if (!in_string && (*p == ']' || *p == '}'))
        depth--;
    }
  return FALSE;
}

/**
 * lamp_cli_json_parse:
 * @text: what the agent sent
 * @error: return location
 *
 * Returns: (transfer full): a node that holds an object. Errors: %LAMP_ERROR_INVALID_DATA,
 *   %LAMP_ERROR_TOO_LARGE - the agent answered something else; say so
 */
JsonNode *
lamp_cli_json_parse (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  if (strlen (text) > LAMP_CLI_JSON_BYTES || is_too_deep (text))
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_TOO_LARGE,
                           _ ("The agent's answer is larger than this program takes."));
      return NULL;
    }
  node = json_from_string (text, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA,
                           _ ("The agent's answer cannot be read: it is not a JSON object."));
      return NULL;
    }
  return g_steal_pointer (&node);
}

/* What a terminal could take for a command, or what hides or turns text (as in base/lamp-text.c). */
static gboolean
is_terminal_hazard (gunichar c)
{
  return (c >= 0x7F && c < 0xA0) || c == 0x00AD || c == 0x061C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         (c >= 0xE0000 && c <= 0xE007F);
}

static void
append_json_escape (GString *out, gunichar c)
{
  if (c >= 0x10000)
    g_string_append_printf (out, "\\u%04x\\u%04x", 0xD800 + ((c - 0x10000) >> 10), 0xDC00 + (c & 0x3FF));
  else
    g_string_append_printf (out, "\\u%04x", c);
}

/* The same JSON values, in characters that a terminal shows and does not obey. */
static char *
dup_for_terminal (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (is_terminal_hazard (c) || (c < 0x20 && c != '\n'))
        append_json_escape (out, c);
      else
        g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}

/**
 * lamp_cli_json_print_bytes:
 * @text: JSON text, or another report's bytes
 *
 * To a file or a pipe: exactly @text. To a terminal: characters that it could obey are written as JSON
 * escapes, and a newline is added.
 */
void
lamp_cli_json_print_bytes (const char *text)
{
  g_autofree char *shown = NULL;

  if (!isatty (STDOUT_FILENO))
    {
      fputs (text, stdout);
      return;
    }
  shown = dup_for_terminal (text);
  fputs (shown, stdout);
  if (!g_str_has_suffix (shown, "\n"))
    fputc ('\n', stdout);
}

static gboolean
has_control (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) *p < 0x20)
      return TRUE;
  return FALSE;
}

/* Readers of lines end one also at U+0085, U+2028 and U+2029 (Python's splitlines() does). They stand in
 * strings only, where an escape is the same value. */
static char *
dup_on_one_line (const char *text)
{
  static const struct
  {
    const char *character;
    const char *escape;
  } ends[] = { { "\xc2\x85", "\\u0085" }, { "\xe2\x80\xa8", "\\u2028" }, { "\xe2\x80\xa9", "\\u2029" } };
  GString *line = g_string_new (text);

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    g_string_replace (line, ends[i].character, ends[i].escape, 0);
  return g_string_free (line, FALSE);
}

/**
 * lamp_cli_json_print:
 * @text: what the agent sent
 * @error: return location
 *
 * Prints one object on one line. Text that has line breaks or other control characters is written anew on one
 * line with the same values, or a reader would take it for several.
 *
 * Returns: whether it is an object. Errors: as lamp_cli_json_parse()
 */
gboolean
lamp_cli_json_print (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = lamp_cli_json_parse (text, error);
  g_autofree char *anew = NULL;
  g_autofree char *line = NULL;

  if (node == NULL)
    return FALSE;
  if (has_control (text))
    anew = json_to_string (node, FALSE);
  line = dup_on_one_line (anew != NULL ? anew : text);
  lamp_cli_json_print_bytes (line);
  if (!isatty (STDOUT_FILENO))
    fputc ('\n', stdout);
  fflush (stdout);
  return TRUE;
}

static JsonNode *
get_member (JsonObject *object, const char *name)
{
  return object != NULL ? json_object_get_member (object, name) : NULL;
}

/**
 * lamp_cli_json_get_string:
 * @object: (nullable): an object
 * @name: a member
 *
 * Returns: (nullable): its text, or %NULL where there is none or it is something else
 */
const char *
lamp_cli_json_get_string (JsonObject *object, const char *name)
{
  JsonNode *node = get_member (object, name);
  gboolean is_text = node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                     json_node_get_value_type (node) == G_TYPE_STRING;
  return is_text ? json_node_get_string (node) : NULL;
}

/**
 * lamp_cli_json_get_int:
 * @object: (nullable): an object
 * @name: a member
 * @fallback: for a missing member
 *
 * Returns: its number, or @fallback where there is none or it is something else
 */
gint64
lamp_cli_json_get_int (JsonObject *object, const char *name, gint64 fallback)
{
  JsonNode *node = get_member (object, name);
  gboolean is_int = node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                    json_node_get_value_type (node) == G_TYPE_INT64;
  return is_int ? json_node_get_int (node) : fallback;
}

/**
 * lamp_cli_json_get_boolean:
 * @object: (nullable): an object
 * @name: a member
 *
 * Returns: whether the member is there and true
 */
gboolean
lamp_cli_json_get_boolean (JsonObject *object, const char *name)
{
  JsonNode *node = get_member (object, name);
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}

/**
 * lamp_cli_json_get_object:
 * @object: (nullable): an object
 * @name: a member
 *
 * Returns: (nullable): the object in it, or %NULL where there is none or it is something else
 */
JsonObject *
lamp_cli_json_get_object (JsonObject *object, const char *name)
{
  JsonNode *node = get_member (object, name);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * lamp_cli_json_get_array:
 * @object: (nullable): an object
 * @name: a member
 *
 * Returns: (nullable): the array in it, or %NULL where there is none or it is something else
 */
JsonArray *
lamp_cli_json_get_array (JsonObject *object, const char *name)
{
  JsonNode *node = get_member (object, name);
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * lamp_cli_json_dup_word:
 * @node: a plain value
 *
 * Returns: (transfer full) (nullable): it as text; %NULL for null, an object or an array
 */
char *
lamp_cli_json_dup_word (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  return json_to_string (node, FALSE);
}
