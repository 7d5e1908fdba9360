/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* Limits that more than one stage needs. A folder's own limits stand in its own lamp-<folder>-limits.h. */

/** Bytes of a file that are read to guess its content type. */
#define LAMP_SNIFF_BYTES 4096
/** Largest file that is hashed before its alert is stored. */
#define LAMP_HASH_NOW_BYTES (64LL * 1024 * 1024)
/** Largest file that is hashed at all, unless policy says otherwise. */
#define LAMP_HASH_LIMIT_BYTES (1024LL * 1024 * 1024)
/** Longest URL that is kept; longer ones are cut, and the cut is said in the evidence. */
#define LAMP_URL_BYTES 8192
/** Longest comment on a report. */
#define LAMP_COMMENT_CHARS 2000
/** Reports that may be asked for in an hour; design: a runaway caller must not flood the SOC. */
#define LAMP_REPORTS_PER_HOUR 30
/** Characters of a foreign name shown in one line; the middle is cut. */
#define LAMP_SHOWN_NAME_CHARS 40
/** Processes kept per alert. */
#define LAMP_ALERT_PROCESSES 20
