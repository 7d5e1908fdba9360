/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-cli-text.h"

#include "base/lamp-text.h"
#include "base/lamp-time.h"
#include "cli/lamp-cli-limits.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FIRST_STRONG_ISOLATE    "\xe2\x81\xa8"
#define POP_DIRECTIONAL_ISOLATE "\xe2\x81\xa9"
#define ISOLATE_BYTES           3

/* Columns that a label takes. */
#define LABEL_WIDTH 14

/**
 * lamp_cli_dup_plain:
 * @text: (nullable): foreign text: a name, a path, a site, an argument
 * @max_chars: as in lamp_text_show()
 *
 * As lamp_text_show(), without the isolates around it: terminals show them as boxes or drop them, and a line
 * must be found by grep.
 *
 * Returns: (transfer full): one line of text for a terminal
 */
char *
lamp_cli_dup_plain (const char *text, gsize max_chars)
{
  g_autofree char *shown = lamp_text_show (text, max_chars);
  return g_strndup (shown + ISOLATE_BYTES, strlen (shown) - 2 * ISOLATE_BYTES);
}

/**
 * lamp_cli_dup_sentence:
 * @text: (nullable): a sentence of the agent, whose foreign parts stand in isolates already
 *
 * The isolates go, for the reason in lamp_cli_dup_plain(). Everything else is treated as foreign: another
 * program may hold the agent's name.
 *
 * Returns: (transfer full): one line of text for a terminal
 */
char *
lamp_cli_dup_sentence (const char *text)
{
  g_autoptr (GString) bare = g_string_new (text);

  g_string_replace (bare, FIRST_STRONG_ISOLATE, "", 0);
  g_string_replace (bare, POP_DIRECTIONAL_ISOLATE, "", 0);
  return lamp_cli_dup_plain (bare->str, 0);
}

/**
 * lamp_cli_dup_moment:
 * @real_usec: Unix epoch, UTC, microseconds; 0: not known
 *
 * Returns: (transfer full): the moment in the person's time zone
 */
char *
lamp_cli_dup_moment (gint64 real_usec)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_local (real_usec / G_USEC_PER_SEC);
  char *text = NULL;

  if (real_usec > 0 && moment != NULL)
    /* Translators: a date and time, see strftime(3) */
    text = g_date_time_format (moment, _ ("%-d %B %Y at %H:%M:%S"));
  return text != NULL ? text : g_strdup (_ ("at an unknown time"));
}

/**
 * lamp_cli_dup_ago:
 * @real_usec: Unix epoch, UTC, microseconds; 0: not known
 * @now_real_usec: now
 *
 * Relative up to a day; before that, and in the future (a changed clock), the moment itself.
 *
 * Returns: (transfer full): e.g. "2 minutes ago"
 */
char *
lamp_cli_dup_ago (gint64 real_usec, gint64 now_real_usec)
{
  gint64 age_sec = (now_real_usec - real_usec) / G_USEC_PER_SEC;

  if (real_usec <= 0 || now_real_usec < real_usec || age_sec >= 24 * 3600)
    return lamp_cli_dup_moment (real_usec);
  if (age_sec < 5)
    return g_strdup (_ ("just now"));
  if (age_sec < 60)
    return g_strdup_printf (ngettext ("%d second ago", "%d seconds ago", (gulong) age_sec), (int) age_sec);
  if (age_sec < 3600)
    return g_strdup_printf (ngettext ("%d minute ago", "%d minutes ago", (gulong) (age_sec / 60)),
                            (int) (age_sec / 60));
  return g_strdup_printf (ngettext ("%d hour ago", "%d hours ago", (gulong) (age_sec / 3600)),
                          (int) (age_sec / 3600));
}

/**
 * lamp_cli_dup_size:
 * @size_bytes: a size
 *
 * Returns: (transfer full): e.g. "12.3 kB (12,345 bytes)"
 */
char *
lamp_cli_dup_size (gint64 size_bytes)
{
  return g_format_size_full ((guint64) MAX (size_bytes, 0), G_FORMAT_SIZE_LONG_FORMAT);
}

static gint64
unit_seconds (char unit)
{
  switch (unit)
    {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3600;
    case 'd':
      return 24 * 3600;
    default:
      return 0;
    }
}

/**
 * lamp_cli_parse_since:
 * @text: RFC 3339, or a span before now such as 90s, 15m, 2h, 3d
 * @now_real_usec: now, Unix epoch, microseconds
 * @out_real_usec: (out): the moment
 *
 * Returns: whether @text is one of the two
 */
gboolean
lamp_cli_parse_since (const char *text, gint64 now_real_usec, gint64 *out_real_usec)
{
  gint64 count = 0;
  const char *p = text;
  gint64 unit;

  for (; g_ascii_isdigit (*p) && count <= LAMP_CLI_SPAN_SEC; p++)
    count = count * 10 + g_ascii_digit_value (*p);
  unit = p > text && *p != '\0' && p[1] == '\0' ? unit_seconds (*p) : 0;
  if (unit == 0)
    return lamp_time_parse (text, out_real_usec, NULL);
  if (count > LAMP_CLI_SPAN_SEC / unit)
    return FALSE;
  *out_real_usec = MAX (now_real_usec - count * unit * G_USEC_PER_SEC, 1);
  return TRUE;
}

/**
 * lamp_cli_heading:
 * @heading: a translated word or two
 *
 * Prints a heading after an empty line.
 */
void
lamp_cli_heading (const char *heading)
{
  g_print ("\n%s\n", heading);
}

/**
 * lamp_cli_item:
 * @format: one line; foreign parts through lamp_cli_dup_plain()
 * @...: its parts
 *
 * Prints a line below a heading.
 */
void
lamp_cli_item (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list parts;

  va_start (parts, format);
  text = g_strdup_vprintf (format, parts);
  va_end (parts);
  g_print ("  %s\n", text);
}

/**
 * lamp_cli_field:
 * @label: a translated word or two
 * @text: (nullable): foreign text; nothing is printed without it
 *
 * Prints a labelled line below a heading.
 */
void
lamp_cli_field (const char *label, const char *text)
{
  g_autofree char *shown = NULL;
  glong width = g_utf8_strlen (label, -1);

  if (text == NULL || *text == '\0')
    return;
  shown = lamp_cli_dup_plain (text, 0);
  g_print ("  %s%*s%s\n", label, (int) MAX (LABEL_WIDTH - width, 1), "", shown);
}
