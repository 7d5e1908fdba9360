/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-artifact.h"

#include <glib-object.h>

/**
 * LampArrivalWatcher:
 *
 * Watches folders and tells what arrives, once per finished file. Main thread only; it never blocks: looking,
 * typing and hashing are done on workers. It reads files only on local file systems, and never writes, moves
 * or deletes one.
 *
 * Signals; everything passed is borrowed and valid during the emission only (values may be kept with their
 * ref function):
 * - `finished` (const LampArtifact *artifact): a file is complete. #LAMP_ARRIVAL_ARTIFACT when its name was
 * that of an unfinished download before; else #LAMP_ARRIVAL_CANDIDATE. Call lamp_arrival_watcher_hold() from
 * the handler to keep the very descriptor that was looked at.
 * - `changed` (const LampArtifact *artifact): the content or mode of a file that was told before is another
 * now. Only `key`, `runnable`, `archive` and in `file` what can change (`path size_bytes content_type mode
 *   modified_real_usec`) are to be taken; times of arrival, state, family and origin stay what they were.
 * - `hashed` (const char *key, const char *sha256): lower-case hex; follows `finished` and `changed` by
 * itself for artifacts and for candidates that can run or are archives; for others
 * lamp_arrival_watcher_hash() asks for it.
 * - `moved` (const char *key, const char *new_path)
 * - `gone` (const char *key): its last name is known to be deleted; what moved out of sight is not gone
 * - `folder-added` (const char *id, const char *path): a new sub-folder is watched; its files follow as
 * candidates
 * - `problem` (const char *folder_id, const char *code, const char *text): what could not be watched or read;
 *   @code is a stable word: `missing gone denied watch-limit instance-limit refused overrun many-files
 *   many-folders unreadable`; @text is a translated sentence
 * - `untold` (const LampArtifact *candidate): a file that was there before anything was seen; without type,
 *   not opened, and forgotten unless lamp_arrival_watcher_look_late() is called
 * - `ready`: lamp_arrival_watcher_is_ready() says so now; again after a further folder was added
 */
#define LAMP_TYPE_ARRIVAL_WATCHER (lamp_arrival_watcher_get_type ())
G_DECLARE_FINAL_TYPE (LampArrivalWatcher, lamp_arrival_watcher, LAMP, ARRIVAL_WATCHER, GObject)

LampArrivalWatcher *lamp_arrival_watcher_new (void);
gboolean
lamp_arrival_watcher_add_folder (LampArrivalWatcher *self, const char *id, const char *path, GError **error);
void lamp_arrival_watcher_remove_folder (LampArrivalWatcher *self, const char *id);
gboolean lamp_arrival_watcher_is_watching (LampArrivalWatcher *self, const char *id);
gboolean lamp_arrival_watcher_is_ready (LampArrivalWatcher *self);
void lamp_arrival_watcher_add_known (LampArrivalWatcher *self, const char *key, const char *path);
void lamp_arrival_watcher_set_last_seen (LampArrivalWatcher *self, gint64 real_usec);
void lamp_arrival_watcher_set_untold (LampArrivalWatcher *self,
                                      gint64 born_since_real_usec,
                                      gint64 changed_since_real_usec);
void lamp_arrival_watcher_look_late (LampArrivalWatcher *self, const char *path);
void lamp_arrival_watcher_set_hash_limit (LampArrivalWatcher *self, gint64 max_bytes);
void lamp_arrival_watcher_rescan (LampArrivalWatcher *self);
void lamp_arrival_watcher_stop (LampArrivalWatcher *self);

void lamp_arrival_watcher_hold (LampArrivalWatcher *self, const LampArtifact *artifact);
void lamp_arrival_watcher_release (LampArrivalWatcher *self, const char *key);
char *lamp_arrival_watcher_dup_current_path (LampArrivalWatcher *self, const char *key);
int lamp_arrival_watcher_open_held (LampArrivalWatcher *self, const char *key);
void lamp_arrival_watcher_hash (LampArrivalWatcher *self, const char *key);
