/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-command.h"

#include <glib/gi18n-lib.h>

/**
 * lamp_command_usage:
 * @format: what is wrong with the command line, one sentence
 * @...: its parts; foreign text quoted with lamp_text_quote()
 *
 * Returns: %LAMP_EXIT_USAGE
 */
LampExit
lamp_command_usage (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list parts;

  va_start (parts, format);
  message = g_strdup_vprintf (format, parts);
  va_end (parts);
  g_printerr ("%s: %s\n", g_get_prgname (), message);
  g_printerr (_ ("Try “%s --help”.\n"), g_get_prgname ());
  return LAMP_EXIT_USAGE;
}

/**
 * lamp_command_parse:
 * @self: what the command takes; its out members are filled
 * @argc: as in #LampCommandFunc
 * @argv: as in #LampCommandFunc
 *
 * On failure the person has been told. `--help` prints and ends the program.
 *
 * Returns: whether the command line is right; if not, return %LAMP_EXIT_USAGE
 */
gboolean
lamp_command_parse (LampCommandOptions *self, int argc, char **argv)
{
  const GOptionEntry common[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_ ("Print JSON: one object, or one a line"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->words, NULL, self->parameters },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup_printf ("gatelampctl %s", argv[0]);
  guint count;

  g_set_prgname (name);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  if (self->entries != NULL)
    g_option_context_add_main_entries (context, self->entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return lamp_command_usage ("%s", error->message) == LAMP_EXIT_DONE;
  count = lamp_command_count_words (self);
  if ((int) count < self->min_words)
    return lamp_command_usage (_ ("%s is missing."), self->parameters) == LAMP_EXIT_DONE;
  if (self->max_words >= 0 && (int) count > self->max_words)
    return lamp_command_usage (_ ("Too many arguments.")) == LAMP_EXIT_DONE;
  return TRUE;
}

/**
 * lamp_command_count_words:
 * @self: parsed options
 *
 * Returns: how many words follow the options
 */
guint
lamp_command_count_words (const LampCommandOptions *self)
{
  return self->words != NULL ? g_strv_length (self->words) : 0;
}

/**
 * lamp_command_options_clear:
 * @self: parsed options
 */
void
lamp_command_options_clear (LampCommandOptions *self)
{
  g_clear_pointer (&self->words, g_strfreev);
}
