/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "policy/lamp-policy-loader.h"

#define LAMP_TYPE_POLICY_WATCH (lamp_policy_watch_get_type ())

/**
 * LampPolicyWatch:
 *
 * Has the policy read again when a file of a layer changes: policy.conf and policy.d, also where the folder
 * is made later. One thread, whose main context must run.
 *
 * Signals:
 * - `changed`: the files were read again: another policy may be in force, or the problems are others
 */
G_DECLARE_FINAL_TYPE (LampPolicyWatch, lamp_policy_watch, LAMP, POLICY_WATCH, GObject)

LampPolicyWatch *lamp_policy_watch_new (LampPolicyLoader *loader);
