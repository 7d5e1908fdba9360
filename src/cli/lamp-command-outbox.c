/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-command-outbox.h"

#include "base/lamp-text.h"
#include "base/lamp-time.h"
#include "cli/lamp-cli-agent.h"
#include "cli/lamp-cli-json.h"
#include "cli/lamp-cli-limits.h"
#include "cli/lamp-cli-text.h"
#include "cli/lamp-cli-words.h"

#include "model/lamp-report.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
print_row (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = lamp_cli_json_parse (text, error);
  g_autoptr (LampReport) report = node != NULL ? lamp_report_from_json (node, error) : NULL;
  g_autofree char *alert_id = NULL;
  g_autofree char *ago = NULL;
  g_autofree char *destination = NULL;
  gint64 now_real_usec = lamp_time_now ().real_usec;

  if (report == NULL)
    return FALSE;
  alert_id = lamp_cli_dup_plain (report->alert_id, 0);
  destination = lamp_cli_dup_plain (report->destination, 0);
  ago = lamp_cli_dup_ago (report->sent_real_usec > 0 ? report->sent_real_usec : report->created_real_usec,
                          now_real_usec);
  g_print (_ ("%s: report of alert %.*s to %s, %s\n"), lamp_cli_report_words (report->state),
           LAMP_CLI_ID_SHOWN_CHARS, alert_id, destination, ago);
  if (report->failure != NULL && report->state != LAMP_REPORT_DELIVERED)
    {
      g_autofree char *failure = lamp_cli_dup_sentence (report->failure);
      g_print (ngettext ("    Tried %d time: %s\n", "    Tried %d times: %s\n", (gulong) report->attempts),
               (int) MIN (report->attempts, G_MAXINT), failure);
    }
  return TRUE;
}

static LampExit
list (LampAgent1 *agent, gboolean json)
{
  g_auto (GStrv) rows = NULL;
  g_autoptr (GError) error = NULL;
  LampExit code = LAMP_EXIT_DONE;

  if (!lamp_agent1_call_list_outbox_sync (agent, &rows, NULL, &error))
    return lamp_cli_fail (error);
  for (gsize i = 0; rows[i] != NULL; i++)
    {
      g_autoptr (GError) row_error = NULL;
      if (!(json ? lamp_cli_json_print (rows[i], &row_error) : print_row (rows[i], &row_error)))
        code = lamp_cli_fail (row_error);
    }
  if (rows[0] == NULL && !json)
    g_print (_ ("The outbox is empty.\n"));
  return code;
}

static LampExit
retry (LampAgent1 *agent, gboolean json)
{
  g_autoptr (GError) error = NULL;

  if (!lamp_agent1_call_retry_outbox_sync (agent, NULL, &error))
    return lamp_cli_fail (error);
  if (json)
    return list (agent, TRUE);
  g_print (_ ("Everything that waits is being sent now.\n"));
  return LAMP_EXIT_DONE;
}

/**
 * lamp_command_outbox:
 * @argc: as in #LampCommandFunc
 * @argv: as in #LampCommandFunc
 *
 * `outbox [list|retry]`: reports and their delivery.
 *
 * Returns: the exit code
 */
LampExit
lamp_command_outbox (int argc, char **argv)
{
  g_auto (LampCommandOptions) options = { .parameters = "[list|retry]", .max_words = 1 };
  g_autoptr (LampAgent1) agent = NULL;
  g_autoptr (GError) error = NULL;
  const char *action;

  if (!lamp_command_parse (&options, argc, argv))
    return LAMP_EXIT_USAGE;
  action = lamp_command_count_words (&options) > 0 ? options.words[0] : "list";
  if (strcmp (action, "list") != 0 && strcmp (action, "retry") != 0)
    {
      g_autofree char *quoted = lamp_text_quote (action);
      return lamp_command_usage (_ ("%s is neither list nor retry."), quoted);
    }
  agent = lamp_cli_agent_connect (TRUE, &error);
  if (agent == NULL)
    return lamp_cli_fail (error);
  return strcmp (action, "retry") == 0 ? retry (agent, options.json) : list (agent, options.json);
}
