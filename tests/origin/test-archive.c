/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-archive.h"
#include "origin/lamp-origin-download-folders.h"

#include "origin-fixture.h"

#include "base/lamp-error.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef int (*SetFormat) (struct archive *);
typedef int (*AddFilter) (struct archive *);

static void
put_member (struct archive *archive, const char *name, gint64 size)
{
  static const char zeros[65536];
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_size (entry, size);
  archive_entry_set_filetype (entry, g_str_has_suffix (name, "/") ? AE_IFDIR : AE_IFREG);
  archive_entry_set_perm (entry, 0755);
  g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
  for (gint64 left = size; left > 0; left -= (gint64) sizeof zeros)
    archive_write_data (archive, zeros, (size_t) MIN (left, (gint64) sizeof zeros));
  archive_entry_free (entry);
}

static int
make_archive (SetFormat format, AddFilter filter, const char *password, const char *const *names, gint64 size)
{
  struct archive *archive = archive_write_new ();
  int fd = memfd_create ("archive", MFD_CLOEXEC);

  g_assert_cmpint (format (archive), ==, ARCHIVE_OK);
  if (filter != NULL)
    g_assert_cmpint (filter (archive), ==, ARCHIVE_OK);
  if (password != NULL)
    {
      g_assert_cmpint (archive_write_set_options (archive, "zip:encryption=traditional"), ==, ARCHIVE_OK);
      g_assert_cmpint (archive_write_set_passphrase (archive, password), ==, ARCHIVE_OK);
    }
  g_assert_cmpint (archive_write_open_fd (archive, fd), ==, ARCHIVE_OK);
  for (gsize i = 0; names[i] != NULL; i++)
    put_member (archive, names[i], size);
  archive_write_free (archive);
  return fd;
}

static void
on_member (const LampArchiveMember *member, gpointer data)
{
  g_ptr_array_add (data, lamp_archive_member_ref (member));
}

static GPtrArray *
new_members (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_archive_member_unref);
}

static void
test_formats (void)
{
  static const struct
  {
    const char *why;
    SetFormat format;
    AddFilter filter;
    const char *password;
  } rows[] = {
    { "zip", archive_write_set_format_zip, NULL, NULL },
    { "zip with a password", archive_write_set_format_zip, NULL, "p" },
    { "tar", archive_write_set_format_pax_restricted, NULL, NULL },
    { "tar.gz", archive_write_set_format_pax_restricted, archive_write_add_filter_gzip, NULL },
    { "tar.xz", archive_write_set_format_pax_restricted, archive_write_add_filter_xz, NULL },
    { "tar.bz2", archive_write_set_format_pax_restricted, archive_write_add_filter_bzip2, NULL },
    { "tar.zst", archive_write_set_format_pax_restricted, archive_write_add_filter_zstd, NULL },
    { "7z", archive_write_set_format_7zip, NULL, NULL },
    { "cpio", archive_write_set_format_cpio_newc, NULL, NULL },
    { "iso", archive_write_set_format_iso9660, NULL, NULL },
  };
  static const char *const names[] = { "folder/", "folder/run", "invoice.pdf.sh", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) members = new_members ();
      g_autoptr (GError) error = NULL;
      gboolean seen = FALSE;
      int fd = make_archive (rows[i].format, rows[i].filter, rows[i].password, names, 100);

      g_test_message ("%s", rows[i].why);
      g_assert_true (lamp_origin_archive_list (fd, on_member, members, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (members->len, ==, 2);
      for (guint k = 0; k < members->len; k++)
        {
          const LampArchiveMember *member = members->pdata[k];
          seen = seen || strcmp (member->name, "folder/run") == 0;
          g_assert_cmpint (member->size_bytes, ==, 100);
          g_assert_true (member->encrypted == (rows[i].password != NULL));
        }
      g_assert_true (seen);
      close (fd);
    }
}

static void
test_names (void)
{
  static const char *const names[] = { "../../etc/passwd",
                                       "/absolute",
                                       "new\nline",
                                       "\xff\xfe",
                                       "\xe2\x80\xae"
                                       "gpj.sh",
                                       NULL };
  g_autoptr (GPtrArray) members = new_members ();
  int fd = make_archive (archive_write_set_format_ustar, NULL, NULL, names, 0);

  g_assert_true (lamp_origin_archive_list (fd, on_member, members, NULL));
  g_assert_cmpuint (members->len, ==, 5);
  for (guint i = 0; i < members->len; i++)
    g_assert_cmpstr (((LampArchiveMember *) members->pdata[i])->name, ==, names[i]);
  close (fd);
}

static void
test_bombs (void)
{
  static const char *const huge[] = { "first.sh", NULL };
  g_autoptr (GPtrArray) members = new_members ();
  g_autoptr (GPtrArray) many = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  int fd = make_archive (archive_write_set_format_ustar, archive_write_add_filter_gzip, NULL, huge,
                         520LL * 1024 * 1024);

  g_assert_false (lamp_origin_archive_list (fd, on_member, members, &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_TOO_LARGE);
  g_assert_cmpuint (members->len, ==, 2);
  g_assert_cmpstr (((LampArchiveMember *) members->pdata[1])->name, ==, "");
  close (fd);
  g_clear_error (&error);
  g_ptr_array_set_size (members, 0);
  for (int i = 0; i < 5000; i++)
    g_ptr_array_add (many, g_strdup_printf ("%d", i));
  g_ptr_array_add (many, NULL);
  fd = make_archive (archive_write_set_format_zip, NULL, NULL, (const char *const *) many->pdata, 0);
  g_assert_false (lamp_origin_archive_list (fd, on_member, members, &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_TOO_LARGE);
  g_assert_cmpuint (members->len, ==, 4096);
  g_assert_cmpstr (((LampArchiveMember *) members->pdata[4095])->name, ==, "");
  close (fd);
}

static void
test_archive_invalid (void)
{
  static const char *const names[] = { "a", "b", NULL };
  static const struct
  {
    const char *why;
    const char *bytes;
    gsize length;
  } rows[] = {
    { "empty", "", 0 },
    { "a script", "#!/bin/sh\necho hi\n", 18 },
    { "a zip's first bytes", "PK\3\4", 4 },
    { "a gzip of nothing", "\x1f\x8b\x08\0\0\0\0\0\0\3\3\0\0\0\0\0\0\0\0\0", 20 },
    { "a 7z header cut off", "7z\xbc\xaf\x27\x1c\0\4", 8 },
  };
  g_autoptr (GPtrArray) members = new_members ();
  g_autoptr (GError) error = NULL;
  int fd;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      fd = origin_fixture_open_bytes (rows[i].bytes, rows[i].length);
      g_test_message ("%s", rows[i].why);
      g_clear_error (&error);
      lamp_origin_archive_list (fd, on_member, members, &error);
      g_assert_cmpuint (members->len, ==, 0);
      close (fd);
    }
  fd = make_archive (archive_write_set_format_ustar, archive_write_add_filter_gzip, NULL, names, 100000);
  g_assert_cmpint (ftruncate (fd, 100), ==, 0);
  g_clear_error (&error);
  g_assert_false (lamp_origin_archive_list (fd, on_member, members, &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA);
  close (fd);
}

/* Whatever a byte becomes: no crash, and an end within the time limit. */
static void
test_flipped_bytes (void)
{
  static const char *const names[] = { "a", "b/c", "d", NULL };
  static const SetFormat formats[] = { archive_write_set_format_zip, archive_write_set_format_7zip,
                                       archive_write_set_format_pax_restricted,
                                       archive_write_set_format_iso9660 };
  int rounds = g_test_thorough () ? 5000 : 100;

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      int whole = make_archive (formats[i], NULL, NULL, names, 3000);
      gint64 size = lseek (whole, 0, SEEK_END);
      g_autofree guint8 *bytes = g_malloc ((gsize) size);

      for (int round = 0; round < rounds; round++)
        {
          g_autoptr (GPtrArray) members = new_members ();
          int fd;

          g_assert_cmpint (pread (whole, bytes, (gsize) size, 0), ==, size);
          for (int k = 0; k < 12; k++)
            bytes[g_test_rand_int_range (0, (gint32) size)] = (guint8) g_test_rand_int ();
          fd = origin_fixture_open_bytes (bytes, (gsize) size);
          lamp_origin_archive_list (fd, on_member, members, NULL);
          close (fd);
        }
      close (whole);
    }
}

static void
check_folders (const char *why, gboolean firefox, const char *first, const char *second, const char *expected)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  int fds[] = { origin_fixture_open_bytes (first, strlen (first)),
                origin_fixture_open_bytes (second != NULL ? second : "",
                                           second != NULL ? strlen (second) : 0) };

  g_test_message ("%s", why);
  if (firefox)
    lamp_origin_download_folders_read_firefox (fds, second != NULL ? 2 : 1, folders, NULL);
  else
    lamp_origin_download_folders_read_chromium (fds[0], folders, NULL);
  g_assert_cmpuint (folders->len, ==, expected != NULL ? 1 : 0);
  if (expected != NULL)
    g_assert_cmpstr (folders->pdata[0], ==, expected);
  close (fds[0]);
  close (fds[1]);
}

#define DIR(path) "user_pref(\"browser.download.dir\", \"" path "\");\n"
#define LIST(n)   "user_pref(\"browser.download.folderList\", " n ");\n"

static void
test_firefox_folders (void)
{
  static const struct
  {
    const char *why;
    const char *prefs;
    const char *user;
    const char *folder;
  } rows[] = {
    { "a folder of one's own", "// Mozilla\n\n" DIR ("/home/a/In") LIST ("2"), NULL, "/home/a/In" },
    { "the other order", LIST ("2") DIR ("/home/a/In"), NULL, "/home/a/In" },
    { "not in use", DIR ("/home/a/In") LIST ("1"), NULL, NULL },
    { "no list", DIR ("/home/a/In"), NULL, NULL },
    { "user.js wins", DIR ("/home/a/In") LIST ("2"), DIR ("/home/a/Mine"), "/home/a/Mine" },
    { "escapes", DIR ("/home/a/\\u00e4\\\"\\x41\\\\") LIST ("2"), NULL, "/home/a/\xc3\xa4\"A\\" },
    { "a surrogate pair", DIR ("/\\ud83d\\ude00") LIST ("2"), NULL, "/\xf0\x9f\x98\x80" },
    { "half a surrogate pair", DIR ("/\\ud83d") LIST ("2"), NULL, NULL },
    { "a zero", DIR ("/a\\u0000b") LIST ("2"), NULL, NULL },
    { "relative", DIR ("In") LIST ("2"), NULL, NULL },
    { "climbing", DIR ("/home/a/../../etc") LIST ("2"), NULL, NULL },
    { "the root", DIR ("/") LIST ("2"), NULL, NULL },
    { "code after it", "user_pref(\"browser.download.dir\", \"/a\"); evil();\n" LIST ("2"), NULL, NULL },
    { "no end of text", "user_pref(\"browser.download.dir\", \"/a\n" LIST ("2"), NULL, NULL },
    { "a number for a folder", "user_pref(\"browser.download.dir\", 7);\n" LIST ("2"), NULL, NULL },
    { "text for a number", DIR ("/a") LIST ("\"2\""), NULL, NULL },
    { "a longer number", DIR ("/a") LIST ("22"), NULL, NULL },
    { "in a comment", "// " DIR ("/a") LIST ("2"), NULL, NULL },
    { "a longer name", "user_pref(\"browser.download.dir.x\", \"/a\");\n" LIST ("2"), NULL, NULL },
    { "empty", "", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    check_folders (rows[i].why, TRUE, rows[i].prefs, rows[i].user, rows[i].folder);
}

static void
test_chromium_folders (void)
{
  static const struct
  {
    const char *why;
    const char *text;
    const char *folder;
  } rows[] = {
    { "default", "{}", NULL },
    { "a folder of one's own", "{\"download\":{\"default_directory\":\"/home/a/In\"}}", "/home/a/In" },
    { "save as", "{\"savefile\":{\"default_directory\":\"/home/a/As\"}}", "/home/a/As" },
    { "a number", "{\"download\":{\"default_directory\":7}}", NULL },
    { "a list", "{\"download\":[\"/a\"]}", NULL },
    { "climbing", "{\"download\":{\"default_directory\":\"/a/..\"}}", NULL },
    { "cut off", "{\"download\":{\"default_dir", NULL },
    { "not UTF-8", "{\"download\":{\"default_directory\":\"/\xff\"}}", NULL },
    { "empty", "", NULL },
    { "an array", "[]", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    check_folders (rows[i].why, FALSE, rows[i].text, NULL, rows[i].folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/origin/archive/formats", test_formats);
  g_test_add_func ("/origin/archive/names", test_names);
  g_test_add_func ("/origin/archive/bombs", test_bombs);
  g_test_add_func ("/origin/archive/invalid", test_archive_invalid);
  g_test_add_func ("/origin/archive/flipped-bytes", test_flipped_bytes);
  g_test_add_func ("/origin/download-folders/firefox", test_firefox_folders);
  g_test_add_func ("/origin/download-folders/chromium", test_chromium_folders);
  return g_test_run ();
}
