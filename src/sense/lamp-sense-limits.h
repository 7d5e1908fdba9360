/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* What the probe may cost us, whatever it writes. The bounds of a line itself are wire's. */

/** Levels of JSON in a line; the deepest event has four (event, process, ancestors, ancestor). */
#define LAMP_SENSE_JSON_DEPTH 8
/** Bytes of a word on the line: a sensor, a state, an errno, a unit. */
#define LAMP_SENSE_WORD_BYTES 256
/** Bytes of a human text on the line. */
#define LAMP_SENSE_TEXT_BYTES 1024
/** Elements of an environ object. */
#define LAMP_SENSE_ENVIRON_COUNT 256
/** Bytes read from the probe at once; the main loop gets its turn in between. */
#define LAMP_SENSE_READ_BYTES 65536
/** Bytes that may wait for the probe to read them; a probe that does not is stuck and is started anew. */
#define LAMP_SENSE_WRITE_BYTES (8 * 1024 * 1024)
/** A probe that does not answer within this is stuck, and is started anew. */
#define LAMP_SENSE_ANSWER_SEC 5
/** The same after a folder was ordered: listing a full one on a slow disk takes long, and says nothing. */
#define LAMP_SENSE_WATCH_ANSWER_SEC 30
/** A probe that talks but does not answer is asked again so often. */
#define LAMP_SENSE_ANSWER_TRIES 6
/** Questions are so far apart. */
#define LAMP_SENSE_ASK_USEC G_USEC_PER_SEC
/** A probe whose input ended is killed when it does not end within this. */
#define LAMP_SENSE_END_MSEC 2000
/** A probe that lived so long did not die of starting; the next start is at once again. */
#define LAMP_SENSE_SETTLED_USEC (10 * G_USEC_PER_SEC)
/** Malformed lines in a row after which the probe is started anew. */
#define LAMP_SENSE_MALFORMED_IN_A_ROW 64
/** Folders and sub-folders, sensors, kinds of loss, gaps that are remembered for the status. */
#define LAMP_SENSE_FOLDERS 1024
#define LAMP_SENSE_SENSORS 256
#define LAMP_SENSE_LOSSES  16
#define LAMP_SENSE_GAPS    16
/** Files that are kept in the probe. It has 8192 marks, of which folders take up to 1024, and what arrives wants
 * one before it is kept. */
#define LAMP_SENSE_KEPT 6144
/** Bytes of commands that a new probe is told at once; well below %LAMP_SENSE_WRITE_BYTES. */
#define LAMP_SENSE_KEPT_BYTES (4 * 1024 * 1024)
