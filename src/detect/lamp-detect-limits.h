/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/** Arguments that are looked at; a line of the wire (16384 bytes) cannot hold more. */
#define LAMP_DETECT_ARGV 8192
/** Wrappers taken off one after another (`sudo env nice bash x.sh`). */
#define LAMP_DETECT_WRAPPERS 6
/** Bytes of inline code that are searched for the file's name. */
#define LAMP_DETECT_CODE_BYTES 16384
/** Steps a policy's regular expression may take on one text before it counts as no match. */
#define LAMP_DETECT_MATCH_STEPS "20000"
/** Policy expressions tried. */
#define LAMP_DETECT_INDICATORS 64
/** Ancestors looked at for a launcher that a person knows. */
#define LAMP_DETECT_ANCESTORS 16
