/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The window, right to left: as it stands with a translation into Arabic or Hebrew. */

#include "window/lamp-application.h"

static void
on_startup (GApplication *application, gpointer user_data)
{
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
}

int
main (int argc, char *argv[])
{
  g_autoptr (LampApplication) application = lamp_application_new ();

  g_signal_connect (application, "startup", G_CALLBACK (on_startup), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
