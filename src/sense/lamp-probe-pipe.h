/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

/**
 * LampProbePipe:
 *
 * One run of the probe: its process, its lines, and what waits to be written to it. Main thread only; never
 * blocks. When it has ended it is of no use any more.
 *
 * Signals:
 * - `line` (const char *line, gsize length): one line, without its newline, not checked
 * - `pause`: all that was read at once has been told
 * - `ended` (const char *reason): once; a plain word or two
 */
#define LAMP_TYPE_PROBE_PIPE (lamp_probe_pipe_get_type ())
G_DECLARE_FINAL_TYPE (LampProbePipe, lamp_probe_pipe, LAMP, PROBE_PIPE, GObject)

LampProbePipe *lamp_probe_pipe_new (const char *const *argv, GError **error);
void lamp_probe_pipe_write (LampProbePipe *self, const char *command);
void lamp_probe_pipe_end (LampProbePipe *self);
void lamp_probe_pipe_kill (LampProbePipe *self, const char *reason);
guint lamp_probe_pipe_get_too_long (LampProbePipe *self);
