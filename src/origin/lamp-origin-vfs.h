/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sqlite3.h>

/**
 * LampOriginVfs:
 * @main_fd: the database
 * @wal_fd: its write-ahead log, or -1
 * @read_bytes: so many were read
 * @too_much: more than %LAMP_ORIGIN_DATABASE_READ_BYTES were asked for
 *
 * The file layer that SQLite is given: two descriptors, read with pread(2). There is no other file, no lock,
 * no write and no name, so the sandbox need not let SQLite open anything.
 */
typedef struct
{
  sqlite3_vfs vfs;
  char name[32];
  int main_fd;
  int wal_fd;
  sqlite3_int64 read_bytes;
  int too_much;
} LampOriginVfs;

int lamp_origin_vfs_register (LampOriginVfs *self, int main_fd, int wal_fd);
void lamp_origin_vfs_unregister (LampOriginVfs *self);
