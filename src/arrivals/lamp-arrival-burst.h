/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampArrivalBurst:
 *
 * Counts the events of one folder, and calls back when a burst is over of which the kernel may have lost some
 * in silence. Main thread only; no timer without such a burst.
 */
typedef struct _LampArrivalBurst LampArrivalBurst;

typedef void (*LampArrivalBurstOver) (gint64 began_real_usec, gpointer data);

LampArrivalBurst *lamp_arrival_burst_new (LampArrivalBurstOver over, gpointer data);
void lamp_arrival_burst_free (LampArrivalBurst *self);
void lamp_arrival_burst_count (LampArrivalBurst *self);
void lamp_arrival_burst_stop (LampArrivalBurst *self);
