/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampExit:
 * @LAMP_EXIT_DONE: done
 * @LAMP_EXIT_FAILED: it was tried and failed
 * @LAMP_EXIT_USAGE: the command line is wrong
 * @LAMP_EXIT_NOT_FOUND: there is no such thing
 * @LAMP_EXIT_UNREACHABLE: the agent is not running or does not answer
 *
 * Exit codes; scripts rely on them.
 */
typedef enum
{
  LAMP_EXIT_DONE,
  LAMP_EXIT_FAILED,
  LAMP_EXIT_USAGE,
  LAMP_EXIT_NOT_FOUND,
  LAMP_EXIT_UNREACHABLE,
} LampExit;

/**
 * LampCommandFunc:
 * @argc: how many arguments, with the command's own name
 * @argv: the command's name, then its arguments
 *
 * Runs one command: prints to standard output, explains failures on standard error.
 *
 * Returns: the exit code
 */
typedef LampExit (*LampCommandFunc) (int argc, char **argv);

/**
 * LampCommand:
 * @name: the word on the command line
 * @summary: one line for `--help`, marked for translation
 * @run: does it
 *
 * A row of the table of commands.
 */
typedef struct
{
  const char *name;
  const char *summary;
  LampCommandFunc run;
} LampCommand;

/**
 * LampCommandOptions:
 * @parameters: (nullable): what follows the options, for the usage line, e.g. "ID"
 * @entries: the command's own options; `--json` is added
 * @min_words: fewest words after the options
 * @max_words: most words after the options; -1: any number
 * @json: out: `--json` was given
 * @words: out: the words after the options, as the system gave them; free with lamp_command_options_clear()
 *
 * What one command takes. Lives on the stack of the command.
 */
typedef struct
{
  const char *parameters;
  const GOptionEntry *entries;
  int min_words;
  int max_words;
  gboolean json;
  char **words;
} LampCommandOptions;

gboolean lamp_command_parse (LampCommandOptions *self, int argc, char **argv);
guint lamp_command_count_words (const LampCommandOptions *self);
void lamp_command_options_clear (LampCommandOptions *self);
LampExit lamp_command_usage (const char *format, ...) G_GNUC_PRINTF (1, 2);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LampCommandOptions, lamp_command_options_clear)
