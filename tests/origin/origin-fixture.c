/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin-fixture.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <unistd.h>

char *
origin_fixture_dup_path (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "fixtures", name, NULL);
}

/* A plain file or one packed with xz. */
static void
unpack_to_fd (const char *name, int fd)
{
  g_autofree char *path = origin_fixture_dup_path (name);
  struct archive *archive = archive_read_new ();
  struct archive_entry *entry;

  archive_read_support_filter_xz (archive);
  archive_read_support_format_raw (archive);
  g_assert_cmpint (archive_read_open_filename (archive, path, 65536), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_read_next_header (archive, &entry), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_read_data_into_fd (archive, fd), ==, ARCHIVE_OK);
  archive_read_free (archive);
}

void
origin_fixture_unpack (const char *name, const char *to)
{
  g_autofree char *folder = g_path_get_dirname (to);
  int fd;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  fd = open (to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  g_assert_cmpint (fd, >=, 0);
  unpack_to_fd (name, fd);
  close (fd);
}

int
origin_fixture_open (const char *name)
{
  int fd = memfd_create (name, MFD_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  unpack_to_fd (name, fd);
  return fd;
}

int
origin_fixture_open_bytes (const void *bytes, gsize length)
{
  int fd = memfd_create ("bytes", MFD_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, bytes, length), ==, (gssize) length);
  return fd;
}

GPtrArray *
origin_fixture_new_evidence (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);
}

LampOriginQuestion
origin_fixture_question (const char *path, const char *app)
{
  return (LampOriginQuestion){ .path = path, .path_at_arrival = path, .home = "/home/brow", .app = app };
}

/* Only below the temporary folder that GLib's tests are given. */
void
origin_fixture_remove (const char *folder)
{
  g_autoptr (GDir) stream = g_dir_open (folder, 0, NULL);
  const char *name;

  while (stream != NULL && (name = g_dir_read_name (stream)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      if (g_unlink (path) != 0)
        origin_fixture_remove (path);
    }
  g_rmdir (folder);
}
