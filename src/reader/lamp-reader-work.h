/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "origin/lamp-origin-job.h"

gboolean lamp_reader_work (LampOriginJob *job, GError **error);
