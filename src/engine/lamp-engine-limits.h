/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/** A file without arrival evidence is the person's own work after this long (design: "dropped after 15 s").
 */
#define LAMP_ENGINE_CANDIDATE_USEC (15 * G_USEC_PER_SEC)
/** An execution of a file that is not in the ledger yet waits so long for its arrival. */
#define LAMP_ENGINE_HOLD_USEC (2 * G_USEC_PER_SEC)
/** A further execution within this time adds to the alert's count. */
#define LAMP_ENGINE_SAME_ALERT_USEC (3600LL * G_USEC_PER_SEC)
/** Executions held for files that are not decided yet, over all files. */
#define LAMP_ENGINE_HELD_MAX 4096
/** Rows of the ledger in memory; the oldest that cannot run goes first. */
#define LAMP_ENGINE_LEDGER_MAX 20000
/** What is kept of the members of archives, over all; beyond it the oldest list goes. */
#define LAMP_ENGINE_MEMBERS_BYTES (8 * 1024 * 1024)
/** The time of content that differs this much from that of appearing was set by a program. */
#define LAMP_ENGINE_FOREIGN_TIME_USEC (2 * G_USEC_PER_SEC)
/** Texts of all processes of one alert; in JSON a control character has six bytes. */
#define LAMP_ENGINE_PROCESSES_BYTES (48 * 1024)
/** An allow rule made by "I expected this" ends after so many days (facts: an exception is dated). */
#define LAMP_ENGINE_RULE_DAYS 90
/** Files that the person looked at; beyond it the oldest look is forgotten. */
#define LAMP_ENGINE_LOOKS_MAX 1024
/** Between looking at a script and running it; less is one command line, and nobody read. */
#define LAMP_ENGINE_READING_USEC (3 * G_USEC_PER_SEC)
