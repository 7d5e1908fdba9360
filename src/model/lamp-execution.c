/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/lamp-execution.h"

const char *const lamp_method_nicks[] = { "unknown", "exe",     "script",        "stdin",       "descriptor",
                                          "inline",  "pipe",    "desktop-entry", "environment", "library",
                                          "loader",  "package", "child",         "persistence", NULL };
const char *const lamp_confidence_nicks[] = { "A", "B", "C", "D", NULL };

static const LampField ancestor_fields[] = {
  { "pid", LAMP_FIELD_INT64, offsetof (LampAncestor, pid) },
  { "started_ticks", LAMP_FIELD_INT64, offsetof (LampAncestor, started_ticks) },
  { "exe", LAMP_FIELD_PATH, offsetof (LampAncestor, exe) },
  { "name", LAMP_FIELD_STRING, offsetof (LampAncestor, name) },
  { NULL },
};

LAMP_DEFINE_VALUE (LampAncestor, lamp_ancestor, ancestor_fields)

static const LampField process_fields[] = {
  { "pid", LAMP_FIELD_INT64, offsetof (LampProcess, pid) },
  { "started", LAMP_FIELD_TIME, offsetof (LampProcess, started_real_usec) },
  { "started_ticks", LAMP_FIELD_INT64, offsetof (LampProcess, started_ticks) },
  { "boot_id", LAMP_FIELD_STRING, offsetof (LampProcess, boot_id) },
  { "exe", LAMP_FIELD_PATH, offsetof (LampProcess, exe) },
  { "argv", LAMP_FIELD_STRV, offsetof (LampProcess, argv) },
  { "cwd", LAMP_FIELD_PATH, offsetof (LampProcess, cwd) },
  { "uid", LAMP_FIELD_INT64, offsetof (LampProcess, uid) },
  { "euid", LAMP_FIELD_INT64, offsetof (LampProcess, euid), LAMP_FIELD_LOCAL },
  { "unit", LAMP_FIELD_STRING, offsetof (LampProcess, unit) },
  { "stdin_path", LAMP_FIELD_PATH, offsetof (LampProcess, stdin_path), LAMP_FIELD_OMIT_NULL },
  { "stdin_key", LAMP_FIELD_STRING, offsetof (LampProcess, stdin_key), LAMP_FIELD_LOCAL },
  { "environ", LAMP_FIELD_MAP, offsetof (LampProcess, environ_map), LAMP_FIELD_LOCAL },
  { "ancestors", LAMP_FIELD_VALUES, offsetof (LampProcess, ancestors), .type = &lamp_ancestor_type },
  { NULL },
};

LAMP_DEFINE_VALUE (LampProcess, lamp_process, process_fields)

static const LampField execution_fields[] = {
  { "id", LAMP_FIELD_STRING, offsetof (LampExecution, id) },
  { "key", LAMP_FIELD_STRING, offsetof (LampExecution, key), LAMP_FIELD_LOCAL },
  { "path", LAMP_FIELD_PATH, offsetof (LampExecution, path) },
  { "method", LAMP_FIELD_ENUM, offsetof (LampExecution, method), .nicks = lamp_method_nicks },
  { "confidence", LAMP_FIELD_ENUM, offsetof (LampExecution, confidence), .nicks = lamp_confidence_nicks },
  { "sensor", LAMP_FIELD_STRING, offsetof (LampExecution, sensor) },
  { "rung", LAMP_FIELD_BOOLEAN, offsetof (LampExecution, rung) },
  { "operand", LAMP_FIELD_INT64, offsetof (LampExecution, operand), LAMP_FIELD_NULL_IF_NEGATIVE },
  { "ambiguous", LAMP_FIELD_BOOLEAN, offsetof (LampExecution, ambiguous) },
  { "boot_usec", LAMP_FIELD_INT64, offsetof (LampExecution, boot_usec), LAMP_FIELD_LOCAL },
  { "time", LAMP_FIELD_TIME, offsetof (LampExecution, real_usec) },
  { "process", LAMP_FIELD_VALUE, offsetof (LampExecution, process), .type = &lamp_process_type },
  { "alert_id", LAMP_FIELD_STRING, offsetof (LampExecution, alert_id) },
  { NULL },
};

LAMP_DEFINE_VALUE (LampExecution, lamp_execution, execution_fields)

/**
 * lamp_method_to_string:
 * @method: a method
 *
 * Returns: its word on the wire and in JSON
 */
const char *
lamp_method_to_string (LampMethod method)
{
  return lamp_method_nicks[method];
}
