/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "policy/lamp-policy-watch.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *top;
  char *system;
  char *user;
  LampPolicyLoader *loader;
  LampPolicyWatch *watch;
  guint changes;
} Fixture;

static void
count (guint *changes)
{
  (*changes)++;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->top = g_dir_make_tmp ("lamp-watch-XXXXXX", NULL);
  self->system = g_build_filename (self->top, "system", NULL);
  self->user = g_build_filename (self->top, "user", NULL);
  g_assert_cmpint (g_mkdir (self->system, 0700), ==, 0);
  self->loader = lamp_policy_loader_new (NULL, self->system, self->user);
  g_assert_true (lamp_policy_loader_load (self->loader, NULL));
  self->watch = lamp_policy_watch_new (self->loader);
  g_signal_connect_swapped (self->watch, "changed", G_CALLBACK (count), &self->changes);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "system/policy.d/10.conf", "system/policy.d",
                                       "system/policy.conf",      "system",
                                       "user/policy.conf",        "user" };

  g_object_unref (self->watch);
  g_object_unref (self->loader);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->top, names[i], NULL);
      g_remove (path);
    }
  g_rmdir (self->top);
  g_free (self->top);
  g_free (self->system);
  g_free (self->user);
}

static void
save (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* A reading may fall between a folder and its file: what is waited for is what the last one found. */
static void
wait_days (Fixture *self, gint64 days)
{
  while (lamp_policy_loader_get_policy (self->loader)->fresh_days != days)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_problems (Fixture *self, guint wanted)
{
  while (lamp_policy_loader_get_problems (self->loader)->len != wanted)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_file (Fixture *self, gconstpointer data)
{
  save (self->system, "policy.conf", "[Detection]\nfresh-days=7\n");
  wait_days (self, 7);
  save (self->system, "policy.conf", "[Detection]\nfresh-days=8\n");
  wait_days (self, 8);
  g_assert_cmpuint (self->changes, >=, 2);
}

/* The folder of the person, and policy.d, are made later. */
static void
test_later (Fixture *self, gconstpointer data)
{
  g_autofree char *drop_ins = g_build_filename (self->system, "policy.d", NULL);

  g_assert_cmpint (g_mkdir (drop_ins, 0700), ==, 0);
  save (drop_ins, "10.conf", "[Detection]\nfresh-days=9\n");
  wait_days (self, 9);
  save (drop_ins, "10.conf", "[Detection]\nfresh-days=10\n");
  wait_days (self, 10);
  g_assert_cmpint (g_mkdir (self->user, 0700), ==, 0);
  save (self->user, "policy.conf", "[Detection]\nfresh-days=11\n");
  wait_days (self, 11);
  save (self->user, "policy.conf", "[Detection]\nfresh-days=12\n");
  wait_days (self, 12);
}

/* A bad file leaves the last good policy in force and is told with file, line, key and reason. */
static void
test_bad_file (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->system, "policy.conf", NULL);
  const LampPolicyProblem *problem;

  save (self->system, "policy.conf", "[Detection]\nfresh-days=7\n");
  wait_days (self, 7);
  save (self->system, "policy.conf", "[Detection]\nfresh-days=8\nshadow=perhaps\n");
  wait_problems (self, 1);
  g_assert_cmpint (lamp_policy_loader_get_policy (self->loader)->fresh_days, ==, 7);
  problem = g_ptr_array_index (lamp_policy_loader_get_problems (self->loader), 0);
  g_assert_cmpstr (problem->file, ==, path);
  g_assert_cmpuint (problem->line, ==, 3);
  g_assert_cmpstr (problem->key, ==, "Detection/shadow");
  g_assert_nonnull (problem->reason);
  save (self->system, "policy.conf", "[Detection]\nfresh-days=9\n");
  wait_days (self, 9);
  g_assert_cmpuint (lamp_policy_loader_get_problems (self->loader)->len, ==, 0);
}

/* Whoever saves all the time has it read twice a second at most. */
static void
test_many (Fixture *self, gconstpointer data)
{
  const gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC;

  for (int i = 0; g_get_monotonic_time () < end; i++)
    {
      g_autofree char *text = g_strdup_printf ("[Detection]\nfresh-days=%d\n", 100 + i % 100);
      save (self->system, "policy.conf", text);
      g_main_context_iteration (NULL, FALSE);
    }
  save (self->system, "policy.conf", "[Detection]\nfresh-days=3\n");
  wait_days (self, 3);
  g_assert_cmpuint (self->changes, <=, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/policy/watch/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("file", test_file);
  ADD ("later", test_later);
  ADD ("bad-file", test_bad_file);
  ADD ("many", test_many);
  return g_test_run ();
}
