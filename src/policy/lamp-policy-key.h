/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

/** The group whose keys are host names. */
#define LAMP_POLICY_GROUP_CHANNELS "Channels"
/** The group that locks keys for later layers. */
#define LAMP_POLICY_GROUP_LOCKS "Locks"

typedef struct _LampPolicyKey LampPolicyKey;

const LampPolicyKey *lamp_policy_key_find (const char *group, const char *name);
const LampPolicyKey *lamp_policy_key_get (guint index);
const char *lamp_policy_key_get_group (const LampPolicyKey *self);
const char *lamp_policy_key_get_name (const LampPolicyKey *self);
gboolean lamp_policy_key_is_group (const char *group);
gboolean lamp_policy_key_is_reserved (const char *group, const char *name);
JsonNode *lamp_policy_key_parse (const LampPolicyKey *self, const char *text, GError **error);
JsonNode *lamp_policy_key_parse_channel (const char *host, const char *text, GError **error);
