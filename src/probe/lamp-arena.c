/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-arena.h"

#include <string.h>
#include <sys/mman.h>

#define FREE       UINT32_MAX
#define PACK_SLACK 8192

typedef struct
{
  uint32_t handle, length;
} Block;

/**
 * lamp_reserve:
 * @size: bytes
 *
 * Reserves zeroed memory for the life of the program. Pages cost nothing until they are touched.
 *
 * Returns: (transfer none) (nullable): the memory, or null
 */
void *
lamp_reserve (size_t size)
{
  void *memory = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
                       0);

  return memory == MAP_FAILED ? NULL : memory;
}

/**
 * lamp_give_back:
 * @memory: from lamp_reserve()
 * @size: bytes, as reserved
 *
 * Gives touched pages back; the reservation stays and is zero again.
 */
void
lamp_give_back (void *memory, size_t size)
{
  madvise (memory, size, MADV_DONTNEED);
}

static uint32_t
block_size (uint32_t length)
{
  return (uint32_t) sizeof (Block) + ((length + 3) & ~3U);
}

/**
 * lamp_arena_init:
 * @self: (out caller-allocates): the arena
 * @size: bytes for all strings and their headers
 * @handles: handles are 0 to this, exclusive
 *
 * Reserves the memory. Called once, at start.
 *
 * Returns: whether there was memory
 */
bool
lamp_arena_init (LampArena *self, uint32_t size, uint32_t handles)
{
  memset (self, 0, sizeof *self);
  self->bytes = lamp_reserve (size);
  self->offsets = lamp_reserve (handles * sizeof *self->offsets);
  self->size = size;
  self->handles = handles;
  return self->bytes != NULL && self->offsets != NULL;
}

static void
pack (LampArena *self)
{
  uint32_t from = 0, to = 0;

  while (from < self->used)
    {
      Block block;
      uint32_t size;

      memcpy (&block, self->bytes + from, sizeof block);
      size = block_size (block.length);
      if (block.handle != FREE)
        {
          memmove (self->bytes + to, self->bytes + from, size);
          self->offsets[block.handle] = to + 1;
          to += size;
        }
      from += size;
    }
  self->used = to;
}

/**
 * lamp_arena_drop:
 * @self: the arena
 * @handle: whose string
 *
 * Forgets a string; none is fine.
 */
void
lamp_arena_drop (LampArena *self, uint32_t handle)
{
  Block block;
  uint32_t at = self->offsets[handle];

  if (at == 0)
    return;
  memcpy (&block, self->bytes + at - 1, sizeof block);
  self->live -= block_size (block.length);
  block.handle = FREE;
  memcpy (self->bytes + at - 1, &block, sizeof block);
  self->offsets[handle] = 0;
}

/**
 * lamp_arena_put:
 * @self: the arena
 * @handle: whose string; an older one is replaced
 * @bytes: (array length=length): must not lie in this arena: it may move
 * @length: how many
 *
 * Stores a string.
 *
 * Returns: whether there was room; if not, the older string is gone too
 */
bool
lamp_arena_put (LampArena *self, uint32_t handle, const char *bytes, uint32_t length)
{
  Block block = { handle, length };
  uint32_t size = block_size (length);

  lamp_arena_drop (self, handle);
  if (self->used + size > self->size || self->used > 2 * self->live + PACK_SLACK)
    pack (self);
  if (self->used + size > self->size)
    return false;
  memcpy (self->bytes + self->used, &block, sizeof block);
  memcpy (self->bytes + self->used + sizeof block, bytes, length);
  self->offsets[handle] = self->used + 1;
  self->used += size;
  self->live += size;
  return true;
}

/**
 * lamp_arena_get:
 * @self: the arena
 * @handle: whose string
 *
 * Returns: (transfer none) (nullable): the string, valid until the next put
 */
const char *
lamp_arena_get (const LampArena *self, uint32_t handle)
{
  uint32_t at = self->offsets[handle];

  return at == 0 ? NULL : self->bytes + at - 1 + sizeof (Block);
}
