/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-finder.h"
#include "origin/lamp-origin-merge.h"

#include "origin-fixture.h"

#include "base/lamp-error.h"
#include "model/lamp-archive-member.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

static const char *reader_program;

typedef struct
{
  char *home;
  LampOriginFinder *finder;
  GMainLoop *loop;
  GPtrArray *found;
  GStrv folders;
  GError *error;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->home = g_dir_make_tmp ("gatelamp-origin-XXXXXX", NULL);
  self->finder = lamp_origin_finder_new (reader_program, self->home);
  self->loop = g_main_loop_new (NULL, FALSE);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_strfreev (self->folders);
  g_main_loop_unref (self->loop);
  g_object_unref (self->finder); /* a worker may hold it a moment longer */
  origin_fixture_remove (self->home);
  g_free (self->home);
}

static void
unpack (Fixture *self, const char *name, const char *to)
{
  g_autofree char *path = g_build_filename (self->home, to, NULL);
  origin_fixture_unpack (name, path);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;

  self->found = lamp_origin_finder_look_finish (LAMP_ORIGIN_FINDER (source), result, &self->error);
  g_main_loop_quit (self->loop);
}

static LampArtifact *
make_artifact (const char *path, const char *family, gint64 born_real_usec)
{
  g_autoptr (LampFile) file = lamp_file_new (
      &(LampFile){ .path = path, .path_at_arrival = path, .born_real_usec = born_real_usec });
  return lamp_artifact_new (&(LampArtifact){ .key = "k", .file = file, .family = family });
}

static void
look (Fixture *self, const char *path, const char *family, gint64 born_real_usec)
{
  g_autoptr (LampArtifact) artifact = make_artifact (path, family, born_real_usec);

  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_error (&self->error);
  lamp_origin_finder_look_async (self->finder, artifact, NULL, on_looked, self);
  g_main_loop_run (self->loop);
}

static void
test_firefox (Fixture *self, gconstpointer data)
{
  const LampEvidence *evidence;

  unpack (self, "firefox/running/places.sqlite.xz", ".config/mozilla/firefox/a.default/places.sqlite");
  unpack (self, "firefox/running/places.sqlite-wal.xz",
          ".config/mozilla/firefox/a.default/places.sqlite-wal");
  look (self, DOWNLOADS "update.elf", "firefox", 0);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->found->len, ==, 1);
  evidence = self->found->pdata[0];
  g_assert_cmpstr (evidence->source, ==, "firefox-places");
  g_assert_cmpstr (evidence->app, ==, "Firefox");
  g_assert_true (g_str_has_prefix (evidence->url, "https://mail-attachment.googleusercontent.com/"));
  g_assert_true (g_str_has_prefix (evidence->page, "https://mail.google.com/mail/"));
}

static void
test_chromium (Fixture *self, gconstpointer data)
{
  unpack (self, "chromium/History", ".config/google-chrome/Profile 1/History");
  look (self, DOWNLOADS "update.elf", "chromium", 0);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->found->len, ==, 1);
  g_assert_cmpstr (((LampEvidence *) self->found->pdata[0])->app, ==, "Chrome");
  g_assert_cmpstr (((LampEvidence *) self->found->pdata[0])->url, ==,
                   "https://files.example.org/dl/update.elf");
  look (self, DOWNLOADS "update.elf", "firefox", 0);
  g_assert_cmpuint (self->found->len, ==, 0);
}

static void
test_nothing_there (Fixture *self, gconstpointer data)
{
  look (self, DOWNLOADS "update.elf", NULL, 0);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->found->len, ==, 0);
}

static void
test_xattr (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->home, "a\xff b.sh", NULL);

  g_assert_true (g_file_set_contents (path, "#!/bin/sh\n", -1, NULL));
  if (setxattr (path, "user.xdg.origin.url", "https://x.example/y", 19, 0) != 0)
    {
      g_test_skip ("this file system has no user attributes");
      return;
    }
  look (self, path, "webkit", 0);
  g_assert_cmpuint (self->found->len, ==, 1);
  g_assert_cmpstr (((LampEvidence *) self->found->pdata[0])->url, ==, "https://x.example/y");
}

static void
on_looked_many (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;

  self->found = lamp_origin_finder_look_many_finish (LAMP_ORIGIN_FINDER (source), result, &self->error);
  g_main_loop_quit (self->loop);
}

/* More files than one: each gets its own answers, from one reader a source. */
static void
test_look_many (Fixture *self, gconstpointer data)
{
  g_autofree char *marked = g_build_filename (self->home, "a\xff b.sh", NULL);
  g_autofree char *mine = g_build_filename (self->home, "mine.sh", NULL);
  const char *paths[] = { mine, marked, DOWNLOADS "update.elf", DOWNLOADS "no such" };
  const guint expected[] = { 0, 1, 2, 0 };
  g_autoptr (GPtrArray) artifacts = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_artifact_unref);

  unpack (self, "chromium/History", ".config/google-chrome/Profile 1/History");
  unpack (self, "firefox/running/places.sqlite.xz", ".config/mozilla/firefox/a.default/places.sqlite");
  unpack (self, "firefox/running/places.sqlite-wal.xz",
          ".config/mozilla/firefox/a.default/places.sqlite-wal");
  g_assert_true (g_file_set_contents (marked, "#!/bin/sh\n", -1, NULL));
  g_assert_true (g_file_set_contents (mine, "#!/bin/sh\n", -1, NULL));
  if (setxattr (marked, "user.xdg.origin.url", "https://x.example/y", 19, 0) != 0)
    {
      g_test_skip ("this file system has no user attributes");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    g_ptr_array_add (artifacts, make_artifact (paths[i], NULL, 0));
  lamp_origin_finder_look_many_async (self->finder, artifacts, NULL, on_looked_many, self);
  g_main_loop_run (self->loop);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->found->len, ==, G_N_ELEMENTS (paths));
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    g_assert_cmpuint (((GPtrArray *) self->found->pdata[i])->len, ==, expected[i]);
  g_assert_cmpstr (((LampEvidence *) ((GPtrArray *) self->found->pdata[1])->pdata[0])->source, ==, "xattr");
}

static char *
dup_status (Fixture *self)
{
  g_autoptr (JsonNode) node = lamp_origin_finder_to_json (self->finder);
  return json_to_string (node, FALSE);
}

static void
test_bad_stores (Fixture *self, gconstpointer data)
{
  g_autofree char *big = g_build_filename (self->home, ".config/chromium/Big/History", NULL);
  g_autofree char *fifo = g_build_filename (self->home, ".config/chromium/Fifo/History", NULL);
  g_autofree char *fifo_folder = g_path_get_dirname (fifo);
  g_autofree char *status = NULL;

  unpack (self, "chromium/History", ".config/chromium/Default/History");
  unpack (self, "chromium/History", ".config/chromium/Big/History");
  g_assert_cmpint (truncate (big, 1024LL * 1024 * 1024), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (fifo_folder, 0700), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  look (self, DOWNLOADS "update.elf", "chromium", 0);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->found->len, ==, 1);
  status = dup_status (self);
  g_test_message ("%s", status);
  g_assert_nonnull (strstr (status, "\"errors\":2"));
}

static void
test_no_reader (Fixture *self, gconstpointer data)
{
  unpack (self, "chromium/History", ".config/chromium/Default/History");
  g_object_unref (self->finder);
  self->finder = lamp_origin_finder_new ("/nonexistent/reader", self->home);
  look (self, DOWNLOADS "update.elf", "chromium", 0);
  g_assert_error (self->error, LAMP_ERROR, LAMP_ERROR_UNSUPPORTED);
}

static void
test_dying_reader (Fixture *self, gconstpointer data)
{
  g_autofree char *status = NULL;

  unpack (self, "chromium/History", ".config/chromium/Default/History");
  g_object_unref (self->finder);
  self->finder = lamp_origin_finder_new ("/bin/true", self->home);
  look (self, DOWNLOADS "update.elf", "chromium", 0);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->found->len, ==, 0);
  status = dup_status (self);
  g_assert_nonnull (strstr (status, "the reader was ended before it had answered"));
}

static void
test_stale (Fixture *self, gconstpointer data)
{
  unpack (self, "chromium/History", ".config/chromium/Default/History");
  look (self, DOWNLOADS "update.elf", "chromium", G_GINT64_CONSTANT (1795450148244158));
  g_assert_cmpuint (self->found->len, ==, 1);
  look (self, DOWNLOADS "update.elf", "chromium", G_GINT64_CONSTANT (1795450148244158) + 60 * G_USEC_PER_SEC);
  g_assert_cmpuint (self->found->len, ==, 0);
}

static void
test_cancel (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (LampArtifact) artifact = make_artifact (DOWNLOADS "update.elf", "chromium", 0);

  unpack (self, "chromium/History", ".config/chromium/Default/History");
  lamp_origin_finder_look_async (self->finder, artifact, cancellable, on_looked, self);
  g_cancellable_cancel (cancellable);
  g_main_loop_run (self->loop);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_many (Fixture *self, gconstpointer data)
{
  for (int i = 0; i < 12; i++)
    {
      g_autofree char *to = g_strdup_printf (".config/chromium/Profile %d/History", i);
      unpack (self, "chromium/History", to);
    }
  look (self, DOWNLOADS "update.elf", NULL, 0);
  g_assert_cmpuint (self->found->len, ==, 12);
}

/* Chromium's History is read once while it stays the same, and again when it changes. */
static void
test_unchanged (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->home, ".config/chromium/Default/History", NULL);
  const char *const reads[] = { "\"reads\":1", "\"reads\":1", "\"reads\":2" };

  unpack (self, "chromium/History", ".config/chromium/Default/History");
  g_usleep (150000); /* a store that was written this very moment is not remembered */
  for (gsize i = 0; i < G_N_ELEMENTS (reads); i++)
    {
      g_autofree char *status = NULL;
      if (i == 2)
        g_assert_cmpint (utimensat (AT_FDCWD, path, NULL, 0), ==, 0);
      look (self, DOWNLOADS "update.elf", "chromium", 0);
      g_assert_cmpuint (self->found->len, ==, 1);
      status = dup_status (self);
      g_assert_nonnull (strstr (status, reads[i]));
    }
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;

  self->found = lamp_origin_finder_list_archive_finish (LAMP_ORIGIN_FINDER (source), result, &self->error);
  g_main_loop_quit (self->loop);
}

static void
list_archive (Fixture *self, const char *path)
{
  g_autoptr (LampArtifact) artifact = make_artifact (path, NULL, 0);

  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_error (&self->error);
  lamp_origin_finder_list_archive_async (self->finder, artifact, NULL, on_listed, self);
  g_main_loop_run (self->loop);
}

static void
write_zip (const char *path, const char *member)
{
  struct archive *archive = archive_write_new ();
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, member);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_size (entry, 0);
  g_assert_cmpint (archive_write_set_format_zip (archive), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_open_filename (archive, path), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
  archive_entry_free (entry);
  archive_write_free (archive);
}

static void
test_archive (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->home, "a.zip", NULL);
  g_autofree char *link = g_build_filename (self->home, "link.zip", NULL);
  g_autofree char *fifo = g_build_filename (self->home, "fifo.zip", NULL);

  write_zip (path, "run");
  g_assert_cmpint (symlink (path, link), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  list_archive (self, path);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->found->len, ==, 1);
  g_assert_cmpstr (((LampArchiveMember *) self->found->pdata[0])->name, ==, "run");
  list_archive (self, link);
  g_assert_error (self->error, LAMP_ERROR, LAMP_ERROR_UNSUPPORTED);
  list_archive (self, fifo);
  g_assert_error (self->error, LAMP_ERROR, LAMP_ERROR_UNSUPPORTED);
  list_archive (self, "/nonexistent/a.zip");
  g_assert_error (self->error, LAMP_ERROR, LAMP_ERROR_NOT_FOUND);
}

static void
on_folders (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;

  self->folders = lamp_origin_finder_list_download_folders_finish (LAMP_ORIGIN_FINDER (source), result,
                                                                   &self->error);
  g_main_loop_quit (self->loop);
}

static void
put (Fixture *self, const char *to, const char *text)
{
  g_autofree char *path = g_build_filename (self->home, to, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_folders (Fixture *self, gconstpointer data)
{
  put (self, ".mozilla/firefox/a.default/places.sqlite", "");
  put (self, ".mozilla/firefox/a.default/prefs.js",
       "user_pref(\"browser.download.dir\", \"/srv/In\");\nuser_pref(\"browser.download.folderList\", 2);\n");
  put (self, ".config/chromium/Default/History", "");
  put (self, ".config/chromium/Default/Preferences", "{\"download\":{\"default_directory\":\"/srv/In\"}}");
  put (self, ".config/chromium/Profile 1/History", "");
  put (self, ".config/chromium/Profile 1/Preferences",
       "{\"download\":{\"default_directory\":\"/srv/Other\"}}");
  put (self, ".config/chromium/Profile 2/History", "");
  put (self, ".config/chromium/Profile 2/Preferences", "{\"download\":");
  lamp_origin_finder_list_download_folders_async (self->finder, NULL, on_folders, self);
  g_main_loop_run (self->loop);
  g_assert_no_error (self->error);
  g_assert_cmpuint (g_strv_length (self->folders), ==, 2);
  g_assert_true (g_strv_contains ((const char *const *) self->folders, "/srv/In"));
  g_assert_true (g_strv_contains ((const char *const *) self->folders, "/srv/Other"));
}

/* Every place of the table is found, and links on the way are followed as people make them. */
static void
test_places (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *folder;
    const char *app;
  } places[] = {
    { ".config/chromium/Default", "Chromium" },
    { "snap/chromium/common/chromium/Default", "Chromium" },
    { ".var/app/org.chromium.Chromium/config/chromium/Profile 3", "Chromium" },
    { ".config/google-chrome/Default", "Chrome" },
    { ".var/app/com.google.Chrome/config/google-chrome/Default", "Chrome" },
    { ".config/BraveSoftware/Brave-Browser/Default", "Brave" },
    { ".config/microsoft-edge/Default", "Edge" },
    { ".config/vivaldi/Default", "Vivaldi" },
    { ".config/opera", "Opera" },
    { ".config/opera/Default", "Opera" },
  };
  g_autofree char *snap = g_build_filename (self->home, "snap/brave", NULL);
  g_autofree char *current = g_build_filename (snap, "current", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *to = g_build_filename (places[i].folder, "History", NULL);
      unpack (self, "chromium/History", to);
    }
  unpack (self, "chromium/History", "snap/brave/x1/.config/BraveSoftware/Brave-Browser/Default/History");
  g_assert_cmpint (symlink ("x1", current), ==, 0);
  look (self, DOWNLOADS "update.elf", "chromium", 0);
  g_assert_cmpuint (self->found->len, ==, G_N_ELEMENTS (places) + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      gboolean seen = FALSE;
      for (guint k = 0; k < self->found->len; k++)
        seen = seen || g_strcmp0 (((LampEvidence *) self->found->pdata[k])->app, places[i].app) == 0;
      g_assert_true (seen);
    }
}

#define ADD(name, function) g_test_add ("/origin/finder/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (argc != 2)
    {
      g_printerr ("usage: test-finder READER\n");
      return 2;
    }
  reader_program = argv[1];
  ADD ("firefox", test_firefox);
  ADD ("chromium", test_chromium);
  ADD ("nothing-there", test_nothing_there);
  ADD ("xattr", test_xattr);
  ADD ("bad-stores", test_bad_stores);
  ADD ("no-reader", test_no_reader);
  ADD ("dying-reader", test_dying_reader);
  ADD ("stale", test_stale);
  ADD ("cancel", test_cancel);
  ADD ("many", test_many);
  ADD ("look-many", test_look_many);
  ADD ("unchanged", test_unchanged);
  ADD ("archive", test_archive);
  ADD ("folders", test_folders);
  ADD ("places", test_places);
  return g_test_run ();
}
