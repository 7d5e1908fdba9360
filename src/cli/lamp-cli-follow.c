/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-cli-follow.h"

#include "base/lamp-time.h"
#include "cli/lamp-cli-limits.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Follows a feed on the main loop until a signal, or until nobody reads any more. */
struct _LampFollow
{
  LampAgent1 *agent;
  const LampFeed *feed;
  LampFollowFunc func;
  gpointer data;
  GMainLoop *loop;
  GHashTable *seen; /* set of checksums */
  GQueue *order;    /* the same checksums, oldest first, not owned */
  gint64 last_real_usec;
  gulong signal_id;
  gulong owner_id;
};

/* A list asked for after the signals were subscribed, or after the agent came back, brings some of them
 * twice. */
static gboolean
is_new (LampFollow *self, const char *text)
{
  char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  if (!g_hash_table_add (self->seen, sum))
    return FALSE;
  g_queue_push_tail (self->order, sum);
  if (g_queue_get_length (self->order) > LAMP_CLI_FOLLOW_REMEMBERED)
    g_hash_table_remove (self->seen, g_queue_pop_head (self->order));
  return TRUE;
}

static void
take (LampFollow *self, const char *text)
{
  self->last_real_usec = lamp_time_now ().real_usec;
  if (is_new (self, text))
    self->func (text, self->data);
}

static void
on_signal (GDBusProxy *proxy, const char *sender, const char *name, GVariant *parameters, gpointer data)
{
  LampFollow *self = data;
  g_autoptr (GVariant) last = NULL;

  if (strcmp (name, self->feed->signal) != 0 || g_variant_n_children (parameters) == 0)
    return;
  last = g_variant_get_child_value (parameters, g_variant_n_children (parameters) - 1);
  if (g_variant_is_of_type (last, G_VARIANT_TYPE_STRING))
    take (self, g_variant_get_string (last, NULL));
}

static void
on_owner_changed (GObject *proxy, GParamSpec *property, gpointer data)
{
  LampFollow *self = data;
  g_autofree char *owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (proxy));
  g_auto (GStrv) texts = NULL;

  if (owner == NULL)
    {
      g_printerr (_ ("%s: The agent has stopped. Waiting for it to come back.\n"), g_get_prgname ());
      return;
    }
  g_printerr (_ ("%s: The agent is back.\n"), g_get_prgname ());
  if (self->feed->list (self->agent, self->last_real_usec, 0, &texts, NULL, NULL))
    lamp_follow_take_list (self, (const char *const *) texts);
}

static gboolean
on_end (gpointer data)
{
  LampFollow *self = data;
  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_output_closed (int fd, GIOCondition condition, gpointer data)
{
  return on_end (data);
}

/**
 * lamp_follow_new:
 * @agent: the agent
 * @feed: what to follow
 * @func: takes what is new
 * @data: for @func
 *
 * From here on nothing is missed: signals wait until lamp_follow_run().
 *
 * Returns: (transfer full): the follower
 */
LampFollow *
lamp_follow_new (LampAgent1 *agent, const LampFeed *feed, LampFollowFunc func, gpointer data)
{
  LampFollow *self = g_new0 (LampFollow, 1);

  self->agent = g_object_ref (agent);
  self->feed = feed;
  self->func = func;
  self->data = data;
  self->loop = g_main_loop_new (NULL, FALSE);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->order = g_queue_new ();
  self->last_real_usec = lamp_time_now ().real_usec;
  self->signal_id = g_signal_connect (agent, "g-signal", G_CALLBACK (on_signal), self);
  self->owner_id = g_signal_connect (agent, "notify::g-name-owner", G_CALLBACK (on_owner_changed), self);
  return self;
}

/**
 * lamp_follow_take_list:
 * @self: a follower
 * @texts: JSON objects that exist, oldest first
 *
 * Takes those that were not taken yet.
 */
void
lamp_follow_take_list (LampFollow *self, const char *const *texts)
{
  for (gsize i = 0; texts[i] != NULL; i++)
    take (self, texts[i]);
}

/**
 * lamp_follow_run:
 * @self: a follower
 *
 * Returns on SIGINT or SIGTERM, and when the reader of standard output has gone.
 */
void
lamp_follow_run (LampFollow *self)
{
  guint sources[] = {
    g_unix_signal_add (SIGINT, on_end, self),
    g_unix_signal_add (SIGTERM, on_end, self),
    g_unix_fd_add (STDOUT_FILENO, G_IO_ERR | G_IO_HUP, on_output_closed, self),
  };

  g_main_loop_run (self->loop);
  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);
}

/**
 * lamp_follow_free:
 * @self: (nullable): a follower
 */
void
lamp_follow_free (LampFollow *self)
{
  if (self == NULL)
    return;
  g_signal_handler_disconnect (self->agent, self->signal_id);
  g_signal_handler_disconnect (self->agent, self->owner_id);
  g_queue_free (self->order);
  g_hash_table_unref (self->seen);
  g_main_loop_unref (self->loop);
  g_object_unref (self->agent);
  g_free (self);
}
