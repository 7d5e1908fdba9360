/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/lamp-cli-feed.h"

typedef struct _LampFollow LampFollow;

/**
 * LampFollowFunc:
 * @text: one JSON object
 * @data: user data
 *
 * Takes what came.
 */
typedef void (*LampFollowFunc) (const char *text, gpointer data);

LampFollow *lamp_follow_new (LampAgent1 *agent, const LampFeed *feed, LampFollowFunc func, gpointer data);
void lamp_follow_take_list (LampFollow *self, const char *const *texts);
void lamp_follow_run (LampFollow *self);
void lamp_follow_free (LampFollow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampFollow, lamp_follow_free)
