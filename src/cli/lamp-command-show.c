/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-command-show.h"

#include "base/lamp-time.h"
#include "cli/lamp-cli-agent.h"
#include "cli/lamp-cli-json.h"
#include "cli/lamp-cli-story.h"
#include "cli/lamp-cli-text.h"
#include "cli/lamp-cli-words.h"

#include <glib/gi18n-lib.h>

static void
print_head (const LampAlert *alert, gint64 now_real_usec)
{
  g_autofree char *sentence = lamp_cli_dup_sentence (alert->sentence);
  g_autofree char *ago = lamp_cli_dup_ago (alert->last_time_real_usec, now_real_usec);
  g_autofree char *moment = lamp_cli_dup_moment (alert->time_real_usec);

  g_print ("%s\n\n", sentence);
  lamp_cli_field (_ ("Severity"), lamp_cli_severity_word (alert->severity));
  lamp_cli_field (_ ("State"), lamp_cli_state_word (alert->state));
  lamp_cli_field (_ ("First run"), moment);
  if (alert->count > 1)
    {
      g_autofree char *count = g_strdup_printf (
          ngettext ("%d time, last %s", "%d times, last %s", (gulong) alert->count),
          (int) MIN (alert->count, G_MAXINT), ago);
      lamp_cli_field (_ ("Run"), count);
    }
  lamp_cli_field (_ ("Id"), alert->id);
  if (alert->drill)
    lamp_cli_item ("%s", _ ("This was a drill."));
}

static void
print_reasons (const LampAlert *alert)
{
  if (alert->reasons != NULL && alert->reasons[0] != NULL)
    lamp_cli_heading (_ ("Why"));
  for (gsize i = 0; alert->reasons != NULL && alert->reasons[i] != NULL; i++)
    {
      g_autofree char *text = lamp_cli_dup_sentence (alert->reasons[i]->text);
      lamp_cli_item ("• %s (%+d)", text, (int) CLAMP (alert->reasons[i]->weight, -999, 999));
    }
  if (alert->completeness != NULL && alert->completeness[0] != NULL)
    lamp_cli_heading (_ ("What is not known"));
  for (gsize i = 0; alert->completeness != NULL && alert->completeness[i] != NULL; i++)
    {
      g_autofree char *text = lamp_cli_dup_sentence (alert->completeness[i]->text);
      lamp_cli_item ("• %s", text);
    }
}

static void
print_techniques (const LampAlert *alert)
{
  if (alert->techniques == NULL || alert->techniques[0] == NULL)
    return;
  lamp_cli_heading ("ATT&CK");
  for (gsize i = 0; alert->techniques[i] != NULL; i++)
    {
      g_autofree char *id = lamp_cli_dup_plain (alert->techniques[i]->id, 0);
      g_autofree char *name = lamp_cli_dup_plain (alert->techniques[i]->name, 0);
      lamp_cli_item ("• %s %s", id, name);
    }
}

static void
print_report (const LampAlert *alert)
{
  g_autofree char *sent = NULL;

  lamp_cli_heading (_ ("Report"));
  lamp_cli_item ("%s", lamp_cli_report_words (alert->report_state));
  if (alert->report_sent_real_usec > 0)
    {
      sent = lamp_cli_dup_moment (alert->report_sent_real_usec);
      lamp_cli_field (_ ("Sent"), sent);
    }
  lamp_cli_field (_ ("Receipt"), alert->report_receipt);
  lamp_cli_field (_ ("Verdict"), alert->verdict);
}

static void
print_alert (const LampAlert *alert)
{
  gint64 now_real_usec = lamp_time_now ().real_usec;

  print_head (alert, now_real_usec);
  print_reasons (alert);
  lamp_cli_print_origin (alert->origin);
  lamp_cli_print_derivation (alert->derivation);
  lamp_cli_print_file (alert->file, now_real_usec);
  lamp_cli_print_process (alert->process);
  lamp_cli_field (_ ("It ran"), lamp_cli_method_words (alert->method));
  lamp_cli_field (_ ("How sure"), lamp_cli_confidence_words (alert->confidence));
  print_techniques (alert);
  print_report (alert);
}

/**
 * lamp_command_show:
 * @argc: as in #LampCommandFunc
 * @argv: as in #LampCommandFunc
 *
 * `show ID`: everything about one alert.
 *
 * Returns: the exit code
 */
LampExit
lamp_command_show (int argc, char **argv)
{
  g_auto (LampCommandOptions) options = { .parameters = "ID", .min_words = 1, .max_words = 1 };
  g_autoptr (LampAgent1) agent = NULL;
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (LampAlert) alert = NULL;
  g_autoptr (GError) error = NULL;
  LampExit code;

  if (!lamp_command_parse (&options, argc, argv))
    return LAMP_EXIT_USAGE;
  code = lamp_cli_open_alert (options.words[0], &agent, &id);
  if (code != LAMP_EXIT_DONE)
    return code;
  if (!lamp_agent1_call_get_alert_sync (agent, id, &text, NULL, &error))
    return lamp_cli_fail (error);
  if (options.json)
    return lamp_cli_json_print (text, &error) ? LAMP_EXIT_DONE : lamp_cli_fail (error);
  node = lamp_cli_json_parse (text, &error);
  alert = node != NULL ? lamp_alert_from_json (node, &error) : NULL;
  if (alert == NULL)
    return lamp_cli_fail (error);
  print_alert (alert);
  return LAMP_EXIT_DONE;
}
