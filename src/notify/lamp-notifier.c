/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "notify/lamp-notifier.h"

#include "notify/lamp-notify-deck.h"
#include "notify/lamp-notify-limits.h"
#include "notify/lamp-notify-worker.h"

#include "base/lamp-text.h"

struct _LampNotifier
{
  GObject parent_instance;
  LampNotifyDeck *deck;
  LampNotifyWorker *worker;
  LampNotifyServer *server;
  GCancellable *cancellable;
  GDBusConnection *connection;
  const char *bus_name;
  const char *activation_token; /* while `action` is emitted */
  guint watch_id;
  guint activate_id;
  guint retry_id;
  gboolean present;
  gboolean busy; /* the worker has one thing to do */
  gint64 busy_mono_usec;
  gboolean failed; /* the last thing it did */
};

G_DEFINE_FINAL_TYPE (LampNotifier, lamp_notifier, G_TYPE_OBJECT)

enum
{
  SIGNAL_ACTION,
  SIGNAL_SHOWN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
set_busy (LampNotifier *self)
{
  self->busy = TRUE;
  self->busy_mono_usec = g_get_monotonic_time ();
}

static void
on_activated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("No notification server can be started; waiting for one: %s", error->message);
}

/* Some desktops start their server only when it is asked for. The others own the name by now. */
static gboolean
on_activate (gpointer user_data)
{
  LampNotifier *self = user_data;

  self->activate_id = 0;
  if (self->present || self->connection == NULL)
    return G_SOURCE_REMOVE;
  g_dbus_connection_call (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "StartServiceByName",
                          g_variant_new ("(su)", self->bus_name, 0), G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, on_activated, NULL);
  return G_SOURCE_REMOVE;
}

static void
pump (LampNotifier *self)
{
  g_autoptr (LampCard) card = NULL;
  g_autofree char *withdraw = NULL;

  if (!self->present && self->activate_id == 0 && lamp_notify_deck_get_waiting_count (self->deck) > 0)
    self->activate_id = g_timeout_add_seconds (LAMP_NOTIFY_ACTIVATE_AFTER_SEC, on_activate, self);
  if (!self->present || self->busy || self->retry_id != 0)
    return;
  if (!lamp_notify_deck_take_next (self->deck, &card, &withdraw))
    return;
  set_busy (self);
  if (card != NULL)
    lamp_notify_worker_post (self->worker, card);
  else
    lamp_notify_worker_withdraw (self->worker, withdraw);
}

static gboolean
on_retry (gpointer user_data)
{
  LampNotifier *self = user_data;
  self->retry_id = 0;
  pump (self);
  return G_SOURCE_REMOVE;
}

static gboolean
is_for_one (const char *id)
{
  return !g_str_equal (id, LAMP_CARD_MANY) && !g_str_equal (id, LAMP_CARD_BLIND);
}

static void
on_done (const char *id, const GError *error, gpointer user_data)
{
  LampNotifier *self = user_data;

  self->busy = FALSE;
  self->failed = error != NULL;
  if (id != NULL)
    lamp_notify_deck_posted (self->deck, id, error == NULL);
  if (id != NULL && error == NULL && is_for_one (id))
    g_signal_emit (self, signals[SIGNAL_SHOWN], 0, id);
  if (error != NULL)
    {
      g_autofree char *quoted = lamp_text_quote (error->message);
      g_debug ("Notification server: %s", quoted);
      if (self->present && self->retry_id == 0)
        self->retry_id = g_timeout_add_seconds (LAMP_NOTIFY_RETRY_SEC, on_retry, self);
    }
  pump (self);
}

static void
on_server (const LampNotifyServer *server, gpointer user_data)
{
  LampNotifier *self = user_data;
  lamp_notify_server_unref (self->server);
  self->server = lamp_notify_server_ref (server);
}

static gboolean
is_known_action (const char *action)
{
  static const char *const known[] = { LAMP_CARD_ACTION_REPORT, LAMP_CARD_ACTION_EXPECTED,
                                       LAMP_CARD_ACTION_DETAILS, NULL };
  return g_strv_contains (known, action);
}

static void
on_action (const char *id, const char *action, const char *token, gpointer user_data)
{
  g_autoptr (LampNotifier) self = g_object_ref (LAMP_NOTIFIER (user_data));

  if (g_str_equal (action, "default"))
    action = LAMP_CARD_ACTION_DETAILS;
  if (!is_known_action (action))
    return;
  self->activation_token = token;
  g_signal_emit (self, signals[SIGNAL_ACTION], 0, is_for_one (id) ? id : "", action);
  self->activation_token = NULL;
}

static void
on_closed (const char *id, gpointer user_data)
{
  LampNotifier *self = user_data;
  lamp_notify_deck_closed (self->deck, id);
  pump (self);
}

static void
on_name_appeared (GDBusConnection *connection, const char *name, const char *owner, gpointer user_data)
{
  LampNotifier *self = user_data;

  self->present = TRUE;
  g_clear_handle_id (&self->activate_id, g_source_remove);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  lamp_notify_deck_server_back (self->deck);
  if (!self->busy)
    {
      set_busy (self);
      lamp_notify_worker_hello (self->worker);
    }
}

static void
on_name_vanished (GDBusConnection *connection, const char *name, gpointer user_data)
{
  LampNotifier *self = user_data;

  g_set_object (&self->connection, connection);
  if (self->present)
    {
      self->present = FALSE;
      g_clear_pointer (&self->server, lamp_notify_server_unref);
      lamp_notify_worker_reset (self->worker);
      lamp_notify_deck_server_gone (self->deck);
    }
  pump (self);
}

static void
lamp_notifier_dispose (GObject *object)
{
  LampNotifier *self = LAMP_NOTIFIER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  g_clear_handle_id (&self->activate_id, g_source_remove);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_pointer (&self->worker, lamp_notify_worker_stop);
  G_OBJECT_CLASS (lamp_notifier_parent_class)->dispose (object);
}

static void
lamp_notifier_finalize (GObject *object)
{
  LampNotifier *self = LAMP_NOTIFIER (object);

  lamp_notify_deck_free (self->deck);
  lamp_notify_server_unref (self->server);
  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (lamp_notifier_parent_class)->finalize (object);
}

static void
lamp_notifier_class_init (LampNotifierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lamp_notifier_dispose;
  object_class->finalize = lamp_notifier_finalize;
  signals[SIGNAL_ACTION] = g_signal_new ("action", LAMP_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_SHOWN] = g_signal_new ("shown", LAMP_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lamp_notifier_init (LampNotifier *self)
{
  static const LampNotifyWorkerEvents events = {
    .done = on_done, .server = on_server, .action = on_action, .closed = on_closed
  };

  self->deck = lamp_notify_deck_new ();
  self->cancellable = g_cancellable_new ();
  self->worker = lamp_notify_worker_new (&events, self);
  /* In a sandbox libnotify speaks to the portal. */
  self->bus_name = g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ? "org.freedesktop.portal.Desktop"
                                                                      : "org.freedesktop.Notifications";
  self->watch_id = g_bus_watch_name (G_BUS_TYPE_SESSION, self->bus_name, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                     on_name_appeared, on_name_vanished, self, NULL);
}

/**
 * lamp_notifier_new:
 * @team_name: (nullable): who gets reports, as policy names them, or "your security team"; %NULL where policy
 *   names nobody
 * @keeps_reports: no destination is configured: reports stay in the spool folder of this computer
 *
 * Must be made in the thread whose main context shall get `action`.
 *
 * Returns: (transfer full): a notifier
 */
LampNotifier *
lamp_notifier_new (const char *team_name, gboolean keeps_reports)
{
  LampNotifier *self = g_object_new (LAMP_TYPE_NOTIFIER, NULL);
  lamp_notify_deck_set_team (self->deck, team_name, keeps_reports);
  return self;
}

/**
 * lamp_notifier_set_team:
 * @self: a notifier
 * @team_name: (nullable): as in lamp_notifier_new()
 * @keeps_reports: as in lamp_notifier_new()
 *
 * Counts for what is shown from now on.
 */
void
lamp_notifier_set_team (LampNotifier *self, const char *team_name, gboolean keeps_reports)
{
  lamp_notify_deck_set_team (self->deck, team_name, keeps_reports);
}

/**
 * lamp_notifier_show:
 * @self: a notifier
 * @alert: a revision of an alert that disturbs; its id is the card's
 *
 * A new alert makes a card; a later revision replaces it, and rings again only when the severity rises. An
 * alert that is answered loses its card. Whether an alert disturbs at all is the caller's decision.
 */
void
lamp_notifier_show (LampNotifier *self, const LampAlert *alert)
{
  lamp_notify_deck_show (self->deck, alert, g_get_monotonic_time ());
  pump (self);
}

/**
 * lamp_notifier_confirm:
 * @self: a notifier
 * @alert: the alert as it is after Report; @alert->report_state says how far the report is
 *
 * Replaces the card, quietly. Call it again when the report is delivered.
 */
void
lamp_notifier_confirm (LampNotifier *self, const LampAlert *alert)
{
  lamp_notify_deck_confirm (self->deck, alert);
  pump (self);
}

/**
 * lamp_notifier_withdraw:
 * @self: a notifier
 * @id: of an alert that was answered elsewhere, or closed
 */
void
lamp_notifier_withdraw (LampNotifier *self, const char *id)
{
  lamp_notify_deck_withdraw (self->deck, id);
  pump (self);
}

/**
 * lamp_notifier_show_blind:
 * @self: a notifier
 * @text: (nullable): what cannot be seen and since when, in plain words; %NULL when all can be seen again
 */
void
lamp_notifier_show_blind (LampNotifier *self, const char *text)
{
  lamp_notify_deck_show_blind (self->deck, text);
  pump (self);
}

/**
 * lamp_notifier_has_server:
 * @self: a notifier
 *
 * Returns: whether a notification server runs. Known shortly after the notifier is made.
 */
gboolean
lamp_notifier_has_server (LampNotifier *self)
{
  return self->present;
}

/**
 * lamp_notifier_get_activation_token:
 * @self: a notifier
 *
 * While `action` is emitted: what lets a window that is opened for it come to the front. KDE gives one; GNOME
 * Shell 43 and 48 do not.
 *
 * Returns: (nullable): the token
 */
const char *
lamp_notifier_get_activation_token (LampNotifier *self)
{
  return self->activation_token;
}

/**
 * lamp_notifier_to_json:
 * @self: a notifier
 *
 * For `status`: `server version capabilities present answering waiting shown`. The server's words are foreign
 * text.
 *
 * Returns: (transfer full): one object
 */
JsonNode *
lamp_notifier_to_json (LampNotifier *self)
{
  g_autoptr (LampNotifyServer) none = lamp_notify_server_new (&(LampNotifyServer){ .name = NULL });
  JsonNode *node = lamp_notify_server_to_json (self->server != NULL ? self->server : none, LAMP_VIEW_PUBLIC);
  JsonObject *object = json_node_get_object (node);
  gint64 busy_usec = self->busy ? g_get_monotonic_time () - self->busy_mono_usec : 0;

  json_object_set_boolean_member (object, "present", self->present);
  json_object_set_boolean_member (object, "answering",
                                  self->present && !self->failed &&
                                      busy_usec < LAMP_NOTIFY_SLOW_SEC * G_USEC_PER_SEC);
  json_object_set_int_member (object, "waiting", lamp_notify_deck_get_waiting_count (self->deck));
  json_object_set_int_member (object, "shown", lamp_notify_deck_get_shown_count (self->deck));
  return node;
}
