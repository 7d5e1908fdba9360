/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-cli-feed.h"

#include "base/lamp-text.h"
#include "base/lamp-time.h"
#include "cli/lamp-cli-agent.h"
#include "cli/lamp-cli-follow.h"
#include "cli/lamp-cli-json.h"
#include "cli/lamp-cli-text.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const LampFeed *feed;
  gboolean json;
  LampExit code;
} Printer;

/* One that cannot be read must not hide the others. */
static void
print_one (const char *text, gpointer data)
{
  Printer *printer = data;
  g_autoptr (GError) error = NULL;
  gboolean done = printer->json ? lamp_cli_json_print (text, &error)
                                : printer->feed->print (text, lamp_time_now ().real_usec, &error);

  if (!done)
    printer->code = lamp_cli_fail (error);
}

static LampExit
follow (LampAgent1 *agent, Printer *printer, gint64 since_usec, guint limit)
{
  g_autoptr (LampFollow) follower = lamp_follow_new (agent, printer->feed, print_one, printer);
  g_auto (GStrv) texts = NULL;
  g_autoptr (GError) error = NULL;

  if (!printer->feed->list (agent, since_usec, limit, &texts, NULL, &error))
    return lamp_cli_fail (error);
  lamp_follow_take_list (follower, (const char *const *) texts);
  lamp_follow_run (follower);
  return printer->code;
}

static LampExit
list (LampAgent1 *agent, Printer *printer, gint64 since_usec, guint limit)
{
  g_auto (GStrv) texts = NULL;
  g_autoptr (GError) error = NULL;

  if (!printer->feed->list (agent, since_usec, limit, &texts, NULL, &error))
    return lamp_cli_fail (error);
  for (gsize i = 0; texts[i] != NULL; i++)
    print_one (texts[i], printer);
  if (texts[0] == NULL && !printer->json)
    g_print ("%s\n", g_dgettext (GETTEXT_PACKAGE, printer->feed->nothing));
  return printer->code;
}

/**
 * lamp_cli_feed_run:
 * @feed: what to list
 * @argc: as in #LampCommandFunc
 * @argv: as in #LampCommandFunc
 *
 * Returns: the exit code
 */
LampExit
lamp_cli_feed_run (const LampFeed *feed, int argc, char **argv)
{
  g_autofree char *since = NULL;
  int limit = 0;
  gboolean following = FALSE;
  const GOptionEntry entries[] = {
    { "since", 0, 0, G_OPTION_ARG_STRING, &since,
      N_ ("Only from this time on: RFC 3339, or a span such as 15m, 2h, 3d"), N_ ("TIME") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most so many, the newest"), N_ ("NUMBER") },
    { "follow", 'f', 0, G_OPTION_ARG_NONE, &following, N_ ("Go on with new ones as they come"), NULL },
    { NULL },
  };
  g_auto (LampCommandOptions) options = { .entries = entries };
  g_autoptr (LampAgent1) agent = NULL;
  g_autoptr (GError) error = NULL;
  Printer printer = { .feed = feed };
  gint64 since_usec = 0;

  if (!lamp_command_parse (&options, argc, argv))
    return LAMP_EXIT_USAGE;
  if (limit < 0)
    return lamp_command_usage (_ ("The limit is less than nothing."));
  if (since != NULL && !lamp_cli_parse_since (since, lamp_time_now ().real_usec, &since_usec))
    {
      g_autofree char *quoted = lamp_text_quote (since);
      return lamp_command_usage (_ ("%s is neither an RFC 3339 time nor a span such as 90s, 15m, 2h or 3d."),
                                 quoted);
    }
  printer.json = options.json;
  agent = lamp_cli_agent_connect (TRUE, &error);
  if (agent == NULL)
    return lamp_cli_fail (error);
  return following ? follow (agent, &printer, since_usec, (guint) limit)
                   : list (agent, &printer, since_usec, (guint) limit);
}
