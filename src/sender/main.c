/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* gatelamp-sender: one job on stdin, one result line on stdout, then the end. It exits 0 when the report was
 * delivered, 1 when it was not, 2 when the job could not be read. */

#include "config.h"

#include "base/lamp-error.h"
#include "base/lamp-paths.h"
#include "sender/lamp-sender-job.h"
#include "transport/lamp-transport-table.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
  else
    json_object_set_null_member (object, name);
}

static void
print_result (const char *delivery, const char *receipt, const char *message)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *line = NULL;

  json_object_set_string_member (object, "delivery", delivery);
  set_text (object, "receipt", receipt);
  set_text (object, "message", message);
  json_node_set_object (node, object);
  line = json_to_string (node, FALSE);
  g_print ("%s\n", line);
}

static void
on_delivered (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **slot = data;
  *slot = g_object_ref (result);
}

static int
deliver (const LampSenderJob *job, LampTransport *transport)
{
  static const char *const words[] = { "delivered", "unreachable", "rejected" };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *receipt = NULL;
  LampDelivery delivery;

  lamp_transport_deliver_async (transport, job->bytes, job->media_type, job->key, NULL, on_delivered,
                                &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  delivery = lamp_transport_deliver_finish (transport, result, &receipt, &error);
  print_result (words[delivery], receipt, error != NULL ? error->message : NULL);
  return delivery == LAMP_DELIVERY_DELIVERED ? 0 : 1;
}

int
main (int argc, char **argv)
{
  g_autoptr (LampSenderJob) job = NULL;
  g_autoptr (LampTransport) transport = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *spool = lamp_paths_dup_spool ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LAMP_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  if (argc > 1)
    {
      g_printerr ("%s takes no arguments; it reads one job from its standard input\n", argv[0]);
      return 2;
    }
  job = lamp_sender_job_read (STDIN_FILENO, &error);
  if (job == NULL)
    {
      print_result ("invalid", NULL, error->message);
      return 2;
    }
  transport = lamp_transport_new_for_name (job->transport, spool);
  if (transport == NULL)
    {
      print_result ("unsupported", NULL, _ ("This version of Gatelamp cannot send reports in this way."));
      return 1;
    }
  return deliver (job, transport);
}
