/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "arrivals/lamp-arrival-folder.h"
#include "arrivals/lamp-arrival-index.h"

/* What the times of a change say about it. Pure. */

gboolean lamp_arrival_judge_is_old (LampArrivalFolder *folder, const LampArrivalItem *item);
gboolean lamp_arrival_judge_is_untold (const LampArrivalItem *item, gint64 born_since, gint64 changed_since);
gboolean lamp_arrival_judge_is_late_evidence (const LampArrivalItem *item, const LampArrivalKnown *known);
