/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-command-alerts.h"

#include "cli/lamp-cli-feed.h"
#include "cli/lamp-cli-json.h"
#include "cli/lamp-cli-limits.h"
#include "cli/lamp-cli-text.h"
#include "cli/lamp-cli-words.h"

#include <glib/gi18n-lib.h>

static gboolean
print_alert (const char *text, gint64 now_real_usec, GError **error)
{
  g_autoptr (JsonNode) node = lamp_cli_json_parse (text, error);
  g_autoptr (LampAlert) alert = node != NULL ? lamp_alert_from_json (node, error) : NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *ago = NULL;
  g_autofree char *id = NULL;
  gint64 when;

  if (alert == NULL)
    return FALSE;
  when = alert->last_time_real_usec != 0 ? alert->last_time_real_usec : alert->time_real_usec;
  sentence = lamp_cli_dup_sentence (alert->sentence);
  ago = lamp_cli_dup_ago (when, now_real_usec);
  id = g_strndup (alert->id != NULL ? alert->id : "", LAMP_CLI_ID_SHOWN_CHARS);
  {
    g_autofree char *shown_id = lamp_cli_dup_plain (id, 0);
    g_print ("%s\n    %s · %s · %s · %s\n", sentence, lamp_cli_severity_word (alert->severity),
             lamp_cli_state_word (alert->state), ago, shown_id);
  }
  return TRUE;
}

/**
 * lamp_command_alerts:
 * @argc: as in #LampCommandFunc
 * @argv: as in #LampCommandFunc
 *
 * `alerts [--since TIME] [--limit NUMBER] [--follow]`: all severities, the newest last.
 *
 * Returns: the exit code
 */
LampExit
lamp_command_alerts (int argc, char **argv)
{
  const LampFeed feed = {
    .list = lamp_agent1_call_list_alerts_sync,
    .signal = "AlertChanged",
    .print = print_alert,
    .nothing = N_ ("Nothing to tell. When a downloaded file runs, it will be here, with where it came from."),
  };
  return lamp_cli_feed_run (&feed, argc, argv);
}
