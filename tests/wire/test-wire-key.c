/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "wire/lamp-wire-key.h"

static void
test_names_the_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("lamp-key-XXXXXX", NULL);
  g_autofree char *first = g_build_filename (folder, "a", NULL);
  g_autofree char *second = g_build_filename (folder, "b", NULL);
  g_autofree char *moved = g_build_filename (folder, "c", NULL);
  g_autofree char *link = g_build_filename (folder, "l", NULL);
  LampWireKey a, b, again;
  int dirfd = open (folder, O_PATH | O_DIRECTORY | O_CLOEXEC);

  g_assert_true (g_file_set_contents (first, "x", 1, NULL));
  g_assert_true (g_file_set_contents (second, "x", 1, NULL));
  g_assert_cmpint (symlink ("a", link), ==, 0);
  g_assert_cmpint (lamp_wire_key_for_path_at (dirfd, "a", &a), ==, 0);
  g_assert_cmpint (lamp_wire_key_for_path_at (AT_FDCWD, second, &b), ==, 0);
  g_assert_true (lamp_wire_key_is_valid (a.text));
  g_assert_cmpstr (a.text, !=, b.text);

  g_assert_cmpint (g_rename (first, moved), ==, 0);
  g_assert_cmpint (lamp_wire_key_for_path_at (dirfd, "c", &again), ==, 0);
  g_assert_cmpstr (a.text, ==, again.text);
  g_assert_cmpint (lamp_wire_key_for_path_at (dirfd, "l", &again), ==, 0);
  g_assert_cmpstr (a.text, !=, again.text);
  g_assert_cmpint (lamp_wire_key_for_path_at (dirfd, "none", &again), ==, -ENOENT);

  close (dirfd);
  g_unlink (moved);
  g_unlink (second);
  g_unlink (link);
  g_rmdir (folder);
}

static void
test_without_handles (void)
{
  LampWireKey key;

  g_assert_cmpint (lamp_wire_key_for_path_at (AT_FDCWD, "/proc/self/status", &key), ==, 0);
  g_assert_true (lamp_wire_key_is_valid (key.text));
}

static void
test_from_event (void)
{
  static const unsigned char fsid[8] = { 0x9f, 0x3c, 0x6a, 0x01, 0x12, 0xb4, 0xd7, 0xe8 };
  static const unsigned char handle[8] = { 0x0c, 0x4a, 0x02, 0x00, 0x77, 0xf1, 0xa2, 0xb3 };
  unsigned char huge[LAMP_WIRE_HANDLE_MAX + 1] = { 0 };
  LampWireKey key;

  g_assert_true (lamp_wire_key_for_handle (fsid, 1, handle, sizeof handle, &key));
  g_assert_cmpstr (key.text, ==, "9f3c6a0112b4d7e8-1-0c4a020077f1a2b3");
  g_assert_true (lamp_wire_key_for_handle (fsid, -1, huge, LAMP_WIRE_HANDLE_MAX, &key));
  g_assert_true (lamp_wire_key_is_valid (key.text));
  g_assert_cmpuint (strlen (key.text), ==, LAMP_WIRE_KEY_SIZE - 1);
  g_assert_false (lamp_wire_key_for_handle (fsid, 1, huge, sizeof huge, &key));
  g_assert_false (lamp_wire_key_for_handle (fsid, 1, huge, 0, &key));
}

static void
test_form (void)
{
  static const struct
  {
    const char *text;
    gboolean valid;
    const char *message;
  } rows[] = {
    { "9f3c6a0112b4d7e8-1-0c4a020077f1a2b3", TRUE, "a handle" },
    { "9f3c6a0112b4d7e8-f8-00", TRUE, "a short handle of another type" },
    { "9f3c6a0112b4d7e8-i-1f-5dead", TRUE, "inode and birth time" },
    { "0000000000000000-i-1-0", TRUE, "no birth time" },
    { "9f3c6a0112b4d7e8-i-1f", FALSE, "no birth field" },
    { "9f3c6a0112b4d7e8-i--0", FALSE, "no inode" },
    { "9f3c6a0112b4d7e8-1-0c4", FALSE, "half a byte" },
    { "9F3C6A0112B4D7E8-1-0c", FALSE, "upper case" },
    { "9f3c6a01-1-0c", FALSE, "short fsid" },
    { "9f3c6a0112b4d7e8-1-", FALSE, "no handle" },
    { "9f3c6a0112b4d7e8-123456789-00", FALSE, "type too long" },
    { "9f3c6a0112b4d7e8-1-00 ", FALSE, "trailing space" },
    { "", FALSE, "empty" },
    { NULL, FALSE, "null" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].message);
      g_assert_cmpint (lamp_wire_key_is_valid (rows[i].text), ==, rows[i].valid);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/key/names-the-file", test_names_the_file);
  g_test_add_func ("/wire/key/without-handles", test_without_handles);
  g_test_add_func ("/wire/key/from-event", test_from_event);
  g_test_add_func ("/wire/key/form", test_form);
  return g_test_run ();
}
