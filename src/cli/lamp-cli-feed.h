/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/lamp-command.h"

#include "lamp-agent1-generated.h"

/**
 * LampFeed:
 * @list: asks for what exists, oldest first
 * @signal: D-Bus signal that brings a new one; its last argument is the JSON text
 * @print: prints one for a person
 * @nothing: what to say when there is none, marked for translation
 *
 * What `alerts` and `executions` have in common: a list that can be followed.
 */
typedef struct
{
  gboolean (*list) (LampAgent1 *agent,
                    gint64 since_usec,
                    guint limit,
                    char ***out_texts,
                    GCancellable *cancellable,
                    GError **error);
  const char *signal;
  gboolean (*print) (const char *text, gint64 now_real_usec, GError **error);
  const char *nothing;
} LampFeed;

LampExit lamp_cli_feed_run (const LampFeed *feed, int argc, char **argv);
