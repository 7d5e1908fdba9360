/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/** Alerts that are read at start; older ones stay on disk and are asked for. */
#define LAMP_STORE_LOAD_ALERTS 300
/** Newest reports that are read at start beside all that are not delivered. */
#define LAMP_STORE_LOAD_REPORTS 30
/** Rows of a list when the caller gives no number. */
#define LAMP_STORE_LIST_DEFAULT 1000
/** Rows of a list at most. */
#define LAMP_STORE_LIST_MAX 10000
/** Longest JSON of one row; a batch with a longer one is refused. */
#define LAMP_STORE_ROW_BYTES (1024 * 1024)
/** SQLite's page cache. The agent's own memory is counted in single megabytes. */
#define LAMP_STORE_CACHE_KIB 192
/** Pages in the write-ahead log before they go into the file: 1 MiB. */
#define LAMP_STORE_WAL_PAGES 256
/** How long another holder of the file is waited for. */
#define LAMP_STORE_BUSY_MSEC 2000
/** Damaged files that are kept beside the store; the oldest goes first. */
#define LAMP_STORE_DAMAGED_FILES 3
