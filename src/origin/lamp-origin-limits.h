/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* Limits of the origin readers and of the client that asks them. Every file behind them is foreign. */

/** Largest browser database that is opened; a larger one is TOO_LARGE, the other sources still answer. */
#define LAMP_ORIGIN_DATABASE_BYTES (512LL * 1024 * 1024)
/** Bytes of a database that may be read for one question; a damaged or hostile one could make us scan it. */
#define LAMP_ORIGIN_DATABASE_READ_BYTES (256LL * 1024 * 1024)
/** Wall time for one question to a database, in microseconds. */
#define LAMP_ORIGIN_DATABASE_USEC (2 * G_USEC_PER_SEC)
/** SQLite steps between two looks at that time. */
#define LAMP_ORIGIN_DATABASE_STEPS 20000
/** Longest value that SQLite may make: Chromium keeps URLs of up to 2 MB (a `data:` URL is the file). */
#define LAMP_ORIGIN_DATABASE_VALUE_BYTES (8 * 1024 * 1024)
/** Attempts when the browser wrote while we read, and the pause between them in microseconds. */
#define LAMP_ORIGIN_DATABASE_ATTEMPTS   3
#define LAMP_ORIGIN_DATABASE_PAUSE_USEC 15000
/** Rows of one table that are looked at for one question. */
#define LAMP_ORIGIN_ROWS 4096
/** Redirects and visits followed back to the page. */
#define LAMP_ORIGIN_HOPS 32

/** Bytes of the end of a LevelDB log that are read: its writer starts a new one at about 4 MB. */
#define LAMP_ORIGIN_LOG_BYTES (8LL * 1024 * 1024)
/** Largest record of it, joined from its fragments. */
#define LAMP_ORIGIN_LOG_RECORD_BYTES (4 * 1024 * 1024)
/** Depth and fields of its protobuf messages. */
#define LAMP_ORIGIN_PROTO_FIELDS 512

/** Largest gvfs metadata tree and journal (gvfs writes journals of 32 kB). */
#define LAMP_ORIGIN_GVFS_BYTES (8LL * 1024 * 1024)
/** Path parts followed in the tree, and children or keys looked at in one node. */
#define LAMP_ORIGIN_GVFS_DEPTH    128
#define LAMP_ORIGIN_GVFS_CHILDREN 100000

/** Largest recently-used.xbel (GTK keeps some hundred entries). */
#define LAMP_ORIGIN_RECENT_BYTES (8LL * 1024 * 1024)
/** Largest browser settings file. */
#define LAMP_ORIGIN_SETTINGS_BYTES (16LL * 1024 * 1024)
/** Download folders that are believed. */
#define LAMP_ORIGIN_FOLDERS 16

/** Members of an archive that are listed, bytes of their names, and bytes that may be unpacked to find them.
 */
#define LAMP_ORIGIN_MEMBERS           4096
#define LAMP_ORIGIN_MEMBER_NAME_BYTES 1024
#define LAMP_ORIGIN_ARCHIVE_BYTES     (512LL * 1024 * 1024)
/** Wall time for one archive, in microseconds. */
#define LAMP_ORIGIN_ARCHIVE_USEC (3 * G_USEC_PER_SEC)

/** A browser stamps its row when the download starts, which may be this much before it makes the file. */
#define LAMP_ORIGIN_STALE_SLACK_USEC (2 * G_USEC_PER_SEC)
/** A store that was not written since this long before the file's birth cannot know of it: not asked. */
#define LAMP_ORIGIN_UNCHANGED_SLACK_USEC (60 * G_USEC_PER_SEC)

/** Profiles of one browser folder, and all profiles of a home. */
#define LAMP_ORIGIN_PROFILES_PER_ROOT 32
#define LAMP_ORIGIN_PROFILES          64
/** Descriptors handed to one reader. */
#define LAMP_ORIGIN_JOB_FILES 8

/** Files that one reader is asked about, and bytes of their paths: percent-encoded they must fit a job's line.
 */
#define LAMP_ORIGIN_JOB_QUESTIONS  32
#define LAMP_ORIGIN_JOB_PATH_BYTES (12 * 1024)

/** Answers remembered while the store is unchanged. */
#define LAMP_ORIGIN_REMEMBERED 512
/** A store written so short before may be written again within the same tick of the file system's clock. */
#define LAMP_ORIGIN_TICK_USEC 100000

/** Readers at one time; jobs that wait; a job's wall time in milliseconds; bytes of its answer and of a line.
 */
#define LAMP_ORIGIN_READERS      4
#define LAMP_ORIGIN_QUEUE        1024
#define LAMP_ORIGIN_JOB_MSEC     5000
#define LAMP_ORIGIN_ANSWER_BYTES (8 * 1024 * 1024)
#define LAMP_ORIGIN_LINE_BYTES   (128 * 1024)
/** Evidence about one file that is believed from one job. */
#define LAMP_ORIGIN_EVIDENCE_PER_FILE 16
