/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ipc/lamp-client.h"

#include "ipc/lamp-ipc-call.h"
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

static char *
text_finish (LampClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) reply = lamp_ipc_call_finish (self, result, error);
  char *text = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(s)", &text);
  return text;
}

static JsonNode *
object_finish (LampClient *self, GAsyncResult *result, GError **error)
{
  g_autofree char *text = text_finish (self, result, error);
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  if (text == NULL)
    return NULL;
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return g_steal_pointer (&node);
  g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, "the agent's answer is no JSON object");
  return NULL;
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
warn_unreadable (const GError *error)
{
  g_autofree char *quoted = lamp_text_quote (error != NULL ? error->message : "no id");
  g_warning ("An alert of the agent cannot be read: %s", quoted);
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
      warn_unreadable (error);
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
          connection, LAMP_AGENT_BUS_NAME, lamp_agent1_interface_info ()->name, "AlertChanged",
          LAMP_AGENT_OBJECT_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_alert_changed, self, NULL);
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

/* Ten thousand alerts are some seconds of parsing: not in a thread that draws. */
static void
parse_list (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GPtrArray *alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_alert_unref);
  g_autoptr (GVariantIter) iter = NULL;
  const char *text;

  g_variant_get (task_data, "(as)", &iter);
  while (g_variant_iter_next (iter, "&s", &text))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LampAlert) alert = lamp_alert_from_text (text, &error);
      if (alert != NULL && alert->id != NULL)
        g_ptr_array_add (alerts, g_steal_pointer (&alert));
      else
        warn_unreadable (error);
    }
  g_task_return_pointer (task, alerts, (GDestroyNotify) g_ptr_array_unref);
}

static void
on_list (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GVariant *reply = lamp_ipc_call_finish (source, result, &error);

  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_task_set_task_data (task, reply, (GDestroyNotify) g_variant_unref);
  g_task_run_in_thread (task, parse_list);
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
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  int timeout_msec = limit > LAMP_IPC_LONG_LIST ? LAMP_IPC_LONG_LIST_TIMEOUT_MSEC : LAMP_IPC_TIMEOUT_MSEC;

  lamp_ipc_call_async (self, "ListAlerts", g_variant_new ("(xu)", since_real_usec, limit), "(as)",
                       timeout_msec, cancellable, on_list, task);
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
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
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
  lamp_ipc_call_async (self, "GetAlert", id_alone (id), "(s)", LAMP_IPC_TIMEOUT_MSEC, cancellable, callback,
                       user_data);
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
  lamp_ipc_call_async (self, "Report", id_and_text (id, comment), "(s)", LAMP_IPC_TIMEOUT_MSEC, cancellable,
                       callback, user_data);
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
  lamp_ipc_call_async (self, "PreviewReport", id_and_text (id, comment), "(s)", LAMP_IPC_TIMEOUT_MSEC,
                       cancellable, callback, user_data);
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
  lamp_ipc_call_async (self, "Expect", id_and_text (id, scope), "(s)", LAMP_IPC_TIMEOUT_MSEC, cancellable,
                       callback, user_data);
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
  lamp_ipc_call_async (self, "Dismiss", id_alone (id), "()", LAMP_IPC_TIMEOUT_MSEC, cancellable, callback,
                       user_data);
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
  g_autoptr (GVariant) reply = lamp_ipc_call_finish (self, result, error);
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
  lamp_ipc_call_async (self, "GetStatus", g_variant_new ("()"), "(s)", LAMP_IPC_TIMEOUT_MSEC, cancellable,
                       callback, user_data);
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
  return object_finish (self, result, error);
}

/**
 * lamp_client_get_policy_async:
 * @self: a client
 * @cancellable: (nullable): gives up
 * @callback: when done
 * @user_data: for @callback
 */
void
lamp_client_get_policy_async (LampClient *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  lamp_ipc_call_async (self, "GetPolicy", g_variant_new ("()"), "(s)", LAMP_IPC_TIMEOUT_MSEC, cancellable,
                       callback, user_data);
}

/**
 * lamp_client_get_policy_finish:
 * @self: a client
 * @result: from the callback
 * @error: %LAMP_ERROR_UNREACHABLE; %LAMP_ERROR_INVALID_DATA - what came is no JSON object
 *
 * Returns: (transfer full): the policy in force: an object of groups, of keys, of `value` and its source, or
 * %NULL
 */
JsonNode *
lamp_client_get_policy_finish (LampClient *self, GAsyncResult *result, GError **error)
{
  return object_finish (self, result, error);
}
