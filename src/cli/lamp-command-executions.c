/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-command-executions.h"

#include "base/lamp-limits.h"
#include "cli/lamp-cli-feed.h"
#include "cli/lamp-cli-json.h"
#include "cli/lamp-cli-limits.h"
#include "cli/lamp-cli-text.h"
#include "cli/lamp-cli-words.h"

#include <glib/gi18n-lib.h>

static char *
dup_name (const char *path)
{
  g_autofree char *name = path != NULL ? g_path_get_basename (path) : g_strdup (_ ("A file"));
  return lamp_cli_dup_plain (name, LAMP_SHOWN_NAME_CHARS);
}

static char *
dup_sentence (const LampExecution *execution)
{
  g_autofree char *file = dup_name (execution->path);
  g_autofree char *program = NULL;

  if (execution->ambiguous)
    return g_strdup_printf (_ ("%s was run. More than one program could have done it."), file);
  if (execution->process == NULL || execution->process->exe == NULL)
    return g_strdup_printf (_ ("%s was run. The program that ran it had already ended."), file);
  program = dup_name (execution->process->exe);
  if (execution->method == LAMP_METHOD_EXE)
    return g_strdup_printf (_ ("%s was run."), file);
  return g_strdup_printf (_ ("%s was run by %s."), file, program);
}

static gboolean
print_execution (const char *text, gint64 now_real_usec, GError **error)
{
  g_autoptr (JsonNode) node = lamp_cli_json_parse (text, error);
  g_autoptr (LampExecution) execution = node != NULL ? lamp_execution_from_json (node, error) : NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *ago = NULL;

  if (execution == NULL)
    return FALSE;
  sentence = dup_sentence (execution);
  ago = lamp_cli_dup_ago (execution->real_usec, now_real_usec);
  g_print ("%s\n    %s · %s · %s", sentence, lamp_cli_method_words (execution->method),
           lamp_cli_confidence_words (execution->confidence), ago);
  if (execution->process != NULL)
    g_print (" · pid %" G_GINT64_FORMAT, execution->process->pid);
  if (execution->alert_id != NULL)
    {
      g_autofree char *id = lamp_cli_dup_plain (execution->alert_id, 0);
      g_print (" · %s", id);
    }
  g_print ("\n");
  return TRUE;
}

/**
 * lamp_command_executions:
 * @argc: as in #LampCommandFunc
 * @argv: as in #LampCommandFunc
 *
 * `executions [--since TIME] [--limit NUMBER] [--follow]`: every recorded run of an artifact, alert or not.
 *
 * Returns: the exit code
 */
LampExit
lamp_command_executions (int argc, char **argv)
{
  const LampFeed feed = {
    .list = lamp_agent1_call_list_executions_sync,
    .signal = "ExecutionSeen",
    .print = print_execution,
    .nothing = N_ ("No downloaded file has run."),
  };
  return lamp_cli_feed_run (&feed, argc, argv);
}
