/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* What the probe may hold. All of it is reserved at start; memory that is not used is never touched. */

/* the budget of marks is the smaller of this and a quarter of what the kernel grants the user */
#define LAMP_PROBE_MARKS_MAX    8192
#define LAMP_PROBE_MARK_BYTES   192
#define LAMP_PROBE_FOLDERS_MAX  1024
#define LAMP_PROBE_FOLDER_BYTES 256
/* files that are looked at before one of them loses its mark */
#define LAMP_PROBE_EVICTION_LOOKS_MAX 64
/* folders this far below a watched one get marks of their own */
#define LAMP_PROBE_FOLDER_DEPTH_MAX 2
/* further down only files that look runnable are marked, so many in one walk, among so many entries, so deep
 */
#define LAMP_PROBE_DEEP_FILES_MAX   256
#define LAMP_PROBE_DEEP_ENTRIES_MAX 4096
#define LAMP_PROBE_DEEP_LEVELS_MAX  8
#define LAMP_PROBE_LIST_ENTRIES_MAX 65536
/* deep folders that are walked again while they may still be filling */
#define LAMP_PROBE_REWALKS_MAX 64
/* interpreters whose execution rings where there is no connector, and looks at the newest processes in a
 * second
 */
#define LAMP_PROBE_BELLS_MAX      32
#define LAMP_PROBE_BELL_LOOKS_MAX 400
#define LAMP_PROBE_RINGS_MAX      256
#define LAMP_PROBE_TOLD_MAX       512
#define LAMP_PROBE_LEDGER_MAX     1024
#define LAMP_PROBE_LINEAGE_MAX    256
/* executed files that have living descendants */
#define LAMP_PROBE_ROOTS_MAX 64
/* events of the connector that are taken at once */
#define LAMP_PROBE_CONNECTOR_BATCH 32
#define LAMP_PROBE_OUTPUT_BYTES    262144
/* so many processes are known to a pass through /proc; the memory is touched as they are met */
#define LAMP_PROBE_POLLED_MAX      32768
#define LAMP_PROBE_PID_MAX         4194304
/* one /proc file is read up to here */
#define LAMP_PROBE_ENVIRON_BYTES       32768
#define LAMP_PROBE_ENVIRON_ENTRIES_MAX 16
#define LAMP_PROBE_ENVIRON_VALUE_MAX   1024
#define LAMP_PROBE_DESCRIPTORS_MAX     256

/* a mark that the agent neither keeps nor drops goes after this */
#define LAMP_PROBE_UNKEPT_USEC (60ULL * 1000000)
/* a file younger than this makes the probe warm */
#define LAMP_PROBE_FRESH_USEC (24ULL * 3600 * 1000000)
/* after a file was opened or run, every execution is looked at for so long */
#define LAMP_PROBE_HOT_USEC (60ULL * 1000000)
/* after a file appeared: what is run at once is run now */
#define LAMP_PROBE_ARRIVAL_HOT_USEC (3ULL * 1000000)
#define LAMP_PROBE_TICK_USEC        1000000ULL
#define LAMP_PROBE_SAFETY_NET_USEC  (10ULL * 1000000)
/* polling as the only sensor: a process that lives 3 s is met about 20 times */
#define LAMP_PROBE_POLL_USEC 150000ULL
/* folders that no sensor watches are looked at so often while nothing is fresh */
#define LAMP_PROBE_POLL_COLD_USEC 500000ULL
/* many files that appear together are looked for together */
#define LAMP_PROBE_LOOK_USEC 5000ULL
/* how long the kernel may take to answer LISTEN */
#define LAMP_PROBE_ACK_USEC 100000ULL
