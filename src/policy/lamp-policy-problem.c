/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "policy/lamp-policy-problem.h"

#include "base/lamp-text.h"

/**
 * lamp_policy_problem_new:
 * @file: the policy file
 * @line: its line, from 1; 0: the file as a whole
 * @key: (nullable): `Group/key`
 * @reason: why
 * @fatal: the file is refused
 *
 * Returns: (transfer full): a problem
 */
LampPolicyProblem *
lamp_policy_problem_new (const char *file, guint line, const char *key, const char *reason, gboolean fatal)
{
  LampPolicyProblem *self = g_new0 (LampPolicyProblem, 1);

  self->file = g_strdup (file);
  self->line = line;
  self->key = g_strdup (key);
  self->reason = g_strdup (reason);
  self->fatal = fatal;
  return self;
}

/**
 * lamp_policy_problem_copy:
 * @self: a problem
 *
 * Returns: (transfer full): another like it
 */
LampPolicyProblem *
lamp_policy_problem_copy (const LampPolicyProblem *self)
{
  return lamp_policy_problem_new (self->file, self->line, self->key, self->reason, self->fatal);
}

/**
 * lamp_policy_problem_free:
 * @self: (nullable) (transfer full): a problem
 */
void
lamp_policy_problem_free (LampPolicyProblem *self)
{
  if (self == NULL)
    return;
  g_free (self->file);
  g_free (self->key);
  g_free (self->reason);
  g_free (self);
}

/**
 * lamp_policy_problem_to_text:
 * @self: a problem
 *
 * For `status`, `policy check` and the log: file, line, key, reason. What comes from the file is quoted.
 *
 * Returns: (transfer full): one line, e.g. `/etc/gatelamp/policy.conf:7: "Detection/shadow": neither true nor
 * false`
 */
char *
lamp_policy_problem_to_text (const LampPolicyProblem *self)
{
  g_autofree char *key = self->key != NULL ? lamp_text_quote (self->key) : NULL;
  GString *out = g_string_new (self->file);

  if (self->line > 0)
    g_string_append_printf (out, ":%u", self->line);
  if (key != NULL)
    g_string_append_printf (out, ": %s", key);
  g_string_append_printf (out, ": %s", self->reason);
  return g_string_free (out, FALSE);
}
