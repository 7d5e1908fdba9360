/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent-bench.h"

#include <glib/gstdio.h>

static char *
new_id (gpointer data)
{
  return g_uuid_string_random ();
}

LampEngine *
agent_bench_new_engine (const LampPolicy *policy)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampHosts) hosts = lamp_hosts_new (&error);
  const LampEnginePerson person = { .uid = 1000, .name = "alice" };

  g_assert_no_error (error);
  return lamp_engine_new (policy, hosts, &person, new_id, NULL);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
wait_result (GAsyncResult *const *result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

LampStore *
agent_bench_open_store (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "store.sqlite", NULL);
  LampStore *store = lamp_store_new (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lamp_store_open_async (store, NULL, on_result, &result);
  wait_result (&result);
  lamp_store_open_finish (store, result, &error);
  g_assert_no_error (error);
  return store;
}

void
agent_bench_close_store (LampStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;

  lamp_store_close_async (store, NULL, on_result, &result);
  wait_result (&result);
}

void
agent_bench_remove (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);
      agent_bench_remove (inner);
    }
  g_remove (path);
}
