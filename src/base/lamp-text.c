/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/lamp-text.h"

#include "base/lamp-limits.h"

#include <string.h>

#define FIRST_STRONG_ISOLATE    "\xe2\x81\xa8"
#define POP_DIRECTIONAL_ISOLATE "\xe2\x81\xa9"

/* Characters that reorder, hide or break a line (Unicode Bidi_Control, line and paragraph separators,
 * zero-width and invisible operators, soft hyphen, byte order mark, tags). */
static gboolean
is_deceptive (gunichar c)
{
  return c == 0x00AD || c == 0x061C || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE007F);
}

static void
append_visible (GString *out, gunichar c)
{
  if (c < 0x20 || (c >= 0x7F && c < 0xA0) || is_deceptive (c))
    g_string_append_printf (out, "<%04X>", c);
  else
    g_string_append_unichar (out, c);
}

/**
 * lamp_text_to_utf8:
 * @bytes: a file name or other foreign bytes
 *
 * Returns: (transfer full): valid UTF-8; each byte that is not becomes U+FFFD
 */
char *
lamp_text_to_utf8 (const char *bytes)
{
  return g_utf8_make_valid (bytes != NULL ? bytes : "", -1);
}

/**
 * lamp_text_quote:
 * @text: (nullable): foreign text
 *
 * For log lines and `status`: quoted, on one line, control and direction characters as code points, at most
 * 256 characters. A URL must lose its query first (lamp_url_without_query()).
 *
 * Returns: (transfer full): quoted text, safe in a log line and on a terminal
 */
char *
lamp_text_quote (const char *text)
{
  g_autofree char *valid = lamp_text_to_utf8 (text);
  GString *out = g_string_new ("\"");
  gsize count = 0;

  for (const char *p = valid; *p != '\0' && count < 256; p = g_utf8_next_char (p), count++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (out, '\\');
      append_visible (out, g_utf8_get_char (p));
    }
  g_string_append (out, "\"");
  return g_string_free (out, FALSE);
}

/**
 * lamp_text_show:
 * @text: (nullable): foreign text: a file name, a site, an account
 * @max_chars: at most so many characters of it; the middle is cut; 0: all
 *
 * For sentences: isolated for direction (FSI, PDI), hidden characters made visible, the middle cut so that a
 * name's real ending is always seen. The result is plain text; where markup is understood it must still be
 * escaped.
 *
 * Returns: (transfer full): text to be put into a sentence
 */
char *
lamp_text_show (const char *text, gsize max_chars)
{
  g_autofree char *valid = lamp_text_to_utf8 (text);
  g_autofree char *cut = NULL;
  gsize length = (gsize) g_utf8_strlen (valid, -1);
  GString *out = g_string_new (FIRST_STRONG_ISOLATE);

  if (max_chars >= 3 && length > max_chars)
    {
      gsize tail = (max_chars - 1) / 2;
      g_autofree char *left = g_utf8_substring (valid, 0, (glong) (max_chars - 1 - tail));
      g_autofree char *right = g_utf8_substring (valid, (glong) (length - tail), -1);
      cut = g_strconcat (left, "\xe2\x80\xa6", right, NULL);
    }
  for (const char *p = cut != NULL ? cut : valid; *p != '\0'; p = g_utf8_next_char (p))
    append_visible (out, g_utf8_get_char (p));
  g_string_append (out, POP_DIRECTIONAL_ISOLATE);
  return g_string_free (out, FALSE);
}

/**
 * lamp_text_line:
 * @text: (nullable): a whole sentence with foreign names in it, made elsewhere, e.g. by another process
 * @max_chars: at most so many characters of it; 0: all
 *
 * What lamp_text_show() did to the names holds for the whole: one line, nothing hidden, nothing reordered but
 * by the isolates that lamp_text_show() puts. Done where the sentence is shown, so that it does not matter
 * who made it.
 *
 * Returns: (transfer full): plain text for one line or paragraph
 */
char *
lamp_text_line (const char *text, gsize max_chars)
{
  g_autofree char *valid = lamp_text_to_utf8 (text);
  GString *out = g_string_new (NULL);
  gsize count = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (max_chars > 0 && count++ >= max_chars)
        {
          g_string_append (out, "\xe2\x80\xa6");
          break;
        }
      if (c == '\n' || c == '\t')
        g_string_append_c (out, ' ');
      else if (c == 0x2068 || c == 0x2069)
        g_string_append_unichar (out, c);
      else
        append_visible (out, c);
    }
  return g_string_free (out, FALSE);
}

/* The URL standard has these as %XX in every URL that a browser shows; who finds them bare has foreign bytes.
 */
static gboolean
must_be_encoded (gunichar c)
{
  return c <= 0x20 || (c >= 0x7F && c < 0xA0) || c == '"' || c == '<' || c == '>' || is_deceptive (c);
}

/**
 * lamp_url_dup_visible:
 * @url: a URL, foreign bytes
 *
 * What breaks a line, reorders text or ends a URL for those who search a text for one (control characters,
 * spaces, direction characters, quotation marks, angle brackets) is percent-encoded, as a browser would.
 *
 * Returns: (transfer full): valid UTF-8, one line
 */
char *
lamp_url_dup_visible (const char *url)
{
  g_autofree char *valid = lamp_text_to_utf8 (url);
  GString *out = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    if (must_be_encoded (g_utf8_get_char (p)))
      for (const char *byte = p; byte < g_utf8_next_char (p); byte++)
        g_string_append_printf (out, "%%%02X", (guchar) *byte);
    else
      g_string_append_len (out, p, g_utf8_next_char (p) - p);
  return g_string_free (out, FALSE);
}

/**
 * lamp_url_dup_bare_path:
 * @path: the path of a URL, from behind its authority
 * @length: its bytes
 *
 * Sessions and tokens also travel as parameters of a path's segments (RFC 3986, 3.3): `;jsessionid=...`.
 *
 * Returns: (transfer full): the path without them
 */
char *
lamp_url_dup_bare_path (const char *path, gsize length)
{
  GString *out = g_string_new (NULL);
  gboolean inside = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      inside = path[i] != '/' && path[i] != '\\' &&
               (inside || path[i] == ';' ||
                (length - i >= 3 && g_ascii_strncasecmp (path + i, "%3b", 3) == 0));
      if (!inside)
        g_string_append_c (out, path[i]);
    }
  return g_string_free (out, FALSE);
}

/**
 * lamp_url_without_query:
 * @url: (nullable): a URL
 *
 * Promise 2: the query and the fragment never leave by default and never reach a log. The parameters of the
 * path, and a user name and password in the authority go too; a `data:` URL keeps its media type only.
 *
 * Returns: (transfer full) (nullable): the URL without them, as lamp_url_dup_visible() shows it
 */
char *
lamp_url_without_query (const char *url)
{
  g_autofree char *cut = NULL;
  g_autofree char *path = NULL;
  g_autofree char *whole = NULL;
  char *authority;
  const char *path_start;
  const char *at;

  if (url == NULL)
    return NULL;
  if (g_ascii_strncasecmp (url, "data:", 5) == 0)
    cut = g_strndup (url, strcspn (url, ",;"));
  else
    cut = g_strndup (url, MIN (strcspn (url, "?#"), LAMP_URL_BYTES));
  authority = strstr (cut, "://");
  if (authority == NULL)
    return lamp_url_dup_visible (cut);
  authority += 3;
  path_start = authority + strcspn (authority, "/");
  at = g_strrstr_len (authority, path_start - authority, "@");
  /* A file's path has no parameters, and neither has one without a host. */
  path = path_start == authority ? g_strdup (path_start)
                                 : lamp_url_dup_bare_path (path_start, strlen (path_start));
  whole = g_strdup_printf ("%.*s%.*s%s", (int) (authority - cut), cut,
                           (int) (path_start - (at != NULL ? at + 1 : authority)),
                           at != NULL ? at + 1 : authority, path);
  return lamp_url_dup_visible (whole);
}

/* As browsers read it: a backslash is a slash, and a URL that was cut before its host ends has none. */
static char *
dup_readable (const char *url)
{
  const char *authority = strstr (url, "://");

  if (g_ascii_strncasecmp (url, "javascript:", 11) == 0 ||
      (authority != NULL && strlen (url) >= LAMP_URL_BYTES && strpbrk (authority + 3, "/\\?#") == NULL))
    return NULL;
  return g_strdelimit (g_strndup (url, strcspn (url, "?#")), "\\", '/');
}

/* GUri decodes "%2f": a host that no name server knows must not pass for one below another. */
static gboolean
is_host (const char *host)
{
  for (const char *p = host; *p != '\0'; p++)
    if ((guchar) *p <= ' ' || *p == 0x7f || strchr ("#%/<>?@\\^|\"", *p) != NULL)
      return FALSE;
  return *host != '\0';
}

/**
 * lamp_url_dup_host:
 * @url: (nullable): an http(s), or a `blob:` URL with one inside
 *
 * Returns: (transfer full) (nullable): the host in lower case ASCII, or %NULL where there is none
 */
char *
lamp_url_dup_host (const char *url)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *readable = NULL;
  const char *host;

  if (url != NULL && g_ascii_strncasecmp (url, "blob:", 5) == 0)
    url += 5;
  readable = url != NULL ? dup_readable (url) : NULL;
  if (readable == NULL)
    return NULL;
  uri = g_uri_parse (readable,
                     G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED_PATH | G_URI_FLAGS_ENCODED_QUERY |
                         G_URI_FLAGS_ENCODED_FRAGMENT | G_URI_FLAGS_HAS_PASSWORD,
                     NULL);
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  if (host == NULL || !is_host (host))
    return NULL;
  if (g_str_is_ascii (host))
    return g_ascii_strdown (host, -1);
  return g_hostname_to_ascii (host);
}
