/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "origin/lamp-origin-job.h"

GPtrArray *lamp_origin_plan_look (const char *home, const LampArtifact *artifact);
LampOriginJob *lamp_origin_plan_archive (const LampArtifact *artifact, GError **error);
GPtrArray *lamp_origin_plan_download_folders (const char *home);
GPtrArray *lamp_origin_plan_look_many (const char *home, GPtrArray *artifacts);
