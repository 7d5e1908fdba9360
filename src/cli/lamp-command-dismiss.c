/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-command-dismiss.h"

#include "cli/lamp-cli-agent.h"

#include <glib/gi18n-lib.h>

/**
 * lamp_command_dismiss:
 * @argc: as in #LampCommandFunc
 * @argv: as in #LampCommandFunc
 *
 * `dismiss ID`: hides one alert and teaches nothing.
 *
 * Returns: the exit code
 */
LampExit
lamp_command_dismiss (int argc, char **argv)
{
  g_auto (LampCommandOptions) options = { .parameters = "ID", .min_words = 1, .max_words = 1 };
  g_autoptr (LampAgent1) agent = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  LampExit code;

  if (!lamp_command_parse (&options, argc, argv))
    return LAMP_EXIT_USAGE;
  code = lamp_cli_open_alert (options.words[0], &agent, &id);
  if (code != LAMP_EXIT_DONE)
    return code;
  if (!lamp_agent1_call_dismiss_sync (agent, id, NULL, &error))
    return lamp_cli_fail (error);
  if (options.json)
    g_print ("{\"id\":\"%s\",\"state\":\"dismissed\"}\n", id);
  else
    g_print (_ ("Hidden. Runs within the hour are only counted; after that you will be told again.\n"));
  return LAMP_EXIT_DONE;
}
