/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "detect/lamp-name.h"

#include "base/lamp-text.h"

#include <string.h>

/* Blanks in a row before they hide something; nobody types four. */
#define PADDING_CHARS 4

static const char *const rich_endings[] = { "pdf",  "doc",  "docx", "docm", "odt",  "rtf",  "xls",  "xlsx",
                                            "xlsm", "ods",  "ppt",  "pptx", "odp",  "png",  "jpg",  "jpeg",
                                            "gif",  "bmp",  "webp", "tif",  "tiff", "heic", "svg",  "mp3",
                                            "mp4",  "m4a",  "avi",  "mkv",  "mov",  "wav",  "flac", "ogg",
                                            "epub", "djvu", "ps",   "eml",  "msg",  "html", "htm",  "mht",
                                            "zip",  "rar",  "7z",   NULL };
static const char *const plain_endings[] = { "txt", "md",  "csv", "log", "json", "xml",
                                             "ini", "cfg", "dat", "m4",  NULL };
static const char *const code_endings[] = {
  "sh",  "bash", "zsh", "ksh", "csh",      "fish",       "command", "py",  "pyc", "pyw",     "pl",
  "rb",  "js",   "mjs", "cjs", "ts",       "php",        "lua",     "tcl", "jar", "desktop", "run",
  "bin", "elf",  "out", "so",  "appimage", "exe",        "msi",     "scr", "com", "bat",     "cmd",
  "ps1", "vbs",  "deb", "rpm", "snap",     "flatpakref", "x86_64",  NULL
};
static const char *const code_types[] = { "application/x-executable",
                                          "application/x-pie-executable",
                                          "application/x-sharedlib",
                                          "application/x-shellscript",
                                          "text/x-shellscript",
                                          "text/x-script.python",
                                          "text/x-python",
                                          "text/x-python3",
                                          "application/x-python-code",
                                          "application/x-perl",
                                          "text/x-perl",
                                          "application/x-ruby",
                                          "text/x-ruby",
                                          "application/x-php",
                                          "text/x-php",
                                          "text/x-lua",
                                          "text/x-tcl",
                                          "text/x-awk",
                                          "application/x-awk",
                                          "application/x-desktop",
                                          "application/x-java-archive",
                                          "application/java-archive",
                                          "application/x-ms-dos-executable",
                                          "application/x-msdownload",
                                          "application/vnd.microsoft.portable-executable",
                                          "application/vnd.appimage",
                                          "application/x-iso9660-appimage",
                                          NULL };

/* Small letters and capitals of Cyrillic and Greek that are drawn like Latin ones (Unicode confusables,
 * reduced to what common fonts draw alike). */
static const gunichar lookalikes[] = {
  0x0430, 0x0435, 0x043E, 0x0440, 0x0441, 0x0443, 0x0445, 0x0455, 0x0456, 0x0458, 0x04BB, 0x0501, 0x051B,
  0x051D, 0x0410, 0x0412, 0x0415, 0x041A, 0x041C, 0x041D, 0x041E, 0x0420, 0x0421, 0x0422, 0x0425, 0x0405,
  0x0406, 0x0408, 0x03BF, 0x03B1, 0x03BD, 0x03C1, 0x03C5, 0x03B9, 0x03BA, 0x0391, 0x0392, 0x0395, 0x0396,
  0x0397, 0x0399, 0x039A, 0x039C, 0x039D, 0x039F, 0x03A1, 0x03A4, 0x03A5, 0x03A7,
};

/* Drawn like "." or "/": they fake an ending or a folder. */
static const gunichar fake_marks[] = { 0x2024, 0xFF0E, 0xFE52, 0x0701, 0x2044,
                                       0x2215, 0x29F8, 0xFF0F, 0x3164, 0x115F };

static gboolean
is_in (const gunichar *set, gsize length, gunichar c)
{
  for (gsize i = 0; i < length; i++)
    if (set[i] == c)
      return TRUE;
  return FALSE;
}

/* Joiners are letters' business in these scripts, and in emoji. */
static gboolean
joins (gunichar c)
{
  switch (g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_ARABIC:
    case G_UNICODE_SCRIPT_SYRIAC:
    case G_UNICODE_SCRIPT_DEVANAGARI:
    case G_UNICODE_SCRIPT_BENGALI:
    case G_UNICODE_SCRIPT_TAMIL:
    case G_UNICODE_SCRIPT_TELUGU:
    case G_UNICODE_SCRIPT_KANNADA:
    case G_UNICODE_SCRIPT_MALAYALAM:
    case G_UNICODE_SCRIPT_SINHALA:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MONGOLIAN:
      return TRUE;
    default:
      return c >= 0x1F000 || (c >= 0x2600 && c <= 0x27BF);
    }
}

static gboolean
is_right_to_left (gunichar c)
{
  GUnicodeScript script = g_unichar_get_script (c);
  return script == G_UNICODE_SCRIPT_ARABIC || script == G_UNICODE_SCRIPT_HEBREW ||
         script == G_UNICODE_SCRIPT_SYRIAC || script == G_UNICODE_SCRIPT_THAANA ||
         script == G_UNICODE_SCRIPT_NKO;
}

static LampNameSigns
find_direction (const char *name)
{
  gboolean joining = FALSE;
  gboolean marks = FALSE;
  gboolean joiners = FALSE;
  gboolean right_to_left = FALSE;

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200B || c == 0x2060 ||
          c == 0xFEFF || c == 0x00AD || c == 0x180E || (c >= 0xE0000 && c <= 0xE007F) || c < 0x20 ||
          c == 0x7F)
        return LAMP_NAME_DIRECTION;
      joining = joining || joins (c);
      right_to_left = right_to_left || is_right_to_left (c);
      marks = marks || c == 0x200E || c == 0x200F || c == 0x061C;
      joiners = joiners || c == 0x200C || c == 0x200D;
    }
  return (marks && !right_to_left) || (joiners && !joining) ? LAMP_NAME_DIRECTION : 0;
}

static LampNameSigns
find_padding (const char *name)
{
  guint run = 0;
  gunichar last = 0;

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      last = g_utf8_get_char (p);
      run = g_unichar_isspace (last) || last == 0x2800 || last == 0x00A0 ? run + 1 : 0;
      if (run >= PADDING_CHARS)
        return LAMP_NAME_PADDING;
    }
  return last != 0 && g_unichar_isspace (last) ? LAMP_NAME_PADDING : 0;
}

/* In one word: Latin letters, and letters of another script that are drawn like Latin ones. */
static LampNameSigns
find_lookalike (const char *name)
{
  gboolean latin = FALSE;
  gboolean alike = FALSE;

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_in (fake_marks, G_N_ELEMENTS (fake_marks), c))
        return LAMP_NAME_LOOKALIKE;
      if (!g_unichar_isalpha (c))
        latin = alike = FALSE;
      else if (g_unichar_get_script (c) == G_UNICODE_SCRIPT_LATIN)
        latin = TRUE;
      else if (is_in (lookalikes, G_N_ELEMENTS (lookalikes), c))
        alike = TRUE;
      if (latin && alike)
        return LAMP_NAME_LOOKALIKE;
    }
  return 0;
}

/* A pipe into something that runs code; a bare "|" stands in many titles. */
static gboolean
pipes_into_program (const char *name)
{
  static const char *const programs[] = { "sh",     "bash", "dash", "zsh",  "base64", "{base64",
                                          "python", "perl", "curl", "wget", NULL };

  for (const char *bar = strchr (name, '|'); bar != NULL; bar = strchr (bar + 1, '|'))
    {
      const char *word = bar + 1 + strspn (bar + 1, " |");
      for (gsize i = 0; programs[i] != NULL; i++)
        if (g_str_has_prefix (word, programs[i]) && !g_ascii_isalnum (word[strlen (programs[i])]))
          return TRUE;
    }
  return FALSE;
}

static LampNameSigns
find_command (const char *name)
{
  const char *tick = strchr (name, '`');

  if (strstr (name, "$(") != NULL || strstr (name, "${") != NULL || strstr (name, "{echo,") != NULL ||
      (tick != NULL && strchr (tick + 1, '`') != NULL) || pipes_into_program (name))
    return LAMP_NAME_COMMAND;
  return 0;
}

/* Lower case, blanks of any kind around it gone: browsers and lures put them there. */
static char *
normalise_ending (const char *begin, gsize length)
{
  g_autofree char *lower = g_utf8_strdown (begin, (gssize) length);
  const char *start = lower;
  const char *end = lower + strlen (lower);

  while (*start != '\0' && g_unichar_isspace (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (end > start && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  return g_strndup (start, (gsize) (end - start));
}

/* The last two endings; a leading dot begins none. */
static void
split_endings (const char *name, char **out_last, char **out_before)
{
  const char *dot = strrchr (name, '.');
  const char *before = dot != NULL ? g_strrstr_len (name, dot - name, ".") : NULL;

  *out_last = dot != NULL && dot > name ? normalise_ending (dot + 1, strlen (dot + 1)) : NULL;
  *out_before = before != NULL && before > name ? normalise_ending (before + 1, (gsize) (dot - before - 1))
                                                : NULL;
}

static LampNameSigns
find_type (const char *name, const char *content_type, gboolean ran)
{
  g_autofree char *last = NULL;
  g_autofree char *before = NULL;
  gboolean code = lamp_name_is_code_type (content_type);
  LampNameSigns signs = 0;

  split_endings (name, &last, &before);
  if (last == NULL)
    return 0;
  /* What ran was a program, whatever its content looks like; plain text may well be meant to. */
  if (g_strv_contains (rich_endings, last) && (code || ran))
    signs |= LAMP_NAME_NOT_DOCUMENT;
  else if (g_strv_contains (plain_endings, last) && code)
    signs |= LAMP_NAME_NOT_DOCUMENT;
  if (before != NULL && g_strv_contains (code_endings, last) &&
      (g_strv_contains (rich_endings, before) || g_strv_contains (plain_endings, before)))
    signs |= LAMP_NAME_TWO_ENDINGS;
  if (strcmp (last, "desktop") == 0)
    signs |= LAMP_NAME_DESKTOP;
  return signs;
}

/**
 * lamp_name_is_code_type:
 * @content_type: (nullable): from content
 *
 * Returns: %TRUE if such content is a program
 */
gboolean
lamp_name_is_code_type (const char *content_type)
{
  return content_type != NULL && g_strv_contains (code_types, content_type);
}

/**
 * lamp_name_find_signs:
 * @name: a file name, any bytes
 * @content_type: (nullable): from content
 * @ran: it was run
 *
 * Returns: how it may deceive
 */
LampNameSigns
lamp_name_find_signs (const char *name, const char *content_type, gboolean ran)
{
  g_autofree char *valid = lamp_text_to_utf8 (name);
  LampNameSigns signs = find_direction (valid) | find_padding (valid) | find_lookalike (valid) |
                        find_command (valid) | find_type (valid, content_type, ran);

  if (g_strcmp0 (content_type, "application/x-desktop") == 0)
    signs |= LAMP_NAME_DESKTOP;
  return signs;
}
