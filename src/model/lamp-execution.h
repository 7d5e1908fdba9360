/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-value.h"

/**
 * LampAncestor:
 * @pid: process id
 * @started_ticks: field 22 of /proc/PID/stat
 * @exe: (nullable): its image
 * @name: its command name
 */
typedef struct
{
  gint64 pid;
  gint64 started_ticks;
  const char *exe;
  const char *name;
} LampAncestor;

LAMP_DECLARE_VALUE (LampAncestor, lamp_ancestor)

/**
 * LampProcess:
 * @pid: process id
 * @started_ticks: field 22 of /proc/PID/stat; with @boot_id it names the process
 * @started_real_usec: the same as a time
 * @boot_id: this boot
 * @exe: (nullable): path of its image
 * @argv: (array zero-terminated=1): arguments, valid UTF-8
 * @cwd: (nullable): working folder
 * @uid: real user id
 * @euid: effective user id
 * @unit: (nullable): scope or service of the user manager
 * @stdin_path: (nullable): what descriptor 0 is
 * @stdin_key: (nullable): its key
 * @environ: (array zero-terminated=1): chosen keys and values, in turn
 * @ancestors: (array zero-terminated=1): nearest first
 */
typedef struct
{
  gint64 pid;
  gint64 started_ticks;
  gint64 started_real_usec;
  const char *boot_id;
  const char *exe;
  const char *const *argv;
  const char *cwd;
  gint64 uid;
  gint64 euid;
  const char *unit;
  const char *stdin_path;
  const char *stdin_key;
  const char *const *environ_map;
  const LampAncestor *const *ancestors;
} LampProcess;

LAMP_DECLARE_VALUE (LampProcess, lamp_process)

typedef enum
{
  LAMP_METHOD_UNKNOWN,
  LAMP_METHOD_EXE,
  LAMP_METHOD_SCRIPT,
  LAMP_METHOD_STDIN,
  LAMP_METHOD_DESCRIPTOR,
  LAMP_METHOD_INLINE,
  LAMP_METHOD_PIPE,
  LAMP_METHOD_DESKTOP_ENTRY,
  LAMP_METHOD_ENVIRONMENT,
  LAMP_METHOD_LIBRARY,
  LAMP_METHOD_LOADER,
  LAMP_METHOD_PACKAGE,
  LAMP_METHOD_CHILD,
  LAMP_METHOD_PERSISTENCE,
} LampMethod;

typedef enum
{
  LAMP_CONFIDENCE_A,
  LAMP_CONFIDENCE_B,
  LAMP_CONFIDENCE_C,
  LAMP_CONFIDENCE_D,
} LampConfidence;

/** Words of #LampMethod and #LampConfidence, in the order of the enums, NULL-terminated. */
extern const char *const lamp_method_nicks[];
extern const char *const lamp_confidence_nicks[];

/**
 * LampExecution:
 * @id: (nullable): UUID, given when it is recorded
 * @key: the file
 * @path: (nullable): where the sensor saw it
 * @method: how; as the sensor proposes it, then as detect judged it
 * @confidence: how well it is proven
 * @sensor: which sensor: "fanotify", "inotify", "connector", "poll"
 * @rung: the kernel was asked to execute it
 * @operand: index in argv that names the file, or -1
 * @ambiguous: more than one process could have done it
 * @boot_usec: when, boot clock of this boot
 * @real_usec: when, Unix epoch
 * @process: (nullable): who; %NULL when it is gone or not proven
 * @alert_id: (nullable): the alert it belongs to
 *
 * A file's content starts to run, or, before detect has judged, a process that names or holds it.
 */
typedef struct
{
  const char *id;
  const char *key;
  const char *path;
  LampMethod method;
  LampConfidence confidence;
  const char *sensor;
  gboolean rung;
  gint64 operand;
  gboolean ambiguous;
  gint64 boot_usec;
  gint64 real_usec;
  const LampProcess *process;
  const char *alert_id;
} LampExecution;

LAMP_DECLARE_VALUE (LampExecution, lamp_execution)

const char *lamp_method_to_string (LampMethod method);
