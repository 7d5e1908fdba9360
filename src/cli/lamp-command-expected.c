/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-command-expected.h"

#include "base/lamp-text.h"
#include "cli/lamp-cli-agent.h"
#include "cli/lamp-cli-json.h"
#include "cli/lamp-cli-text.h"

#include "model/lamp-report.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const scopes[] = { "content", "origin", "program", NULL };

static LampExit
print_rule (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = lamp_cli_json_parse (text, &error);
  g_autoptr (LampRule) rule = node != NULL ? lamp_rule_from_json (node, &error) : NULL;
  g_autofree char *what = NULL;
  g_autofree char *until = NULL;

  if (rule == NULL)
    return lamp_cli_fail (error);
  what = lamp_cli_dup_sentence (rule->what != NULL ? rule->what : _ ("This"));
  if (rule->expires_real_usec > 0)
    {
      until = lamp_cli_dup_moment (rule->expires_real_usec);
      g_print (_ ("%s will not be mentioned again until %s.\n"), what, until);
    }
  else
    g_print (_ ("%s will not be mentioned again.\n"), what);
  return LAMP_EXIT_DONE;
}

/**
 * lamp_command_expected:
 * @argc: as in #LampCommandFunc
 * @argv: as in #LampCommandFunc
 *
 * `expected ID [--scope content|origin|program]`: makes a narrow, dated allow rule.
 *
 * Returns: the exit code
 */
LampExit
lamp_command_expected (int argc, char **argv)
{
  g_autofree char *scope = NULL;
  const GOptionEntry entries[] = {
    { "scope", 0, 0, G_OPTION_ARG_STRING, &scope,
      N_ ("What is expected: content (this file), origin or program"), N_ ("SCOPE") },
    { NULL },
  };
  g_auto (LampCommandOptions)
      options = { .parameters = "ID", .entries = entries, .min_words = 1, .max_words = 1 };
  g_autoptr (LampAgent1) agent = NULL;
  g_autofree char *id = NULL;
  g_autofree char *rule = NULL;
  g_autoptr (GError) error = NULL;
  LampExit code;

  if (!lamp_command_parse (&options, argc, argv))
    return LAMP_EXIT_USAGE;
  if (scope != NULL && !g_strv_contains (scopes, scope))
    {
      g_autofree char *quoted = lamp_text_quote (scope);
      return lamp_command_usage (_ ("%s is no scope: content, origin or program."), quoted);
    }
  code = lamp_cli_open_alert (options.words[0], &agent, &id);
  if (code != LAMP_EXIT_DONE)
    return code;
  if (!lamp_agent1_call_expect_sync (agent, id, scope != NULL ? scope : scopes[0], &rule, NULL, &error))
    return lamp_cli_fail (error);
  if (!options.json)
    return print_rule (rule);
  return lamp_cli_json_print (rule, &error) ? LAMP_EXIT_DONE : lamp_cli_fail (error);
}
