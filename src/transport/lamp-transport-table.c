/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "transport/lamp-transport-table.h"

#include "transport/lamp-transport-spool.h"

static const struct
{
  const char *name;
  LampTransport *(*make) (const char *folder);
} transports[] = {
  { "spool", lamp_transport_spool_new },
};

/**
 * lamp_transport_new_for_name:
 * @name: (nullable): policy's word for the way a report travels: "spool"
 * @folder: for transports that write files: where
 *
 * Returns: (transfer full) (nullable): a transport, or %NULL if this program has none of that name
 */
LampTransport *
lamp_transport_new_for_name (const char *name, const char *folder)
{
  for (gsize i = 0; i < G_N_ELEMENTS (transports); i++)
    if (g_strcmp0 (transports[i].name, name) == 0)
      return transports[i].make (folder);
  return NULL;
}
