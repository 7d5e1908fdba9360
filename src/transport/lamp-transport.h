/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

/**
 * LampDelivery:
 * @LAMP_DELIVERY_DELIVERED: the destination has it
 * @LAMP_DELIVERY_UNREACHABLE: it may take it later: keep the report and try again
 * @LAMP_DELIVERY_REJECTED: it will never take it: set the report aside and say so
 *
 * What became of one delivery.
 */
typedef enum
{
  LAMP_DELIVERY_DELIVERED,
  LAMP_DELIVERY_UNREACHABLE,
  LAMP_DELIVERY_REJECTED,
} LampDelivery;

/**
 * LampTransport:
 *
 * Brings bytes to one destination. It knows no alert and never retries: when to try again is the outbox's
 * business. Used by the thread that made it; work that blocks runs on a worker thread.
 */
#define LAMP_TYPE_TRANSPORT (lamp_transport_get_type ())
G_DECLARE_DERIVABLE_TYPE (LampTransport, lamp_transport, LAMP, TRANSPORT, GObject)

/**
 * LampTransportClass:
 * @deliver_async: starts one delivery; the key is valid
 * @deliver_finish: its end
 */
struct _LampTransportClass
{
  GObjectClass parent_class;

  void (*deliver_async) (LampTransport *self,
                         GBytes *bytes,
                         const char *media_type,
                         const char *idempotency_key,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data);
  LampDelivery (*deliver_finish) (LampTransport *self,
                                  GAsyncResult *result,
                                  char **out_receipt,
                                  GError **error);
};

void lamp_transport_deliver_async (LampTransport *self,
                                   GBytes *bytes,
                                   const char *media_type,
                                   const char *idempotency_key,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
LampDelivery
lamp_transport_deliver_finish (LampTransport *self, GAsyncResult *result, char **out_receipt, GError **error);
gboolean lamp_transport_is_valid_key (const char *idempotency_key);
