/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "origin/lamp-origin-question.h"

gboolean lamp_origin_recently_used_read (int fd,
                                         const LampOriginQuestion *question,
                                         GPtrArray *evidence,
                                         GError **error);
