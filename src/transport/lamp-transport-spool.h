/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "transport/lamp-transport.h"

/**
 * LampTransportSpool:
 *
 * A folder, one file a report: the destination until a security team is configured, and what a log shipper
 * reads. A file that is there is whole.
 */
#define LAMP_TYPE_TRANSPORT_SPOOL (lamp_transport_spool_get_type ())
G_DECLARE_FINAL_TYPE (LampTransportSpool, lamp_transport_spool, LAMP, TRANSPORT_SPOOL, LampTransport)

LampTransport *lamp_transport_spool_new (const char *folder);
