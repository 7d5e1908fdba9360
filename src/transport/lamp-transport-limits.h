/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/** Longest idempotency key; with its endings it must fit into a file name. */
#define LAMP_TRANSPORT_KEY_BYTES 128
/** Largest report that is delivered; formats stay far below it. */
#define LAMP_TRANSPORT_BODY_BYTES (1024 * 1024)
/** A half-written file of a crashed delivery is removed when it is older than this. */
#define LAMP_TRANSPORT_LEFTOVER_SEC (60 * 60)
