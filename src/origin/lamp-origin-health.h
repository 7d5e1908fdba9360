/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

/**
 * LampOriginHealth:
 *
 * How the sources do, for `status`: per source how often it was read, what was found, and what went wrong
 * last. Main thread.
 */
typedef struct _LampOriginHealth LampOriginHealth;

LampOriginHealth *lamp_origin_health_new (void);
void lamp_origin_health_free (LampOriginHealth *self);
void lamp_origin_health_put (
    LampOriginHealth *self, const char *source, const char *app, guint found, const GError *error);
void lamp_origin_health_put_landlock (LampOriginHealth *self, int version);
JsonNode *lamp_origin_health_to_json (LampOriginHealth *self);
