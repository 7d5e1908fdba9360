/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What an event of the probe costs the agent, beside json-glib's own reading of the same line: both in turn,
 * many rounds, the best of each. */

#include <json-glib/json-glib.h>
#include <string.h>

#include "sense/lamp-probe-event.h"

#define ROUNDS 50
#define EVENTS 400

static const char line[] =
    "{\"event\":\"exec\",\"seq\":7,\"boot_usec\":5000000,\"real_usec\":1700000000000000,"
    "\"key\":\"9f3c6a0112b4d7e8-1-0c4a020077f1a2b3\",\"path\":\"/home/alice/Downloads/invoice.sh\","
    "\"method\":\"script\",\"confidence\":\"B\",\"sensor\":\"fanotify\",\"rung\":false,\"operand\":1,"
    "\"ambiguous\":false,\"process\":{\"pid\":42,\"started_ticks\":300,\"uid\":1000,\"euid\":1000,"
    "\"exe\":\"/usr/bin/bash\",\"argv\":[\"bash\",\"invoice.sh\"],\"argv_truncated\":false,"
    "\"cwd\":\"/home/alice/Downloads\",\"unit\":\"app-gnome-terminal.scope\","
    "\"stdin\":{\"path\":\"/dev/pts/0\",\"key\":null},\"environ\":{},"
    "\"ancestors\":[{\"pid\":2,\"started_ticks\":1,\"exe\":\"/usr/bin/bash\",\"name\":\"bash\"}],\"new\":{}}}";

static gint64
time_events (void)
{
  gint64 begin = g_get_monotonic_time ();

  for (int i = 0; i < EVENTS; i++)
    {
      g_autoptr (LampProbeEvent) event = lamp_probe_event_parse (line, strlen (line), "b-o-o-t", NULL);

      g_assert_nonnull (event->execution);
    }
  return g_get_monotonic_time () - begin;
}

static gint64
time_json (void)
{
  gint64 begin = g_get_monotonic_time ();

  for (int i = 0; i < EVENTS; i++)
    {
      g_autoptr (JsonNode) node = json_from_string (line, NULL);

      g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
    }
  return g_get_monotonic_time () - begin;
}

int
main (int argc, char **argv)
{
  gint64 events = G_MAXINT64, json = G_MAXINT64;

  for (int i = 0; i < ROUNDS; i++)
    {
      gint64 some = time_events ();

      events = MIN (events, some);
      some = time_json ();
      json = MIN (json, some);
    }
  g_print ("an event of the probe: %.1f us; json-glib alone: %.1f us; ratio %.2f\n", (double) events / EVENTS,
           (double) json / EVENTS, (double) events / (double) json);
  return 0;
}
