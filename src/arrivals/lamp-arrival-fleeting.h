/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-artifact.h"

LampArtifact *lamp_arrival_fleeting_build (
    const char *key, const char *from, const char *path, gint64 size_bytes, const LampTime *arrived);
LampArtifact *
lamp_arrival_fleeting_join (const LampArtifact *found, const LampArtifact *renamed, gboolean may_be_copy);
