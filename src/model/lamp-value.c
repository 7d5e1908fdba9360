/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/lamp-value.h"

#include "base/lamp-error.h"
#include "base/lamp-text.h"
#include "base/lamp-time.h"

#include <string.h>

/* Stands before every value in its block of memory. */
typedef struct
{
  gatomicrefcount count;
  const LampValueType *type;
} Header;

G_STATIC_ASSERT (sizeof (Header) % sizeof (gpointer) == 0);

#define AT(value, field, T) (*(T *) ((char *) (value) + (field)->offset))

static gpointer
copy_values (const gpointer *values)
{
  gsize length = 0;
  gpointer *copy;

  if (values == NULL)
    return NULL;
  while (values[length] != NULL)
    length++;
  copy = g_new0 (gpointer, length + 1);
  for (gsize i = 0; i < length; i++)
    copy[i] = lamp_value_ref (values[i]);
  return copy;
}

static void
copy_field (const LampField *field, gpointer to, gconstpointer from)
{
  switch (field->kind)
    {
    case LAMP_FIELD_STRING:
    case LAMP_FIELD_PATH:
      AT (to, field, char *) = g_strdup (AT (from, field, char *));
      break;
    case LAMP_FIELD_INT64:
    case LAMP_FIELD_TIME:
      AT (to, field, gint64) = AT (from, field, gint64);
      break;
    case LAMP_FIELD_BOOLEAN:
    case LAMP_FIELD_ENUM:
      AT (to, field, int) = AT (from, field, int);
      break;
    case LAMP_FIELD_STRV:
    case LAMP_FIELD_MAP:
      AT (to, field, char **) = g_strdupv (AT (from, field, char **));
      break;
    case LAMP_FIELD_VALUE:
      AT (to, field,
          gpointer) = AT (from, field, gpointer) != NULL ? lamp_value_ref (AT (from, field, gpointer)) : NULL;
      break;
    case LAMP_FIELD_VALUES:
      AT (to, field, gpointer) = copy_values (AT (from, field, gpointer *));
      break;
    default:
      break;
    }
}

static void
clear_field (const LampField *field, gpointer value)
{
  gpointer *values;

  switch (field->kind)
    {
    case LAMP_FIELD_STRING:
    case LAMP_FIELD_PATH:
      g_free (AT (value, field, char *));
      break;
    case LAMP_FIELD_STRV:
    case LAMP_FIELD_MAP:
      g_strfreev (AT (value, field, char **));
      break;
    case LAMP_FIELD_VALUE:
      if (AT (value, field, gpointer) != NULL)
        lamp_value_unref (AT (value, field, gpointer));
      break;
    case LAMP_FIELD_VALUES:
      values = AT (value, field, gpointer *);
      for (gsize i = 0; values != NULL && values[i] != NULL; i++)
        lamp_value_unref (values[i]);
      g_free (values);
      break;
    default:
      break;
    }
}

/**
 * lamp_value_new:
 * @type: the value's type
 * @fields: a struct of that type; every field is copied, inner values are shared
 *
 * Returns: (transfer full): an immutable value
 */
gpointer
lamp_value_new (const LampValueType *type, gconstpointer fields)
{
  Header *header = g_malloc0 (sizeof (Header) + type->size);

  g_atomic_ref_count_init (&header->count);
  header->type = type;
  for (const LampField *field = type->fields; field->name != NULL; field++)
    copy_field (field, header + 1, fields);
  return header + 1;
}

/**
 * lamp_value_ref:
 * @value: a value
 *
 * Returns: (transfer full): the same value; from any thread
 */
gpointer
lamp_value_ref (gconstpointer value)
{
  Header *header = (Header *) value - 1;

  g_atomic_ref_count_inc (&header->count);
  return header + 1;
}

/**
 * lamp_value_unref:
 * @value: (nullable) (transfer full): a value
 */
void
lamp_value_unref (gpointer value)
{
  Header *header;

  if (value == NULL)
    return;
  header = (Header *) value - 1;
  if (!g_atomic_ref_count_dec (&header->count))
    return;
  for (const LampField *field = header->type->fields; field->name != NULL; field++)
    clear_field (field, value);
  g_free (header);
}

static JsonNode *
strv_to_json (const char *const *strv)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (gsize i = 0; strv != NULL && strv[i] != NULL; i++)
    {
      g_autofree char *text = lamp_text_to_utf8 (strv[i]);
      json_array_add_string_element (array, text);
    }
  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
map_to_json (const char *const *map)
{
  g_autoptr (JsonObject) object = json_object_new ();

  for (gsize i = 0; map != NULL && map[i] != NULL && map[i + 1] != NULL; i += 2)
    {
      g_autofree char *name = lamp_text_to_utf8 (map[i]);
      g_autofree char *text = lamp_text_to_utf8 (map[i + 1]);
      json_object_set_string_member (object, name, text);
    }
  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
values_to_json (const LampField *field, const gpointer *values, LampValueView view)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (gsize i = 0; values != NULL && values[i] != NULL; i++)
    json_array_add_element (array, lamp_value_to_json (field->type, values[i], view));
  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
string_to_json (const char *bytes)
{
  g_autofree char *text = lamp_text_to_utf8 (bytes);
  return json_node_init_string (json_node_alloc (), text);
}

static JsonNode *
time_to_json (gint64 real_usec)
{
  g_autofree char *text = lamp_time_format (real_usec);
  return json_node_init_string (json_node_alloc (), text);
}

/* NULL stands for JSON null. */
static JsonNode *
field_to_json (const LampField *field, gconstpointer value, LampValueView view)
{
  gint64 number;

  switch (field->kind)
    {
    case LAMP_FIELD_STRING:
    case LAMP_FIELD_PATH:
      if (AT (value, field, char *) == NULL)
        return NULL;
      return string_to_json (AT (value, field, char *));
    case LAMP_FIELD_INT64:
      number = AT (value, field, gint64);
      if (number < 0 && (field->flags & LAMP_FIELD_NULL_IF_NEGATIVE))
        return NULL;
      return json_node_init_int (json_node_alloc (), number);
    case LAMP_FIELD_TIME:
      number = AT (value, field, gint64);
      return number == 0 ? NULL : time_to_json (number);
    case LAMP_FIELD_BOOLEAN:
      return json_node_init_boolean (json_node_alloc (), AT (value, field, gboolean));
    case LAMP_FIELD_ENUM:
      return json_node_init_string (json_node_alloc (), field->nicks[AT (value, field, int)]);
    case LAMP_FIELD_STRV:
      return strv_to_json (AT (value, field, const char *const *));
    case LAMP_FIELD_MAP:
      return map_to_json (AT (value, field, const char *const *));
    case LAMP_FIELD_VALUE:
      if (AT (value, field, gpointer) == NULL)
        return NULL;
      return lamp_value_to_json (field->type, AT (value, field, gpointer), view);
    case LAMP_FIELD_VALUES:
      return values_to_json (field, AT (value, field, gpointer *), view);
    default:
      return NULL;
    }
}

/* "outer.inner" names a member of an inner object, which is made on first use. */
static JsonObject *
object_for_field (JsonObject *top, const char *name, gboolean make, const char **out_member)
{
  const char *dot = strchr (name, '.');
  g_autofree char *outer = NULL;
  JsonNode *node;

  *out_member = dot != NULL ? dot + 1 : name;
  if (dot == NULL)
    return top;
  outer = g_strndup (name, (gsize) (dot - name));
  if (make && !json_object_has_member (top, outer))
    json_object_set_object_member (top, outer, json_object_new ());
  node = json_object_get_member (top, outer);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * lamp_value_to_json:
 * @type: the value's type
 * @value: a value
 * @view: for others, or for our own store
 *
 * Returns: (transfer full): a JSON object, members in the order of the table
 */
JsonNode *
lamp_value_to_json (const LampValueType *type, gconstpointer value, LampValueView view)
{
  g_autoptr (JsonObject) object = json_object_new ();

  for (const LampField *field = type->fields; field->name != NULL; field++)
    {
      const char *member;
      JsonObject *owner;
      JsonNode *node;

      if (view == LAMP_VIEW_PUBLIC && (field->flags & LAMP_FIELD_LOCAL))
        continue;
      node = field_to_json (field, value, view);
      if (node == NULL && (field->flags & LAMP_FIELD_OMIT_NULL))
        continue;
      owner = object_for_field (object, field->name, TRUE, &member);
      json_object_set_member (owner, member, node != NULL ? node : json_node_new (JSON_NODE_NULL));
    }
  return json_node_init_object (json_node_alloc (), object);
}

static gboolean
bad_field (const LampField *field, const char *what, GError **error)
{
  g_set_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, "\"%s\" is not %s", field->name, what);
  return FALSE;
}

static gboolean
strv_from_json (const LampField *field, JsonNode *node, gpointer value, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return bad_field (field, "an array", error);
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      if (json_node_get_value_type (element) != G_TYPE_STRING)
        return bad_field (field, "an array of strings", error);
      g_strv_builder_add (builder, json_node_get_string (element));
    }
  AT (value, field, char **) = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
map_from_json (const LampField *field, JsonNode *node, gpointer value, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return bad_field (field, "an object", error);
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      if (json_node_get_value_type (member) != G_TYPE_STRING)
        return bad_field (field, "an object of strings", error);
      g_strv_builder_add (builder, name);
      g_strv_builder_add (builder, json_node_get_string (member));
    }
  AT (value, field, char **) = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
values_from_json (const LampField *field, JsonNode *node, gpointer value, GError **error)
{
  JsonArray *array;
  gpointer *values;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return bad_field (field, "an array", error);
  array = json_node_get_array (node);
  values = g_new0 (gpointer, json_array_get_length (array) + 1);
  AT (value, field, gpointer *) = values;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      values[i] = lamp_value_from_json (field->type, json_array_get_element (array, i), error);
      if (values[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
enum_from_json (const LampField *field, JsonNode *node, gpointer value, GError **error)
{
  const char *word = json_node_get_string (node);

  for (int i = 0; word != NULL && field->nicks[i] != NULL; i++)
    if (strcmp (field->nicks[i], word) == 0)
      {
        AT (value, field, int) = i;
        return TRUE;
      }
  return bad_field (field, "one of its words", error);
}

static gboolean
scalar_from_json (const LampField *field, JsonNode *node, gpointer value, GError **error)
{
  GType held = json_node_get_value_type (node);

  switch (field->kind)
    {
    case LAMP_FIELD_STRING:
    case LAMP_FIELD_PATH:
      if (held != G_TYPE_STRING)
        return bad_field (field, "a string", error);
      AT (value, field, char *) = g_strdup (json_node_get_string (node));
      return TRUE;
    case LAMP_FIELD_INT64:
      if (held != G_TYPE_INT64)
        return bad_field (field, "a whole number", error);
      AT (value, field, gint64) = json_node_get_int (node);
      return TRUE;
    case LAMP_FIELD_BOOLEAN:
      if (held != G_TYPE_BOOLEAN)
        return bad_field (field, "true or false", error);
      AT (value, field, gboolean) = json_node_get_boolean (node);
      return TRUE;
    case LAMP_FIELD_TIME:
      if (held != G_TYPE_STRING)
        return bad_field (field, "a time", error);
      return lamp_time_parse (json_node_get_string (node), &AT (value, field, gint64), error);
    case LAMP_FIELD_ENUM:
      if (held != G_TYPE_STRING)
        return bad_field (field, "a string", error);
      return enum_from_json (field, node, value, error);
    default:
      return bad_field (field, "a known kind", error);
    }
}

static gboolean
field_from_json (const LampField *field, JsonNode *node, gpointer value, GError **error)
{
  switch (field->kind)
    {
    case LAMP_FIELD_STRV:
      return strv_from_json (field, node, value, error);
    case LAMP_FIELD_MAP:
      return map_from_json (field, node, value, error);
    case LAMP_FIELD_VALUE:
      AT (value, field, gpointer) = lamp_value_from_json (field->type, node, error);
      return AT (value, field, gpointer) != NULL;
    case LAMP_FIELD_VALUES:
      return values_from_json (field, node, value, error);
    default:
      return JSON_NODE_HOLDS_VALUE (node) ? scalar_from_json (field, node, value, error)
                                          : bad_field (field, "a plain value", error);
    }
}

/**
 * lamp_value_from_json:
 * @type: the value's type
 * @node: (nullable): parsed JSON
 * @error: return location
 *
 * Missing and null members keep their zero (INT64 that may be null: -1); unknown members are skipped, so that
 * an older program reads a newer one's values.
 *
 * Returns: (transfer full) (nullable): the value. Errors: %LAMP_ERROR_INVALID_DATA
 */
gpointer
lamp_value_from_json (const LampValueType *type, JsonNode *node, GError **error)
{
  Header *header;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, "%s: not a JSON object", type->name);
      return NULL;
    }
  header = g_malloc0 (sizeof (Header) + type->size);
  g_atomic_ref_count_init (&header->count);
  header->type = type;
  for (const LampField *field = type->fields; field->name != NULL; field++)
    {
      const char *member;
      JsonObject *owner = object_for_field (json_node_get_object (node), field->name, FALSE, &member);
      JsonNode *found = owner != NULL ? json_object_get_member (owner, member) : NULL;

      if (found == NULL || JSON_NODE_HOLDS_NULL (found))
        {
          if (field->flags & LAMP_FIELD_NULL_IF_NEGATIVE)
            AT (header + 1, field, gint64) = -1;
          continue;
        }
      if (!field_from_json (field, found, header + 1, error))
        {
          g_prefix_error (error, "%s: ", type->name);
          lamp_value_unref (header + 1);
          return NULL;
        }
    }
  return header + 1;
}

/**
 * lamp_value_to_text:
 * @type: the value's type
 * @value: a value
 * @view: for others, or for our own store
 *
 * Returns: (transfer full): one JSON object on one line
 */
char *
lamp_value_to_text (const LampValueType *type, gconstpointer value, LampValueView view)
{
  g_autoptr (JsonNode) node = lamp_value_to_json (type, value, view);
  return json_to_string (node, FALSE);
}

/**
 * lamp_value_from_text:
 * @type: the value's type
 * @text: one JSON object
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the value. Errors: %LAMP_ERROR_INVALID_DATA
 */
gpointer
lamp_value_from_text (const LampValueType *type, const char *text, GError **error)
{
  g_autoptr (GError) parse_error = NULL;
  g_autoptr (JsonNode) node = json_from_string (text, &parse_error);

  if (parse_error == NULL)
    return lamp_value_from_json (type, node, error);
  g_set_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, "%s: %s", type->name, parse_error->message);
  return NULL;
}
