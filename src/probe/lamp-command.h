/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/lamp-wire-limits.h"

typedef enum
{
  LAMP_COMMAND_WATCH,
  LAMP_COMMAND_UNWATCH,
  LAMP_COMMAND_KEEP,
  LAMP_COMMAND_DROP,
  LAMP_COMMAND_STATUS,
  LAMP_COMMAND_PING,
} LampCommandKind;

/**
 * LampCommand:
 * @id: watch, unwatch: the folder's ID
 * @key: keep, drop: the file's key
 * @path: watch, keep: absolute, raw bytes
 * @age_sec: keep: seconds since the file arrived
 * @number: ping: of the question
 *
 * One command, taken apart.
 */
typedef struct
{
  LampCommandKind kind;
  uint64_t age_sec, number;
  char id[LAMP_WIRE_ID_MAX + 1];
  char key[LAMP_WIRE_KEY_SIZE];
  char path[LAMP_WIRE_PATH_SIZE];
} LampCommand;

const char *lamp_command_parse (LampCommand *self, char *line, size_t length);

/**
 * LampCommandReader:
 *
 * Cuts standard input into lines of bounded length.
 */
typedef struct
{
  char *buffer;
  size_t used;
  uint64_t line;
  bool skipping, ended;
} LampCommandReader;

typedef void (*LampCommandFunc) (void *data, uint64_t line, LampCommand *command, const char *reason);

bool lamp_command_reader_init (LampCommandReader *self);
bool lamp_command_reader_read (LampCommandReader *self, int fd, LampCommandFunc func, void *data);
