/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "probe/source-poll.h"

/* A folder that looks like /proc: a sub-folder a process, with its image as `exe`. */
typedef struct
{
  char *root;
  LampSourcePoll poll;
  GString *told;
} Fixture;

static void
put_image (Fixture *self, const char *pid, const char *image)
{
  g_autofree char *folder = g_build_filename (self->root, pid, NULL);
  g_autofree char *link = g_build_filename (folder, "exe", NULL);
  g_autofree char *target = g_build_filename (self->root, image, NULL);

  g_mkdir (folder, 0700);
  g_unlink (link);
  g_assert_true (g_file_test (target, G_FILE_TEST_EXISTS) || g_file_set_contents (target, "", 0, NULL));
  g_assert_cmpint (symlink (target, link), ==, 0);
}

static void
end_process (Fixture *self, const char *pid)
{
  g_autofree char *folder = g_build_filename (self->root, pid, NULL);
  g_autofree char *link = g_build_filename (folder, "exe", NULL);

  g_unlink (link);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->root = g_dir_make_tmp ("lamp-XXXXXX", NULL);
  self->told = g_string_new (NULL);
  g_assert_true (
      lamp_source_poll_open (&self->poll, open (self->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC), getuid ()));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (self->root, 0, NULL);
  const char *name;

  close (self->poll.proc_root);
  lamp_source_poll_close (&self->poll);
  while ((name = g_dir_read_name (folder)) != NULL)
    if (g_ascii_isdigit (name[0]))
      end_process (self, name);
    else
      {
        g_autofree char *path = g_build_filename (self->root, name, NULL);
        g_unlink (path);
      }
  g_assert_cmpint (g_rmdir (self->root), ==, 0);
  g_free (self->root);
  g_string_free (self->told, TRUE);
}

static void
on_told (void *data, pid_t pid)
{
  g_string_append_printf (data, "%d ", (int) pid);
}

static const char *
make_pass (Fixture *self)
{
  g_string_truncate (self->told, 0);
  lamp_source_poll_pass (&self->poll, on_told, self->told);
  return self->told->str;
}

/* A shell that was met before it executed another shell looks the same ever after. */
static void
test_again (Fixture *self, gconstpointer data)
{
  put_image (self, "100", "bash");
  for (int i = 0; i < 4; i++)
    g_assert_cmpstr (make_pass (self), ==, "100 ");
  g_assert_cmpstr (make_pass (self), ==, "");
  put_image (self, "200", "bash");
  g_assert_cmpstr (make_pass (self), ==, "200 ");
}

static void
test_changed (Fixture *self, gconstpointer data)
{
  put_image (self, "100", "bash");
  put_image (self, "101", "bash");
  for (int i = 0; i < 5; i++)
    make_pass (self);
  put_image (self, "101", "python3");
  g_assert_cmpstr (make_pass (self), ==, "101 ");
  end_process (self, "100");
  g_assert_cmpstr (make_pass (self), ==, "101 ");
  put_image (self, "100", "bash");
  g_assert_cmpstr (make_pass (self), ==, "100 101 ");
}

static void
test_forget (Fixture *self, gconstpointer data)
{
  put_image (self, "100", "bash");
  for (int i = 0; i < 5; i++)
    make_pass (self);
  lamp_source_poll_forget (&self->poll);
  g_assert_cmpstr (make_pass (self), ==, "100 ");
}

/* Not a process, or one that shows no image. */
static void
test_strange (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (self->root, "300", NULL);

  g_mkdir (folder, 0700);
  put_image (self, "self", "bash");
  g_assert_cmpstr (make_pass (self), ==, "");
  end_process (self, "self");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/probe/poll/again", Fixture, NULL, set_up, test_again, tear_down);
  g_test_add ("/probe/poll/changed", Fixture, NULL, set_up, test_changed, tear_down);
  g_test_add ("/probe/poll/forget", Fixture, NULL, set_up, test_forget, tear_down);
  g_test_add ("/probe/poll/strange", Fixture, NULL, set_up, test_strange, tear_down);
  return g_test_run ();
}
