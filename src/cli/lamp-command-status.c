/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-command-status.h"

#include "base/lamp-time.h"
#include "cli/lamp-cli-agent.h"
#include "cli/lamp-cli-entry.h"
#include "cli/lamp-cli-json.h"
#include "cli/lamp-cli-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  JsonObject *status;
  gint64 now_real_usec;
} Page;

/* Folders that cannot be watched, and those that a weaker sensor watches (see `src/wire/README.md`). */
static void
count_folders (JsonArray *folders, guint *out_refused, guint *out_weak)
{
  for (guint i = 0; folders != NULL && i < json_array_get_length (folders); i++)
    {
      JsonNode *node = json_array_get_element (folders, i);
      JsonObject *folder = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *sensor = lamp_cli_json_get_string (folder, "sensor");

      if (g_strcmp0 (lamp_cli_json_get_string (folder, "state"), "refused") == 0)
        ++*out_refused;
      else if (sensor != NULL && strcmp (sensor, "fanotify") != 0)
        ++*out_weak;
    }
}

/* NULL: it runs, or nothing is told of it. */
static char *
dup_probe_reason (JsonObject *probe)
{
  const char *state = lamp_cli_json_get_string (probe, "state");
  g_autofree char *shown = NULL;

  if (state == NULL || strcmp (state, "running") == 0)
    return NULL;
  if (strcmp (state, "restarting") == 0)
    return g_strdup (_ ("the probe is being restarted"));
  if (strcmp (state, "dead") == 0)
    return g_strdup (_ ("the probe has ended"));
  shown = lamp_cli_dup_plain (state, 0);
  return g_strdup_printf (_ ("the probe is %s"), shown);
}

/* Why it is less than everything, in a few words; the sections below tell it in full. */
static char *
dup_reasons (JsonObject *status)
{
  g_autoptr (GPtrArray) reasons = g_ptr_array_new_with_free_func (g_free);
  JsonObject *probe = lamp_cli_json_get_object (status, "probe");
  g_autofree char *probe_reason = dup_probe_reason (probe);
  guint refused = 0;
  guint weak = 0;

  count_folders (lamp_cli_json_get_array (probe, "folders"), &refused, &weak);
  if (probe_reason != NULL)
    g_ptr_array_add (reasons, g_steal_pointer (&probe_reason));
  if (refused > 0)
    g_ptr_array_add (reasons, g_strdup_printf (ngettext ("%u folder cannot be watched",
                                                         "%u folders cannot be watched", refused),
                                               refused));
  if (weak > 0)
    g_ptr_array_add (reasons, g_strdup_printf (ngettext ("%u folder is watched by a weaker sensor",
                                                         "%u folders are watched by a weaker sensor", weak),
                                               weak));
  if (lamp_cli_json_get_string (lamp_cli_json_get_object (status, "store"), "write_problem") != NULL)
    g_ptr_array_add (reasons, g_strdup (_ ("records cannot be stored")));
  g_ptr_array_add (reasons, NULL);
  return g_strjoinv (", ", (char **) reasons->pdata);
}

/* What the administrator wants and what is in force differ: that stands first. */
static void
print_refused_policy (const Page *page)
{
  JsonArray *problems = lamp_cli_json_get_array (lamp_cli_json_get_object (page->status, "policy"),
                                                 "problems");
  guint count = problems != NULL ? json_array_get_length (problems) : 0;

  if (count > 0)
    g_print (ngettext ("%u problem with the policy; see below.\n",
                       "%u problems with the policy; see below.\n", count),
             count);
}

static void
print_headline (const Page *page)
{
  const char *state = lamp_cli_json_get_string (page->status, "state");
  g_autofree char *reasons = dup_reasons (page->status);
  g_autofree char *shown = NULL;

  if (g_strcmp0 (state, "watching") == 0)
    g_print ("%s\n", _ ("Watching."));
  else if (g_strcmp0 (state, "starting") == 0)
    g_print ("%s\n", _ ("Starting: not every folder is watched yet."));
  else if (g_strcmp0 (state, "degraded") == 0 && *reasons != '\0')
    g_print (_ ("Watching with less: %s.\n"), reasons);
  else if (g_strcmp0 (state, "degraded") == 0)
    g_print ("%s\n", _ ("Watching with less."));
  else if (g_strcmp0 (state, "blind") == 0 && *reasons != '\0')
    g_print (_ ("Blind: no run of a file can be seen; %s.\n"), reasons);
  else if (g_strcmp0 (state, "blind") == 0)
    g_print ("%s\n", _ ("Blind: no run of a file can be seen."));
  else
    {
      shown = lamp_cli_dup_plain (state != NULL ? state : _ ("not told"), 0);
      g_print (_ ("State: %s.\n"), shown);
    }
}

static void
print_array (const Page *page, const char *heading, JsonObject *owner, const char *member)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  lamp_cli_entry_add_array (lines, lamp_cli_json_get_array (owner, member), page->now_real_usec);
  lamp_cli_entry_print (heading, lines);
}

static void
print_object (const Page *page, const char *heading, JsonObject *object, const char *const *but)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  lamp_cli_entry_add_members (lines, object, but, page->now_real_usec);
  lamp_cli_entry_print (heading, lines);
}

/* Refusals are told where they happened: among the sensors and the folders. */
static void
print_probe (const Page *page)
{
  static const char *const elsewhere[] = { "sensors", "refusals", "folders", "lost", "gaps", NULL };
  JsonObject *probe = lamp_cli_json_get_object (page->status, "probe");
  g_autoptr (GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);

  print_object (page, _ ("Probe"), probe, elsewhere);
  print_array (page, _ ("Sensors"), probe, "sensors");
  print_array (page, _ ("Folders"), probe, "folders");
  lamp_cli_entry_add_members (lost, lamp_cli_json_get_object (probe, "lost"), NULL, page->now_real_usec);
  lamp_cli_entry_add_array (lost, lamp_cli_json_get_array (probe, "gaps"), page->now_real_usec);
  lamp_cli_entry_print (_ ("Lost"), lost);
}

static void
print_status (const Page *page)
{
  const struct
  {
    const char *member;
    const char *heading;
  } parts[] = {
    { "readers", _ ("Readers") }, { "store", _ ("Store") },
    { "outbox", _ ("Outbox") },   { "notifications", _ ("Notifications") },
    { "counts", _ ("Recorded") },
  };
  JsonObject *arrivals = lamp_cli_json_get_object (page->status, "arrivals");

  print_headline (page);
  print_refused_policy (page);
  print_probe (page);
  print_array (page, _ ("Folders where files arrive"), arrivals, "folders");
  print_array (page, _ ("Problems with folders"), arrivals, "problems");
  print_array (page, _ ("Problems with policy"), lamp_cli_json_get_object (page->status, "policy"),
               "problems");
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    print_object (page, parts[i].heading, lamp_cli_json_get_object (page->status, parts[i].member), NULL);
}

/**
 * lamp_command_status:
 * @argc: as in #LampCommandFunc
 * @argv: as in #LampCommandFunc
 *
 * `status`: what is being watched, and what is not.
 *
 * Returns: the exit code
 */
LampExit
lamp_command_status (int argc, char **argv)
{
  g_auto (LampCommandOptions) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (LampAgent1) agent = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  Page page = { .now_real_usec = lamp_time_now ().real_usec };

  if (!lamp_command_parse (&options, argc, argv))
    return LAMP_EXIT_USAGE;
  agent = lamp_cli_agent_connect (TRUE, &error);
  if (agent == NULL || !lamp_agent1_call_get_status_sync (agent, &text, NULL, &error))
    return lamp_cli_fail (error);
  if (options.json)
    return lamp_cli_json_print (text, &error) ? LAMP_EXIT_DONE : lamp_cli_fail (error);
  node = lamp_cli_json_parse (text, &error);
  if (node == NULL)
    return lamp_cli_fail (error);
  page.status = json_node_get_object (node);
  print_status (&page);
  return LAMP_EXIT_DONE;
}
