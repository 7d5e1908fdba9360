/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "window/lamp-page-alerts.h"

#include "window/lamp-alert-row.h"
#include "window/lamp-stack.h"
#include "window/lamp-window-limits.h"

struct _LampPageAlerts
{
  GtkWidget parent_instance;
  GtkWidget *gone_label;
  GtkStack *stack;
  GtkSpinner *spinner;
  AdwStatusPage *empty_page;
  GtkListView *list_view;
  LampAlertStore *store;
  GtkSingleSelection *selection;
  GPtrArray *rows; /* those that show an item now */
  guint tick_id;
};

G_DEFINE_FINAL_TYPE (LampPageAlerts, lamp_page_alerts, GTK_TYPE_WIDGET)

static void
update (LampPageAlerts *self)
{
  LampAlertStoreState state = lamp_alert_store_get_state (self->store);
  gboolean some = g_list_model_get_n_items (lamp_alert_store_get_model (self->store)) > 0;
  const char *page = "list";
  gboolean turned;

  if (!some && state == LAMP_ALERT_STORE_LOADING)
    page = "loading";
  else if (!some)
    page = state == LAMP_ALERT_STORE_GONE ? "gone" : "empty";
  turned = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), page) != 0;
  lamp_stack_turn (self->stack, page);
  gtk_spinner_set_spinning (self->spinner, g_str_equal (page, "loading"));
  gtk_widget_set_visible (self->gone_label, some && state == LAMP_ALERT_STORE_GONE);
  if (turned && some && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
on_setup (LampPageAlerts *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, lamp_alert_row_new ());
}

static void
on_bind (LampPageAlerts *self, GtkListItem *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  lamp_alert_row_set_item (LAMP_ALERT_ROW (row), gtk_list_item_get_item (item));
  g_ptr_array_add (self->rows, row);
}

static void
on_unbind (LampPageAlerts *self, GtkListItem *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  g_ptr_array_remove_fast (self->rows, row);
  lamp_alert_row_set_item (LAMP_ALERT_ROW (row), NULL);
}

static gboolean
on_tick (gpointer user_data)
{
  LampPageAlerts *self = user_data;
  g_ptr_array_foreach (self->rows, (GFunc) (void (*) (void)) lamp_alert_row_refresh, NULL);
  return G_SOURCE_CONTINUE;
}

static void
on_activate (LampPageAlerts *self, guint position)
{
  g_autoptr (LampAlertItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "alert.open", "s", lamp_alert_item_get_alert (item)->id);
}

static void
on_reload (GtkWidget *widget, const char *action, GVariant *parameter)
{
  lamp_alert_store_reload (LAMP_PAGE_ALERTS (widget)->store);
}

static gboolean
lamp_page_alerts_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (LAMP_PAGE_ALERTS (widget)->list_view));
}

static void
lamp_page_alerts_dispose (GObject *object)
{
  LampPageAlerts *self = LAMP_PAGE_ALERTS (object);
  GtkWidget *child;

  g_clear_handle_id (&self->tick_id, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->store);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (lamp_page_alerts_parent_class)->dispose (object);
}

static void
lamp_page_alerts_class_init (LampPageAlertsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_page_alerts_dispose;
  widget_class->grab_focus = lamp_page_alerts_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/gatelamp/window/lamp-page-alerts.ui");
  gtk_widget_class_bind_template_child (widget_class, LampPageAlerts, gone_label);
  gtk_widget_class_bind_template_child (widget_class, LampPageAlerts, stack);
  gtk_widget_class_bind_template_child (widget_class, LampPageAlerts, spinner);
  gtk_widget_class_bind_template_child (widget_class, LampPageAlerts, empty_page);
  gtk_widget_class_bind_template_child (widget_class, LampPageAlerts, list_view);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_install_action (widget_class, "alerts.reload", NULL, on_reload);
}

static void
lamp_page_alerts_init (LampPageAlerts *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  adw_status_page_set_icon_name (self->empty_page, "gatelamp-lamp-symbolic");
  self->rows = g_ptr_array_new ();
  g_signal_connect_swapped (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect_swapped (factory, "unbind", G_CALLBACK (on_unbind), self);
  gtk_list_view_set_factory (self->list_view, factory);
  self->tick_id = g_timeout_add_seconds (LAMP_WINDOW_TICK_SEC, on_tick, self);
}

/**
 * lamp_page_alerts_set_store:
 * @self: a page
 * @store: what it shows; set once
 */
void
lamp_page_alerts_set_store (LampPageAlerts *self, LampAlertStore *store)
{
  GListModel *model = lamp_alert_store_get_model (store);

  self->store = g_object_ref (store);
  self->selection = gtk_single_selection_new (g_object_ref (model));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (store, "state-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

/**
 * lamp_page_alerts_get_selected:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the item that the keyboard is on
 */
LampAlertItem *
lamp_page_alerts_get_selected (LampPageAlerts *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}
