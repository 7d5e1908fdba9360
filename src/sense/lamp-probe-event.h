/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-execution.h"

typedef enum
{
  LAMP_PROBE_HELLO,
  LAMP_PROBE_SENSOR,
  LAMP_PROBE_FOLDER,
  LAMP_PROBE_MARKED,
  LAMP_PROBE_KEPT,
  LAMP_PROBE_EXEC,
  LAMP_PROBE_OPEN,
  LAMP_PROBE_READ,
  LAMP_PROBE_LINEAGE,
  LAMP_PROBE_HEAT,
  LAMP_PROBE_LOST,
  LAMP_PROBE_STATUS,
  LAMP_PROBE_ERROR,
  LAMP_PROBE_PONG,
  LAMP_PROBE_OTHER, /* a word that a newer probe knows */
} LampProbeEventKind;

/**
 * LampProbeEvent:
 * @kind: which event
 * @seq: its number
 * @boot_usec: when, boot clock
 * @real_usec: when, Unix epoch
 * @pid: HELLO: the probe
 * @version: HELLO: of the wire
 * @boot_id: (nullable): HELLO
 * @kernel: (nullable): HELLO
 * @folder: (nullable): SENSOR, FOLDER, MARKED: the folder's id
 * @sensor: (nullable): SENSOR, FOLDER
 * @state: (nullable): SENSOR, FOLDER, KEPT; HEAT: the heat; MARKED: how; LOST: what
 * @errno_name: (nullable): SENSOR, FOLDER, KEPT
 * @detail: (nullable): SENSOR; ERROR: the reason
 * @key: (nullable): MARKED, KEPT, READ; LINEAGE: the executed file
 * @path: (nullable): FOLDER, MARKED, KEPT, READ: bytes
 * @from: (nullable): MARKED: the name it had before a move: bytes
 * @count: FOLDER: files; READ, LOST: how many; MARKED: bytes of the file; ERROR: the line; PONG: the number
 * @execution: (nullable): EXEC, OPEN, LINEAGE
 * @status: (nullable): STATUS: the whole object
 *
 * One line of the probe, checked field by field. Owned by who parsed it.
 */
typedef struct
{
  LampProbeEventKind kind;
  gint64 seq;
  gint64 boot_usec;
  gint64 real_usec;
  gint64 pid;
  gint64 version;
  char *boot_id;
  char *kernel;
  char *folder;
  char *sensor;
  char *state;
  char *errno_name;
  char *detail;
  char *key;
  char *path;
  char *from;
  gint64 count;
  LampExecution *execution;
  JsonNode *status;
} LampProbeEvent;

LampProbeEvent *lamp_probe_event_parse (const char *line, gsize length, const char *boot_id, GError **error);
void lamp_probe_event_free (LampProbeEvent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampProbeEvent, lamp_probe_event_free)
