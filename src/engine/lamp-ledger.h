/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-artifact.h"

/**
 * LampLedger:
 *
 * The artifacts and the candidates that are in memory, by key. Not a value: one owner, the engine; one
 * thread.
 */
typedef struct _LampLedger LampLedger;

LampLedger *lamp_ledger_new (void);
void lamp_ledger_free (LampLedger *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampLedger, lamp_ledger_free)

LampArtifact *lamp_ledger_find (LampLedger *self, const char *key);
void lamp_ledger_put (LampLedger *self, const LampArtifact *artifact);
void lamp_ledger_del (LampLedger *self, const char *key);
guint lamp_ledger_get_count (LampLedger *self);
GPtrArray *lamp_ledger_list (LampLedger *self);
LampArtifact *lamp_ledger_get_root (LampLedger *self, const LampArtifact *artifact);
LampArtifact *lamp_ledger_find_oldest (LampLedger *self);
