/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "window/lamp-alert-row.h"

#include "window/lamp-words.h"

struct _LampAlertRow
{
  GtkWidget parent_instance;
  GtkImage *kind_image;
  GtkLabel *name_label;
  GtkLabel *origin_label;
  GtkWidget *severity_box;
  GtkImage *severity_image;
  GtkLabel *severity_label;
  GtkLabel *state_label;
  LampAlertItem *item;
  gulong alert_handler;
};

G_DEFINE_FINAL_TYPE (LampAlertRow, lamp_alert_row, GTK_TYPE_WIDGET)

static void
lamp_alert_row_dispose (GObject *object)
{
  LampAlertRow *self = LAMP_ALERT_ROW (object);
  GtkWidget *child;

  lamp_alert_row_set_item (self, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (lamp_alert_row_parent_class)->dispose (object);
}

static void
lamp_alert_row_class_init (LampAlertRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_alert_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/gatelamp/window/lamp-alert-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LampAlertRow, kind_image);
  gtk_widget_class_bind_template_child (widget_class, LampAlertRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, LampAlertRow, origin_label);
  gtk_widget_class_bind_template_child (widget_class, LampAlertRow, severity_box);
  gtk_widget_class_bind_template_child (widget_class, LampAlertRow, severity_image);
  gtk_widget_class_bind_template_child (widget_class, LampAlertRow, severity_label);
  gtk_widget_class_bind_template_child (widget_class, LampAlertRow, state_label);
}

static void
lamp_alert_row_init (LampAlertRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lamp_alert_row_new:
 *
 * Returns: (transfer floating): an empty row
 */
GtkWidget *
lamp_alert_row_new (void)
{
  return g_object_new (LAMP_TYPE_ALERT_ROW, NULL);
}

/**
 * lamp_alert_row_refresh:
 * @self: a row
 *
 * Also when nothing has changed but the time.
 */
void
lamp_alert_row_refresh (LampAlertRow *self)
{
  const LampAlert *alert = self->item != NULL ? lamp_alert_item_get_alert (self->item) : NULL;
  g_autofree char *name = NULL;
  g_autofree char *origin = NULL;
  g_autofree char *spoken = NULL;
  g_autoptr (GIcon) icon = NULL;

  if (alert == NULL)
    return;
  name = lamp_words_dup_name (alert);
  origin = lamp_words_dup_origin (alert, g_get_real_time ());
  icon = lamp_words_new_icon (alert);
  gtk_image_set_from_gicon (self->kind_image, icon);
  gtk_label_set_text (self->name_label, name);
  gtk_label_set_text (self->origin_label, origin);
  gtk_image_set_from_icon_name (self->severity_image, lamp_words_get_severity_icon (alert->severity));
  gtk_label_set_text (self->severity_label, lamp_words_get_severity (alert->severity));
  gtk_label_set_text (self->state_label, lamp_words_get_state (alert));
  if (alert->severity >= LAMP_SEVERITY_HIGH && !lamp_words_is_answered (alert))
    gtk_widget_add_css_class (self->severity_box, "warning");
  else
    gtk_widget_remove_css_class (self->severity_box, "warning");
  spoken = g_strdup_printf ("%s, %s, %s, %s", name, origin, lamp_words_get_severity (alert->severity),
                            lamp_words_get_state (alert));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  /* The focus is on the list's own widget around this one; before GTK 4.12 it takes its name from here only.
   */
  if (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (self))),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/**
 * lamp_alert_row_set_item:
 * @self: a row
 * @item: (nullable): what it shows now
 */
void
lamp_alert_row_set_item (LampAlertRow *self, LampAlertItem *item)
{
  if (self->item != NULL)
    g_clear_signal_handler (&self->alert_handler, self->item);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  self->alert_handler = g_signal_connect_swapped (item, "notify::alert", G_CALLBACK (lamp_alert_row_refresh),
                                                  self);
  lamp_alert_row_refresh (self);
}
