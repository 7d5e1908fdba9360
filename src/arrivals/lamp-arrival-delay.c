/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "arrivals/lamp-arrival-delay.h"

#include "arrivals/lamp-arrivals-limits.h"

struct _LampArrivalDelay
{
  GQueue items;        /* LampArrivalItem, soonest first */
  GHashTable *written; /* names of those that were written */
  guint source_id;
  LampArrivalDelayFunc func;
  gpointer data;
};

/**
 * lamp_arrival_delay_new:
 * @func: takes what is due
 * @data: for @func; must outlive the delay
 *
 * Returns: (transfer full): an empty delay
 */
LampArrivalDelay *
lamp_arrival_delay_new (LampArrivalDelayFunc func, gpointer data)
{
  LampArrivalDelay *self = g_new0 (LampArrivalDelay, 1);

  g_queue_init (&self->items);
  self->written = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->func = func;
  self->data = data;
  return self;
}

/**
 * lamp_arrival_delay_free:
 * @self: (nullable) (transfer full): a delay
 */
void
lamp_arrival_delay_free (LampArrivalDelay *self)
{
  if (self == NULL)
    return;
  lamp_arrival_delay_clear (self);
  g_hash_table_unref (self->written);
  g_free (self);
}

static gboolean
on_due (gpointer data)
{
  LampArrivalDelay *self = data;
  gint64 mono_usec = g_get_monotonic_time ();
  LampArrivalItem *item;

  self->source_id = 0;
  while ((item = g_queue_peek_head (&self->items)) != NULL && item->due_mono_usec <= mono_usec)
    {
      g_queue_pop_head (&self->items);
      if (item->change == LAMP_CHANGE_WRITTEN)
        g_hash_table_remove (self->written, item->name);
      self->func (item, self->data);
    }
  if (item != NULL && self->source_id == 0)
    self->source_id = g_timeout_add ((guint) ((item->due_mono_usec - mono_usec) / 1000 + 1), on_due, self);
  return G_SOURCE_REMOVE;
}

/**
 * lamp_arrival_delay_push:
 * @self: a delay
 * @take_item: a change; taken
 *
 * A second write to the same name adds nothing: the look that is due already comes after it, too.
 */
void
lamp_arrival_delay_push (LampArrivalDelay *self, LampArrivalItem *take_item)
{
  if (self->items.length >= LAMP_ARRIVALS_WAITING)
    {
      self->func (take_item, self->data);
      return;
    }
  if (take_item->change == LAMP_CHANGE_WRITTEN &&
      !g_hash_table_add (self->written, g_strdup (take_item->name)))
    {
      lamp_arrival_item_free (take_item);
      return;
    }
  take_item->due_mono_usec = g_get_monotonic_time () + LAMP_ARRIVALS_PUT_OFF_MSEC * 1000;
  g_queue_push_tail (&self->items, take_item);
  if (self->source_id == 0)
    self->source_id = g_timeout_add (LAMP_ARRIVALS_PUT_OFF_MSEC, on_due, self);
}

/**
 * lamp_arrival_delay_clear:
 * @self: a delay
 *
 * Forgets what waits.
 */
void
lamp_arrival_delay_clear (LampArrivalDelay *self)
{
  g_clear_handle_id (&self->source_id, g_source_remove);
  g_queue_clear_full (&self->items, (GDestroyNotify) lamp_arrival_item_free);
  g_hash_table_remove_all (self->written);
}
