/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampTime:
 * @boot_usec: CLOCK_BOOTTIME in microseconds; 0 when not known
 * @real_usec: Unix epoch, UTC, microseconds
 * @boot_id: (nullable): /proc/sys/kernel/random/boot_id; an interned string
 *
 * One moment on both clocks. Ages on one boot come from @boot_usec, which no clock change moves.
 */
typedef struct
{
  gint64 boot_usec;
  gint64 real_usec;
  const char *boot_id;
} LampTime;

LampTime lamp_time_now (void);
const char *lamp_time_get_boot_id (void);
gint64 lamp_time_age_sec (const LampTime *then, const LampTime *now);
char *lamp_time_format (gint64 real_usec);
gboolean lamp_time_parse (const char *text, gint64 *out_real_usec, GError **error);
