/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-artifact.h"

LampArtifact *lamp_row_with_state (const LampArtifact *row, LampArrivalState state);
LampArtifact *
lamp_row_with_origin (const LampArtifact *row, const LampOrigin *origin, LampArrivalState state);
LampArtifact *lamp_row_with_hash (const LampArtifact *row, const char *sha256);
LampArtifact *lamp_row_with_change (const LampArtifact *row, const LampArtifact *change);
LampArtifact *lamp_row_with_path (const LampArtifact *row, const char *path);
LampArtifact *lamp_row_with_parent (const LampArtifact *row, const LampArtifact *archive, gboolean encrypted);
GPtrArray *lamp_row_join_evidence (const LampArtifact *row, GPtrArray *more);
gboolean lamp_row_is_arrival_evidence (GPtrArray *evidence);
