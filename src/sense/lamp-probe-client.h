/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-execution.h"

#include <glib-object.h>

/**
 * LampProbeState:
 * @LAMP_PROBE_STATE_WATCHING: every folder is watched, by fanotify
 * @LAMP_PROBE_STATE_DEGRADED: it sees, but not every folder, or by a weaker sensor
 * @LAMP_PROBE_STATE_BLIND: it does not run, or watches no folder
 *
 * What can be said about executions now.
 */
typedef enum
{
  LAMP_PROBE_STATE_WATCHING,
  LAMP_PROBE_STATE_DEGRADED,
  LAMP_PROBE_STATE_BLIND,
} LampProbeState;

/**
 * LampProbeClient:
 *
 * Keeps the probe running, tells it what to watch, and turns its lines into values. What it was told is told
 * again to a new probe when the old one died; the time in between is a gap, which is kept and shown. Main
 * thread only; never blocks; no timer while all is well.
 *
 * Signals; everything passed is borrowed (values may be kept with their ref function):
 * - `execution` (const LampExecution *execution): a process runs, names or holds a file, as the probe saw it;
 * whether the file is executed is for detect to judge
 * - `lineage` (const char *of_key, const LampExecution *execution): a descendant of an executed file's
 * process executed something; the execution's key is %NULL
 * - `read` (const char *key, gint64 count): the file was opened and nobody was found who did it
 * - `marked` (const char *key, const char *path, const char *how, const char *from, gint64 size_bytes): a
 * file appeared and is marked; @from: (nullable): the name it had before a move
 * - `kept` (const char *key, const char *state): answer to lamp_probe_client_keep(): `kept missing refused`
 * - `lost` (const char *what, gint64 count): something was not seen; @what is the probe's word, or `probe`
 * (it died), `events` (lines are missing), `lines` (could not be understood); @count 0: nobody knows how
 * many. Rescan.
 * - `changed`: lamp_probe_client_get_state() or lamp_probe_client_to_json() say something else now
 */
#define LAMP_TYPE_PROBE_CLIENT (lamp_probe_client_get_type ())
G_DECLARE_FINAL_TYPE (LampProbeClient, lamp_probe_client, LAMP, PROBE_CLIENT, GObject)

LampProbeClient *lamp_probe_client_new (const char *program);
void lamp_probe_client_start (LampProbeClient *self);
void lamp_probe_client_stop (LampProbeClient *self);
void lamp_probe_client_watch (LampProbeClient *self, const char *id, const char *path);
void lamp_probe_client_unwatch (LampProbeClient *self, const char *id);
void lamp_probe_client_keep (
    LampProbeClient *self, gint64 age_sec, const char *key, const char *path, gboolean runnable);
void lamp_probe_client_drop (LampProbeClient *self, const char *key);
void lamp_probe_client_refresh (LampProbeClient *self);
gboolean lamp_probe_client_is_settled (LampProbeClient *self);
LampProbeState lamp_probe_client_get_state (LampProbeClient *self);
JsonNode *lamp_probe_client_to_json (LampProbeClient *self);
