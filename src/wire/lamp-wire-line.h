/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * LampWireLine:
 *
 * One event line while it is written, in a buffer that the caller owns. It never allocates. Fields are
 * private. What does not fit sets a flag, and lamp_wire_line_end() then gives nothing: a line is whole or
 * absent.
 */
typedef struct
{
  char *buffer;
  size_t size;
  size_t length;
  bool overflow;
} LampWireLine;

void lamp_wire_line_begin (LampWireLine *self,
                           char *buffer,
                           size_t size,
                           const char *event,
                           uint64_t seq,
                           uint64_t boot_usec,
                           uint64_t real_usec);
size_t lamp_wire_line_end (LampWireLine *self);

void lamp_wire_line_open (LampWireLine *self, const char *name, char bracket);
void lamp_wire_line_close (LampWireLine *self, char bracket);
void lamp_wire_line_null (LampWireLine *self, const char *name);
void lamp_wire_line_bool (LampWireLine *self, const char *name, bool value);
void lamp_wire_line_int (LampWireLine *self, const char *name, int64_t value);
void lamp_wire_line_uint (LampWireLine *self, const char *name, uint64_t value);
void lamp_wire_line_path (LampWireLine *self, const char *name, const char *path);
bool
lamp_wire_line_text (LampWireLine *self, const char *name, const char *bytes, size_t count, size_t line_max);
void lamp_wire_line_string (LampWireLine *self, const char *name, const char *text);

size_t lamp_wire_line_mark (const LampWireLine *self);
void lamp_wire_line_rewind (LampWireLine *self, size_t mark);
