/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "window/lamp-words.h"

#include "window/lamp-window-limits.h"

#include "base/lamp-error.h"
#include "base/lamp-limits.h"
#include "base/lamp-text.h"

#include <glib/gi18n-lib.h>

#define SEPARATOR " · "

/**
 * lamp_words_dup_moment:
 * @real_usec: a time
 *
 * Returns: (transfer full): day and time as the locale writes them, or "Not known"
 */
char *
lamp_words_dup_moment (gint64 real_usec)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (real_usec / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  char *text = real_usec > 0 && local != NULL ? g_date_time_format (local, "%x %X") : NULL;

  return text != NULL ? text : g_strdup (_ ("Not known"));
}

/**
 * lamp_words_dup_ago:
 * @real_usec: a time
 * @now_real_usec: the time now
 *
 * Relative up to a day, then absolute. A time in the future is a clock that was set: absolute, too.
 *
 * Returns: (transfer full): how long ago
 */
char *
lamp_words_dup_ago (gint64 real_usec, gint64 now_real_usec)
{
  gint64 sec = (now_real_usec - real_usec) / G_USEC_PER_SEC;

  if (real_usec <= 0 || now_real_usec < real_usec - G_USEC_PER_SEC || sec >= 24 * 60 * 60)
    return lamp_words_dup_moment (real_usec);
  if (sec < 60)
    return g_strdup (_ ("just now"));
  if (sec < 60 * 60)
    {
      gulong minutes = (gulong) (sec / 60);
      return g_strdup_printf (ngettext ("%lu minute ago", "%lu minutes ago", minutes), minutes);
    }
  gulong hours = (gulong) (sec / (60 * 60));
  return g_strdup_printf (ngettext ("%lu hour ago", "%lu hours ago", hours), hours);
}

/**
 * lamp_words_dup_name:
 * @alert: an alert
 *
 * Returns: (transfer full): its file's name in one line, or the program's where there is no file
 */
char *
lamp_words_dup_name (const LampAlert *alert)
{
  if (alert->file != NULL && alert->file->name != NULL)
    return lamp_text_show (alert->file->name, LAMP_SHOWN_NAME_CHARS);
  if (alert->process != NULL && alert->process->exe != NULL)
    {
      g_autofree char *name = g_path_get_basename (alert->process->exe);
      return lamp_text_show (name, LAMP_SHOWN_NAME_CHARS);
    }
  return g_strdup (_ ("A program"));
}

/**
 * lamp_words_dup_origin:
 * @alert: an alert
 * @now_real_usec: the time now
 *
 * Returns: (transfer full): "host · application · how long ago", without what is not known
 */
char *
lamp_words_dup_origin (const LampAlert *alert, gint64 now_real_usec)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *ago = lamp_words_dup_ago (alert->last_time_real_usec, now_real_usec);
  const char *parts[] = { alert->origin != NULL ? alert->origin->host : NULL,
                          alert->origin != NULL ? alert->origin->app : NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL)
      {
        g_autofree char *shown = lamp_text_show (parts[i], LAMP_SHOWN_NAME_CHARS);
        g_string_append (out, shown);
        g_string_append (out, SEPARATOR);
      }
  if (alert->origin != NULL && alert->origin->host == NULL && alert->origin->status == LAMP_ORIGIN_UNKNOWN)
    {
      g_string_append (out, _ ("origin not known"));
      g_string_append (out, SEPARATOR);
    }
  g_string_append (out, ago);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * lamp_words_get_severity:
 * @severity: a severity
 *
 * Returns: its word for a person
 */
const char *
lamp_words_get_severity (LampSeverity severity)
{
  if (severity >= LAMP_SEVERITY_HIGH)
    return C_ ("severity", "High");
  return severity == LAMP_SEVERITY_MEDIUM ? C_ ("severity", "Medium") : C_ ("severity", "Informational");
}

/**
 * lamp_words_get_severity_icon:
 * @severity: a severity
 *
 * Returns: the name of an icon; the word always stands beside it
 */
const char *
lamp_words_get_severity_icon (LampSeverity severity)
{
  if (severity >= LAMP_SEVERITY_HIGH)
    return "dialog-warning-symbolic";
  return severity == LAMP_SEVERITY_MEDIUM ? "emblem-important-symbolic" : "dialog-information-symbolic";
}

/**
 * lamp_words_is_answered:
 * @alert: an alert
 *
 * Returns: whether nothing is asked of the person any more
 */
gboolean
lamp_words_is_answered (const LampAlert *alert)
{
  return alert->state >= LAMP_ALERT_REPORTED;
}

/**
 * lamp_words_get_state:
 * @alert: an alert
 *
 * A drill is not called one before it is answered: then it would be none.
 *
 * Returns: its state for a person
 */
const char *
lamp_words_get_state (const LampAlert *alert)
{
  if (!lamp_words_is_answered (alert))
    return C_ ("state", "New");
  if (alert->drill)
    return C_ ("state", "Drill");
  if (g_strcmp0 (alert->verdict, "harmful") == 0)
    return C_ ("state", "Harmful");
  if (g_strcmp0 (alert->verdict, "harmless") == 0)
    return C_ ("state", "Harmless");
  switch (alert->state)
    {
    case LAMP_ALERT_REPORTED:
      return C_ ("state", "Reported");
    case LAMP_ALERT_EXPECTED:
      return C_ ("state", "Expected");
    case LAMP_ALERT_DISMISSED:
      return C_ ("state", "Dismissed");
    default:
      return C_ ("state", "Closed");
    }
}

/**
 * lamp_words_new_icon:
 * @alert: an alert
 *
 * Returns: (transfer full): an icon by kind of file
 */
GIcon *
lamp_words_new_icon (const LampAlert *alert)
{
  const char *mime = alert->file != NULL ? alert->file->content_type : NULL;
  g_autofree char *type = mime != NULL ? g_content_type_from_mime_type (mime) : NULL;
  g_autofree char *generic = type != NULL ? g_content_type_get_generic_icon_name (type) : NULL;
  g_autofree char *name = generic != NULL ? g_strconcat (generic, "-symbolic", NULL) : NULL;
  /* A theme has no symbolic icon for every kind; then it must not be a coloured one. */
  const char *names[] = { name != NULL ? name : "application-x-executable-symbolic",
                          "application-x-executable-symbolic" };

  return g_themed_icon_new_from_names ((char **) names, G_N_ELEMENTS (names));
}

/**
 * lamp_words_dup_argv:
 * @process: a process
 *
 * Quoted as a shell would want it, so that where one argument ends is seen. For reading only.
 *
 * Returns: (transfer full) (nullable): its command line
 */
char *
lamp_words_dup_argv (const LampProcess *process)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (process->argv == NULL || process->argv[0] == NULL)
    return NULL;
  for (gsize i = 0; process->argv[i] != NULL; i++)
    {
      g_autofree char *quoted = g_shell_quote (process->argv[i]);
      gboolean plain = process->argv[i][0] != '\0' &&
                       process->argv[i][strspn (process->argv[i], G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS
                                                "/._-+=:,@%")] == '\0';
      g_string_append_printf (out, "%s%s", i > 0 ? " " : "", plain ? process->argv[i] : quoted);
    }
  return lamp_text_show (out->str, LAMP_WINDOW_VALUE_CHARS);
}

/**
 * lamp_words_dup_ancestors:
 * @process: a process
 *
 * Returns: (transfer full) (nullable): who started it, nearest first
 */
char *
lamp_words_dup_ancestors (const LampProcess *process)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (process->ancestors == NULL || process->ancestors[0] == NULL)
    return NULL;
  for (gsize i = 0; process->ancestors[i] != NULL; i++)
    {
      const LampAncestor *one = process->ancestors[i];
      g_autofree char *shown = lamp_text_show (one->name != NULL ? one->name : one->exe,
                                               LAMP_SHOWN_NAME_CHARS);
      g_string_append_printf (out, "%s%s (%" G_GINT64_FORMAT ")", i > 0 ? ", " : "", shown, one->pid);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
dup_team (const char *team)
{
  return team != NULL ? lamp_text_line (team, LAMP_WINDOW_VALUE_CHARS) : g_strdup (_ ("your security team"));
}

/**
 * lamp_words_dup_team:
 * @policy: the agent's policy: groups of keys of `value`
 *
 * Returns: (transfer full) (nullable): what policy calls the security team; %NULL where it does not
 */
char *
lamp_words_dup_team (JsonNode *policy)
{
  JsonNode *node = policy;
  const char *const path[] = { "SOC", "name", "value" };

  for (gsize i = 0; node != NULL && i < G_N_ELEMENTS (path); i++)
    node = JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), path[i])
                                         : NULL;
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return *json_node_get_string (node) != '\0' ? json_node_dup_string (node) : NULL;
}

/**
 * lamp_words_dup_destination:
 * @team: (nullable): what policy calls the security team
 *
 * Returns: (transfer full): where a report goes, before it is sent
 */
char *
lamp_words_dup_destination (const char *team)
{
  g_autofree char *name = dup_team (team);

  /* Translators: %s is what the organisation calls its security team, or "your security team" */
  return g_strdup_printf (_ ("This goes to %s. Nothing is sent before you press Send."), name);
}

/**
 * lamp_words_dup_report_hint:
 * @team: (nullable): what policy calls the security team
 *
 * Returns: (transfer full): what the button does
 */
char *
lamp_words_dup_report_hint (const char *team)
{
  g_autofree char *name = dup_team (team);

  return g_strdup_printf (_ ("Report this to %s"), name);
}

/**
 * lamp_words_dup_receipt:
 * @report: the outbox row
 * @team: (nullable): what policy calls the security team
 *
 * Returns: (transfer full): what became of it
 */
char *
lamp_words_dup_receipt (const LampReport *report, const char *team)
{
  g_autofree char *name = dup_team (team);

  if (g_strcmp0 (report->destination, "spool") == 0 && team == NULL)
    return g_strdup (_ ("Saved on this computer. No security team is set up yet."));
  if (g_strcmp0 (report->destination, "spool") == 0)
    return g_strdup_printf (_ ("Saved on this computer for %s."), name);
  if (report->state == LAMP_REPORT_DELIVERED)
    return g_strdup_printf (_ ("Reported to %s. Thank you. The answer will appear here."), name);
  if (report->state == LAMP_REPORT_REJECTED)
    return g_strdup_printf (_ ("The system of %s did not take the report. It is kept on this computer."),
                            name);
  return g_strdup_printf (_ ("Saved. It goes to %s when you are online."), name);
}

/**
 * lamp_words_dup_preview:
 * @bytes: what would be sent
 *
 * The bytes are shown as they are, with one exception: what would reorder or hide the rest is made visible,
 * or the preview could be made to lie.
 *
 * Returns: (transfer full): lines of plain text
 */
char *
lamp_words_dup_preview (const char *bytes)
{
  g_auto (GStrv) lines = g_strsplit (bytes, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      char *line = lamp_text_line (lines[i], 0);
      g_free (lines[i]);
      lines[i] = line;
    }
  return g_strjoinv ("\n", lines);
}

/**
 * lamp_words_dup_rule:
 * @rule: an allow rule
 *
 * Returns: (transfer full): what it means
 */
char *
lamp_words_dup_rule (const LampRule *rule)
{
  g_autofree char *what = lamp_text_line (rule->what, 0);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (rule->expires_real_usec / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *day = local != NULL && rule->expires_real_usec > 0 ? g_date_time_format (local, "%x")
                                                                      : NULL;

  if (day == NULL)
    return g_strdup_printf (_ ("%s will not be mentioned again."), what);
  return g_strdup_printf (_ ("%s will not be mentioned again until %s."), what, day);
}

/**
 * lamp_words_get_failure:
 * @error: what came from the agent
 *
 * Returns: what a person should know and do
 */
const char *
lamp_words_get_failure (const GError *error)
{
  if (g_error_matches (error, LAMP_ERROR, LAMP_ERROR_UNREACHABLE))
    return _ ("Gatelamp's agent does not answer. Nothing was changed.");
  if (g_error_matches (error, LAMP_ERROR, LAMP_ERROR_BUSY))
    return _ ("That is too much at once. Please try again later.");
  if (g_error_matches (error, LAMP_ERROR, LAMP_ERROR_NOT_FOUND))
    return _ ("This alert is no longer there.");
  if (g_error_matches (error, LAMP_ERROR, LAMP_ERROR_TOO_LARGE))
    return _ ("The comment is too long.");
  if (g_error_matches (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA))
    return _ ("Too little is known about this file for that.");
  return _ ("That did not work. Nothing was changed.");
}
