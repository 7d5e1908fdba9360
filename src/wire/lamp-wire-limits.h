/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* The bounds of the wire: what one line, one name and one process may cost. Both ends hold to them.
 * An event line's parts are budgeted so that their sum stays below LAMP_WIRE_EVENT_MAX whatever the bytes
 * are. */

/* bytes of a command line, without its newline */
#define LAMP_WIRE_COMMAND_MAX 16384
/* bytes of an event line, with its newline */
#define LAMP_WIRE_EVENT_MAX 131072
/* bytes of a folder's ID, without the terminating zero */
#define LAMP_WIRE_ID_MAX 32
/* bytes of a raw path with its terminating zero: PATH_MAX */
#define LAMP_WIRE_PATH_SIZE 4096
/* bytes of an encoded path with its terminating zero: every byte may become three */
#define LAMP_WIRE_PATH_ENCODED_SIZE (3 * LAMP_WIRE_PATH_SIZE + 1)
/* bytes of a kernel file handle: MAX_HANDLE_SZ */
#define LAMP_WIRE_HANDLE_MAX 128
/* bytes of a key as text with its terminating zero: fsid, '-', type, '-', handle */
#define LAMP_WIRE_KEY_SIZE (16 + 1 + 8 + 1 + 2 * LAMP_WIRE_HANDLE_MAX + 1)
/* bytes of a process's command line that are read, and elements that are told */
#define LAMP_WIRE_ARGV_READ_MAX  8192
#define LAMP_WIRE_ARGV_COUNT_MAX 128
/* bytes that the argv array may take on the line */
#define LAMP_WIRE_ARGV_LINE_MAX 16384
/* bytes that the environ object may take on the line */
#define LAMP_WIRE_ENVIRON_LINE_MAX 16384
/* ancestors that are told, and the bytes they may take on the line */
#define LAMP_WIRE_ANCESTORS_MAX      16
#define LAMP_WIRE_ANCESTORS_LINE_MAX 24576
