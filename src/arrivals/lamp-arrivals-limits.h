/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* What watching may cost, whatever happens in the folders. */

/** Folders that may be watched on request. */
#define LAMP_ARRIVALS_ROOTS 64
/** Levels of sub-folders below such a folder that are watched, too; as deep as the probe marks. */
#define LAMP_ARRIVALS_DEPTH 2
/** The same for folders that appear while watching: an archive may hide its program as deep as it likes. */
#define LAMP_ARRIVALS_NEW_DEPTH 8
/** Folders watched in all; one inotify watch and about 2 KiB each. */
#define LAMP_ARRIVALS_FOLDERS 512
/** Names taken from one listing of a folder. */
#define LAMP_ARRIVALS_LISTED 8192
/** Names looked at in one turn of a worker; each holds a descriptor until the turn's results are told. */
#define LAMP_ARRIVALS_TURN 16
/** Names of one folder that may wait; beyond, they are dropped and the folder is listed again instead. */
#define LAMP_ARRIVALS_WAITING 4096
/** Events of one folder in a burst after which GIO may have lost some: the kernel's queue
 * (fs.inotify.max_queued_events, 16384) overflows in silence there, so the folder is listed again well
 * before.
 */
#define LAMP_ARRIVALS_BURST 2048
/** A burst is over after so long without an event. */
#define LAMP_ARRIVALS_BURST_MSEC 1000
/** Files remembered by key; beyond, the oldest without arrival evidence is forgotten. */
#define LAMP_ARRIVALS_KNOWN 8192
/** O_PATH descriptors on artifacts; the soft limit of descriptors is 1024 on common desktops. */
#define LAMP_ARRIVALS_HELD 512
/** O_PATH descriptors on unfinished downloads, so that a file which deletes itself is still known. */
#define LAMP_ARRIVALS_UNFINISHED 64
/** Files that wait to be hashed, and how many of them keep a descriptor meanwhile. */
#define LAMP_ARRIVALS_TO_HASH      1024
#define LAMP_ARRIVALS_TO_HASH_HELD 64
/** Looking at a written file is put off by so long: browsers write an empty placeholder and then rename over
 * it, and the rename, not the placeholder, says how the file arrived. KIO sets a copy's old time right after
 * its rename. */
#define LAMP_ARRIVALS_PUT_OFF_MSEC 50
/** A file told as a candidate is told again as an artifact when its rename is heard within so long. */
#define LAMP_ARRIVALS_LATE_USEC (2 * G_USEC_PER_SEC)
/** A copy's modification time is older than its birth by more than this. */
#define LAMP_ARRIVALS_COPY_USEC (2 * G_USEC_PER_SEC)
/** The kernel stamps births with its tick's time, up to 10 ms (HZ=100) before ours; doubled for good measure. */
#define LAMP_ARRIVALS_TICK_USEC 20000
/** Problems told per folder; the rest are counted only. */
#define LAMP_ARRIVALS_PROBLEMS 16
