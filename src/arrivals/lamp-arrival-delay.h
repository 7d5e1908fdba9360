/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "arrivals/lamp-arrival-turn.h"

/**
 * LampArrivalDelay:
 *
 * Changes that are to be looked at a little later, because what follows says more. No timer runs while it is
 * empty. Main thread only.
 */
typedef struct _LampArrivalDelay LampArrivalDelay;

/**
 * LampArrivalDelayFunc:
 * @take_item: a change that is due; taken
 * @data: as given to lamp_arrival_delay_new()
 */
typedef void (*LampArrivalDelayFunc) (LampArrivalItem *take_item, gpointer data);

LampArrivalDelay *lamp_arrival_delay_new (LampArrivalDelayFunc func, gpointer data);
void lamp_arrival_delay_free (LampArrivalDelay *self);
void lamp_arrival_delay_push (LampArrivalDelay *self, LampArrivalItem *take_item);
void lamp_arrival_delay_clear (LampArrivalDelay *self);
