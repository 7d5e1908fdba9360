/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-policy.h"

#include <glib-object.h>

/**
 * LampPolicyProblem:
 * @file: the policy file
 * @line: its line, from 1; 0: the file as a whole
 * @key: (nullable): `Group/key`
 * @reason: why, one plain line
 * @fatal: the file is refused; otherwise the line is skipped
 *
 * What is wrong with a policy file.
 */
typedef struct
{
  char *file;
  guint line;
  char *key;
  char *reason;
  gboolean fatal;
} LampPolicyProblem;

void lamp_policy_problem_free (LampPolicyProblem *self);
char *lamp_policy_problem_to_text (const LampPolicyProblem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampPolicyProblem, lamp_policy_problem_free)

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
const LampPolicy *lamp_policy_loader_get_policy (LampPolicyLoader *self);
GPtrArray *lamp_policy_loader_get_problems (LampPolicyLoader *self);
JsonNode *lamp_policy_loader_to_json (LampPolicyLoader *self);
GPtrArray *lamp_policy_loader_check_file (const char *path);
