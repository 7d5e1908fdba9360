/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli-row.h"

#include <string.h>

static void
check_parts (const CliRow *row, const char *which, const char *text, const char *const *parts)
{
  for (gsize i = 0; i < CLI_ROW_PARTS && parts[i] != NULL; i++)
    if (strstr (text, parts[i]) == NULL)
      {
        g_test_message ("%s: no \"%s\" in %s:\n%s", row->message, parts[i], which, text);
        g_test_fail ();
      }
}

/* No byte that a terminal could obey, no line that a name made, no turned text. */
static void
check_calm (const CliRow *row, const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean bad = (c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
                     (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F);
      if (bad)
        {
          g_test_message ("%s: U+%04X reaches the terminal", row->message, c);
          g_test_fail ();
          return;
        }
    }
}

void
cli_check_row (CliFixture *fixture, const CliRow *row)
{
  g_auto (CliResult) result = { 0 };

  cli_fixture_run (fixture, row->arguments, &result);
  if (result.code != row->code)
    {
      g_test_message ("%s: exit code %d, not %d\nout: %s\nerr: %s", row->message, result.code, row->code,
                      result.out, result.err);
      g_test_fail ();
    }
  check_parts (row, "output", result.out, row->out);
  check_parts (row, "errors", result.err, row->err);
  check_calm (row, result.err);
  if (strstr (row->arguments, "--json") == NULL && strstr (row->arguments, "--preview") == NULL)
    check_calm (row, result.out);
}

void
cli_check_rows (CliFixture *fixture, const CliRow *rows, gsize count)
{
  for (gsize i = 0; i < count; i++)
    cli_check_row (fixture, &rows[i]);
}
