/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * LampArena:
 *
 * Strings of changing length in memory of fixed size, each under a handle (a small number that the owner has
 * anyway). Reserved once; grows from the front, so few strings touch few pages; packs itself when it has
 * holes.
 */
typedef struct
{
  char *bytes;
  uint32_t *offsets;
  uint32_t size, used, live, handles;
} LampArena;

bool lamp_arena_init (LampArena *self, uint32_t size, uint32_t handles);
bool lamp_arena_put (LampArena *self, uint32_t handle, const char *bytes, uint32_t length);
void lamp_arena_drop (LampArena *self, uint32_t handle);
const char *lamp_arena_get (const LampArena *self, uint32_t handle);

void *lamp_reserve (size_t size);
void lamp_give_back (void *memory, size_t size);
