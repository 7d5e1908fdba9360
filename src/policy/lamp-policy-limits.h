/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/** Bytes of one policy file. */
#define LAMP_POLICY_FILE_BYTES (256 * 1024)
/** Files read from one policy.d. */
#define LAMP_POLICY_FILES 64
/** Elements of a list, or hosts under [Channels]. */
#define LAMP_POLICY_LIST 1024
/** Bytes of one value. */
#define LAMP_POLICY_VALUE_BYTES 1024
/** Problems kept; more are counted. */
#define LAMP_POLICY_PROBLEMS 100
/** Layers: vendor, system, user. */
#define LAMP_POLICY_LAYERS 3
/** From the first sign of a change to the reading: an editor's several steps are one change, and whoever
 * writes all the time has it read twice a second at most. */
#define LAMP_POLICY_SETTLE_MSEC 500
/** Steps that a URL pattern may take on one URL before it counts as no match. */
#define LAMP_HOSTS_MATCH_STEPS "100000"
/** Bytes of a host name (RFC 1035: 253). */
#define LAMP_HOSTS_NAME_BYTES 255
