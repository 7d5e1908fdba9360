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

static guint
count_state (JsonArray *array, const char *state)
{
  guint count = 0;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      if (JSON_NODE_HOLDS_OBJECT (node) &&
          g_strcmp0 (lamp_cli_json_get_string (json_node_get_object (node), "state"), state) == 0)
        count++;
    }
  return count;
}

static void
add_reason (GString *reasons, const char *reason)
{
  g_string_append_printf (reasons, "%s%s", reasons->len > 0 ? ", " : "", reason);
}

/* Why it is less than everything, in a few words; the sections below tell it in full. */
static char *
dup_reasons (JsonObject *status)
{
  GString *reasons = g_string_new (NULL);
  JsonObject *probe = lamp_cli_json_get_object (status, "probe");
  const char *state = lamp_cli_json_get_string (probe, "state");
  guint folders = count_state (lamp_cli_json_get_array (probe, "folders"), "refused");
  guint sensors = count_state (lamp_cli_json_get_array (probe, "sensors"), "refused");

  if (state != NULL && strcmp (state, "running") != 0 && strcmp (state, "on") != 0 &&
      strcmp (state, "ready") != 0)
    {
      g_autofree char *shown = lamp_cli_dup_plain (state, 0);
      g_autofree char *reason = g_strdup_printf (_ ("the probe is %s"), shown);
      add_reason (reasons, reason);
    }
  if (folders > 0)
    {
      g_autofree char *reason = g_strdup_printf (
          ngettext ("%u folder cannot be watched", "%u folders cannot be watched", folders), folders);
      add_reason (reasons, reason);
    }
  if (sensors > 0)
    {
      g_autofree char *reason = g_strdup_printf (
          ngettext ("%u sensor is refused", "%u sensors are refused", sensors), sensors);
      add_reason (reasons, reason);
    }
  return g_string_free (reasons, FALSE);
}

static void
print_headline (const Page *page)
{
  const char *state = lamp_cli_json_get_string (page->status, "state");
  g_autofree char *reasons = dup_reasons (page->status);
  g_autofree char *shown = NULL;

  if (g_strcmp0 (state, "watching") == 0)
    g_print ("%s\n", _ ("Watching."));
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

/* A heading appears only above something. */
static void
print_array (const Page *page, const char *heading, JsonObject *owner, const char *member)
{
  JsonArray *array = lamp_cli_json_get_array (owner, member);

  if (array == NULL || json_array_get_length (array) == 0)
    return;
  lamp_cli_heading (heading);
  lamp_cli_entry_print_array (array, page->now_real_usec);
}

static void
print_object (const Page *page, const char *heading, JsonObject *object)
{
  if (object == NULL || json_object_get_size (object) == 0)
    return;
  lamp_cli_heading (heading);
  lamp_cli_entry_print_members (object, NULL, page->now_real_usec);
}

static void
print_probe (const Page *page)
{
  static const char *const elsewhere[] = { "lost", "sensors", NULL };
  JsonObject *probe = lamp_cli_json_get_object (page->status, "probe");
  JsonObject *lost = lamp_cli_json_get_object (probe, "lost");
  JsonArray *gaps = lamp_cli_json_get_array (probe, "gaps");

  if (probe != NULL)
    {
      lamp_cli_heading (_ ("Probe"));
      lamp_cli_entry_print_members (probe, elsewhere, page->now_real_usec);
    }
  print_array (page, _ ("Sensors"), probe, "sensors");
  print_object (page, _ ("Sensors"), lamp_cli_json_get_object (probe, "sensors"));
  print_array (page, _ ("Refused"), probe, "refusals");
  print_array (page, _ ("Folders"), probe, "folders");
  if ((lost == NULL || json_object_get_size (lost) == 0) &&
      (gaps == NULL || json_array_get_length (gaps) == 0))
    return;
  lamp_cli_heading (_ ("Lost"));
  lamp_cli_entry_print_members (lost, NULL, page->now_real_usec);
  lamp_cli_entry_print_array (gaps, page->now_real_usec);
}

static void
print_status (const Page *page)
{
  JsonObject *arrivals = lamp_cli_json_get_object (page->status, "arrivals");
  JsonObject *policy = lamp_cli_json_get_object (page->status, "policy");

  print_headline (page);
  print_probe (page);
  print_array (page, _ ("Folders where files arrive"), arrivals, "folders");
  print_array (page, _ ("Problems with folders"), arrivals, "problems");
  print_object (page, _ ("Readers"), lamp_cli_json_get_object (page->status, "readers"));
  print_array (page, _ ("Readers"), page->status, "readers");
  print_array (page, _ ("Problems with policy"), policy, "problems");
  print_object (page, _ ("Store"), lamp_cli_json_get_object (page->status, "store"));
  print_object (page, _ ("Outbox"), lamp_cli_json_get_object (page->status, "outbox"));
  print_object (page, _ ("Notifications"), lamp_cli_json_get_object (page->status, "notifications"));
  print_object (page, _ ("Recorded"), lamp_cli_json_get_object (page->status, "counts"));
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
