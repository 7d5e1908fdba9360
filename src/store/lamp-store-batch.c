/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/lamp-store-batch.h"

struct _LampStoreBatch
{
  GArray *operations;
  gboolean separable;
};

static void
clear_operation (gpointer data)
{
  LampStoreOperation *operation = data;

  lamp_value_unref (operation->value);
  g_free (operation->key);
  g_free (operation->text);
  g_clear_error (&operation->refusal);
}

static void
add (LampStoreBatch *self, LampStoreKind kind, gconstpointer value, const char *key, const char *text)
{
  LampStoreOperation operation = {
    .kind = kind,
    .value = value != NULL ? lamp_value_ref (value) : NULL,
    .key = g_strdup (key),
    .text = g_strdup (text),
  };
  g_array_append_val (self->operations, operation);
}

/**
 * lamp_store_batch_new:
 *
 * Returns: (transfer full): an empty batch
 */
LampStoreBatch *
lamp_store_batch_new (void)
{
  LampStoreBatch *self = g_new0 (LampStoreBatch, 1);

  self->operations = g_array_new (FALSE, FALSE, sizeof (LampStoreOperation));
  g_array_set_clear_func (self->operations, clear_operation);
  return self;
}

/**
 * lamp_store_batch_free:
 * @self: (nullable) (transfer full): a batch that was not written
 */
void
lamp_store_batch_free (LampStoreBatch *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->operations);
  g_free (self);
}

/**
 * lamp_store_batch_put_alert:
 * @self: a batch
 * @alert: the alert's newest revision; it replaces the row with the same id
 */
void
lamp_store_batch_put_alert (LampStoreBatch *self, const LampAlert *alert)
{
  add (self, LAMP_STORE_PUT_ALERT, alert, NULL, NULL);
}

/**
 * lamp_store_batch_put_artifact:
 * @self: a batch
 * @artifact: a row of the ledger; it replaces the row with the same key
 */
void
lamp_store_batch_put_artifact (LampStoreBatch *self, const LampArtifact *artifact)
{
  add (self, LAMP_STORE_PUT_ARTIFACT, artifact, NULL, NULL);
}

/**
 * lamp_store_batch_del_artifact:
 * @self: a batch
 * @key: key of the artifact; a row that is not there is no error
 */
void
lamp_store_batch_del_artifact (LampStoreBatch *self, const char *key)
{
  add (self, LAMP_STORE_DEL_ARTIFACT, NULL, key, NULL);
}

/**
 * lamp_store_batch_put_execution:
 * @self: a batch
 * @execution: an execution that has an id; it replaces the row with the same id
 */
void
lamp_store_batch_put_execution (LampStoreBatch *self, const LampExecution *execution)
{
  add (self, LAMP_STORE_PUT_EXECUTION, execution, NULL, NULL);
}

/**
 * lamp_store_batch_put_report:
 * @self: a batch
 * @report: a row of the outbox; it replaces the row with the same id
 *
 * Put it, wait for the write to finish, and only then let the first byte leave (promise 4).
 */
void
lamp_store_batch_put_report (LampStoreBatch *self, const LampReport *report)
{
  add (self, LAMP_STORE_PUT_REPORT, report, NULL, NULL);
}

/**
 * lamp_store_batch_del_report:
 * @self: a batch
 * @id: id of the report; a row that is not there is no error
 */
void
lamp_store_batch_del_report (LampStoreBatch *self, const char *id)
{
  add (self, LAMP_STORE_DEL_REPORT, NULL, id, NULL);
}

/**
 * lamp_store_batch_put_rule:
 * @self: a batch
 * @rule: an allow rule; it replaces the row with the same id
 */
void
lamp_store_batch_put_rule (LampStoreBatch *self, const LampRule *rule)
{
  add (self, LAMP_STORE_PUT_RULE, rule, NULL, NULL);
}

/**
 * lamp_store_batch_del_rule:
 * @self: a batch
 * @id: id of the rule; a row that is not there is no error
 */
void
lamp_store_batch_del_rule (LampStoreBatch *self, const char *id)
{
  add (self, LAMP_STORE_DEL_RULE, NULL, id, NULL);
}

/**
 * lamp_store_batch_put_note:
 * @self: a batch
 * @name: what it is, e.g. "probe-gaps"
 * @text: (nullable): valid UTF-8; %NULL removes the note
 *
 * For small state that has no table of its own.
 */
void
lamp_store_batch_put_note (LampStoreBatch *self, const char *name, const char *text)
{
  add (self, LAMP_STORE_PUT_NOTE, NULL, name, text);
}

/**
 * lamp_store_batch_set_separable:
 * @self: a batch
 *
 * Its rows do not depend on each other: one that will never be taken must not hold up the rest.
 */
void
lamp_store_batch_set_separable (LampStoreBatch *self)
{
  self->separable = TRUE;
}

/**
 * lamp_store_batch_is_separable:
 * @self: a batch
 *
 * Returns: %TRUE if one refused row leaves the rest to be written
 */
gboolean
lamp_store_batch_is_separable (const LampStoreBatch *self)
{
  return self->separable;
}

/**
 * lamp_store_batch_set_refusal:
 * @self: a batch
 * @index: less than its length
 * @refusal: (nullable): why the store will never take this row; %NULL: nothing is known against it
 *
 * For the store, while it writes.
 */
void
lamp_store_batch_set_refusal (LampStoreBatch *self, guint index, const GError *refusal)
{
  LampStoreOperation *operation = &g_array_index (self->operations, LampStoreOperation, index);

  g_clear_error (&operation->refusal);
  operation->refusal = refusal != NULL ? g_error_copy (refusal) : NULL;
}

/**
 * lamp_store_batch_get_for_result:
 * @result: from the callback of lamp_store_write_async()
 *
 * Returns: (transfer none): what was to be written, while @result lives; rows set aside have a refusal
 */
const LampStoreBatch *
lamp_store_batch_get_for_result (GAsyncResult *result)
{
  return g_task_get_task_data (G_TASK (result));
}

/**
 * lamp_store_batch_get_length:
 * @self: a batch
 *
 * Returns: how many steps it has
 */
guint
lamp_store_batch_get_length (const LampStoreBatch *self)
{
  return self->operations->len;
}

/**
 * lamp_store_batch_get:
 * @self: a batch
 * @index: less than its length
 *
 * Returns: (transfer none): the step
 */
const LampStoreOperation *
lamp_store_batch_get (const LampStoreBatch *self, guint index)
{
  return &g_array_index (self->operations, LampStoreOperation, index);
}

/**
 * lamp_store_batch_is_durable:
 * @self: a batch
 *
 * What a person was shown or asked for must survive a power cut once it is acknowledged. The ledger and the
 * list of executions may lose their last second, which saves a disk flush for each file that arrives.
 *
 * Returns: %TRUE if it holds an alert, a report or a rule
 */
gboolean
lamp_store_batch_is_durable (const LampStoreBatch *self)
{
  for (guint i = 0; i < self->operations->len; i++)
    switch (lamp_store_batch_get (self, i)->kind)
      {
      case LAMP_STORE_PUT_ALERT:
      case LAMP_STORE_PUT_REPORT:
      case LAMP_STORE_DEL_REPORT:
      case LAMP_STORE_PUT_RULE:
      case LAMP_STORE_DEL_RULE:
        return TRUE;
      default:
        break;
      }
  return FALSE;
}
