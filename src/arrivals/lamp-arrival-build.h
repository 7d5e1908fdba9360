/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "arrivals/lamp-arrival-turn.h"

#include "model/lamp-artifact.h"

gboolean lamp_arrival_build_is_evidence (const LampArrivalItem *item);
LampArtifact *lamp_arrival_build_artifact (const LampArrivalItem *item, gboolean is_late);
LampOrigin *lamp_arrival_build_origin (const char *family);
