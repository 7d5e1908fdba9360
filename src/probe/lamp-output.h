/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/lamp-wire-line.h"

/**
 * LampOutput:
 *
 * Standard output: one line at a time, never blocking. What the reader does not take at once waits in a
 * buffer of fixed size; when that is full, whole events are dropped, counted, and told as lost as soon as
 * there is room.
 */
typedef struct
{
  char *waiting, *line_buffer;
  size_t start, used;
  uint64_t seq, dropped, dropped_total;
  LampWireLine line;
  int fd;
  bool broken, jammed;
} LampOutput;

bool lamp_output_init (LampOutput *self, int fd);
LampWireLine *lamp_output_begin (LampOutput *self, const char *event);
bool lamp_output_end (LampOutput *self);
void lamp_output_flush (LampOutput *self);
bool lamp_output_is_waiting (const LampOutput *self);
