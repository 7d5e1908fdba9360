/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-cli.h"

#include "base/lamp-error.h"
#include "base/lamp-text.h"
#include "cli/lamp-command-alerts.h"
#include "cli/lamp-command-dismiss.h"
#include "cli/lamp-command-executions.h"
#include "cli/lamp-command-expected.h"
#include "cli/lamp-command-origin.h"
#include "cli/lamp-command-outbox.h"
#include "cli/lamp-command-policy.h"
#include "cli/lamp-command-report.h"
#include "cli/lamp-command-show.h"
#include "cli/lamp-command-status.h"

#include <glib/gi18n-lib.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const LampCommand commands[] = {
  { "status", N_ ("What is being watched, and what is not"), lamp_command_status },
  { "alerts", N_ ("Downloaded files that ran"), lamp_command_alerts },
  { "executions", N_ ("Every recorded run of a downloaded file"), lamp_command_executions },
  { "show", N_ ("Everything about one alert"), lamp_command_show },
  { "origin", N_ ("Where a file came from"), lamp_command_origin },
  { "report", N_ ("Report an alert to the security team"), lamp_command_report },
  { "expected", N_ ("Say that an alert was expected"), lamp_command_expected },
  { "dismiss", N_ ("Hide one alert"), lamp_command_dismiss },
  { "policy", N_ ("The policy in force, or check a policy file"), lamp_command_policy },
  { "outbox", N_ ("Reports and their delivery"), lamp_command_outbox },
};

static char *
dup_command_list (void)
{
  GString *list = g_string_new (_ ("Commands:"));

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (list, "\n  %-12s %s", commands[i].name,
                            g_dgettext (GETTEXT_PACKAGE, commands[i].summary));
  g_string_append_printf (list, "\n\n%s",
                          _ ("ID is an alert's id, at least 6 characters of its beginning, or “last”.\n"
                             "“gatelampctl COMMAND --help” tells the options of a command.\n"
                             "Exit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 agent not reachable."));
  return g_string_free (list, FALSE);
}

static LampExit
run_command (int argc, char **argv)
{
  g_autofree char *quoted = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, argv[0]) == 0)
      return commands[i].run (argc, argv);
  quoted = lamp_text_quote (argv[0]);
  return lamp_command_usage (_ ("There is no command %s."), quoted);
}

/* A full disk must not look like success. A reader that closed its pipe has what it wanted. */
static LampExit
finish_output (LampExit code)
{
  struct pollfd output = { .fd = STDOUT_FILENO };

  if (fflush (stdout) == 0 && !ferror (stdout))
    return code;
  if (poll (&output, 1, 0) == 1 && (output.revents & POLLERR))
    return code;
  g_printerr (_ ("gatelampctl: The output could not be written.\n"));
  return code == LAMP_EXIT_DONE ? LAMP_EXIT_FAILED : code;
}

/**
 * lamp_cli_run:
 * @argc: from main()
 * @argv: from main()
 *
 * Finds the command in the table and runs it.
 *
 * Returns: the exit code
 */
LampExit
lamp_cli_run (int argc, char **argv)
{
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Print the version"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("COMMAND [ARGUMENT…]"));
  g_autofree char *list = dup_command_list ();
  g_autoptr (GError) error = NULL;

  lamp_error_quark ();
  g_set_prgname ("gatelampctl");
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_summary (context, list);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return lamp_command_usage ("%s", error->message);
  if (version)
    {
      g_print ("gatelampctl %s\n", LAMP_VERSION);
      return finish_output (LAMP_EXIT_DONE);
    }
  if (argc < 2)
    return lamp_command_usage (_ ("A command is missing."));
  return finish_output (run_command (argc - 1, argv + 1));
}
