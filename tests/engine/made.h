/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-artifact.h"
#include "model/lamp-execution.h"

/* A moment of this boot, far from zero on both clocks; @usec later. */
LampTime made_time (gint64 usec);
/* A script in the download folder that arrived then; @key is its name, too. */
LampArtifact *made_artifact (const char *key, const LampOrigin *origin, const LampTime *arrived);
/* bash ran it. */
LampExecution *made_execution (const char *key, gint64 pid, const LampTime *ran);
