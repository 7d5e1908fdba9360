/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sense/lamp-probe-fields.h"

#include <string.h>

#include "sense/lamp-sense-limits.h"

#include "base/lamp-error.h"
#include "wire/lamp-wire-key.h"
#include "wire/lamp-wire-limits.h"
#include "wire/lamp-wire-path.h"

/**
 * lamp_probe_fields_refuse:
 * @name: a member
 * @why: what is wrong with it
 * @error: return location
 *
 * Returns: %FALSE, with %LAMP_ERROR_INVALID_DATA
 */
gboolean
lamp_probe_fields_refuse (const char *name, const char *why, GError **error)
{
  g_set_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, "\"%s\" %s", name, why);
  return FALSE;
}

/* json-glib descends with the C stack, as deep as the text says; it also takes comments, assignments and more
 * than one value, where this would count other brackets than it does. So only what JSON itself has outside
 * strings may be there, and only one object. */
static gboolean
is_plain_and_shallow (const char *line, gsize length)
{
  guint depth = 0;
  gboolean in_string = FALSE;
  gboolean ended = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      char c = line[i];

      if (in_string && c == '\\')
        i++;
      else if (c == '"')
        in_string = !in_string;
      if (in_string || c == '"' || c == ' ' || c == '\t' || c == '\r')
        continue;
      if (ended || !(g_ascii_isalnum (c) || strchr ("+-.,:{}[]", c) != NULL))
        return FALSE;
      if (c == '{' || c == '[')
        depth++;
      else if (c == '}' || c == ']')
        ended = depth-- <= 1;
      if (depth > LAMP_SENSE_JSON_DEPTH)
        return FALSE;
    }
  return ended && !in_string;
}

/**
 * lamp_probe_fields_parse:
 * @line: (array length=length): a line without its newline
 * @length: its bytes
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a node that holds an object. Errors: %LAMP_ERROR_TOO_LARGE,
 *   %LAMP_ERROR_INVALID_DATA
 */
JsonNode *
lamp_probe_fields_parse (const char *line, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) inner = NULL;
  JsonNode *root;

  if (length > LAMP_WIRE_EVENT_MAX)
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_TOO_LARGE, "line too long");
      return NULL;
    }
  if (length == 0 || line[0] != '{' || memchr (line, '\0', length) != NULL ||
      !g_utf8_validate (line, (gssize) length, NULL) || !is_plain_and_shallow (line, length))
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, "not an event line");
      return NULL;
    }
  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, line, (gssize) length, &inner))
    {
      /* json-glib's message repeats foreign text; its code does not. */
      g_set_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, "not JSON (%d)", inner->code);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, "not a JSON object");
      return NULL;
    }
  return json_node_ref (root);
}

/**
 * lamp_probe_fields_is_null:
 * @object: a line's object
 * @name: a member
 *
 * Returns: whether it is missing or null
 */
gboolean
lamp_probe_fields_is_null (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node == NULL || JSON_NODE_HOLDS_NULL (node);
}

/**
 * lamp_probe_fields_get_int:
 * @object: a line's object
 * @name: a member
 * @min: smallest value
 * @max: largest value
 * @out_number: (out): the value
 * @error: return location
 *
 * Returns: whether it is a whole number in bounds
 */
gboolean
lamp_probe_fields_get_int (
    JsonObject *object, const char *name, gint64 min, gint64 max, gint64 *out_number, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return lamp_probe_fields_refuse (name, "is not a whole number", error);
  if (json_node_get_int (node) < min || json_node_get_int (node) > max)
    return lamp_probe_fields_refuse (name, "is out of bounds", error);
  *out_number = json_node_get_int (node);
  return TRUE;
}

/**
 * lamp_probe_fields_get_bool:
 * @object: a line's object
 * @name: a member; missing means false
 * @out_value: (out): the value
 * @error: return location
 *
 * Returns: whether it is true, false or missing
 */
gboolean
lamp_probe_fields_get_bool (JsonObject *object, const char *name, gboolean *out_value, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    {
      *out_value = FALSE;
      return TRUE;
    }
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return lamp_probe_fields_refuse (name, "is not true or false", error);
  *out_value = json_node_get_boolean (node);
  return TRUE;
}

/**
 * lamp_probe_fields_dup_text:
 * @object: a line's object
 * @name: a member
 * @nullable: it may be missing or null
 * @max_bytes: longest text
 * @out_text: (out) (transfer full) (nullable): the text; what it had before is freed
 * @error: return location
 *
 * Returns: whether it is a text in bounds
 */
gboolean
lamp_probe_fields_dup_text (
    JsonObject *object, const char *name, gboolean nullable, gsize max_bytes, char **out_text, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);
  const char *text;

  if (nullable && lamp_probe_fields_is_null (object, name))
    return TRUE;
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return lamp_probe_fields_refuse (name, "is not a text", error);
  text = json_node_get_string (node);
  if (strlen (text) > max_bytes)
    return lamp_probe_fields_refuse (name, "is too long", error);
  /* An escaped lone surrogate becomes bytes that are not UTF-8. */
  if (!g_utf8_validate (text, -1, NULL))
    return lamp_probe_fields_refuse (name, "is not UTF-8", error);
  g_free (*out_text);
  *out_text = g_strdup (text);
  return TRUE;
}

/**
 * lamp_probe_fields_dup_path:
 * @object: a line's object
 * @name: a member
 * @nullable: it may be missing or null
 * @out_path: (out) (transfer full) (nullable): the path's bytes, which need not be UTF-8
 * @error: return location
 *
 * Returns: whether it is a percent-encoded path
 */
gboolean
lamp_probe_fields_dup_path (
    JsonObject *object, const char *name, gboolean nullable, char **out_path, GError **error)
{
  g_autofree char *encoded = NULL;

  if (!lamp_probe_fields_dup_text (object, name, nullable, LAMP_WIRE_PATH_ENCODED_SIZE - 1, &encoded, error))
    return FALSE;
  if (encoded == NULL)
    return TRUE;
  if (encoded[0] == '\0' || !lamp_wire_path_decode (encoded, encoded, LAMP_WIRE_PATH_SIZE))
    return lamp_probe_fields_refuse (name, "is not an encoded path", error);
  g_free (*out_path);
  *out_path = g_steal_pointer (&encoded);
  return TRUE;
}

/**
 * lamp_probe_fields_dup_key:
 * @object: a line's object
 * @name: a member
 * @nullable: it may be missing or null
 * @out_key: (out) (transfer full) (nullable): the key
 * @error: return location
 *
 * Returns: whether it has a key's form
 */
gboolean
lamp_probe_fields_dup_key (
    JsonObject *object, const char *name, gboolean nullable, char **out_key, GError **error)
{
  g_autofree char *key = NULL;

  if (!lamp_probe_fields_dup_text (object, name, nullable, LAMP_WIRE_KEY_SIZE - 1, &key, error))
    return FALSE;
  if (key == NULL)
    return TRUE;
  if (!lamp_wire_key_is_valid (key))
    return lamp_probe_fields_refuse (name, "is not a key", error);
  g_free (*out_key);
  *out_key = g_steal_pointer (&key);
  return TRUE;
}

/**
 * lamp_probe_fields_get_word:
 * @object: a line's object
 * @name: a member
 * @words: (array zero-terminated=1): those that are allowed
 * @out_index: (out): which it is
 * @error: return location
 *
 * Returns: whether it is one of @words
 */
gboolean
lamp_probe_fields_get_word (
    JsonObject *object, const char *name, const char *const *words, int *out_index, GError **error)
{
  g_autofree char *word = NULL;

  if (!lamp_probe_fields_dup_text (object, name, FALSE, LAMP_SENSE_WORD_BYTES, &word, error))
    return FALSE;
  for (int i = 0; words[i] != NULL; i++)
    if (strcmp (words[i], word) == 0)
      {
        *out_index = i;
        return TRUE;
      }
  return lamp_probe_fields_refuse (name, "is not one of its words", error);
}

/**
 * lamp_probe_fields_get_array:
 * @object: a line's object
 * @name: a member; missing and null mean none
 * @max_count: most elements
 * @out_array: (out) (transfer none) (nullable): the array
 * @error: return location
 *
 * Returns: whether it is an array in bounds
 */
gboolean
lamp_probe_fields_get_array (
    JsonObject *object, const char *name, guint max_count, JsonArray **out_array, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  *out_array = NULL;
  if (lamp_probe_fields_is_null (object, name))
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return lamp_probe_fields_refuse (name, "is not an array", error);
  if (json_array_get_length (json_node_get_array (node)) > max_count)
    return lamp_probe_fields_refuse (name, "has too many elements", error);
  *out_array = json_node_get_array (node);
  return TRUE;
}

/**
 * lamp_probe_fields_get_object:
 * @object: a line's object
 * @name: a member
 * @nullable: it may be missing or null
 * @out_object: (out) (transfer none) (nullable): the object
 * @error: return location
 *
 * Returns: whether it is an object
 */
gboolean
lamp_probe_fields_get_object (
    JsonObject *object, const char *name, gboolean nullable, JsonObject **out_object, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  *out_object = NULL;
  if (nullable && lamp_probe_fields_is_null (object, name))
    return TRUE;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return lamp_probe_fields_refuse (name, "is not an object", error);
  *out_object = json_node_get_object (node);
  return TRUE;
}
