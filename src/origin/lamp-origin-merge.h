/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-artifact.h"

LampOrigin *lamp_origin_merge (GPtrArray *evidence, const LampArtifact *artifact, gboolean settled);
