/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "policy/lamp-policy-problem.h"

#include "model/lamp-policy.h"

#include <gio/gio.h>

#define LAMP_TYPE_POLICY_LOADER (lamp_policy_loader_get_type ())

/**
 * LampPolicyLoader:
 *
 * Reads the layers of policy files: vendor, system, user. A later layer wins unless an earlier one locked the
 * key. Not thread-safe: one thread at a time; the policy it gives is an immutable value.
 */
G_DECLARE_FINAL_TYPE (LampPolicyLoader, lamp_policy_loader, LAMP, POLICY_LOADER, GObject)

LampPolicyLoader *
lamp_policy_loader_new (const char *vendor_folder, const char *system_folder, const char *user_folder);
LampPolicyLoader *lamp_policy_loader_new_for_system (void);
gboolean lamp_policy_loader_load (LampPolicyLoader *self, GError **error);
void lamp_policy_loader_load_async (LampPolicyLoader *self, GAsyncReadyCallback callback, gpointer data);
gboolean lamp_policy_loader_load_finish (LampPolicyLoader *self, GAsyncResult *result, GError **error);
const char *lamp_policy_loader_get_folder (LampPolicyLoader *self, guint index);
const LampPolicy *lamp_policy_loader_get_policy (LampPolicyLoader *self);
GPtrArray *lamp_policy_loader_get_problems (LampPolicyLoader *self);
JsonNode *lamp_policy_loader_to_json (LampPolicyLoader *self);
GPtrArray *lamp_policy_loader_check_file (const char *path);
