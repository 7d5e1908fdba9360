/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Paths on the wire. A file name is bytes, not text: percent-encoding keeps the line ASCII and loses nothing.
 */

size_t lamp_wire_path_encode (const char *path, char *out_encoded, size_t out_size);
bool lamp_wire_path_decode (const char *encoded, char *out_path, size_t out_size);
