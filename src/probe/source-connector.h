/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "probe/lamp-sink.h"

/**
 * LampSourceConnector:
 *
 * The kernel's process connector (as an ordinary user since Linux 6.6): the number of every process that
 * executes or ends. It says who, never what.
 */
typedef struct
{
  const LampSink *sink;
  void *batch;
  int fd;
  bool listening;
} LampSourceConnector;

int lamp_source_connector_open (LampSourceConnector *self, const LampSink *sink);
void lamp_source_connector_listen (LampSourceConnector *self, bool listen);
bool lamp_source_connector_has_events (const LampSourceConnector *self);
bool lamp_source_connector_fetch (LampSourceConnector *self, int *out_count);
void lamp_source_connector_deliver (LampSourceConnector *self, int count);
void lamp_source_connector_close (LampSourceConnector *self);
