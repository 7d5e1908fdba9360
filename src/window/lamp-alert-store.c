/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "window/lamp-alert-store.h"

#include "window/lamp-window-limits.h"

#include "base/lamp-error.h"

struct _LampAlertStore
{
  GObject parent_instance;
  LampClient *client;
  GListStore *items;
  GHashTable *by_id; /* id -> LampAlertItem */
  GPtrArray *late;   /* came while the list was being read */
  GCancellable *cancellable;
  LampAlertStoreState state;
  gboolean loading;
  guint limit; /* of the list that is being read */
};

G_DEFINE_FINAL_TYPE (LampAlertStore, lamp_alert_store, G_TYPE_OBJECT)

enum
{
  SIGNAL_STATE_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
set_state (LampAlertStore *self, LampAlertStoreState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_signal_emit (self, signals[SIGNAL_STATE_CHANGED], 0);
}

static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return lamp_alert_item_compare ((LampAlertItem *) a, (LampAlertItem *) b);
}

static int
compare_pointers (gconstpointer a, gconstpointer b)
{
  return lamp_alert_item_compare (*(LampAlertItem *const *) a, *(LampAlertItem *const *) b);
}

/* Items that were there stay the same objects, so that an open page and the selection hold. */
static void
fill (LampAlertStore *self, GPtrArray *alerts)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);

  for (guint i = 0; i < alerts->len; i++)
    {
      const LampAlert *alert = g_ptr_array_index (alerts, i);
      LampAlertItem *item = g_hash_table_lookup (self->by_id, alert->id);

      if (g_hash_table_contains (by_id, alert->id))
        continue;
      if (item != NULL)
        lamp_alert_item_set_alert (g_object_ref (item), alert);
      else
        item = lamp_alert_item_new (alert);
      g_ptr_array_add (items, item);
      g_hash_table_insert (by_id, g_strdup (alert->id), g_object_ref (item));
    }
  g_ptr_array_sort (items, compare_pointers);
  g_hash_table_unref (self->by_id);
  self->by_id = g_steal_pointer (&by_id);
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), items->pdata,
                       items->len);
}

static void ask (LampAlertStore *self, guint limit);

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LampAlertStore) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) alerts = lamp_client_list_alerts_finish (LAMP_CLIENT (source), result, &error);

  self->loading = FALSE;
  if (self->client == NULL) /* disposed */
    return;
  if (alerts != NULL)
    {
      fill (self, alerts);
      for (guint i = 0; i < self->late->len; i++)
        lamp_alert_store_take (self, g_ptr_array_index (self->late, i));
      set_state (self, LAMP_ALERT_STORE_READY);
      if (self->limit == LAMP_WINDOW_FIRST_ALERTS && alerts->len >= LAMP_WINDOW_FIRST_ALERTS)
        ask (self, LAMP_WINDOW_ALERTS);
    }
  else if (self->limit == LAMP_WINDOW_FIRST_ALERTS || !lamp_client_is_connected (self->client))
    {
      set_state (self, LAMP_ALERT_STORE_GONE);
    }
}

static void
ask (LampAlertStore *self, guint limit)
{
  self->loading = TRUE;
  self->limit = limit;
  g_ptr_array_set_size (self->late, 0);
  lamp_client_list_alerts_async (self->client, 0, limit, self->cancellable, on_listed, g_object_ref (self));
}

static void
on_client_notify (LampAlertStore *self)
{
  if (lamp_client_is_connected (self->client))
    lamp_alert_store_reload (self);
  else if (lamp_client_is_settled (self->client))
    set_state (self, LAMP_ALERT_STORE_GONE);
}

static void
on_alert_changed (LampAlertStore *self, const LampAlert *alert)
{
  lamp_alert_store_take (self, alert);
  if (self->loading && self->late->len < LAMP_WINDOW_ALERTS)
    g_ptr_array_add (self->late, lamp_alert_ref (alert));
}

static void
lamp_alert_store_dispose (GObject *object)
{
  LampAlertStore *self = LAMP_ALERT_STORE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);
  g_clear_object (&self->items);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->late, g_ptr_array_unref);
  G_OBJECT_CLASS (lamp_alert_store_parent_class)->dispose (object);
}

static void
lamp_alert_store_class_init (LampAlertStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_alert_store_dispose;
  signals[SIGNAL_STATE_CHANGED] = g_signal_new ("state-changed", LAMP_TYPE_ALERT_STORE, G_SIGNAL_RUN_LAST, 0,
                                                NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lamp_alert_store_init (LampAlertStore *self)
{
  self->items = g_list_store_new (LAMP_TYPE_ALERT_ITEM);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->late = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_alert_unref);
  self->cancellable = g_cancellable_new ();
}

/**
 * lamp_alert_store_new:
 * @client: the agent
 *
 * Returns: (transfer full): a store that fills itself
 */
LampAlertStore *
lamp_alert_store_new (LampClient *client)
{
  LampAlertStore *self = g_object_new (LAMP_TYPE_ALERT_STORE, NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "notify::connected", G_CALLBACK (on_client_notify), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::settled", G_CALLBACK (on_client_notify), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "alert-changed", G_CALLBACK (on_alert_changed), self, G_CONNECT_SWAPPED);
  on_client_notify (self);
  return self;
}

/**
 * lamp_alert_store_get_model:
 * @self: a store
 *
 * Returns: (transfer none): the list, unanswered alerts first
 */
GListModel *
lamp_alert_store_get_model (LampAlertStore *self)
{
  return G_LIST_MODEL (self->items);
}

/**
 * lamp_alert_store_get_state:
 * @self: a store
 *
 * Returns: how far the list is to be believed
 */
LampAlertStoreState
lamp_alert_store_get_state (LampAlertStore *self)
{
  return self->state;
}

/**
 * lamp_alert_store_find:
 * @self: a store
 * @id: an alert's
 *
 * Returns: (transfer none) (nullable): its item
 */
LampAlertItem *
lamp_alert_store_find (LampAlertStore *self, const char *id)
{
  return g_hash_table_lookup (self->by_id, id);
}

/**
 * lamp_alert_store_take:
 * @self: a store
 * @alert: a new or changed alert
 *
 * An item moves only when its place in the order has changed.
 */
void
lamp_alert_store_take (LampAlertStore *self, const LampAlert *alert)
{
  LampAlertItem *item = lamp_alert_store_find (self, alert->id);
  g_autoptr (LampAlertItem) held = item != NULL ? g_object_ref (item) : lamp_alert_item_new (alert);
  const LampAlert *old = lamp_alert_item_get_alert (held);
  guint position;

  if (item == NULL)
    {
      g_hash_table_insert (self->by_id, g_strdup (alert->id), g_object_ref (held));
      g_list_store_insert_sorted (self->items, held, compare, NULL);
      return;
    }
  if (old->last_time_real_usec == alert->last_time_real_usec && old->state == alert->state)
    {
      lamp_alert_item_set_alert (held, alert);
      return;
    }
  if (g_list_store_find (self->items, held, &position))
    g_list_store_remove (self->items, position);
  lamp_alert_item_set_alert (held, alert);
  g_list_store_insert_sorted (self->items, held, compare, NULL);
}

/**
 * lamp_alert_store_reload:
 * @self: a store
 *
 * Asks the agent for all; where the bus knows how to start it, that starts it.
 */
void
lamp_alert_store_reload (LampAlertStore *self)
{
  if (!self->loading)
    ask (self, LAMP_WINDOW_FIRST_ALERTS);
}
