/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-command-policy.h"

#include "base/lamp-text.h"
#include "cli/lamp-cli-agent.h"
#include "cli/lamp-cli-json.h"
#include "cli/lamp-cli-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
print_key (const char *group, const char *key, JsonObject *entry)
{
  g_autofree char *value = json_to_string (json_object_get_member (entry, "value"), FALSE);
  g_autofree char *shown = lamp_cli_dup_plain (value, 0);
  g_autofree char *name = lamp_cli_dup_plain (key, 0);
  g_autofree char *source = lamp_cli_dup_plain (lamp_cli_json_get_string (entry, "source"), 0);

  g_print ("  %-24s %s", name, shown);
  if (*source != '\0')
    g_print ("  (%s%s)", source, lamp_cli_json_get_boolean (entry, "locked") ? _ (", locked") : "");
  g_print ("\n");
}

static void
print_group (JsonObject *object, const char *name, JsonNode *node, gpointer data)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *member;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  {
    g_autofree char *shown = lamp_cli_dup_plain (name, 0);
    g_print ("[%s]\n", shown);
  }
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &key, &member))
    if (JSON_NODE_HOLDS_OBJECT (member) && json_object_has_member (json_node_get_object (member), "value"))
      print_key (name, key, json_node_get_object (member));
}

static LampExit
show (gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampAgent1) agent = lamp_cli_agent_connect (FALSE, &error);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (agent == NULL || !lamp_agent1_call_get_policy_sync (agent, &text, NULL, &error))
    return lamp_cli_fail (error);
  if (json)
    return lamp_cli_json_print (text, &error) ? LAMP_EXIT_DONE : lamp_cli_fail (error);
  node = lamp_cli_json_parse (text, &error);
  if (node == NULL)
    return lamp_cli_fail (error);
  json_object_foreach_member (json_node_get_object (node), print_group, NULL);
  return LAMP_EXIT_DONE;
}

/**
 * lamp_command_policy:
 * @argc: as in #LampCommandFunc
 * @argv: as in #LampCommandFunc
 *
 * `policy [show]`: every key with its value, source and lock.
 *
 * Returns: the exit code
 */
LampExit
lamp_command_policy (int argc, char **argv)
{
  g_auto (LampCommandOptions) options = { .parameters = "[show]", .max_words = 1 };

  if (!lamp_command_parse (&options, argc, argv))
    return LAMP_EXIT_USAGE;
  if (lamp_command_count_words (&options) > 0 && strcmp (options.words[0], "show") != 0)
    {
      g_autofree char *quoted = lamp_text_quote (options.words[0]);
      return lamp_command_usage (_ ("%s is not show."), quoted);
    }
  return show (options.json);
}
