/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "wire/lamp-wire-limits.h"

/**
 * LampWireKey:
 * @text: lower-case hex, ended by a zero: `FSID-TYPE-HANDLE`, or `FSID-i-INODE-BTIME` where there is no
 * handle
 *
 * The name of a file, whatever its paths are. A plain value; equal files have equal texts. Probe and agent
 * both compute it, from a descriptor or from a kernel event, and get the same text.
 */
typedef struct
{
  char text[LAMP_WIRE_KEY_SIZE];
} LampWireKey;

int lamp_wire_key_for_fd (int fd, LampWireKey *out_key);
int lamp_wire_key_for_path_at (int dirfd, const char *name, LampWireKey *out_key);
bool lamp_wire_key_for_handle (const unsigned char *fsid,
                               int type,
                               const unsigned char *handle,
                               size_t handle_length,
                               LampWireKey *out_key);
bool lamp_wire_key_is_valid (const char *text);
