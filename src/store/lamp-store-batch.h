/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-alert.h"
#include "model/lamp-report.h"

#include <gio/gio.h>

typedef enum
{
  LAMP_STORE_PUT_ALERT,
  LAMP_STORE_PUT_ARTIFACT,
  LAMP_STORE_DEL_ARTIFACT,
  LAMP_STORE_PUT_EXECUTION,
  LAMP_STORE_PUT_REPORT,
  LAMP_STORE_DEL_REPORT,
  LAMP_STORE_PUT_RULE,
  LAMP_STORE_DEL_RULE,
  LAMP_STORE_PUT_NOTE,
} LampStoreKind;

/**
 * LampStoreOperation:
 * @kind: what is done
 * @value: (nullable): PUT of a value: the value
 * @key: (nullable): DEL: the row's key; PUT_NOTE: the note's name
 * @text: (nullable): PUT_NOTE: its text
 * @refusal: (nullable): why this row of a separable batch was set aside; set by the store
 *
 * One step of a batch.
 */
typedef struct
{
  LampStoreKind kind;
  gpointer value;
  char *key;
  char *text;
  GError *refusal;
} LampStoreOperation;

/**
 * LampStoreBatch:
 *
 * Changes that belong together: all of them are on disk, or none. A separable batch is many changes that only
 * share a transaction: a row of it that the store will never take is set aside, and the others go on. Built
 * in one thread, then handed over whole with lamp_store_write_async(); nobody touches it afterwards, and
 * lamp_store_batch_get_for_result() gives it to read.
 */
typedef struct _LampStoreBatch LampStoreBatch;

LampStoreBatch *lamp_store_batch_new (void);
void lamp_store_batch_free (LampStoreBatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampStoreBatch, lamp_store_batch_free)

void lamp_store_batch_put_alert (LampStoreBatch *self, const LampAlert *alert);
void lamp_store_batch_put_artifact (LampStoreBatch *self, const LampArtifact *artifact);
void lamp_store_batch_del_artifact (LampStoreBatch *self, const char *key);
void lamp_store_batch_put_execution (LampStoreBatch *self, const LampExecution *execution);
void lamp_store_batch_put_report (LampStoreBatch *self, const LampReport *report);
void lamp_store_batch_del_report (LampStoreBatch *self, const char *id);
void lamp_store_batch_put_rule (LampStoreBatch *self, const LampRule *rule);
void lamp_store_batch_del_rule (LampStoreBatch *self, const char *id);
void lamp_store_batch_put_note (LampStoreBatch *self, const char *name, const char *text);

void lamp_store_batch_set_separable (LampStoreBatch *self);
gboolean lamp_store_batch_is_separable (const LampStoreBatch *self);
void lamp_store_batch_set_refusal (LampStoreBatch *self, guint index, const GError *refusal);
const LampStoreBatch *lamp_store_batch_get_for_result (GAsyncResult *result);
guint lamp_store_batch_get_length (const LampStoreBatch *self);
const LampStoreOperation *lamp_store_batch_get (const LampStoreBatch *self, guint index);
gboolean lamp_store_batch_is_durable (const LampStoreBatch *self);
