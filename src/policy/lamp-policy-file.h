/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "policy/lamp-policy-problem.h"

#include <json-glib/json-glib.h>

/**
 * LampPolicySetting:
 * @group: group
 * @name: key; under `[Channels]` a host
 * @value: its value
 * @file: where it stands
 * @line: its line
 */
typedef struct
{
  char *group;
  char *name;
  JsonNode *value;
  char *file;
  guint line;
} LampPolicySetting;

/**
 * LampPolicyFile:
 * @settings: (element-type LampPolicySetting): in the order of the file
 * @locks: (element-type utf8): `Group/key` or `Group`, locked for later layers
 * @problems: (element-type LampPolicyProblem): what is wrong with it
 * @refused: one of them is fatal: nothing of the file counts
 *
 * One policy file, read and checked.
 */
typedef struct
{
  GPtrArray *settings;
  GPtrArray *locks;
  GPtrArray *problems;
  gboolean refused;
} LampPolicyFile;

LampPolicyFile *lamp_policy_file_read (int folder, const char *name, const char *path);
LampPolicyFile *lamp_policy_file_parse (const char *text, gsize length, const char *path);
void lamp_policy_file_free (LampPolicyFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampPolicyFile, lamp_policy_file_free)
