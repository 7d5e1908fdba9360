/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ipc/lamp-ipc-call.h"

#include "ipc/lamp-ipc-limits.h"
#include "lamp-agent1-generated.h"

#include "base/lamp-error.h"

/* What a call needs until its connection is there. */
typedef struct
{
  const char *method;
  GVariant *parameters;
  const GVariantType *reply_type;
  int timeout_msec;
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
                          call->timeout_msec, g_task_get_cancellable (task), on_reply, g_object_ref (task));
}

/**
 * lamp_ipc_call_async:
 * @source: (type GObject): whose call it is
 * @method: of the agent's interface; a static string
 * @parameters: (transfer floating): its arguments
 * @reply_type: what it must answer; a static string
 * @timeout_msec: then the agent is told as unreachable
 * @cancellable: (nullable): gives up
 * @callback: when done
 * @user_data: for @callback
 *
 * Calls the agent. The connection is the process' shared one, made when it is first needed.
 */
void
lamp_ipc_call_async (gpointer source,
                     const char *method,
                     GVariant *parameters,
                     const char *reply_type,
                     int timeout_msec,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (source, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  call->method = method;
  call->parameters = g_variant_ref_sink (parameters);
  call->reply_type = G_VARIANT_TYPE (reply_type);
  call->timeout_msec = timeout_msec;
  g_task_set_task_data (task, call, call_free);
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, on_bus, task);
}

/**
 * lamp_ipc_call_finish:
 * @source: as in lamp_ipc_call_async()
 * @result: from the callback
 * @error: #LampError; %LAMP_ERROR_UNREACHABLE where no agent answers, %LAMP_ERROR_UNSUPPORTED where it speaks
 *   otherwise; or cancelled
 *
 * Returns: (transfer full): the answer, or %NULL
 */
GVariant *
lamp_ipc_call_finish (gpointer source, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, source), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
