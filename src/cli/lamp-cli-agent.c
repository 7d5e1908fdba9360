/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-cli-agent.h"

#include "base/lamp-error.h"
#include "base/lamp-text.h"
#include "cli/lamp-cli-json.h"
#include "cli/lamp-cli-limits.h"
#include "cli/lamp-cli-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define AGENT_PATH "/io/github/gatelamp/Agent1"

/* Without a session bus GLib would start one of its own, which nobody else is on. */
static gboolean
has_session_bus (void)
{
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  return address != NULL && !g_str_has_prefix (address, "autolaunch:");
}

/**
 * lamp_cli_agent_connect:
 * @may_start: the bus may start the agent, where it is installed as a service
 * @error: return location
 *
 * Returns: (transfer full): the agent. Errors: %LAMP_ERROR_UNREACHABLE - it is not running, or there is no
 *   session bus
 */
LampAgent1 *
lamp_cli_agent_connect (gboolean may_start, GError **error)
{
  GDBusProxyFlags flags = G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES;
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (LampAgent1) agent = NULL;
  g_autofree char *owner = NULL;

  if (!has_session_bus () || (bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL)) == NULL)
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_UNREACHABLE,
                           _ ("The agent cannot be reached: there is no session bus here."));
      return NULL;
    }
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  if (!may_start)
    flags |= G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START;
  agent = lamp_agent1_proxy_new_sync (bus, flags, LAMP_AGENT_BUS_NAME, AGENT_PATH, NULL, NULL);
  owner = agent != NULL ? g_dbus_proxy_get_name_owner (G_DBUS_PROXY (agent)) : NULL;
  if (owner == NULL)
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_UNREACHABLE, _ ("The agent is not running."));
      return NULL;
    }
  return g_steal_pointer (&agent);
}

/**
 * lamp_cli_is_unreachable:
 * @error: what a call says
 *
 * Returns: whether the agent is not running or does not answer
 */
gboolean
lamp_cli_is_unreachable (const GError *error)
{
  return (g_error_matches (error, LAMP_ERROR, LAMP_ERROR_UNREACHABLE) &&
          !g_dbus_error_is_remote_error (error)) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_CHILD_EXITED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

/* Another program, or an agent of another version, holds the name. */
static gboolean
is_stranger (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_INTERFACE) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS);
}

static void
replace (char **text, const char *with)
{
  g_free (*text);
  *text = g_strdup (with);
}

/**
 * lamp_cli_fail:
 * @error: what a call, or this program, says
 *
 * Tells the person in one line.
 *
 * Returns: the exit code that fits
 */
LampExit
lamp_cli_fail (const GError *error)
{
  g_autoptr (GError) copy = g_error_copy (error);
  g_autofree char *line = NULL;
  LampExit code = LAMP_EXIT_FAILED;

  g_dbus_error_strip_remote_error (copy);
  line = lamp_cli_dup_sentence (copy->message);
  if (lamp_cli_is_unreachable (error))
    {
      code = LAMP_EXIT_UNREACHABLE;
      if (error->domain != LAMP_ERROR)
        replace (&line, _ ("The agent does not answer."));
    }
  else if (is_stranger (error))
    replace (&line, _ ("The agent does not know this request. It may be of another version."));
  else if (g_error_matches (error, LAMP_ERROR, LAMP_ERROR_NOT_FOUND))
    code = LAMP_EXIT_NOT_FOUND;
  g_printerr ("%s: %s\n", g_get_prgname (), line);
  return code;
}

static gboolean
is_id_prefix (const char *word)
{
  return strlen (word) >= LAMP_CLI_ID_PREFIX_CHARS && strlen (word) <= 36 &&
         strspn (word, "0123456789abcdefABCDEF-") == strlen (word);
}

static char *
dup_id (const char *alert, GError **error)
{
  g_autoptr (JsonNode) node = lamp_cli_json_parse (alert, error);
  const char *id;

  if (node == NULL)
    return NULL;
  id = lamp_cli_json_get_string (json_node_get_object (node), "id");
  if (id == NULL || !g_uuid_string_is_valid (id))
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA,
                           _ ("The agent's answer cannot be read: an alert has no id."));
      return NULL;
    }
  return g_strdup (id);
}

/* Alerts that cannot be read are passed over here: one of them must not hide the others. */
static LampExit
find_prefix (const char *const *alerts, const char *word, char **out_id)
{
  g_autofree char *prefix = g_ascii_strdown (word, -1);
  g_autofree char *found = NULL;

  for (gsize i = 0; alerts[i] != NULL; i++)
    {
      g_autofree char *id = dup_id (alerts[i], NULL);
      if (id == NULL || g_ascii_strncasecmp (id, prefix, strlen (prefix)) != 0)
        continue;
      if (found != NULL && strcmp (found, id) != 0)
        return lamp_command_usage (_ ("More than one alert begins with %s. Give more of it."), prefix);
      replace (&found, id);
    }
  if (found == NULL)
    {
      g_printerr (_ ("%s: No alert begins with %s.\n"), g_get_prgname (), prefix);
      return LAMP_EXIT_NOT_FOUND;
    }
  *out_id = g_steal_pointer (&found);
  return LAMP_EXIT_DONE;
}

static LampExit
find_last (const char *const *alerts, char **out_id)
{
  gsize count = g_strv_length ((char **) alerts);
  g_autoptr (GError) error = NULL;

  if (count == 0)
    {
      g_printerr (_ ("%s: There is no alert yet.\n"), g_get_prgname ());
      return LAMP_EXIT_NOT_FOUND;
    }
  *out_id = dup_id (alerts[count - 1], &error);
  return *out_id != NULL ? LAMP_EXIT_DONE : lamp_cli_fail (error);
}

/* Whether an alert of a full id exists, the agent says later. */
static LampExit
find_id (LampAgent1 *agent, const char *word, char **out_id)
{
  gboolean last = strcmp (word, "last") == 0;
  g_auto (GStrv) alerts = NULL;
  g_autoptr (GError) error = NULL;

  if (g_uuid_string_is_valid (word))
    {
      *out_id = g_ascii_strdown (word, -1);
      return LAMP_EXIT_DONE;
    }
  if (!lamp_agent1_call_list_alerts_sync (agent, 0, last ? 1 : LAMP_CLI_ID_SEARCHED, &alerts, NULL, &error))
    return lamp_cli_fail (error);
  return last ? find_last ((const char *const *) alerts, out_id)
              : find_prefix ((const char *const *) alerts, word, out_id);
}

/**
 * lamp_cli_open_alert:
 * @word: a full id, the beginning of one, or "last": the newest alert
 * @out_agent: (out) (transfer full): the agent
 * @out_id: (out) (transfer full): the full id
 *
 * What every command about one alert begins with.
 *
 * Returns: %LAMP_EXIT_DONE; otherwise the person has been told
 */
LampExit
lamp_cli_open_alert (const char *word, LampAgent1 **out_agent, char **out_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampAgent1) agent = NULL;
  LampExit code;

  if (strcmp (word, "last") != 0 && !is_id_prefix (word))
    {
      g_autofree char *quoted = lamp_text_quote (word);
      return lamp_command_usage (_ ("%s is no id: give it in full, at least %d characters of it, or “last”."),
                                 quoted, LAMP_CLI_ID_PREFIX_CHARS);
    }
  agent = lamp_cli_agent_connect (TRUE, &error);
  if (agent == NULL)
    return lamp_cli_fail (error);
  code = find_id (agent, word, out_id);
  if (code == LAMP_EXIT_DONE)
    *out_agent = g_steal_pointer (&agent);
  return code;
}
