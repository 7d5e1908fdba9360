/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "probe/lamp-examine.h"
#include "wire/lamp-wire-key.h"

/* A /proc of files: what the kernel would show of processes that need not run. */
typedef struct
{
  char *root;
  LampMarkTable marks;
  LampExaminer examiner;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  struct stat status;
  LampWireKey key;
  g_autofree char *file = NULL;

  fixture->root = g_dir_make_tmp ("lamp-examine-XXXXXX", NULL);
  file = g_build_filename (fixture->root, "lure.sh", NULL);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  g_assert_cmpint (stat (file, &status), ==, 0);
  g_assert_cmpint (lamp_wire_key_for_path_at (AT_FDCWD, file, &key), ==, 0);
  g_assert_true (lamp_mark_table_init (&fixture->marks, 16));
  g_assert_nonnull (lamp_mark_table_put (&fixture->marks, key.text, file, status.st_dev, status.st_ino));
  g_assert_true (lamp_examiner_init (&fixture->examiner, open (fixture->root, O_PATH | O_DIRECTORY),
                                     getuid (), &fixture->marks));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -r %s", fixture->root);

  close (fixture->examiner.proc_root);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (fixture->root);
}

static void
put (Fixture *fixture, int pid, const char *name, const char *bytes, gssize length)
{
  g_autofree char *path = g_strdup_printf ("%s/%d/%s", fixture->root, pid, name);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, bytes, length, NULL));
}

static void
put_link (Fixture *fixture, int pid, const char *name, const char *target)
{
  g_autofree char *path = g_strdup_printf ("%s/%d/%s", fixture->root, pid, name);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
put_process (Fixture *fixture,
             int pid,
             char state,
             const char *comm,
             const char *exe,
             const char *words,
             gssize length)
{
  g_autofree char *text = g_strdup_printf ("%d (%s) %c 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 77 0 0\n", pid,
                                           comm, state);

  put (fixture, pid, "stat", text, -1);
  put (fixture, pid, "cmdline", words, length);
  put_link (fixture, pid, "exe", exe);
  put_link (fixture, pid, "cwd", "..");
}

static LampSighting
examine (Fixture *fixture, int pid, LampExamineDepth depth)
{
  LampSighting seen;

  g_assert_true (lamp_examine (&fixture->examiner, pid, NULL, depth, &seen));
  return seen;
}

static void
test_methods (Fixture *fixture, gconstpointer data)
{
  LampSighting seen;

  put_process (fixture, 10, 'S', "lure.sh", "../lure.sh", "anything\0", 9);
  seen = examine (fixture, 10, LAMP_EXAMINE_IMAGE);
  g_assert_nonnull (seen.mark);
  g_assert_cmpint (seen.method, ==, LAMP_METHOD_EXE);
  g_assert_cmpint (seen.operand, ==, -1);
  g_assert_cmpuint (seen.stat.started_ticks, ==, 77);

  put_process (fixture, 11, 'S', "bash", "/bin/sh", "bash\0-x\0lure.sh\0arg\0", 20);
  seen = examine (fixture, 11, LAMP_EXAMINE_IMAGE);
  g_assert_null (seen.mark);
  seen = examine (fixture, 11, LAMP_EXAMINE_NAMES);
  g_assert_cmpint (seen.method, ==, LAMP_METHOD_SCRIPT);
  g_assert_cmpint (seen.operand, ==, 2);
  g_assert_false (seen.shebang);

  put_process (fixture, 12, 'S', "lure.sh", "/bin/sh", "/bin/sh\0./lure.sh\0", 18);
  seen = examine (fixture, 12, LAMP_EXAMINE_NAMES);
  g_assert_true (seen.shebang);

  put_process (fixture, 13, 'S', "bash", "/bin/sh", "bash\0", 5);
  put_link (fixture, 13, "fd/0", "../../lure.sh");
  seen = examine (fixture, 13, LAMP_EXAMINE_STDIN);
  g_assert_cmpint (seen.method, ==, LAMP_METHOD_STDIN);

  put_process (fixture, 14, 'S', "less", "/bin/sh", "less\0", 5);
  put_link (fixture, 14, "fd/7", "../../lure.sh");
  g_assert_null (examine (fixture, 14, LAMP_EXAMINE_NAMES).mark);
  g_assert_cmpint (examine (fixture, 14, LAMP_EXAMINE_HOLDS).method, ==, LAMP_METHOD_DESCRIPTOR);
}

static void
test_none (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *words;
    gssize length;
    const char *message;
  } rows[] = {
    { "lure.sh\0", 8, "the first element is what the caller chose to say" },
    { "bash\0--file=lure.sh\0", 20, "an option" },
    { "bash\0/dev/fd/3\0", 15, "a descriptor of another process" },
    { "bash\0/nonexistent/lure.sh\0", 26, "the name elsewhere" },
    { "bash\0cat lure.sh\0", 17, "a command that mentions it" },
    { "", 0, "no words" },
    { "bash", 4, "not ended" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].message);
      put_process (fixture, 20 + (int) i, 'S', "bash", "/bin/sh", rows[i].words, rows[i].length);
      g_assert_null (examine (fixture, 20 + (int) i, LAMP_EXAMINE_HOLDS).mark);
    }
}

static void
test_ended (Fixture *fixture, gconstpointer data)
{
  LampSighting seen;

  put_process (fixture, 30, 'Z', "lure.sh", "../lure.sh", "", 0);
  seen = examine (fixture, 30, LAMP_EXAMINE_NAMES);
  g_assert_true (seen.zombie);
  g_assert_null (seen.mark);
  g_assert_cmpstr (seen.stat.comm, ==, "lure.sh");
  g_assert_false (lamp_examine (&fixture->examiner, 31, NULL, LAMP_EXAMINE_NAMES, &seen));
}

/* The inode's number was used again: the same numbers, another file. */
static void
test_used_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->root, "lure.sh", NULL);
  struct stat status;

  g_assert_cmpint (stat (file, &status), ==, 0);
  lamp_mark_table_drop (&fixture->marks,
                        lamp_mark_table_find_inode (&fixture->marks, status.st_dev, status.st_ino));
  lamp_mark_table_put (&fixture->marks, "0000000000000000-1-00", file, status.st_dev, status.st_ino);
  put_process (fixture, 40, 'S', "lure.sh", "../lure.sh", "x\0", 2);
  g_assert_null (examine (fixture, 40, LAMP_EXAMINE_HOLDS).mark);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/probe/examine/methods", Fixture, NULL, set_up, test_methods, tear_down);
  g_test_add ("/probe/examine/none", Fixture, NULL, set_up, test_none, tear_down);
  g_test_add ("/probe/examine/ended", Fixture, NULL, set_up, test_ended, tear_down);
  g_test_add ("/probe/examine/used-again", Fixture, NULL, set_up, test_used_again, tear_down);
  return g_test_run ();
}
