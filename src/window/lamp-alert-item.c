/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "window/lamp-alert-item.h"

#include "window/lamp-words.h"

struct _LampAlertItem
{
  GObject parent_instance;
  LampAlert *alert;
};

G_DEFINE_FINAL_TYPE (LampAlertItem, lamp_alert_item, G_TYPE_OBJECT)

enum
{
  PROP_ALERT = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
lamp_alert_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  LampAlertItem *self = LAMP_ALERT_ITEM (object);

  if (id == PROP_ALERT)
    g_value_set_pointer (value, self->alert);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
lamp_alert_item_finalize (GObject *object)
{
  lamp_alert_unref (LAMP_ALERT_ITEM (object)->alert);
  G_OBJECT_CLASS (lamp_alert_item_parent_class)->finalize (object);
}

static void
lamp_alert_item_class_init (LampAlertItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = lamp_alert_item_get_property;
  object_class->finalize = lamp_alert_item_finalize;
  properties[PROP_ALERT] = g_param_spec_pointer ("alert", NULL, NULL,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
lamp_alert_item_init (LampAlertItem *self)
{
}

/**
 * lamp_alert_item_new:
 * @alert: its first revision here
 *
 * Returns: (transfer full): an item
 */
LampAlertItem *
lamp_alert_item_new (const LampAlert *alert)
{
  LampAlertItem *self = g_object_new (LAMP_TYPE_ALERT_ITEM, NULL);
  self->alert = lamp_alert_ref (alert);
  return self;
}

/**
 * lamp_alert_item_get_alert:
 * @self: an item
 *
 * Returns: (transfer none): the newest revision known
 */
const LampAlert *
lamp_alert_item_get_alert (LampAlertItem *self)
{
  return self->alert;
}

/**
 * lamp_alert_item_set_alert:
 * @self: an item
 * @alert: another revision or state of the same alert
 */
void
lamp_alert_item_set_alert (LampAlertItem *self, const LampAlert *alert)
{
  LampAlert *old = self->alert;

  self->alert = lamp_alert_ref (alert);
  lamp_alert_unref (old);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ALERT]);
}

/**
 * lamp_alert_item_compare:
 * @a: an item
 * @b: another
 *
 * Unanswered ones first, then the newest; the id settles the rest, so that nothing moves without a reason.
 *
 * Returns: negative when @a stands before @b
 */
int
lamp_alert_item_compare (LampAlertItem *a, LampAlertItem *b)
{
  gboolean answered_a = lamp_words_is_answered (a->alert);
  gboolean answered_b = lamp_words_is_answered (b->alert);

  if (answered_a != answered_b)
    return answered_a ? 1 : -1;
  if (a->alert->last_time_real_usec != b->alert->last_time_real_usec)
    return a->alert->last_time_real_usec < b->alert->last_time_real_usec ? 1 : -1;
  return g_strcmp0 (a->alert->id, b->alert->id);
}
