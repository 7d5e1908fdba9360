/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-alert.h"
#include "model/lamp-report.h"

/**
 * LampStoreContents:
 * @artifacts: (element-type LampArtifact): the ledger, oldest arrival first
 * @alerts: (element-type LampAlert): the newest 2000 and those whose report is not delivered, oldest first
 * @reports: (element-type LampReport): the outbox: waiting and queued, oldest first
 * @rules: (element-type LampRule): every allow rule, expired ones too
 * @notes: (element-type utf8 utf8): name to text
 * @skipped_count: rows that could not be understood and were left out
 *
 * What the store held at the moment of loading. Arrays and table belong to it; take a reference to keep one.
 */
typedef struct
{
  GPtrArray *artifacts;
  GPtrArray *alerts;
  GPtrArray *reports;
  GPtrArray *rules;
  GHashTable *notes;
  guint skipped_count;
} LampStoreContents;

LampStoreContents *lamp_store_contents_new (void);
void lamp_store_contents_free (LampStoreContents *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampStoreContents, lamp_store_contents_free)
