/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "window/lamp-detail-row.h"

#include <glib/gi18n-lib.h>

/**
 * lamp_detail_row_keep_true:
 * @label: shows foreign text
 *
 * Pango puts a hyphen where it breaks a word; in a path or a hash that would be one character more than there
 * is.
 */
void
lamp_detail_row_keep_true (GtkLabel *label)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (label, attributes);
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text); /* no markup, no mnemonic */

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  lamp_detail_row_keep_true (GTK_LABEL (label));
  gtk_widget_set_hexpand (label, TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
wrap_in_row (GtkWidget *child, const char *spoken)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return row;
}

static void
on_copy (GtkButton *button, gpointer user_data)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)),
                          g_object_get_data (G_OBJECT (button), "lamp-copy"));
  gtk_button_set_icon_name (button, "object-select-symbolic");
}

/**
 * lamp_detail_row_new_with_copy:
 * @title: what it is, translated
 * @value: foreign text, as it shall be seen
 * @copy: (nullable): what a button puts on the clipboard
 * @tooltip: (nullable): what that button does, translated
 *
 * Returns: (transfer floating): a row of a list box
 */
GtkWidget *
lamp_detail_row_new_with_copy (const char *title, const char *value, const char *copy, const char *tooltip)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *label = make_label (value, NULL);
  g_autofree char *spoken = g_strdup_printf ("%s: %s", title, value);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_add_css_class (box, "lamp-value");
  gtk_box_append (GTK_BOX (words), make_label (title, "caption"));
  gtk_widget_add_css_class (gtk_widget_get_first_child (words), "dim-label");
  gtk_box_append (GTK_BOX (words), label);
  gtk_box_append (GTK_BOX (box), words);
  if (copy != NULL)
    {
      GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_tooltip_text (button, tooltip);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
      g_object_set_data_full (G_OBJECT (button), "lamp-copy", g_strdup (copy), g_free);
      g_signal_connect (button, "clicked", G_CALLBACK (on_copy), NULL);
      gtk_box_append (GTK_BOX (box), button);
    }
  return wrap_in_row (box, spoken);
}

/**
 * lamp_detail_row_new:
 * @title: what it is, translated
 * @value: foreign text, as it shall be seen
 *
 * Returns: (transfer floating): a row of a list box
 */
GtkWidget *
lamp_detail_row_new (const char *title, const char *value)
{
  return lamp_detail_row_new_with_copy (title, value, NULL, NULL);
}

/**
 * lamp_detail_row_new_sentence:
 * @text: one sentence
 * @note: (nullable): something small at its end
 *
 * Returns: (transfer floating): a row of a list box
 */
GtkWidget *
lamp_detail_row_new_sentence (const char *text, const char *note)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_widget_add_css_class (box, "lamp-value");
  gtk_box_append (GTK_BOX (box), make_label (text, NULL));
  if (note != NULL)
    {
      GtkWidget *label = gtk_label_new (note);

      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_add_css_class (label, "numeric");
      gtk_box_append (GTK_BOX (box), label);
    }
  return wrap_in_row (box, text);
}
