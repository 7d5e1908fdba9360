/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ipc/lamp-client.h"

#include "ipc/lamp-ipc-limits.h"
#include "lamp-agent1-generated.h"

#include "base/lamp-error.h"
#include "base/lamp-text.h"

struct _LampClient
{
  GObject parent_instance;
  GDBusConnection *connection;
  guint watch_id;
  guint signal_id;
  gboolean connected;
  gboolean settled;
};

G_DEFINE_FINAL_TYPE (LampClient, lamp_client, G_TYPE_OBJECT)

enum
{
  PROP_CONNECTED = 1,
  PROP_SETTLED,
  N_PROPERTIES,
};

enum
{
  SIGNAL_ALERT_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

/* What a call needs until its connection is there. */
typedef struct
{
  const char *method;
  GVariant *parameters;
  const GVariantType *reply_type;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;
  g_variant_unref (call->parameters);
  g_free (call);
}

static const char *
get_interface (void)
{
  return lamp_agent1_interface_info ()->name;
}

/* Our own errors cross the bus as they are; of the bus' own, a caller needs to know one thing: nobody there.
 */
static GError *
translate (GError *error)
{
  g_autoptr (GError) owned = error;

  g_dbus_error_strip_remote_error (owned);
  if (owned->domain == LAMP_ERROR || g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&owned);
  if (g_error_matches (owned, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS) ||
      g_error_matches (owned, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
      g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT))
    return g_error_new (LAMP_ERROR, LAMP_ERROR_UNSUPPORTED, "the agent is of another version: %s",
                        owned->message);
  return g_error_new (LAMP_ERROR, LAMP_ERROR_UNREACHABLE, "the agent does not answer: %s", owned->message);
}

static void
on_reply (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GVariant *reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL)
    g_task_return_pointer (task, reply, (GDestroyNotify) g_variant_unref);
  else
    g_task_return_error (task, translate (g_steal_pointer (&error)));
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) connection = g_bus_get_finish (result, &error);
  Call *call = g_task_get_task_data (task);

  if (connection == NULL)
    {
      g_task_return_error (task, translate (g_steal_pointer (&error)));
      return;
    }
  g_dbus_connection_call (connection, LAMP_AGENT_BUS_NAME, LAMP_AGENT_OBJECT_PATH, get_interface (),
                          call->method, call->parameters, call->reply_type, G_DBUS_CALL_FLAGS_NONE,
                          LAMP_IPC_TIMEOUT_MSEC, g_task_get_cancellable (task), on_reply,
                          g_object_ref (task));
}

static void
call_async (LampClient *self,
            const char *method,
            GVariant *parameters,
            const char *reply_type,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  call->method = method;
  call->parameters = g_variant_ref_sink (parameters);
  call->reply_type = G_VARIANT_TYPE (reply_type);
  g_task_set_task_data (task, call, call_free);
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, on_bus, task);
}

static GVariant *
call_finish (LampClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static char *
text_finish (LampClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) reply = call_finish (self, result, error);
  char *text = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(s)", &text);
  return text;
}

/* A foreign process may send a text that cannot be sent on: D-Bus wants UTF-8. */
static GVariant *
id_and_text (const char *id, const char *text)
{
  g_autofree char *valid_id = lamp_text_to_utf8 (id);
  g_autofree char *valid_text = lamp_text_to_utf8 (text);
  return g_variant_new ("(ss)", valid_id, valid_text);
}

static GVariant *
id_alone (const char *id)
{
  g_autofree char *valid_id = lamp_text_to_utf8 (id);
  return g_variant_new ("(s)", valid_id);
}

static void
on_alert_changed (GDBusConnection *connection,
                  const char *sender,
                  const char *path,
                  const char *interface,
                  const char *signal,
                  GVariant *parameters,
                  gpointer user_data)
{
  LampClient *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampAlert) alert = NULL;
  const char *text;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sxs)")))
    return;
  g_variant_get (parameters, "(&sx&s)", NULL, NULL, &text);
  alert = lamp_alert_from_text (text, &error);
  if (alert == NULL || alert->id == NULL)
    {
      g_autofree char *quoted = lamp_text_quote (error != NULL ? error->message : "no id");
      g_warning ("An alert of the agent cannot be read: %s", quoted);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_ALERT_CHANGED], 0, alert);
}

static void
set_connected (LampClient *self, gboolean connected)
{
  gboolean changed = self->connected != connected;

  self->connected = connected;
  if (!self->settled)
    {
      self->settled = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SETTLED]);
    }
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTED]);
}

static void
on_appeared (GDBusConnection *connection, const char *name, const char *owner, gpointer user_data)
{
  LampClient *self = user_data;

  if (self->signal_id == 0)
    {
      self->connection = g_object_ref (connection);
      self->signal_id = g_dbus_connection_signal_subscribe (
          connection, LAMP_AGENT_BUS_NAME, get_interface (), "AlertChanged", LAMP_AGENT_OBJECT_PATH, NULL,
          G_DBUS_SIGNAL_FLAGS_NONE, on_alert_changed, self, NULL);
    }
  set_connected (self, TRUE);
}

static void
on_vanished (GDBusConnection *connection, const char *name, gpointer user_data)
{
  set_connected (user_data, FALSE);
}

static void
lamp_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  LampClient *self = LAMP_CLIENT (object);

  if (id == PROP_CONNECTED)
    g_value_set_boolean (value, self->connected);
  else if (id == PROP_SETTLED)
    g_value_set_boolean (value, self->settled);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
lamp_client_dispose (GObject *object)
{
  LampClient *self = LAMP_CLIENT (object);

  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  if (self->signal_id != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->signal_id);
  self->signal_id = 0;
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (lamp_client_parent_class)->dispose (object);
}

static void
lamp_client_class_init (LampClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = lamp_client_get_property;
  object_class->dispose = lamp_client_dispose;
  properties[PROP_CONNECTED] = g_param_spec_boolean ("connected", NULL, NULL, FALSE, flags);
  properties[PROP_SETTLED] = g_param_spec_boolean ("settled", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[SIGNAL_ALERT_CHANGED] = g_signal_new ("alert-changed", LAMP_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL,
                                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
lamp_client_init (LampClient *self)
{
  /* The domain must be known to GDBus before the first error crosses the bus. */
  (void) lamp_error_quark ();
  self->watch_id = g_bus_watch_name (G_BUS_TYPE_SESSION, LAMP_AGENT_BUS_NAME,
                                     G_BUS_NAME_WATCHER_FLAGS_AUTO_START, on_appeared, on_vanished, self,
                                     NULL);
}

/**
 * lamp_client_new:
 *
 * Returns: (transfer full): a client; it starts to look for the agent at once
 */
LampClient *
lamp_client_new (void)
{
  return g_object_new (LAMP_TYPE_CLIENT, NULL);
}

/**
 * lamp_client_is_connected:
 * @self: a client
 *
 * Returns: whether an agent is there now
 */
gboolean
lamp_client_is_connected (LampClient *self)
{
  return self->connected;
}

/**
 * lamp_client_is_settled:
 * @self: a client
 *
 * Before that "not connected" means "not known yet".
 *
 * Returns: whether it has been found out once if an agent is there
 */
gboolean
lamp_client_is_settled (LampClient *self)
{
  return self->settled;
}

/**
 * lamp_client_list_alerts_async:
 * @self: a client
 * @since_real_usec: only those whose last time is at or after this; 0: all
 * @limit: at most so many, the newest; 0: 1000
 * @cancellable: (nullable): gives up
 * @callback: when done
 * @user_data: for @callback
 */
void
lamp_client_list_alerts_async (LampClient *self,
                               gint64 since_real_usec,
                               guint limit,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  call_async (self, "ListAlerts", g_variant_new ("(xu)", since_real_usec, limit), "(as)", cancellable,
              callback, user_data);
}

/**
 * lamp_client_list_alerts_finish:
 * @self: a client
 * @result: from the callback
 * @error: see below
 *
 * One alert that cannot be read does not hide the others: it is left out, and logged.
 *
 * Returns: (transfer full) (element-type LampAlert): oldest first, or %NULL
 * Errors: %LAMP_ERROR_UNREACHABLE - no agent - say so, and ask again when `connected` turns
 */
GPtrArray *
lamp_client_list_alerts_finish (LampClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) reply = call_finish (self, result, error);
  g_autoptr (GVariantIter) iter = NULL;
  GPtrArray *alerts;
  const char *text;

  if (reply == NULL)
    return NULL;
  alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_alert_unref);
  g_variant_get (reply, "(as)", &iter);
  while (g_variant_iter_next (iter, "&s", &text))
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (LampAlert) alert = lamp_alert_from_text (text, &local_error);
      if (alert != NULL && alert->id != NULL)
        g_ptr_array_add (alerts, g_steal_pointer (&alert));
      else
        g_warning ("An alert of the agent cannot be read: %s",
                   local_error != NULL ? local_error->message : "no id");
    }
  return alerts;
}

/**
 * lamp_client_get_alert_async:
 * @self: a client
 * @id: an alert's
 * @cancellable: (nullable): gives up
 * @callback: when done
 * @user_data: for @callback
 */
void
lamp_client_get_alert_async (LampClient *self,
                             const char *id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  call_async (self, "GetAlert", id_alone (id), "(s)", cancellable, callback, user_data);
}

/**
 * lamp_client_get_alert_finish:
 * @self: a client
 * @result: from the callback
 * @error: see below
 *
 * Returns: (transfer full): its newest revision, or %NULL
 * Errors: %LAMP_ERROR_NOT_FOUND - no such id - say so; %LAMP_ERROR_UNREACHABLE - no agent
 */
LampAlert *
lamp_client_get_alert_finish (LampClient *self, GAsyncResult *result, GError **error)
{
  g_autofree char *text = text_finish (self, result, error);
  return text != NULL ? lamp_alert_from_text (text, error) : NULL;
}

/**
 * lamp_client_report_async:
 * @self: a client
 * @id: an alert's
 * @comment: (nullable): the person's words, at most 2000 characters
 * @cancellable: (nullable): gives up waiting; the report may be made all the same
 * @callback: when the report is on disk
 * @user_data: for @callback
 */
void
lamp_client_report_async (LampClient *self,
                          const char *id,
                          const char *comment,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  call_async (self, "Report", id_and_text (id, comment), "(s)", cancellable, callback, user_data);
}

/**
 * lamp_client_report_finish:
 * @self: a client
 * @result: from the callback
 * @error: see below
 *
 * Returns: (transfer full): the outbox row, or %NULL
 * Errors: %LAMP_ERROR_TOO_LARGE - the comment - shorten it; %LAMP_ERROR_BUSY - too many reports in an hour -
 * later; %LAMP_ERROR_NOT_FOUND; %LAMP_ERROR_UNREACHABLE
 */
LampReport *
lamp_client_report_finish (LampClient *self, GAsyncResult *result, GError **error)
{
  g_autofree char *text = text_finish (self, result, error);
  return text != NULL ? lamp_report_from_text (text, error) : NULL;
}

/**
 * lamp_client_preview_async:
 * @self: a client
 * @id: an alert's
 * @comment: (nullable): as in lamp_client_report_async()
 * @cancellable: (nullable): gives up
 * @callback: when done
 * @user_data: for @callback
 */
void
lamp_client_preview_async (LampClient *self,
                           const char *id,
                           const char *comment,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  call_async (self, "PreviewReport", id_and_text (id, comment), "(s)", cancellable, callback, user_data);
}

/**
 * lamp_client_preview_finish:
 * @self: a client
 * @result: from the callback
 * @error: as of lamp_client_report_finish()
 *
 * Returns: (transfer full): exactly what Report would send now, or %NULL
 */
char *
lamp_client_preview_finish (LampClient *self, GAsyncResult *result, GError **error)
{
  return text_finish (self, result, error);
}

/**
 * lamp_client_expect_async:
 * @self: a client
 * @id: an alert's
 * @scope: "content", "origin" or "program"
 * @cancellable: (nullable): gives up waiting
 * @callback: when the rule is made
 * @user_data: for @callback
 */
void
lamp_client_expect_async (LampClient *self,
                          const char *id,
                          const char *scope,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  call_async (self, "Expect", id_and_text (id, scope), "(s)", cancellable, callback, user_data);
}

/**
 * lamp_client_expect_finish:
 * @self: a client
 * @result: from the callback
 * @error: see below
 *
 * Returns: (transfer full): the allow rule, or %NULL
 * Errors: %LAMP_ERROR_NOT_FOUND; %LAMP_ERROR_INVALID_DATA - nothing is known to make such a rule of, offer
 * another scope; %LAMP_ERROR_UNREACHABLE
 */
LampRule *
lamp_client_expect_finish (LampClient *self, GAsyncResult *result, GError **error)
{
  g_autofree char *text = text_finish (self, result, error);
  return text != NULL ? lamp_rule_from_text (text, error) : NULL;
}

/**
 * lamp_client_dismiss_async:
 * @self: a client
 * @id: an alert's
 * @cancellable: (nullable): gives up waiting
 * @callback: when done
 * @user_data: for @callback
 */
void
lamp_client_dismiss_async (LampClient *self,
                           const char *id,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  call_async (self, "Dismiss", id_alone (id), "()", cancellable, callback, user_data);
}

/**
 * lamp_client_dismiss_finish:
 * @self: a client
 * @result: from the callback
 * @error: %LAMP_ERROR_NOT_FOUND, %LAMP_ERROR_UNREACHABLE
 *
 * Returns: whether it is hidden now
 */
gboolean
lamp_client_dismiss_finish (LampClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) reply = call_finish (self, result, error);
  return reply != NULL;
}

/**
 * lamp_client_get_status_async:
 * @self: a client
 * @cancellable: (nullable): gives up
 * @callback: when done
 * @user_data: for @callback
 */
void
lamp_client_get_status_async (LampClient *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  call_async (self, "GetStatus", g_variant_new ("()"), "(s)", cancellable, callback, user_data);
}

/**
 * lamp_client_get_status_finish:
 * @self: a client
 * @result: from the callback
 * @error: %LAMP_ERROR_UNREACHABLE; %LAMP_ERROR_INVALID_DATA - what came is no JSON object
 *
 * Returns: (transfer full): one JSON object, or %NULL
 */
JsonNode *
lamp_client_get_status_finish (LampClient *self, GAsyncResult *result, GError **error)
{
  g_autofree char *text = text_finish (self, result, error);
  g_autoptr (JsonNode) node = NULL;

  if (text == NULL)
    return NULL;
  node = json_from_string (text, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA,
                           "the agent's status is no JSON object");
      return NULL;
    }
  return g_steal_pointer (&node);
}
