/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-command-policy.h"

#include "base/lamp-text.h"
#include "cli/lamp-cli-agent.h"
#include "cli/lamp-cli-json.h"
#include "cli/lamp-cli-text.h"
#include "policy/lamp-policy-loader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Columns that a key takes. */
#define KEY_WIDTH 20

static void
print_key (const char *key, JsonObject *entry)
{
  JsonNode *value = json_object_get_member (entry, "value");
  g_autofree char *text = value != NULL ? json_to_string (value, FALSE) : g_strdup ("null");
  g_autofree char *shown = lamp_cli_dup_plain (text, 0);
  g_autofree char *name = lamp_cli_dup_plain (key, 0);
  g_autofree char *source = lamp_cli_dup_plain (lamp_cli_json_get_string (entry, "source"), 0);
  const char *locked_by = lamp_cli_json_get_string (entry, "locked_by");
  gint64 line = lamp_cli_json_get_int (entry, "line", 0);
  g_autofree char *place = line > 0 ? g_strdup_printf ("%s:%" G_GINT64_FORMAT, source, line)
                                    : g_strdup (source);

  g_print ("  %-*s %s  (%s)\n", KEY_WIDTH, name, shown, place);
  if (locked_by != NULL)
    {
      g_autofree char *lock = lamp_cli_dup_plain (locked_by, 0);
      g_print (_ ("  %-*s locked by %s\n"), KEY_WIDTH, "", lock);
    }
}

static void
print_group (const char *group, JsonObject *keys)
{
  g_autofree char *shown = lamp_cli_dup_plain (group, 0);
  JsonObjectIter iter;
  const char *key;
  JsonNode *member;

  g_print ("[%s]\n", shown);
  json_object_iter_init_ordered (&iter, keys);
  while (json_object_iter_next_ordered (&iter, &key, &member))
    if (JSON_NODE_HOLDS_OBJECT (member))
      print_key (key, json_node_get_object (member));
}

static LampExit
print_policy (const char *text, gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObjectIter iter;
  const char *group;
  JsonNode *member;

  if (json)
    return lamp_cli_json_print (text, &error) ? LAMP_EXIT_DONE : lamp_cli_fail (error);
  node = lamp_cli_json_parse (text, &error);
  if (node == NULL)
    return lamp_cli_fail (error);
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &group, &member))
    if (JSON_NODE_HOLDS_OBJECT (member) && json_object_get_size (json_node_get_object (member)) > 0)
      print_group (group, json_node_get_object (member));
  return LAMP_EXIT_DONE;
}

static void
tell_problems (GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *text = lamp_policy_problem_to_text (g_ptr_array_index (problems, i));
      g_autofree char *line = lamp_cli_dup_plain (text, 0);
      g_printerr ("%s\n", line);
    }
}

static LampExit
show_files (gboolean json)
{
  g_autoptr (LampPolicyLoader) loader = lamp_policy_loader_new_for_system ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  gboolean good = lamp_policy_loader_load (loader, NULL);
  LampExit code;

  node = lamp_policy_loader_to_json (loader);
  text = json_to_string (node, FALSE);
  code = print_policy (text, json);
  tell_problems (lamp_policy_loader_get_problems (loader));
  return good ? code : LAMP_EXIT_FAILED;
}

/* The agent says what is in force: after a bad edit that is the last good policy, not what the files say. */
static LampExit
show (gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampAgent1) agent = lamp_cli_agent_connect (FALSE, NULL);
  g_autofree char *text = NULL;

  if (agent == NULL)
    return show_files (json);
  if (lamp_agent1_call_get_policy_sync (agent, &text, NULL, &error))
    return print_policy (text, json);
  return lamp_cli_is_unreachable (error) ? show_files (json) : lamp_cli_fail (error);
}

static void
print_problem_json (const LampPolicyProblem *problem)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *file = lamp_text_to_utf8 (problem->file);
  g_autofree char *key = lamp_text_to_utf8 (problem->key);
  g_autofree char *reason = lamp_text_to_utf8 (problem->reason);
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "file");
  json_builder_add_string_value (builder, file);
  json_builder_set_member_name (builder, "line");
  json_builder_add_int_value (builder, problem->line);
  json_builder_set_member_name (builder, "key");
  json_builder_add_string_value (builder, problem->key != NULL ? key : NULL);
  json_builder_set_member_name (builder, "reason");
  json_builder_add_string_value (builder, reason);
  json_builder_set_member_name (builder, "fatal");
  json_builder_add_boolean_value (builder, problem->fatal);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  text = json_to_string (node, FALSE);
  lamp_cli_json_print (text, NULL);
}

static LampExit
check (const char *path, gboolean json)
{
  g_autoptr (GPtrArray) problems = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *quoted = lamp_text_quote (path);
      g_printerr (_ ("%s: There is no file %s.\n"), g_get_prgname (), quoted);
      return LAMP_EXIT_NOT_FOUND;
    }
  problems = lamp_policy_loader_check_file (path);
  for (guint i = 0; json && i < problems->len; i++)
    print_problem_json (g_ptr_array_index (problems, i));
  if (!json)
    tell_problems (problems);
  if (!json && problems->len == 0)
    g_print ("%s\n", _ ("Nothing is wrong with it."));
  return problems->len == 0 ? LAMP_EXIT_DONE : LAMP_EXIT_FAILED;
}

/**
 * lamp_command_policy:
 * @argc: as in #LampCommandFunc
 * @argv: as in #LampCommandFunc
 *
 * `policy [show]`: every key with its value, source and lock; in force in the agent, or, without it, by the
 * files. `policy check FILE`: what is wrong with a policy file; nothing takes effect.
 *
 * Returns: the exit code; 1 if a file is wrong
 */
LampExit
lamp_command_policy (int argc, char **argv)
{
  g_auto (LampCommandOptions) options = { .parameters = "[show|check FILE]", .max_words = 2 };
  guint count;

  if (!lamp_command_parse (&options, argc, argv))
    return LAMP_EXIT_USAGE;
  count = lamp_command_count_words (&options);
  if (count == 0 || (count == 1 && strcmp (options.words[0], "show") == 0))
    return show (options.json);
  if (count == 2 && strcmp (options.words[0], "check") == 0)
    return check (options.words[1], options.json);
  return lamp_command_usage ("%s", strcmp (options.words[0], "check") == 0
                                       ? _ ("The file to check is missing.")
                                       : _ ("It is either show, or check and a file."));
}
