/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-command-report.h"

#include "base/lamp-limits.h"
#include "base/lamp-text.h"
#include "cli/lamp-cli-agent.h"
#include "cli/lamp-cli-json.h"
#include "cli/lamp-cli-text.h"
#include "cli/lamp-cli-words.h"

#include "model/lamp-report.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const char *comment;
  gboolean native;
  gboolean json;
} Request;

/* (transfer full) (nullable): what policy calls the security team. The report is there already, so that an
 * agent that does not answer this is no failure. */
static char *
dup_team (LampAgent1 *agent)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  const char *name = NULL;

  if (lamp_agent1_call_get_policy_sync (agent, &text, NULL, NULL))
    node = lamp_cli_json_parse (text, NULL);
  if (node != NULL)
    name = lamp_cli_json_get_string (
        lamp_cli_json_get_object (lamp_cli_json_get_object (json_node_get_object (node), "SOC"), "name"),
        "value");
  return name != NULL && *name != '\0' ? lamp_cli_dup_plain (name, 0) : NULL;
}

static char *
dup_sentence (const LampReport *report, const char *team)
{
  gboolean spool = report->destination == NULL || strcmp (report->destination, "spool") == 0;
  const char *name = team != NULL ? team : _ ("your security team");

  if (report->state == LAMP_REPORT_WAITING)
    return g_strdup (_ ("Saved. It goes out as soon as it is known where the file came from."));
  if (report->state == LAMP_REPORT_REJECTED)
    return g_strdup_printf (_ ("The system of %s did not take the report. It is kept on this computer."),
                            name);
  if (report->state != LAMP_REPORT_QUEUED && report->state != LAMP_REPORT_DELIVERED)
    return g_strdup (_ ("Nothing was reported."));
  if (spool && team == NULL)
    return g_strdup (_ ("Saved on this computer. No security team is set up yet."));
  if (spool)
    return g_strdup_printf (_ ("Saved on this computer for %s."), name);
  if (report->state == LAMP_REPORT_DELIVERED)
    return g_strdup_printf (_ ("Reported to %s. Thank you. The answer will appear here."), name);
  return g_strdup_printf (_ ("Saved. It goes to %s when you are online."), name);
}

static LampExit
preview (LampAgent1 *agent, const char *id, const Request *request)
{
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = request->native ? lamp_agent1_call_get_alert_sync (agent, id, &bytes, NULL, &error)
                                  : lamp_agent1_call_preview_report_sync (agent, id, request->comment, &bytes,
                                                                          NULL, &error);

  if (!done)
    return lamp_cli_fail (error);
  lamp_cli_json_print_bytes (bytes);
  return LAMP_EXIT_DONE;
}

static LampExit
report (LampAgent1 *agent, const char *id, const Request *request)
{
  g_autofree char *row = NULL;
  g_autofree char *team = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (LampReport) value = NULL;
  g_autoptr (GError) error = NULL;

  if (!lamp_agent1_call_report_sync (agent, id, request->comment, &row, NULL, &error))
    return lamp_cli_fail (error);
  if (request->json)
    return lamp_cli_json_print (row, &error) ? LAMP_EXIT_DONE : lamp_cli_fail (error);
  node = lamp_cli_json_parse (row, &error);
  value = node != NULL ? lamp_report_from_json (node, &error) : NULL;
  if (value == NULL)
    return lamp_cli_fail (error);
  team = dup_team (agent);
  sentence = dup_sentence (value, team);
  g_print ("%s\n", sentence);
  return value->state == LAMP_REPORT_NONE || value->state == LAMP_REPORT_REJECTED ? LAMP_EXIT_FAILED
                                                                                  : LAMP_EXIT_DONE;
}

static gboolean
check_words (const char *comment, const char *format, gboolean previewing)
{
  if (g_utf8_strlen (comment, -1) > LAMP_COMMENT_CHARS)
    return lamp_command_usage (_ ("The comment is longer than %d characters."), LAMP_COMMENT_CHARS) ==
           LAMP_EXIT_DONE;
  if (format == NULL || strcmp (format, "cloudevents") == 0)
    return TRUE;
  if (strcmp (format, "native") != 0)
    {
      g_autofree char *quoted = lamp_text_quote (format);
      return lamp_command_usage (_ ("%s is no format: cloudevents or native."), quoted) == LAMP_EXIT_DONE;
    }
  if (!previewing)
    return lamp_command_usage (_ ("The format native can only be previewed. Policy says what is sent.")) ==
           LAMP_EXIT_DONE;
  return TRUE;
}

/**
 * lamp_command_report:
 * @argc: as in #LampCommandFunc
 * @argv: as in #LampCommandFunc
 *
 * `report ID [--comment TEXT] [--preview] [--format cloudevents|native]`. `--preview` sends nothing and
 * prints exactly what would be sent.
 *
 * Returns: the exit code
 */
LampExit
lamp_command_report (int argc, char **argv)
{
  g_autofree char *comment = NULL;
  g_autofree char *format = NULL;
  gboolean previewing = FALSE;
  const GOptionEntry entries[] = {
    { "comment", 0, 0, G_OPTION_ARG_STRING, &comment, N_ ("A few words of yours for the security team"),
      N_ ("TEXT") },
    { "preview", 0, 0, G_OPTION_ARG_NONE, &previewing, N_ ("Send nothing; print exactly what would be sent"),
      NULL },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format,
      N_ ("Of the preview: cloudevents, or native (the alert itself)"), N_ ("FORMAT") },
    { NULL },
  };
  g_auto (LampCommandOptions)
      options = { .parameters = "ID", .entries = entries, .min_words = 1, .max_words = 1 };
  g_autoptr (LampAgent1) agent = NULL;
  g_autofree char *id = NULL;
  Request request = { 0 };
  LampExit code;

  if (!lamp_command_parse (&options, argc, argv) ||
      !check_words (comment != NULL ? comment : "", format, previewing))
    return LAMP_EXIT_USAGE;
  request.comment = comment != NULL ? comment : "";
  request.native = g_strcmp0 (format, "native") == 0;
  request.json = options.json;
  code = lamp_cli_open_alert (options.words[0], &agent, &id);
  if (code != LAMP_EXIT_DONE)
    return code;
  return previewing ? preview (agent, id, &request) : report (agent, id, &request);
}
