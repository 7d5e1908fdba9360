/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

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

LampPolicyProblem *
lamp_policy_problem_new (const char *file, guint line, const char *key, const char *reason, gboolean fatal);
LampPolicyProblem *lamp_policy_problem_copy (const LampPolicyProblem *self);
void lamp_policy_problem_free (LampPolicyProblem *self);
char *lamp_policy_problem_to_text (const LampPolicyProblem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampPolicyProblem, lamp_policy_problem_free)
