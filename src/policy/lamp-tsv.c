/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "policy/lamp-tsv.h"

#include "base/lamp-error.h"

#include <string.h>

/* Tables that are used where they lie: rows are pointers into the bytes, fields end at a tab, a line feed or,
 * for a key that is no row, at a NUL. */

static gsize
measure (const char *field)
{
  return strcspn (field, "\t\n");
}

static const char *
find_field (const char *row, guint index)
{
  for (; index > 0; index--)
    {
      row += measure (row);
      if (*row != '\t')
        return NULL;
      row++;
    }
  return row;
}

/**
 * lamp_tsv_each:
 * @bytes: a table that ends with a line feed
 * @function: called for each row that is no comment
 * @user_data: for @function
 * @error: return location
 *
 * Returns: %FALSE if @function stopped it. Errors: %LAMP_ERROR_CORRUPT: the last line has no end; those of
 * @function, with the line's number before
 */
gboolean
lamp_tsv_each (GBytes *bytes, LampTsvRow function, gpointer user_data, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *end = data + size;
  guint line = 1;

  if (size == 0 || end[-1] != '\n' || memchr (data, '\0', size) != NULL)
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_CORRUPT, "a table without end");
      return FALSE;
    }
  for (const char *row = data; row < end; row = strchr (row, '\n') + 1, line++)
    if (*row != '#' && *row != '\n' && !function (row, user_data, error))
      {
        g_prefix_error (error, "line %u: ", line);
        return FALSE;
      }
  return TRUE;
}

/**
 * lamp_tsv_dup_version:
 * @bytes: a table that lamp_tsv_each() took
 *
 * Returns: (transfer full) (nullable): what the comment `# version:` says
 */
char *
lamp_tsv_dup_version (GBytes *bytes)
{
  static const char mark[] = "# version: ";
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *found = g_strstr_len (data, (gssize) size, mark);

  return found != NULL ? g_strndup (found + strlen (mark), measure (found + strlen (mark))) : NULL;
}

/**
 * lamp_tsv_dup_field:
 * @row: a row
 * @index: from 0
 *
 * Returns: (transfer full) (nullable): the field; %NULL where it is missing or empty
 */
char *
lamp_tsv_dup_field (const char *row, guint index)
{
  const char *field = find_field (row, index);
  gsize length = field != NULL ? measure (field) : 0;

  return length > 0 ? g_strndup (field, length) : NULL;
}

/**
 * lamp_tsv_field_is:
 * @row: a row
 * @index: from 0
 * @text: what it may be
 *
 * Returns: %TRUE if the field is @text
 */
gboolean
lamp_tsv_field_is (const char *row, guint index, const char *text)
{
  const char *field = find_field (row, index);
  return field != NULL && measure (field) == strlen (text) && strncmp (field, text, strlen (text)) == 0;
}

/**
 * lamp_tsv_hash_field:
 * @row: a row, or a text of its own
 *
 * For a hash table that is keyed by first fields where they lie.
 *
 * Returns: hash of the first field (djb2, as g_str_hash())
 */
guint
lamp_tsv_hash_field (gconstpointer row)
{
  guint hash = 5381;

  for (const char *p = row; *p != '\0' && *p != '\t' && *p != '\n'; p++)
    hash = (hash << 5) + hash + (guchar) *p;
  return hash;
}

/**
 * lamp_tsv_equal_field:
 * @a: a row, or a text of its own
 * @b: another
 *
 * Returns: %TRUE if the first fields are the same
 */
gboolean
lamp_tsv_equal_field (gconstpointer a, gconstpointer b)
{
  gsize length = measure (a);
  return length == measure (b) && strncmp (a, b, length) == 0;
}
