/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

/**
 * LampFieldKind:
 *
 * What a field of a value holds, in C and in JSON.
 *
 * - STRING `const char *`; JSON string or null
 * - PATH `const char *`, the bytes of a file name; JSON string (bytes that are not UTF-8 become U+FFFD) or
 * null
 * - INT64 `gint64`; JSON number
 * - BOOLEAN `gboolean`; JSON boolean
 * - TIME `gint64`, Unix epoch in microseconds, 0 = not known; JSON RFC 3339 or null
 * - ENUM `int`; JSON one of the field's nicks
 * - STRV `const char *const *`, NULL-terminated or NULL; JSON array of strings
 * - MAP `const char *const *`, key, value, key, value, NULL; JSON object of strings
 * - VALUE pointer to a value of the field's type, or NULL; JSON object or null
 * - VALUES NULL-terminated array of such pointers, or NULL; JSON array of objects
 */
typedef enum
{
  LAMP_FIELD_STRING,
  LAMP_FIELD_PATH,
  LAMP_FIELD_INT64,
  LAMP_FIELD_BOOLEAN,
  LAMP_FIELD_TIME,
  LAMP_FIELD_ENUM,
  LAMP_FIELD_STRV,
  LAMP_FIELD_MAP,
  LAMP_FIELD_VALUE,
  LAMP_FIELD_VALUES,
} LampFieldKind;

/**
 * LampFieldFlags:
 * @LAMP_FIELD_LOCAL: never in what a person, a SOC or another program sees; only in our own store
 * @LAMP_FIELD_NULL_IF_NEGATIVE: an INT64 below 0 is JSON null
 * @LAMP_FIELD_OMIT_NULL: left out of JSON when NULL or not known
 */
typedef enum
{
  LAMP_FIELD_PLAIN = 0,
  LAMP_FIELD_LOCAL = 1 << 0,
  LAMP_FIELD_NULL_IF_NEGATIVE = 1 << 1,
  LAMP_FIELD_OMIT_NULL = 1 << 2,
} LampFieldFlags;

typedef struct _LampValueType LampValueType;

/**
 * LampField:
 * @name: its JSON name; "outer.inner" puts it into an object "outer"
 * @kind: what it holds
 * @offset: where in the struct
 * @flags: see #LampFieldFlags
 * @nicks: ENUM: the JSON words, NULL-terminated, in the order of the enum
 * @type: VALUE, VALUES: the inner type
 */
typedef struct
{
  const char *name;
  LampFieldKind kind;
  gsize offset;
  LampFieldFlags flags;
  const char *const *nicks;
  const LampValueType *type;
} LampField;

/**
 * LampValueType:
 * @name: for messages
 * @size: of the struct
 * @fields: ends with a NULL name
 *
 * A value is an immutable, reference-counted struct that travels between stages and threads. Its one table of
 * fields says how it is copied and how it looks in JSON; there is no second place to keep in step. Call
 * `lamp_x_new (&(LampX){ .field = ... })`: everything is copied; afterwards nobody writes to it. To change a
 * value, copy the struct, set fields, and make a new one.
 */
struct _LampValueType
{
  const char *name;
  gsize size;
  const LampField *fields;
};

/**
 * LampValueView:
 * @LAMP_VIEW_PUBLIC: what others may see
 * @LAMP_VIEW_STORE: everything, for our own store
 */
typedef enum
{
  LAMP_VIEW_PUBLIC,
  LAMP_VIEW_STORE,
} LampValueView;

gpointer lamp_value_new (const LampValueType *type, gconstpointer fields);
gpointer lamp_value_ref (gconstpointer value);
void lamp_value_unref (gpointer value);
JsonNode *lamp_value_to_json (const LampValueType *type, gconstpointer value, LampValueView view);
gpointer lamp_value_from_json (const LampValueType *type, JsonNode *node, GError **error);
char *lamp_value_to_text (const LampValueType *type, gconstpointer value, LampValueView view);
gpointer lamp_value_from_text (const LampValueType *type, const char *text, GError **error);

#define LAMP_DECLARE_VALUE(Type, prefix)                                                                     \
  extern const LampValueType prefix##_type;                                                                  \
  Type *prefix##_new (const Type *fields);                                                                   \
  Type *prefix##_ref (const Type *self);                                                                     \
  void prefix##_unref (Type *self);                                                                          \
  JsonNode *prefix##_to_json (const Type *self, LampValueView view);                                         \
  Type *prefix##_from_json (JsonNode *node, GError **error);                                                 \
  char *prefix##_to_text (const Type *self, LampValueView view);                                             \
  Type *prefix##_from_text (const char *text, GError **error);                                               \
  G_DEFINE_AUTOPTR_CLEANUP_FUNC (Type, prefix##_unref)

#define LAMP_DEFINE_VALUE(Type, prefix, field_table)                                                         \
  const LampValueType prefix##_type = { #Type, sizeof (Type), field_table };                                 \
  Type *prefix##_new (const Type *fields)                                                                    \
  {                                                                                                          \
    return lamp_value_new (&prefix##_type, fields);                                                          \
  }                                                                                                          \
  Type *prefix##_ref (const Type *self)                                                                      \
  {                                                                                                          \
    return lamp_value_ref (self);                                                                            \
  }                                                                                                          \
  void prefix##_unref (Type *self)                                                                           \
  {                                                                                                          \
    lamp_value_unref (self);                                                                                 \
  }                                                                                                          \
  JsonNode *prefix##_to_json (const Type *self, LampValueView view)                                          \
  {                                                                                                          \
    return lamp_value_to_json (&prefix##_type, self, view);                                                  \
  }                                                                                                          \
  Type *prefix##_from_json (JsonNode *node, GError **error)                                                  \
  {                                                                                                          \
    return lamp_value_from_json (&prefix##_type, node, error);                                               \
  }                                                                                                          \
  char *prefix##_to_text (const Type *self, LampValueView view)                                              \
  {                                                                                                          \
    return lamp_value_to_text (&prefix##_type, self, view);                                                  \
  }                                                                                                          \
  Type *prefix##_from_text (const char *text, GError **error)                                                \
  {                                                                                                          \
    return lamp_value_from_text (&prefix##_type, text, error);                                               \
  }
