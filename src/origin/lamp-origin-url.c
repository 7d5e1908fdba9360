/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-url.h"

#include "base/lamp-limits.h"
#include "base/lamp-text.h"

#include <string.h>

/**
 * lamp_origin_url_dup:
 * @bytes: (nullable): a URL as a store holds it: foreign bytes
 * @length: how many, or -1
 *
 * Every URL from a store passes here: it ends at the first zero byte and at %LAMP_URL_BYTES, is valid UTF-8
 * without control and direction characters (lamp_url_dup_visible()), and a `data:` URL keeps its media type
 * only, because the rest is the file itself.
 *
 * Returns: (transfer full) (nullable): a URL, or %NULL for none or an empty one
 */
char *
lamp_origin_url_dup (const char *bytes, gssize length)
{
  g_autofree char *cut = NULL;
  gsize end;

  if (bytes == NULL)
    return NULL;
  end = length < 0 ? strnlen (bytes, LAMP_URL_BYTES) : strnlen (bytes, MIN ((gsize) length, LAMP_URL_BYTES));
  if (end >= 5 && g_ascii_strncasecmp (bytes, "data:", 5) == 0)
    for (gsize i = 5; i < end; i++)
      if (bytes[i] == ',' || bytes[i] == ';')
        end = i;
  cut = g_strndup (bytes, end);
  return end > 0 ? lamp_url_dup_visible (cut) : NULL;
}

/**
 * lamp_origin_url_dup_file_path:
 * @uri: (nullable): a `file:` URI, with or without an empty host or "localhost"
 *
 * Returns: (transfer full) (nullable): the path's bytes, or %NULL if it is no such URI
 */
char *
lamp_origin_url_dup_file_path (const char *uri)
{
  const char *path;

  if (uri == NULL || g_ascii_strncasecmp (uri, "file://", 7) != 0)
    return NULL;
  path = uri + 7;
  if (g_ascii_strncasecmp (path, "localhost/", 10) == 0)
    path += 9;
  if (*path != '/' || strlen (path) > 4 * 4096)
    return NULL;
  return g_uri_unescape_string (path, NULL);
}

/**
 * lamp_origin_path_escape:
 * @path: a path, any bytes
 *
 * Returns: (transfer full): the same as ASCII, as on the probe's wire: all but `A-Z a-z 0-9 - . _ ~ /` is
 * `%XX`
 */
char *
lamp_origin_path_escape (const char *path)
{
  return g_uri_escape_bytes ((const guint8 *) path, strlen (path), "/");
}

/**
 * lamp_origin_path_unescape:
 * @text: (nullable): from lamp_origin_path_escape()
 *
 * Returns: (transfer full) (nullable): the path's bytes, or %NULL if the text is malformed or not absolute
 */
char *
lamp_origin_path_unescape (const char *text)
{
  if (text == NULL || *text != '/' || strlen (text) > 4 * 4096)
    return NULL;
  return g_uri_unescape_string (text, NULL);
}
