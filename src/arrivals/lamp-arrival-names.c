/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "arrivals/lamp-arrival-names.h"

#include <string.h>

typedef struct
{
  const char *prefix;
  const char *suffix;
  LampNameKind kind;
  const char *family;
} NamePattern;

/* The first that fits counts. Chromium writes `.org.chromium.Chromium.XXXXXX`, then `Unconfirmed
 * N.crdownload`; builds with Google's branding begin with `.com.google.Chrome.`; Opera and its kin use
 * `.opdownload`. GIO saves through `.goutputstream-XXXXXX`, vim through `4913` and `.x.swp`, Kate through
 * `.x.kate-swp`. */
static const NamePattern patterns[] = {
  { ".org.chromium.Chromium.", "", LAMP_NAME_ARRIVING, "chromium" },
  { ".com.google.Chrome.", "", LAMP_NAME_ARRIVING, "chromium" },
  { "", ".crdownload", LAMP_NAME_ARRIVING, "chromium" },
  { "", ".opdownload", LAMP_NAME_ARRIVING, "chromium" },
  { "", ".wkdownload", LAMP_NAME_ARRIVING, "webkit" },
  { "", ".part", LAMP_NAME_ARRIVING, NULL },
  { "", ".download", LAMP_NAME_ARRIVING, NULL },
  { "", ".partial", LAMP_NAME_ARRIVING, NULL },
  { "", ".filepart", LAMP_NAME_ARRIVING, NULL },
  { "", ".!ut", LAMP_NAME_ARRIVING, NULL },
  { "", ".!qB", LAMP_NAME_ARRIVING, NULL },
  { "", ".bc!", LAMP_NAME_ARRIVING, NULL },
  { "", ".unfinished", LAMP_NAME_ARRIVING, NULL },
  { "", ".incomplete", LAMP_NAME_ARRIVING, NULL },
  { ".goutputstream-", "", LAMP_NAME_SAVING, NULL },
  { ".#", "", LAMP_NAME_SAVING, NULL },
  { "#", "#", LAMP_NAME_SAVING, NULL },
  { ".~lock.", "#", LAMP_NAME_SAVING, NULL },
  { ".", ".kate-swp", LAMP_NAME_SAVING, NULL },
  { "", ".swp", LAMP_NAME_SAVING, NULL },
  { "", ".swx", LAMP_NAME_SAVING, NULL },
  { "", ".tmp", LAMP_NAME_SAVING, NULL },
  { "", "~", LAMP_NAME_SAVING, NULL },
};

/* Endings that a desktop, a shell or an installed interpreter starts, whatever the mode is. */
static const char *const runnable_endings[] = {
  "sh",  "bash", "zsh",  "ksh",      "csh",     "fish", "py",   "pyw",        "pyc",     "pyz",
  "pl",  "rb",   "js",   "mjs",      "php",     "lua",  "tcl",  "ps1",        "run",     "bin",
  "elf", "jar",  "jnlp", "appimage", "desktop", "exe",  "msi",  "bat",        "cmd",     "com",
  "scr", "vbs",  "lnk",  "hta",      "deb",     "rpm",  "snap", "flatpakref", "flatpak", NULL,
};

static const char *const archive_endings[] = {
  "zip", "tar", "gz",  "tgz",  "bz2", "tbz2", "xz",  "txz", "zst", "7z",   "rar",     "iso", "img",
  "deb", "rpm", "cab", "cpio", "lz",  "lzma", "arj", "ar",  "jar", "snap", "flatpak", "whl", NULL,
};

static gboolean
has_ending (const char *name, const char *ending)
{
  gsize length = strlen (name);
  gsize ending_length = strlen (ending);

  return length >= ending_length && g_ascii_strcasecmp (name + length - ending_length, ending) == 0;
}

static const NamePattern *
find_pattern (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      const NamePattern *pattern = &patterns[i];
      if (strlen (name) > strlen (pattern->prefix) + strlen (pattern->suffix) &&
          g_str_has_prefix (name, pattern->prefix) && has_ending (name, pattern->suffix))
        return pattern;
    }
  return NULL;
}

static gboolean
has_listed_ending (const char *name, const char *const *endings)
{
  const char *dot = strrchr (name, '.');

  for (gsize i = 0; dot != NULL && dot != name && endings[i] != NULL; i++)
    if (g_ascii_strcasecmp (dot + 1, endings[i]) == 0)
      return TRUE;
  return FALSE;
}

/* Firefox: eight characters of base64, of which practically always one is a capital or a digit. */
static gboolean
is_random_word (const char *word, gsize length)
{
  gboolean mixed = FALSE;

  if (length != 8)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (word[i]) && word[i] != '_' && word[i] != '-')
        return FALSE;
      mixed = mixed || !g_ascii_islower (word[i]);
    }
  return mixed;
}

/* `RANDOM8.ext.part`, `RANDOM8.part`, or for a slow download `name.RANDOM8.ext.part`. */
static gboolean
is_firefox_part (const char *name)
{
  gsize stem;
  const char *ext;
  const char *word;

  if (!has_ending (name, ".part"))
    return FALSE;
  stem = strlen (name) - strlen (".part");
  if (is_random_word (name, strcspn (name, ".")))
    return TRUE;
  ext = g_strrstr_len (name, (gssize) stem, ".");
  if (ext == NULL || ext == name)
    return FALSE;
  word = g_strrstr_len (name, ext - name, ".");
  return word != NULL && is_random_word (word + 1, (gsize) (ext - word - 1));
}

/* Firefox renames a slow download's `RANDOM8.ext.part` to `name.RANDOM8.ext.part`. Who chose the name of the
 * attachment cannot know the random word, so only Firefox can make a name that ends in the old one. */
static gboolean
goes_on_in_firefox (const char *from, const char *to)
{
  gsize length = strlen (from);
  gsize to_length = strlen (to);

  return to_length > length && to[to_length - length - 1] == '.' && has_ending (to, from);
}

/* What Chromium takes for dangerous is called `Unconfirmed 401233.crdownload` till its end; the first word is
 * of the person's language (download_target_determiner.cc). */
static gboolean
is_unconfirmed (const char *name)
{
  gsize stem;
  gsize digits = 0;

  if (!has_ending (name, ".crdownload"))
    return FALSE;
  stem = strlen (name) - strlen (".crdownload");
  while (digits < stem && g_ascii_isdigit (name[stem - digits - 1]))
    digits++;
  return digits >= 1 && digits <= 7 && stem > digits + 1 && name[stem - digits - 1] == ' ';
}

/**
 * lamp_arrival_name_get_kind:
 * @name: last part of a path, any bytes
 *
 * Returns: what the name says about the file
 */
LampNameKind
lamp_arrival_name_get_kind (const char *name)
{
  const NamePattern *pattern = find_pattern (name);

  if (pattern != NULL)
    return pattern->kind;
  /* vim tries whether the folder can be written with a file of this name. */
  return strcmp (name, "4913") == 0 ? LAMP_NAME_SAVING : LAMP_NAME_PLAIN;
}

/**
 * lamp_arrival_name_is_runnable:
 * @name: last part of a path
 *
 * Returns: whether a desktop, shell or interpreter starts files with this ending
 */
gboolean
lamp_arrival_name_is_runnable (const char *name)
{
  return has_listed_ending (name, runnable_endings);
}

/**
 * lamp_arrival_name_is_archive:
 * @name: last part of a path
 *
 * Returns: whether files with this ending hold other files
 */
gboolean
lamp_arrival_name_is_archive (const char *name)
{
  return has_listed_ending (name, archive_endings);
}

/**
 * lamp_arrival_rename_is_finish:
 * @from: the old name
 * @to: the new name
 *
 * Chromium renames `.org.chromium.Chromium.X` to `Unconfirmed N.crdownload`, and Firefox `RANDOM8.bin.part`
 * to `big.RANDOM8.bin.part`, while the download goes on. An attachment that is really named `x.part` must not
 * hide behind this: it is finished when its new name is not one that the same program gives to unfinished
 * ones, at this place of the download's life.
 *
 * Returns: whether the rename is arrival evidence: an unfinished download got its final name
 */
gboolean
lamp_arrival_rename_is_finish (const char *from, const char *to)
{
  const NamePattern *before = find_pattern (from);
  const NamePattern *after = find_pattern (to);

  if (before == NULL || before->kind != LAMP_NAME_ARRIVING)
    return FALSE;
  /* `x.crdownload.crdownload` becomes `x.crdownload`: so is the download called. */
  if (g_str_has_prefix (from, to) && strcmp (from + strlen (to), before->suffix) == 0 &&
      *before->suffix != '\0')
    return TRUE;
  if (after == NULL || after->kind != LAMP_NAME_ARRIVING)
    return TRUE;
  if (is_unconfirmed (from))
    return !is_unconfirmed (to);
  if (before->family != NULL || after->family != NULL)
    return g_strcmp0 (before->family, after->family) != 0;
  return is_firefox_part (from) && strcmp (from, to) != 0 && !goes_on_in_firefox (from, to);
}

/**
 * lamp_arrival_rename_may_be_copy:
 * @from: the old name
 * @to: the new name
 *
 * KIO copies `name` through `name.part` and then gives it the time of the file it was copied from; only its
 * times tell such a copy from a download.
 *
 * Returns: whether the times must be looked at before this rename is evidence
 */
gboolean
lamp_arrival_rename_may_be_copy (const char *from, const char *to)
{
  gsize stem;

  if (!has_ending (from, ".part"))
    return FALSE;
  stem = strlen (from) - strlen (".part");
  return strlen (to) == stem && strncmp (from, to, stem) == 0;
}

/**
 * lamp_arrival_rename_get_family:
 * @from: the name of the unfinished download
 * @to: its final name
 *
 * Tells the origin readers where to look first.
 *
 * Returns: (nullable): "chromium", "firefox", "webkit", or %NULL when the name does not tell
 */
const char *
lamp_arrival_rename_get_family (const char *from, const char *to)
{
  const NamePattern *pattern = find_pattern (from);

  if (pattern == NULL)
    return NULL;
  if (pattern->family == NULL && is_firefox_part (from) && !lamp_arrival_rename_may_be_copy (from, to))
    return "firefox";
  return pattern->family;
}
