/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "transport/lamp-transport.h"

#include "base/lamp-error.h"
#include "transport/lamp-transport-limits.h"

#include <string.h>

G_DEFINE_ABSTRACT_TYPE (LampTransport, lamp_transport, G_TYPE_OBJECT)

static void
lamp_transport_class_init (LampTransportClass *class)
{
}

static void
lamp_transport_init (LampTransport *self)
{
}

/**
 * lamp_transport_is_valid_key:
 * @idempotency_key: (nullable): what may become a file name or a header
 *
 * Returns: %TRUE if it is 1 to 128 letters, digits, dots, underscores or hyphens, the first no dot or hyphen
 */
gboolean
lamp_transport_is_valid_key (const char *idempotency_key)
{
  static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  gsize length;

  if (idempotency_key == NULL || *idempotency_key == '.' || *idempotency_key == '-')
    return FALSE;
  length = strlen (idempotency_key);
  return length > 0 && length <= LAMP_TRANSPORT_KEY_BYTES && strspn (idempotency_key, allowed) == length;
}

/**
 * lamp_transport_deliver_async:
 * @self: a transport
 * @bytes: exactly what is sent
 * @media_type: what they are, e.g. "application/cloudevents+json"
 * @idempotency_key: names this report, alike at each try, so that the destination can fold a second delivery
 *   into the first; see lamp_transport_is_valid_key()
 * @cancellable: (nullable): to give up
 * @callback: called when it is known what became of it
 * @data: for @callback
 *
 * One try.
 */
void
lamp_transport_deliver_async (LampTransport *self,
                              GBytes *bytes,
                              const char *media_type,
                              const char *idempotency_key,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  if (!lamp_transport_is_valid_key (idempotency_key))
    {
      g_task_report_new_error (self, callback, data, lamp_transport_deliver_async, LAMP_ERROR,
                               LAMP_ERROR_REJECTED, "the report's key is not allowed");
      return;
    }
  if (g_bytes_get_size (bytes) > LAMP_TRANSPORT_BODY_BYTES)
    {
      g_task_report_new_error (self, callback, data, lamp_transport_deliver_async, LAMP_ERROR,
                               LAMP_ERROR_REJECTED, "the report is larger than %d bytes",
                               LAMP_TRANSPORT_BODY_BYTES);
      return;
    }
  LAMP_TRANSPORT_GET_CLASS (self)->deliver_async (self, bytes, media_type, idempotency_key, cancellable,
                                                  callback, data);
}

/**
 * lamp_transport_deliver_finish:
 * @self: a transport
 * @result: from the callback
 * @out_receipt: (out) (optional) (nullable) (transfer full): what the destination answered, plain text
 * @error: return location
 *
 * Returns: what became of it. Unless it is delivered, @error says why, in words for a person:
 *   %LAMP_ERROR_REJECTED with %LAMP_DELIVERY_REJECTED; anything else, also a cancellation, with
 *   %LAMP_DELIVERY_UNREACHABLE
 */
LampDelivery
lamp_transport_deliver_finish (LampTransport *self, GAsyncResult *result, char **out_receipt, GError **error)
{
  if (!g_async_result_is_tagged (result, lamp_transport_deliver_async))
    return LAMP_TRANSPORT_GET_CLASS (self)->deliver_finish (self, result, out_receipt, error);
  g_task_propagate_boolean (G_TASK (result), error);
  return LAMP_DELIVERY_REJECTED;
}
