/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampOriginMemory:
 *
 * What a store said of a file, while neither changes. A file is looked for several times in its first
 * seconds, and most stores do not change between two looks: then no reader need run. Bounded; main thread.
 */
typedef struct _LampOriginMemory LampOriginMemory;

LampOriginMemory *lamp_origin_memory_new (void);
void lamp_origin_memory_free (LampOriginMemory *self);
GPtrArray *lamp_origin_memory_find (LampOriginMemory *self, const char *artifact_key, const char *stamp);
void lamp_origin_memory_put (LampOriginMemory *self,
                             const char *artifact_key,
                             const char *stamp,
                             GPtrArray *evidence);
