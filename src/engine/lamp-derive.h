/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/lamp-ledger.h"

/**
 * LampDerive:
 *
 * How one artifact came from another: what is in which archive. One owner, the engine.
 */
typedef struct _LampDerive LampDerive;

LampDerive *lamp_derive_new (void);
void lamp_derive_free (LampDerive *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampDerive, lamp_derive_free)

void lamp_derive_take_members (LampDerive *self, const char *archive_key, GPtrArray *members);
LampArtifact *lamp_derive_match (LampDerive *self, LampLedger *ledger, const LampArtifact *candidate);
