/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "policy/lamp-policy-key.h"

#include "policy/lamp-policy-limits.h"

#include "base/lamp-error.h"
#include "model/lamp-origin.h"

#include <string.h>

#define MEGABYTE (1024LL * 1024)

typedef enum
{
  KIND_TEXT,
  KIND_NUMBER,
  KIND_SIZE,
  KIND_BOOLEAN,
  KIND_WORD,
  KIND_HOSTS,
  KIND_NAMES,
  KIND_EXPRESSIONS,
} Kind;

struct _LampPolicyKey
{
  const char *group;
  const char *name;
  Kind kind;
  gint64 min;
  gint64 max;
  const char *words; /* separated by spaces */
};

static const LampPolicyKey keys[] = {
  { "Organisation", "name", KIND_TEXT },
  { "Organisation", "domains", KIND_HOSTS },
  { "Organisation", "mail-domains", KIND_HOSTS },
  { "Organisation", "hosts", KIND_HOSTS },
  { "Organisation", "tenants", KIND_NAMES },
  { "Detection", "clients", KIND_NAMES },
  { "Detection", "indicators", KIND_EXPRESSIONS },
  { "Detection", "fresh-days", KIND_NUMBER, 1, 365 },
  { "Detection", "minimum-severity", KIND_WORD, .words = "low medium high" },
  { "Detection", "shadow", KIND_BOOLEAN },
  { "Detection", "hash-limit", KIND_SIZE, 0, 1024 * 1024 * MEGABYTE },
  { "SOC", "name", KIND_TEXT },
  { "SOC", "method", KIND_WORD, .words = "spool" },
  { "Privacy", "url-query", KIND_WORD, .words = "keep strip" },
  { "Privacy", "path", KIND_WORD, .words = "keep home-tilde omit" },
  { "Privacy", "argv", KIND_WORD, .words = "keep omit" },
  { "Privacy", "host-name", KIND_WORD, .words = "keep pseudonym omit" },
  { "Privacy", "user-name", KIND_WORD, .words = "keep pseudonym omit" },
  { "Retention", "days", KIND_NUMBER, 1, 3650 },
};

/* Named by the design and not used yet: a policy written for a newer program is no mistake. */
static const char *const reserved[] = {
  "Detection/quiet-hours", "SOC/url", "SOC/format", "SOC/token-name", "SOC/ca-file", "SOC/contact", NULL
};

static gboolean
refuse (GError **error, const char *reason)
{
  g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, reason);
  return FALSE;
}

/**
 * lamp_policy_key_find:
 * @group: a group of a policy file
 * @name: a key of it
 *
 * Returns: (nullable): its row
 */
const LampPolicyKey *
lamp_policy_key_find (const char *group, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].group, group) == 0 && strcmp (keys[i].name, name) == 0)
      return &keys[i];
  return NULL;
}

/**
 * lamp_policy_key_get:
 * @index: from 0
 *
 * Returns: (nullable): the row; %NULL behind the last
 */
const LampPolicyKey *
lamp_policy_key_get (guint index)
{
  return index < G_N_ELEMENTS (keys) ? &keys[index] : NULL;
}

/**
 * lamp_policy_key_get_group:
 * @self: a row
 *
 * Returns: its group
 */
const char *
lamp_policy_key_get_group (const LampPolicyKey *self)
{
  return self->group;
}

/**
 * lamp_policy_key_get_name:
 * @self: a row
 *
 * Returns: its name
 */
const char *
lamp_policy_key_get_name (const LampPolicyKey *self)
{
  return self->name;
}

/**
 * lamp_policy_key_is_group:
 * @group: a word
 *
 * Returns: %TRUE if a policy file may have such a group of settings
 */
gboolean
lamp_policy_key_is_group (const char *group)
{
  if (strcmp (group, LAMP_POLICY_GROUP_CHANNELS) == 0)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].group, group) == 0)
      return TRUE;
  return FALSE;
}

/**
 * lamp_policy_key_is_reserved:
 * @group: a group
 * @name: a key
 *
 * Returns: %TRUE if a later version uses it
 */
gboolean
lamp_policy_key_is_reserved (const char *group, const char *name)
{
  g_autofree char *full = g_strconcat (group, "/", name, NULL);
  return strcmp (group, "Drills") == 0 || g_strv_contains (reserved, full);
}

/* One line of text: it stands in sentences and reports. */
static gboolean
is_plain_text (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

static gboolean
check_host (const char *text, GError **error)
{
  const char *name = g_str_has_prefix (text, "*.") ? text + 2 : text;

  if (*name == '\0' || strlen (name) > LAMP_HOSTS_NAME_BYTES || name[0] == '.' ||
      g_str_has_suffix (name, ".") || strstr (name, "..") != NULL)
    return refuse (error, "not a host name");
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr (".-_:[]", *p) == NULL)
      return refuse (error, "not a host name (write international names in their ASCII form)");
  return TRUE;
}

static gboolean
check_expression (const char *text, GError **error)
{
  g_autoptr (GError) compile_error = NULL;
  g_autoptr (GRegex) regex = NULL;

  if (g_str_has_prefix (text, "(*"))
    return refuse (error, "an expression may not begin with \"(*\"");
  regex = g_regex_new (text, G_REGEX_CASELESS, 0, &compile_error);
  if (regex != NULL)
    return TRUE;
  g_set_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, "not a regular expression: %s",
               compile_error->message);
  return FALSE;
}

static gboolean
check_element (Kind kind, const char *text, GError **error)
{
  if (!is_plain_text (text) || strlen (text) > LAMP_POLICY_VALUE_BYTES)
    return refuse (error, "not one short line of text");
  if (kind == KIND_HOSTS)
    return check_host (text, error);
  if (kind == KIND_EXPRESSIONS)
    return check_expression (text, error);
  return strchr (text, '/') == NULL || refuse (error, "a name, not a path");
}

/* GKeyFile's list: elements end with ";", and "\;" is a semicolon. */
static GPtrArray *
split_list (const char *text)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  GString *element = g_string_new (NULL);

  for (const char *p = text;; p++)
    {
      if (p[0] == '\\' && p[1] == ';')
        g_string_append_c (element, *++p);
      else if (*p != ';' && *p != '\0')
        g_string_append_c (element, *p);
      else
        {
          g_autofree char *stripped = g_strstrip (g_strdup (element->str));
          if (*stripped != '\0')
            g_ptr_array_add (list, g_steal_pointer (&stripped));
          g_string_truncate (element, 0);
          if (*p == '\0')
            break;
        }
    }
  g_string_free (element, TRUE);
  return list;
}

static JsonNode *
parse_list (Kind kind, const char *text, GError **error)
{
  g_autoptr (GPtrArray) list = split_list (text);
  g_autoptr (JsonArray) array = json_array_new ();

  if (list->len > LAMP_POLICY_LIST)
    {
      refuse (error, "too many elements");
      return NULL;
    }
  for (guint i = 0; i < list->len; i++)
    {
      const char *element = g_ptr_array_index (list, i);
      if (!check_element (kind, element, error))
        return NULL;
      json_array_add_string_element (array, element);
    }
  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
parse_number (const LampPolicyKey *self, const char *text, GError **error)
{
  gint64 number;

  if (g_ascii_string_to_signed (text, 10, self->min, self->max, &number, NULL))
    return json_node_init_int (json_node_alloc (), number);
  g_set_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA,
               "not a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, self->min, self->max);
  return NULL;
}

/* "64 MB", "1 GB", or bytes. Powers of 1024, as file managers of old and the limits in this program. */
static JsonNode *
parse_size (const LampPolicyKey *self, const char *text, GError **error)
{
  static const struct
  {
    const char *unit;
    gint64 factor;
  } units[] = { { "", 1 },      { "B", 1 },         { "kB", 1024 },
                { "KB", 1024 }, { "MB", MEGABYTE }, { "GB", 1024 * MEGABYTE } };
  gsize digits = strspn (text, "0123456789");
  g_autofree char *number = g_strndup (text, digits);
  g_autofree char *unit = g_strstrip (g_strdup (text + digits));
  guint64 amount;

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (unit, units[i].unit) == 0 &&
        g_ascii_string_to_unsigned (number, 10, 0, (guint64) (self->max / units[i].factor), &amount, NULL))
      return json_node_init_int (json_node_alloc (), (gint64) amount * units[i].factor);
  refuse (error, "not a size such as \"64 MB\" or \"1 GB\"");
  return NULL;
}

static JsonNode *
parse_word (const LampPolicyKey *self, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (self->words, " ", -1);

  if (g_strv_contains ((const char *const *) words, text))
    return json_node_init_string (json_node_alloc (), text);
  g_set_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, "not one of: %s", self->words);
  return NULL;
}

static JsonNode *
parse_boolean (const char *text, GError **error)
{
  if (strcmp (text, "true") == 0 || strcmp (text, "false") == 0)
    return json_node_init_boolean (json_node_alloc (), text[0] == 't');
  refuse (error, "neither true nor false");
  return NULL;
}

static JsonNode *
parse_text (const char *text, GError **error)
{
  if (is_plain_text (text) && strlen (text) <= LAMP_POLICY_VALUE_BYTES)
    return *text != '\0' ? json_node_init_string (json_node_alloc (), text) : json_node_new (JSON_NODE_NULL);
  refuse (error, "not one short line of text");
  return NULL;
}

/**
 * lamp_policy_key_parse:
 * @self: a row
 * @text: the value as it stands in the file
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the value. Errors: %LAMP_ERROR_INVALID_DATA: why it is refused, in one
 * line
 */
JsonNode *
lamp_policy_key_parse (const LampPolicyKey *self, const char *text, GError **error)
{
  switch (self->kind)
    {
    case KIND_TEXT:
      return parse_text (text, error);
    case KIND_NUMBER:
      return parse_number (self, text, error);
    case KIND_SIZE:
      return parse_size (self, text, error);
    case KIND_BOOLEAN:
      return parse_boolean (text, error);
    case KIND_WORD:
      return parse_word (self, text, error);
    case KIND_HOSTS:
    case KIND_NAMES:
    case KIND_EXPRESSIONS:
    default:
      return parse_list (self->kind, text, error);
    }
}

/**
 * lamp_policy_key_parse_channel:
 * @host: the key: a host; it and every host below it
 * @text: the value: a channel
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the channel. Errors: %LAMP_ERROR_INVALID_DATA
 */
JsonNode *
lamp_policy_key_parse_channel (const char *host, const char *text, GError **error)
{
  LampChannel channel;

  if (!check_host (host, error))
    return NULL;
  if (lamp_channel_from_string (text, &channel))
    return json_node_init_string (json_node_alloc (), text);
  refuse (error, "not a channel");
  return NULL;
}
