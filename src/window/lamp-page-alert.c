/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "window/lamp-page-alert.h"

#include "window/lamp-detail-row.h"
#include "window/lamp-window-limits.h"
#include "window/lamp-words.h"

#include "base/lamp-text.h"

#include <glib/gi18n-lib.h>

struct _LampPageAlert
{
  GtkWidget parent_instance;
  GtkScrolledWindow *scroller;
  GtkImage *severity_image;
  GtkLabel *severity_label;
  GtkLabel *state_label;
  GtkLabel *updated_label;
  GtkLabel *sentence_label;
  GtkWidget *answer_box;
  GtkWidget *report_button;
  GtkLabel *receipt_label;
  GtkWidget *why_group;
  GtkListBox *why_list;
  GtkWidget *unknown_group;
  GtkListBox *unknown_list;
  GtkListBox *details_list;
  LampAlertItem *item;
  gulong alert_handler;
  char *told; /* the alert as it stands on the page */
};

G_DEFINE_FINAL_TYPE (LampPageAlert, lamp_page_alert, GTK_TYPE_WIDGET)

static void
clear (GtkListBox *list)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, child);
}

/* In detect's order: the strongest first. */
static void
fill_why (LampPageAlert *self, const LampAlert *alert)
{
  gsize count = 0;

  clear (self->why_list);
  for (; alert->reasons != NULL && alert->reasons[count] != NULL; count++)
    {
      const LampReason *reason = alert->reasons[count];
      g_autofree char *text = lamp_text_line (reason->text, 0);
      /* An isolate: right to left the sign would go to the wrong end. */
      g_autofree char *points = g_strdup_printf ("\u2066%+" G_GINT64_FORMAT "\u2069", reason->weight);

      gtk_list_box_append (self->why_list, lamp_detail_row_new_sentence (text, points));
    }
  gtk_widget_set_visible (self->why_group, count > 0);
}

static void
fill_unknown (LampPageAlert *self, const LampAlert *alert)
{
  gsize count = 0;

  clear (self->unknown_list);
  for (; alert->completeness != NULL && alert->completeness[count] != NULL; count++)
    {
      g_autofree char *text = lamp_text_line (alert->completeness[count]->text, 0);
      gtk_list_box_append (self->unknown_list, lamp_detail_row_new_sentence (text, NULL));
    }
  gtk_widget_set_visible (self->unknown_group, count > 0);
}

static void
add_detail (LampPageAlert *self, const char *title, const char *value)
{
  if (value != NULL)
    gtk_list_box_append (self->details_list, lamp_detail_row_new (title, value));
}

static void
add_foreign (LampPageAlert *self, const char *title, const char *value)
{
  g_autofree char *shown = value != NULL ? lamp_text_show (value, LAMP_WINDOW_VALUE_CHARS) : NULL;
  add_detail (self, title, shown);
}

static void
add_moment (LampPageAlert *self, const char *title, gint64 real_usec)
{
  g_autofree char *shown = real_usec > 0 ? lamp_words_dup_moment (real_usec) : NULL;
  add_detail (self, title, shown);
}

static void
add_file (LampPageAlert *self, const LampFile *file)
{
  g_autofree char *size = g_format_size ((guint64) MAX (file->size_bytes, 0));

  add_foreign (self, _ ("File"), file->path);
  if (g_strcmp0 (file->path, file->path_at_arrival) != 0)
    add_foreign (self, _ ("Arrived as"), file->path_at_arrival);
  add_detail (self, _ ("Size"), size);
  add_foreign (self, _ ("Kind"), file->content_type);
  if (file->sha256 != NULL)
    {
      g_autofree char *shown = lamp_text_show (file->sha256, 0);
      gtk_list_box_append (
          self->details_list,
          lamp_detail_row_new_with_copy (_ ("SHA-256"), shown, file->sha256, _ ("Copy the SHA-256")));
    }
  add_moment (self, _ ("Arrived"), file->arrived_real_usec);
}

static void
add_origin (LampPageAlert *self, const LampOrigin *origin)
{
  add_foreign (self, _ ("Address"), origin->url);
  add_foreign (self, _ ("Page"), origin->page);
  add_foreign (self, _ ("Brought by"), origin->app);
  add_foreign (self, _ ("Account"), origin->account);
}

static void
add_process (LampPageAlert *self, const LampProcess *process)
{
  g_autofree char *argv = lamp_words_dup_argv (process);
  g_autofree char *ancestors = lamp_words_dup_ancestors (process);

  add_foreign (self, _ ("Program"), process->exe);
  add_detail (self, _ ("Command line"), argv);
  add_foreign (self, _ ("Working folder"), process->cwd);
  add_detail (self, _ ("Started by"), ancestors);
}

static void
add_techniques (LampPageAlert *self, const LampAlert *alert)
{
  for (gsize i = 0; alert->techniques != NULL && alert->techniques[i] != NULL; i++)
    {
      const LampTechnique *technique = alert->techniques[i];
      g_autofree char *text = g_strdup_printf ("%s · %s", technique->id != NULL ? technique->id : "?",
                                               technique->name != NULL ? technique->name : _ ("no name"));
      add_foreign (self, _ ("ATT&CK technique"), text);
    }
}

static void
fill_details (LampPageAlert *self, const LampAlert *alert)
{
  clear (self->details_list);
  if (alert->file != NULL)
    add_file (self, alert->file);
  add_moment (self, _ ("First run"), alert->time_real_usec);
  if (alert->count > 1)
    {
      g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, alert->count);
      add_moment (self, _ ("Last run"), alert->last_time_real_usec);
      add_detail (self, _ ("Times run"), count);
    }
  if (alert->origin != NULL)
    add_origin (self, alert->origin);
  if (alert->process != NULL)
    add_process (self, alert->process);
  add_techniques (self, alert);
  add_foreign (self, _ ("Alert"), alert->id);
}

static gboolean
refresh (LampPageAlert *self)
{
  const LampAlert *alert = lamp_alert_item_get_alert (self->item);
  g_autofree char *sentence = lamp_text_line (alert->sentence, 0);
  g_autofree char *text = lamp_alert_to_text (alert, LAMP_VIEW_PUBLIC);

  if (g_strcmp0 (text, self->told) == 0)
    return FALSE;
  g_free (self->told);
  self->told = g_steal_pointer (&text);
  gtk_image_set_from_icon_name (self->severity_image, lamp_words_get_severity_icon (alert->severity));
  gtk_label_set_text (self->severity_label, lamp_words_get_severity (alert->severity));
  gtk_label_set_text (self->state_label, lamp_words_get_state (alert));
  gtk_label_set_text (self->sentence_label, sentence);
  gtk_widget_set_visible (self->answer_box, !lamp_words_is_answered (alert));
  fill_why (self, alert);
  fill_unknown (self, alert);
  fill_details (self, alert);
  return TRUE;
}

/* Where the reader is on the page stays where it is: the scroller keeps its place, only the note is new. */
static void
on_alert (LampPageAlert *self)
{
  if (refresh (self))
    gtk_label_set_text (self->updated_label, _ ("Updated just now"));
}

static gboolean
lamp_page_alert_grab_focus (GtkWidget *widget)
{
  LampPageAlert *self = LAMP_PAGE_ALERT (widget);

  if (gtk_widget_get_visible (self->answer_box))
    return gtk_widget_grab_focus (self->report_button);
  if (!gtk_widget_grab_focus (GTK_WIDGET (self->sentence_label)))
    return FALSE;
  /* A label that gets the focus selects all of itself. */
  gtk_label_select_region (self->sentence_label, 0, 0);
  return TRUE;
}

static void
lamp_page_alert_dispose (GObject *object)
{
  LampPageAlert *self = LAMP_PAGE_ALERT (object);
  GtkWidget *child;

  if (self->item != NULL)
    g_clear_signal_handler (&self->alert_handler, self->item);
  g_clear_object (&self->item);
  g_clear_pointer (&self->told, g_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (lamp_page_alert_parent_class)->dispose (object);
}

static void
lamp_page_alert_class_init (LampPageAlertClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_page_alert_dispose;
  widget_class->grab_focus = lamp_page_alert_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/gatelamp/window/lamp-page-alert.ui");
  gtk_widget_class_bind_template_child (widget_class, LampPageAlert, scroller);
  gtk_widget_class_bind_template_child (widget_class, LampPageAlert, severity_image);
  gtk_widget_class_bind_template_child (widget_class, LampPageAlert, severity_label);
  gtk_widget_class_bind_template_child (widget_class, LampPageAlert, state_label);
  gtk_widget_class_bind_template_child (widget_class, LampPageAlert, updated_label);
  gtk_widget_class_bind_template_child (widget_class, LampPageAlert, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, LampPageAlert, answer_box);
  gtk_widget_class_bind_template_child (widget_class, LampPageAlert, report_button);
  gtk_widget_class_bind_template_child (widget_class, LampPageAlert, receipt_label);
  gtk_widget_class_bind_template_child (widget_class, LampPageAlert, why_group);
  gtk_widget_class_bind_template_child (widget_class, LampPageAlert, why_list);
  gtk_widget_class_bind_template_child (widget_class, LampPageAlert, unknown_group);
  gtk_widget_class_bind_template_child (widget_class, LampPageAlert, unknown_list);
  gtk_widget_class_bind_template_child (widget_class, LampPageAlert, details_list);
}

static void
lamp_page_alert_init (LampPageAlert *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lamp_detail_row_keep_true (self->sentence_label);
}

/**
 * lamp_page_alert_set_item:
 * @self: a page
 * @item: the alert to tell
 */
void
lamp_page_alert_set_item (LampPageAlert *self, LampAlertItem *item)
{
  if (self->item != NULL)
    g_clear_signal_handler (&self->alert_handler, self->item);
  g_set_object (&self->item, item);
  self->alert_handler = g_signal_connect_swapped (item, "notify::alert", G_CALLBACK (on_alert), self);
  gtk_label_set_text (self->updated_label, "");
  gtk_widget_set_visible (GTK_WIDGET (self->receipt_label), FALSE);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  refresh (self);
}

/**
 * lamp_page_alert_get_item:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the alert that is told
 */
LampAlertItem *
lamp_page_alert_get_item (LampPageAlert *self)
{
  return self->item;
}

/**
 * lamp_page_alert_show_receipt:
 * @self: a page
 * @text: what became of the person's answer
 */
void
lamp_page_alert_show_receipt (LampPageAlert *self, const char *text)
{
  gtk_label_set_text (self->receipt_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->receipt_label), TRUE);
}

/**
 * lamp_page_alert_set_team:
 * @self: a page
 * @team: (nullable): what policy calls the security team
 */
void
lamp_page_alert_set_team (LampPageAlert *self, const char *team)
{
  g_autofree char *hint = lamp_words_dup_report_hint (team);

  gtk_widget_set_tooltip_text (GTK_WIDGET (self->report_button), hint);
}
