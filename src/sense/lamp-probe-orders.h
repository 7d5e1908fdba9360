/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampProbeOrders:
 *
 * What the probe was asked to do, so that it can be asked again when it was started anew. Bounded. Main
 * thread only. Each change returns the command line to write now, without a newline.
 */
typedef struct _LampProbeOrders LampProbeOrders;

LampProbeOrders *lamp_probe_orders_new (void);
void lamp_probe_orders_free (LampProbeOrders *self);
GPtrArray *lamp_probe_orders_watch (LampProbeOrders *self, const char *id, const char *path);
GPtrArray *lamp_probe_orders_watch_again (LampProbeOrders *self, const char *id);
GPtrArray *lamp_probe_orders_unwatch (LampProbeOrders *self, const char *id);
GPtrArray *lamp_probe_orders_keep (LampProbeOrders *self,
                                   gint64 age_sec,
                                   const char *key,
                                   const char *path,
                                   gboolean runnable,
                                   gint64 boot_usec);
guint lamp_probe_orders_take_driven_out (LampProbeOrders *self);
GPtrArray *lamp_probe_orders_drop (LampProbeOrders *self, const char *key);
GPtrArray *lamp_probe_orders_list (LampProbeOrders *self, gint64 boot_usec);
GPtrArray *lamp_probe_orders_list_watched (LampProbeOrders *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampProbeOrders, lamp_probe_orders_free)
