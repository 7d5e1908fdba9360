/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "window/lamp-window.h"

#include "window/lamp-alert-row.h"
#include "window/lamp-page-alert.h"
#include "window/lamp-page-alerts.h"
#include "window/lamp-report-sheet.h"
#include "window/lamp-stack.h"
#include "window/lamp-words.h"

#include "base/lamp-error.h"

#include <glib/gi18n-lib.h>

struct _LampWindow
{
  AdwApplicationWindow parent_instance;
  AdwToastOverlay *toasts;
  GtkStack *stack;
  LampPageAlerts *alerts_page;
  LampPageAlert *alert_page;
  AdwWindowTitle *alert_title;
  LampClient *client;
  LampAlertStore *store;
  GSettings *settings; /* NULL where the schema is not installed */
  GCancellable *cancellable;
  char *team; /* what policy calls the security team, or NULL */
};

G_DEFINE_FINAL_TYPE (LampWindow, lamp_window, ADW_TYPE_APPLICATION_WINDOW)

static gboolean
is_on_alert (LampWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "alert") == 0;
}

static LampAlertItem *
get_current (LampWindow *self)
{
  return is_on_alert (self) ? lamp_page_alert_get_item (self->alert_page)
                            : lamp_page_alerts_get_selected (self->alerts_page);
}

static void
say (LampWindow *self, const char *text)
{
  /* A toast's title is markup. */
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

static void
open_item (LampWindow *self, LampAlertItem *item)
{
  g_autofree char *name = lamp_words_dup_name (lamp_alert_item_get_alert (item));

  lamp_page_alert_set_item (self->alert_page, item);
  adw_window_title_set_title (self->alert_title, name);
  lamp_stack_turn (self->stack, "alert");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "alert.back", TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->alert_page));
}

static void
on_got (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LampWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampAlert) alert = lamp_client_get_alert_finish (LAMP_CLIENT (source), result, &error);

  if (self->store == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (alert == NULL || alert->id == NULL)
    {
      say (self, error != NULL ? lamp_words_get_failure (error) : _ ("This alert is no longer there."));
      return;
    }
  lamp_alert_store_take (self->store, alert);
  open_item (self, lamp_alert_store_find (self->store, alert->id));
}

static void
on_open (GtkWidget *widget, const char *action, GVariant *parameter)
{
  lamp_window_open_alert (LAMP_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
on_back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  LampWindow *self = LAMP_WINDOW (widget);

  lamp_stack_turn (self->stack, "alerts");
  gtk_widget_action_set_enabled (widget, "alert.back", FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->alerts_page));
}

static void
on_sent (LampWindow *self, const LampReport *report)
{
  g_autofree char *receipt = lamp_words_dup_receipt (report, self->team);
  LampAlertItem *item = lamp_page_alert_get_item (self->alert_page);

  if (is_on_alert (self) && g_strcmp0 (lamp_alert_item_get_alert (item)->id, report->alert_id) == 0)
    lamp_page_alert_show_receipt (self->alert_page, receipt);
  else
    say (self, receipt);
}

static void
on_report (GtkWidget *widget, const char *action, GVariant *parameter)
{
  LampWindow *self = LAMP_WINDOW (widget);
  LampAlertItem *item = get_current (self);
  GtkWidget *sheet;

  if (item == NULL || lamp_words_is_answered (lamp_alert_item_get_alert (item)))
    return;
  sheet = lamp_report_sheet_new (self->client, lamp_alert_item_get_alert (item)->id, self->team);
  /* Never wider than the window below it: on a phone that is the screen. */
  gtk_window_set_default_size (GTK_WINDOW (sheet), MIN (560, gtk_widget_get_width (widget)),
                               MIN (600, gtk_widget_get_height (widget)));
  gtk_window_set_transient_for (GTK_WINDOW (sheet), GTK_WINDOW (self));
  g_signal_connect_object (sheet, "sent", G_CALLBACK (on_sent), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (sheet));
}

static void
on_policy (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LampWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) policy = lamp_client_get_policy_finish (LAMP_CLIENT (source), result, &error);

  /* Without an answer the team keeps the name it had, at first the general one. */
  if (policy == NULL || self->store == NULL)
    return;
  g_free (self->team);
  self->team = lamp_words_dup_team (policy);
  lamp_page_alert_set_team (self->alert_page, self->team);
}

/* The agent may have come back with another policy. */
static void
ask_policy (LampWindow *self)
{
  if (lamp_client_is_connected (self->client))
    lamp_client_get_policy_async (self->client, self->cancellable, on_policy, g_object_ref (self));
}

/* One question, in two steps at most. */
typedef struct
{
  LampWindow *window;
  char *id;
} Expectation;

static void
expectation_free (Expectation *self)
{
  g_object_unref (self->window);
  g_free (self->id);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Expectation, expectation_free)

/* An alert that is still in the list was found; then it is its content, or its site, that was not. */
static const char *
get_refusal (LampWindow *self, const char *id, const GError *error)
{
  if (g_error_matches (error, LAMP_ERROR, LAMP_ERROR_NOT_FOUND) &&
      lamp_alert_store_find (self->store, id) != NULL)
    return _ ("Too little is known about this file for that.");
  return lamp_words_get_failure (error);
}

static void
on_expected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Expectation) expectation = user_data;
  LampWindow *self = expectation->window;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampRule) rule = lamp_client_expect_finish (LAMP_CLIENT (source), result, &error);
  g_autofree char *text = rule != NULL ? lamp_words_dup_rule (rule) : NULL;

  if (self->store != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say (self, text != NULL ? text : get_refusal (self, expectation->id, error));
}

static void
on_expected_content (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Expectation) expectation = user_data;
  LampWindow *self = expectation->window;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampRule) rule = lamp_client_expect_finish (LAMP_CLIENT (source), result, &error);
  g_autofree char *text = rule != NULL ? lamp_words_dup_rule (rule) : NULL;

  if (self->store == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* Its content is not known: then what comes from that site. */
  if (g_error_matches (error, LAMP_ERROR, LAMP_ERROR_NOT_FOUND))
    {
      const char *id = expectation->id;
      lamp_client_expect_async (self->client, id, "origin", self->cancellable, on_expected,
                                g_steal_pointer (&expectation));
      return;
    }
  say (self, text != NULL ? text : lamp_words_get_failure (error));
}

static void
on_expect (GtkWidget *widget, const char *action, GVariant *parameter)
{
  LampWindow *self = LAMP_WINDOW (widget);
  LampAlertItem *item = get_current (self);
  Expectation *expectation;

  if (item == NULL || lamp_words_is_answered (lamp_alert_item_get_alert (item)))
    return;
  expectation = g_new0 (Expectation, 1);
  expectation->window = g_object_ref (self);
  expectation->id = g_strdup (lamp_alert_item_get_alert (item)->id);
  /* The narrowest first: only this very content. */
  lamp_client_expect_async (self->client, expectation->id, "content", self->cancellable, on_expected_content,
                            expectation);
}

static gboolean
lamp_window_close_request (GtkWindow *window)
{
  LampWindow *self = LAMP_WINDOW (window);
  int width;
  int height;

  gtk_window_get_default_size (window, &width, &height);
  if (self->settings != NULL)
    {
      g_settings_set_int (self->settings, "window-width", MAX (width, 360));
      g_settings_set_int (self->settings, "window-height", MAX (height, 294));
      g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));
    }
  return GTK_WINDOW_CLASS (lamp_window_parent_class)->close_request (window);
}

static void
lamp_window_dispose (GObject *object)
{
  LampWindow *self = LAMP_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_object (&self->store);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->team, g_free);
  G_OBJECT_CLASS (lamp_window_parent_class)->dispose (object);
}

static void
lamp_window_class_init (LampWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = lamp_window_close_request;
  g_type_ensure (LAMP_TYPE_PAGE_ALERT);
  g_type_ensure (LAMP_TYPE_PAGE_ALERTS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/gatelamp/window/lamp-window.ui");
  gtk_widget_class_bind_template_child (widget_class, LampWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, LampWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, LampWindow, alerts_page);
  gtk_widget_class_bind_template_child (widget_class, LampWindow, alert_page);
  gtk_widget_class_bind_template_child (widget_class, LampWindow, alert_title);
  gtk_widget_class_install_action (widget_class, "alert.open", "s", on_open);
  gtk_widget_class_install_action (widget_class, "alert.back", NULL, on_back);
  gtk_widget_class_install_action (widget_class, "alert.report", NULL, on_report);
  gtk_widget_class_install_action (widget_class, "alert.expect", NULL, on_expect);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "alert.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "alert.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, 0, "alert.report", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, 0, "alert.expect", NULL);
}

/* Tab moves the focus from row to row and leaves the selection behind; the keys must mean the row that has
 * the focus. */
static void
on_focus (LampWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (focus != NULL && LAMP_IS_ALERT_ROW (gtk_widget_get_first_child (focus)))
    gtk_widget_activate_action (focus, "listitem.select", "(bb)", FALSE, FALSE);
}

/* Without its schema the window works, and forgets its size. */
static GSettings *
new_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema)
      schema = source != NULL ? g_settings_schema_source_lookup (source, LAMP_APPLICATION_ID, TRUE) : NULL;

  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

static void
lamp_window_init (LampWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lamp_stack_turn (self->stack, "alerts");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "alert.back", FALSE);
  gtk_window_set_icon_name (GTK_WINDOW (self), LAMP_APPLICATION_ID);
  self->cancellable = g_cancellable_new ();
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (on_focus), NULL);
  self->settings = new_settings ();
  gtk_window_set_default_size (
      GTK_WINDOW (self), self->settings != NULL ? g_settings_get_int (self->settings, "window-width") : 860,
      self->settings != NULL ? g_settings_get_int (self->settings, "window-height") : 640);
  if (self->settings != NULL && g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

/**
 * lamp_window_new:
 * @application: whose window
 * @client: the agent
 *
 * Returns: (transfer none): a window of @application
 */
LampWindow *
lamp_window_new (GtkApplication *application, LampClient *client)
{
  LampWindow *self = g_object_new (LAMP_TYPE_WINDOW, "application", application, NULL);

  self->client = g_object_ref (client);
  self->store = lamp_alert_store_new (client);
  lamp_page_alerts_set_store (self->alerts_page, self->store);
  lamp_page_alert_set_team (self->alert_page, NULL);
  g_signal_connect_object (client, "notify::connected", G_CALLBACK (ask_policy), self, G_CONNECT_SWAPPED);
  ask_policy (self);
  return self;
}

/**
 * lamp_window_open_alert:
 * @self: a window
 * @id: an alert's; foreign text
 *
 * An alert that is not in the list, or not yet, is asked for.
 */
void
lamp_window_open_alert (LampWindow *self, const char *id)
{
  LampAlertItem *item = lamp_alert_store_find (self->store, id);

  if (item != NULL)
    open_item (self, item);
  else
    lamp_client_get_alert_async (self->client, id, self->cancellable, on_got, g_object_ref (self));
}
