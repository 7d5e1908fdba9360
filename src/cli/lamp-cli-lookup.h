/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-artifact.h"

/**
 * LampLookup:
 *
 * Asks the readers where a file came from, without the agent and its ledger. Main thread. Classification
 * follows the policy files on disk.
 */
typedef struct _LampLookup LampLookup;

char *lamp_cli_dup_file_key (const char *path, GError **error);
LampArtifact *lamp_lookup_describe (const char *path, GError **error);
LampLookup *lamp_lookup_new (const char *reader_program, const char *home);
LampArtifact *lamp_lookup_ask (LampLookup *self, const char *path, GError **error);
void lamp_lookup_free (LampLookup *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampLookup, lamp_lookup_free)
