/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent/lamp-refusals.h"

#include "agent/lamp-agent-limits.h"
#include "base/lamp-text.h"

struct _LampRefusals
{
  LampRefusalsFunc tell;
  gpointer data;
  GHashTable *refused; /* "kind:key": set aside, and the log has said it */
  guint64 count;
};

/**
 * lamp_refusals_new:
 * @tell: called once for each row
 * @data: its closure
 *
 * Returns: (transfer full): nothing refused yet
 */
LampRefusals *
lamp_refusals_new (LampRefusalsFunc tell, gpointer data)
{
  LampRefusals *self = g_new0 (LampRefusals, 1);

  self->tell = tell;
  self->data = data;
  self->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * lamp_refusals_free:
 * @self: (transfer full): refusals
 */
void
lamp_refusals_free (LampRefusals *self)
{
  g_hash_table_unref (self->refused);
  g_free (self);
}

/* What kind of row it is, in a word, and which one. */
static const char *
name_row (const LampStoreOperation *operation, const char **out_id)
{
  switch (operation->kind)
    {
    case LAMP_STORE_PUT_ALERT:
      *out_id = ((const LampAlert *) operation->value)->id;
      return "alert";
    case LAMP_STORE_PUT_ARTIFACT:
      *out_id = ((const LampArtifact *) operation->value)->key;
      return "artifact";
    case LAMP_STORE_PUT_EXECUTION:
      *out_id = ((const LampExecution *) operation->value)->id;
      return "execution";
    case LAMP_STORE_PUT_REPORT:
      *out_id = ((const LampReport *) operation->value)->id;
      return "report";
    case LAMP_STORE_PUT_RULE:
      *out_id = ((const LampRule *) operation->value)->id;
      return "rule";
    default:
      *out_id = operation->key;
      return "row";
    }
}

/* Once per row: the log, and the people who read `status`. */
static void
tell_refusal (LampRefusals *self, const char *kind, const char *id, const GError *refusal)
{
  g_autofree char *quoted = lamp_text_quote (id);
  g_autofree char *text = g_strdup_printf ("one %s could not be kept: %s", kind, refusal->message);

  g_log_structured ("gatelamp-agent", G_LOG_LEVEL_WARNING, "LAMP_ROW", kind, "LAMP_ROW_ID", quoted, "MESSAGE",
                    "%s; it is set aside and the rest is written", text);
  self->tell (text, self->data);
}

/**
 * lamp_refusals_take_batch:
 * @self: refusals
 * @batch: was written
 *
 * A later value of the same thing may fit, so it is tried when it comes; only this one is given up.
 */
void
lamp_refusals_take_batch (LampRefusals *self, const LampStoreBatch *batch)
{
  for (guint i = 0; i < lamp_store_batch_get_length (batch); i++)
    {
      const LampStoreOperation *operation = lamp_store_batch_get (batch, i);
      const char *id = NULL;
      const char *kind = name_row (operation, &id);
      g_autofree char *name = g_strdup_printf ("%s:%s", kind, id != NULL ? id : "");

      if (operation->refusal == NULL)
        {
          g_hash_table_remove (self->refused, name);
          continue;
        }
      self->count++;
      if (!g_hash_table_contains (self->refused, name) &&
          g_hash_table_size (self->refused) < LAMP_AGENT_REFUSED_MAX)
        {
          tell_refusal (self, kind, id != NULL ? id : "", operation->refusal);
          g_hash_table_add (self->refused, g_steal_pointer (&name));
        }
    }
}

/**
 * lamp_refusals_has:
 * @self: refusals
 * @kind: "report", "alert", ...
 * @id: which one
 *
 * Returns: %TRUE if the newest value of this row that was tried is refused
 */
gboolean
lamp_refusals_has (LampRefusals *self, const char *kind, const char *id)
{
  g_autofree char *name = g_strdup_printf ("%s:%s", kind, id);

  return g_hash_table_contains (self->refused, name);
}

/**
 * lamp_refusals_get_count:
 * @self: refusals
 *
 * Returns: how many rows were set aside
 */
guint64
lamp_refusals_get_count (LampRefusals *self)
{
  return self->count;
}
