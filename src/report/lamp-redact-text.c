/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/lamp-redact-text.h"

#include "base/lamp-text.h"

#include <string.h>

#define STARS "***"

/* A URL in the path of a URL is looked into so often; deeper ones are left out. */
#define NESTED_URLS 4

/* Brackets, commas, semicolons and control characters may be part of a query: too much cut is better than a
 * token sent. */
static gboolean
ends_url (char c)
{
  return g_ascii_isspace (c) || c == '\v' || c == '\0' || strchr ("\"'<>`|", c) != NULL;
}

static const char *
find_url_end (const char *start, const char *end)
{
  while (start < end && !ends_url (*start))
    start++;
  return start;
}

static const char *
find_any (const char *start, const char *end, const char *wanted)
{
  while (start < end && strchr (wanted, *start) == NULL)
    start++;
  return start;
}

static const char *
skip_user (const char *authority, const char *end)
{
  for (const char *p = end; p > authority; p--)
    if (p[-1] == '@')
      return p;
  return authority;
}

/* Nothing in a URL reorders the text around it or ends a line. */
static void
append_visible (GString *out, const char *start, const char *end)
{
  g_autofree char *part = g_strndup (start, (gsize) (end - start));
  g_autofree char *visible = lamp_url_dup_visible (part);

  g_string_append (out, visible);
}

static void append_urls (GString *out, const char *text, const char *end, gboolean keep_query, guint depth);

/* @path_end is the end of the URL; a path without a host is a file's and has no parameters. */
static void
append_path (
    GString *out, const char *path, const char *path_end, gboolean has_host, gboolean keep_query, guint depth)
{
  const char *end = keep_query ? path_end : find_any (path, path_end, "?#");
  g_autofree char *bare = keep_query || !has_host ? g_strndup (path, (gsize) (end - path))
                                                  : lamp_url_dup_bare_path (path, (gsize) (end - path));
  g_autofree char *visible = lamp_url_dup_visible (bare);

  append_urls (out, visible, visible + strlen (visible), keep_query, depth);
}

/* What stands before "://" is not looked at: whatever it is, its query may hold a token. */
static void
append_urls (GString *out, const char *text, const char *end, gboolean keep_query, guint depth)
{
  while (text < end)
    {
      const char *separator = g_strstr_len (text, end - text, "://");
      const char *authority;
      const char *authority_end;
      const char *url_end;

      if (separator == NULL)
        {
          g_string_append_len (out, text, end - text);
          return;
        }
      authority = separator + 3;
      url_end = find_url_end (authority, end);
      authority_end = find_any (authority, url_end, "/?#\\");
      g_string_append_len (out, text, authority - text);
      authority = skip_user (authority, authority_end);
      append_visible (out, authority, authority_end);
      if (depth > 0)
        append_path (out, authority_end, url_end, authority < authority_end, keep_query, depth - 1);
      text = url_end;
    }
}

/* A data: URL is the content itself; its media type stays. */
static char *
cut_data_urls (char *text)
{
  GString *out = g_string_new (NULL);
  const char *p = text;
  const char *found;

  while ((found = strstr (p, "data:")) != NULL)
    {
      const char *end = find_url_end (found, found + strlen (found));
      gboolean inside_word = found > text && g_ascii_isalnum (found[-1]);
      gboolean is_url = !inside_word && memchr (found, ',', (gsize) (end - found)) != NULL;
      const char *keep_until = is_url ? find_any (found, end, ",;") : found + 5;

      g_string_append_len (out, p, keep_until - p);
      p = is_url ? end : keep_until;
    }
  g_string_append (out, p);
  g_free (text);
  return g_string_free (out, FALSE);
}

/**
 * lamp_redact_text_urls:
 * @text: a URL, an argument, or a sentence with URLs in it
 * @keep_query: policy lets queries leave; user names and passwords never do
 *
 * Promise 2: the query string of a URL, tokens and passwords never leave by default.
 *
 * Returns: (transfer full): @text, each URL in it without user, password, parameters, query and fragment
 */
char *
lamp_redact_text_urls (const char *text, gboolean keep_query)
{
  GString *out = g_string_new (NULL);

  append_urls (out, text, text + strlen (text), keep_query, NESTED_URLS);
  return cut_data_urls (g_string_free (out, FALSE));
}

static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || (guchar) c >= 0x80 || c == '_' || c == '-' || c == '.';
}

/* Replaces @word where it stands alone: not as a part of a longer name. A dot behind it may end a sentence.
 */
static char *
replace_word (const char *text, const char *word, const char *stand_in, gboolean dot_ends)
{
  GString *out = g_string_new (NULL);
  gsize length = strlen (word);
  const char *p = text;
  const char *found;

  while ((found = strstr (p, word)) != NULL)
    {
      char before = found > text ? found[-1] : '/';
      char after = found[length];
      gboolean alone = !is_name_char (before) && (!is_name_char (after) || (dot_ends && after == '.'));

      g_string_append_len (out, p, found - p);
      g_string_append (out, alone ? stand_in : word);
      p = found + length;
    }
  g_string_append (out, p);
  return g_string_free (out, FALSE);
}

/**
 * lamp_redact_text_home:
 * @text: a path, an argument, a file: URL or a sentence
 * @home: (nullable): the home folder
 *
 * Returns: (transfer full): @text with `~` for the home folder
 */
char *
lamp_redact_text_home (const char *text, const char *home)
{
  g_autofree char *plain = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *first = NULL;

  if (home == NULL || *home != '/')
    return g_strdup (text);
  plain = g_strdup (home);
  while (g_str_has_suffix (plain, "/"))
    plain[strlen (plain) - 1] = '\0';
  if (*plain == '\0')
    return g_strdup (text);
  escaped = g_uri_escape_string (plain, "/", FALSE);
  first = replace_word (text, plain, "~", FALSE);
  if (strcmp (plain, escaped) == 0)
    return g_steal_pointer (&first);
  return replace_word (first, escaped, "~", FALSE);
}

/**
 * lamp_redact_text_word:
 * @text: a path, an argument, an address
 * @word: (nullable): a name that must not leave
 * @stand_in: what is said instead
 *
 * Returns: (transfer full): @text with @stand_in where @word stands alone
 */
char *
lamp_redact_text_word (const char *text, const char *word, const char *stand_in)
{
  if (word == NULL || *word == '\0')
    return g_strdup (text);
  return replace_word (text, word, stand_in, TRUE);
}

#define SECRET_WORDS                                                                                         \
  "(?:passw(?:or)?d|passphrase|token|secret|api[_-]?key|access[_-]?key|private[_-]?key|authorization|"       \
  "credentials?|cookie)"

/* The name stays, the value goes. */
#define VALUE_PATTERN                                                                                        \
  "(" SECRET_WORDS "[A-Za-z0-9_-]{0,32}[\"']?\\s{0,4}[=:]\\s{0,4}"                                           \
  "(?:(?:bearer|basic|token|negotiate)\\s{1,4})?)"                                                           \
  "(?:\"[^\"]*\"?|'[^']*'?|[^\\s\"'&|;<>]+)"
#define OPTION_PATTERN "^--?[A-Za-z0-9_-]{0,32}" SECRET_WORDS "$"

/**
 * lamp_redact_text_secrets:
 * @text: valid UTF-8: an argument, or a command line in one
 *
 * `--token=x`, `PASSWORD=x`, `Authorization: Bearer x`: the value becomes `***`. A guess by name, beside the
 * rule that URLs lose their query; it cannot know every program's options, and says so in docs/events.md.
 *
 * Returns: (transfer full): @text without the values
 */
char *
lamp_redact_text_secrets (const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new (VALUE_PATTERN, G_REGEX_CASELESS, 0, NULL);
  char *out = g_regex_replace (regex, text, -1, 0, "\\1" STARS, 0, NULL);

  /* The matcher gave up: a text that cannot be checked is not sent. */
  return out != NULL ? out : g_strdup (STARS);
}

static gboolean
takes_login (const char *option)
{
  static const char *const options[] = { "-u", "--user", "-U", "--proxy-user", NULL };
  return g_strv_contains (options, option);
}

/**
 * lamp_redact_text_operand:
 * @option: valid UTF-8: an argument
 * @text: valid UTF-8: the argument behind it
 *
 * `--password x` hides x, `-u name:x` hides what is behind the colon. `python -u script.sh` hides nothing:
 * the operand of an interpreter is what a report is about.
 *
 * Returns: (transfer full): @text, without the secret that @option says it is
 */
char *
lamp_redact_text_operand (const char *option, const char *text)
{
  const char *colon = strchr (text, ':');

  if (g_regex_match_simple (OPTION_PATTERN, option, G_REGEX_CASELESS, 0))
    return g_strdup (STARS);
  if (!takes_login (option) || colon == NULL || strchr (text, '/') != NULL)
    return g_strdup (text);
  return g_strdup_printf ("%.*s:" STARS, (int) (colon - text), text);
}
