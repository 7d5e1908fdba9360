/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "window/lamp-stack.h"

static void
hide_others (GtkStack *stack)
{
  GtkWidget *front = gtk_stack_get_visible_child (stack);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (stack));

  if (gtk_stack_get_transition_running (stack))
    return;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (child != front)
      gtk_widget_set_visible (child, FALSE);
}

/**
 * lamp_stack_turn:
 * @stack: a stack
 * @name: of the page that shall be in front
 *
 * As gtk_stack_set_visible_child_name(), and the pages behind are hidden as well: GTK 4.8 tells a screen
 * reader of every page of a stack, so that it would read "Nothing to Tell" beside a list of alerts.
 */
void
lamp_stack_turn (GtkStack *stack, const char *name)
{
  gpointer watched = g_object_get_data (G_OBJECT (stack), "lamp-watched");

  if (watched == NULL)
    {
      g_signal_connect (stack, "notify::transition-running", G_CALLBACK (hide_others), NULL);
      g_object_set_data (G_OBJECT (stack), "lamp-watched", stack);
    }
  gtk_widget_set_visible (gtk_stack_get_child_by_name (stack, name), TRUE);
  gtk_stack_set_visible_child_name (stack, name);
  hide_others (stack);
}
