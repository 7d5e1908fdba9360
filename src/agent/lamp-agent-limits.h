/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/** Microseconds of a day. */
#define LAMP_AGENT_DAY_USEC (24LL * 3600 * G_USEC_PER_SEC)
/** An alert that the agent could not show before it ended is shown at the next start, if it is younger. */
#define LAMP_AGENT_SHOW_LATER_USEC (24LL * 3600 * G_USEC_PER_SEC)
/** Renames that are remembered; a download is one. As many that ran. */
#define LAMP_AGENT_MARKS_MAX 512
/** The monitors are given so long to tell of the file themselves; less than executions are held. */
#define LAMP_AGENT_PATIENCE_MSEC 700
/** Candidates that are looked up at once; more (an unpacked tree) wait for evidence of another kind. */
#define LAMP_AGENT_CANDIDATES_MAX 32
/** Rows in memory beyond which a delivered one is kept on disk only. */
#define LAMP_AGENT_DONE_MAX 256
/** Refused rows that are remembered; beyond it the log is silent about further ones and the counter tells. */
#define LAMP_AGENT_REFUSED_MAX 256
/** Rows that one call may ask for. */
#define LAMP_AGENT_ROWS_MAX     10000
#define LAMP_AGENT_ROWS_DEFAULT LAMP_AGENT_ROWS_MAX
/** Longest id, key or word that a caller may name. */
#define LAMP_AGENT_WORD_BYTES 512
/** Problems that are kept; an attacker who makes many must not make us grow. */
#define LAMP_AGENT_PROBLEMS_MAX 64
/** Files that are looked up, the newest first; the rest stays unknown. */
#define LAMP_AGENT_SWEEP_FILES 512
/** What arrives at the start comes first; what came before can wait so long. */
#define LAMP_AGENT_SWEEP_DELAY_MSEC 2000
/** A record is about a file if it is no younger than this after its birth: a download of that name may have
 * come and gone before an older file was moved to its place. */
#define LAMP_AGENT_SWEEP_RECORD_USEC LAMP_AGENT_DAY_USEC
/** A browser writes its records down later than the file, and a file is a candidate for some time. */
#define LAMP_AGENT_LAST_SEEN_SLACK_USEC (60LL * G_USEC_PER_SEC)
/** After a failed write, the next try, and the longest wait: a full disk is not freed faster by asking more
 * often. */
#define LAMP_AGENT_RETRY_SEC     5
#define LAMP_AGENT_RETRY_MAX_SEC 60
/** Executions that wait for a disk; beyond it the oldest go, and the problem says so. */
#define LAMP_AGENT_EXECUTIONS_MAX 5000
