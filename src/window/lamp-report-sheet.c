/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "window/lamp-report-sheet.h"

#include "window/lamp-window-limits.h"
#include "window/lamp-words.h"

#include "base/lamp-limits.h"

#include <glib/gi18n-lib.h>

struct _LampReportSheet
{
  AdwWindow parent_instance;
  GtkTextView *comment_view;
  GtkTextBuffer *preview_buffer;
  GtkLabel *team_label;
  GtkLabel *message_label;
  LampClient *client;
  char *alert_id;
  GCancellable *preview_cancellable;
  guint preview_id;
};

G_DEFINE_FINAL_TYPE (LampReportSheet, lamp_report_sheet, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_SENT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static char *
dup_comment (LampReportSheet *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->comment_view);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
tell (LampReportSheet *self, const char *text)
{
  gtk_label_set_text (self->message_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message_label), text != NULL);
}

static void
set_can_send (LampReportSheet *self, gboolean can)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.send", can);
}

static void
on_preview (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LampReportSheet) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = lamp_client_preview_finish (LAMP_CLIENT (source), result, &error);
  g_autofree char *shown = NULL;
  GtkTextIter start;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->alert_id == NULL)
    return;
  if (bytes == NULL)
    {
      tell (self, lamp_words_get_failure (error));
      return;
    }
  shown = lamp_words_dup_preview (bytes);
  gtk_text_buffer_set_text (self->preview_buffer, "", -1);
  gtk_text_buffer_get_start_iter (self->preview_buffer, &start);
  gtk_text_buffer_insert_with_tags_by_name (self->preview_buffer, &start, shown, -1, "exact", NULL);
  set_can_send (self, TRUE);
}

static void
start_preview (LampReportSheet *self)
{
  g_autofree char *comment = dup_comment (self);

  if (g_utf8_strlen (comment, -1) > LAMP_COMMENT_CHARS)
    {
      tell (self, _ ("The comment is too long."));
      return;
    }
  tell (self, NULL);
  g_clear_object (&self->preview_cancellable);
  self->preview_cancellable = g_cancellable_new ();
  lamp_client_preview_async (self->client, self->alert_id, comment, self->preview_cancellable, on_preview,
                             g_object_ref (self));
}

static gboolean
on_preview_due (gpointer user_data)
{
  LampReportSheet *self = user_data;
  self->preview_id = 0;
  start_preview (self);
  return G_SOURCE_REMOVE;
}

/* What is shown is no longer what would be sent. */
static void
on_comment_changed (LampReportSheet *self)
{
  set_can_send (self, FALSE);
  g_cancellable_cancel (self->preview_cancellable);
  g_clear_handle_id (&self->preview_id, g_source_remove);
  self->preview_id = g_timeout_add (LAMP_WINDOW_PREVIEW_AFTER_MSEC, on_preview_due, self);
}

static void
on_reported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LampReportSheet) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampReport) report = lamp_client_report_finish (LAMP_CLIENT (source), result, &error);

  if (report != NULL)
    {
      g_signal_emit (self, signals[SIGNAL_SENT], 0, report);
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  tell (self, lamp_words_get_failure (error));
  gtk_widget_set_sensitive (GTK_WIDGET (self->comment_view), TRUE);
  set_can_send (self, TRUE);
}

static void
on_send (GtkWidget *widget, const char *action, GVariant *parameter)
{
  LampReportSheet *self = LAMP_REPORT_SHEET (widget);
  g_autofree char *comment = dup_comment (self);

  set_can_send (self, FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->comment_view), FALSE);
  lamp_client_report_async (self->client, self->alert_id, comment, NULL, on_reported, g_object_ref (self));
}

static void
lamp_report_sheet_dispose (GObject *object)
{
  LampReportSheet *self = LAMP_REPORT_SHEET (object);

  g_cancellable_cancel (self->preview_cancellable);
  g_clear_object (&self->preview_cancellable);
  g_clear_handle_id (&self->preview_id, g_source_remove);
  g_clear_object (&self->client);
  g_clear_pointer (&self->alert_id, g_free);
  G_OBJECT_CLASS (lamp_report_sheet_parent_class)->dispose (object);
}

static void
lamp_report_sheet_class_init (LampReportSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_report_sheet_dispose;
  signals[SIGNAL_SENT] = g_signal_new ("sent", LAMP_TYPE_REPORT_SHEET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/gatelamp/window/lamp-report-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, LampReportSheet, comment_view);
  gtk_widget_class_bind_template_child (widget_class, LampReportSheet, preview_buffer);
  gtk_widget_class_bind_template_child (widget_class, LampReportSheet, message_label);
  gtk_widget_class_bind_template_child (widget_class, LampReportSheet, team_label);
  gtk_widget_class_install_action (widget_class, "report.send", NULL, on_send);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

/* Also while nothing can be sent yet: it must not become a new line, and so another comment, then. */
static gboolean
on_send_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  gtk_widget_activate_action (widget, "report.send", NULL);
  return TRUE;
}

/* Caught on its way down: a text view takes every kind of Return for a new line. */
static void
add_send_key (LampReportSheet *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkShortcut *send = gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Return, GDK_CONTROL_MASK),
                                        gtk_callback_action_new (on_send_key, NULL, NULL));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), send);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
lamp_report_sheet_init (LampReportSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_send_key (self);
  /* Where a line is broken Pango would put a hyphen, which will not be sent. */
  gtk_text_buffer_create_tag (self->preview_buffer, "exact", "insert-hyphens", FALSE, NULL);
  g_signal_connect_object (gtk_text_view_get_buffer (self->comment_view), "changed",
                           G_CALLBACK (on_comment_changed), self, G_CONNECT_SWAPPED);
  set_can_send (self, FALSE);
}

/**
 * lamp_report_sheet_new:
 * @client: the agent
 * @alert_id: what is reported
 * @team: (nullable): what policy calls the security team
 *
 * Returns: (transfer floating): a window; make it transient and present it
 */
GtkWidget *
lamp_report_sheet_new (LampClient *client, const char *alert_id, const char *team)
{
  LampReportSheet *self = g_object_new (LAMP_TYPE_REPORT_SHEET, NULL);
  g_autofree char *destination = lamp_words_dup_destination (team);

  gtk_label_set_text (self->team_label, destination);
  self->client = g_object_ref (client);
  self->alert_id = g_strdup (alert_id);
  start_preview (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->comment_view));
  return GTK_WIDGET (self);
}
