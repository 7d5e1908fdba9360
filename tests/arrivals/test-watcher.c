/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "arrivals/lamp-arrival-watcher.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/lamp-error.h"
#include "base/lamp-fd.h"

#define DEADLINE_MSEC 5000

/* One line for each thing that was told: "finished artifact NAME", "moved NAME", "problem CODE" ... */
typedef struct
{
  char *folder;
  LampArrivalWatcher *watcher;
  GPtrArray *told;
  LampArtifact *last;
  char *sha256;
  gboolean hold;
  GMainLoop *loop;
  const char *wanted;
  gint64 told_mono_usec;
} Fixture;

static const char *const states[] = { "candidate", "artifact", "local" };

static void
tell (Fixture *f, char *take_line)
{
  g_ptr_array_add (f->told, take_line);
  f->told_mono_usec = g_get_monotonic_time ();
  if (f->wanted != NULL && g_str_equal (take_line, f->wanted))
    g_main_loop_quit (f->loop);
}

static void
on_finished (LampArrivalWatcher *watcher, const LampArtifact *artifact, gpointer data)
{
  Fixture *f = data;

  g_clear_pointer (&f->last, lamp_artifact_unref);
  f->last = lamp_artifact_ref (artifact);
  if (f->hold)
    lamp_arrival_watcher_hold (watcher, artifact);
  tell (f, g_strdup_printf ("finished %s %s", states[artifact->state], artifact->file->name));
}

static void
on_changed (LampArrivalWatcher *watcher, const LampArtifact *artifact, gpointer data)
{
  Fixture *f = data;

  g_clear_pointer (&f->last, lamp_artifact_unref);
  f->last = lamp_artifact_ref (artifact);
  tell (f, g_strdup_printf ("changed %s", artifact->file->name));
}

static void
on_hashed (LampArrivalWatcher *watcher, const char *key, const char *sha256, gpointer data)
{
  Fixture *f = data;

  g_free (f->sha256);
  f->sha256 = g_strdup (sha256);
  tell (f, g_strdup ("hashed"));
}

static void
on_moved (LampArrivalWatcher *watcher, const char *key, const char *path, gpointer data)
{
  Fixture *f = data;
  const char *inside = g_str_has_prefix (path, f->folder) ? path + strlen (f->folder) + 1 : path;

  tell (f, g_strdup_printf ("moved %s", inside));
}

static void
on_gone (LampArrivalWatcher *watcher, const char *key, gpointer data)
{
  tell (data, g_strdup ("gone"));
}

static void
on_folder_added (LampArrivalWatcher *watcher, const char *id, const char *path, gpointer data)
{
  Fixture *f = data;

  tell (f, g_strdup_printf ("folder %s", path + strlen (f->folder) + 1));
}

static void
on_problem (LampArrivalWatcher *watcher, const char *id, const char *code, const char *text, gpointer data)
{
  g_assert_cmpstr (text, !=, "");
  tell (data, g_strdup_printf ("problem %s", code));
}

static void
on_untold (LampArrivalWatcher *watcher, const LampArtifact *artifact, gpointer data)
{
  g_assert_cmpint (artifact->state, ==, LAMP_ARRIVAL_CANDIDATE);
  g_assert_null (artifact->file->content_type);
  tell (data, g_strdup_printf ("untold %s", artifact->file->name));
}

static void
on_ready (LampArrivalWatcher *watcher, gpointer data)
{
  g_assert_true (lamp_arrival_watcher_is_ready (watcher));
  tell (data, g_strdup ("ready"));
}

static gboolean
on_deadline (gpointer data)
{
  Fixture *f = data;

  for (guint i = 0; i < f->told->len; i++)
    g_printerr ("told: %s\n", (char *) g_ptr_array_index (f->told, i));
  g_error ("not told: %s", f->wanted);
  return G_SOURCE_REMOVE;
}

static guint
count (Fixture *f, const char *line)
{
  guint found = 0;

  for (guint i = 0; i < f->told->len; i++)
    found += g_str_equal (g_ptr_array_index (f->told, i), line);
  return found;
}

/* Waits until @line was told once more than @before times. */
static void
await_more (Fixture *f, const char *line, guint before)
{
  guint deadline = g_timeout_add (DEADLINE_MSEC, on_deadline, f);

  f->wanted = line;
  while (count (f, line) <= before)
    g_main_loop_run (f->loop);
  f->wanted = NULL;
  g_source_remove (deadline);
}

static void
await (Fixture *f, const char *line)
{
  await_more (f, line, 0);
}

static char *
at (Fixture *f, const char *name)
{
  return g_build_filename (f->folder, name, NULL);
}

static void
put (Fixture *f, const char *name, const char *text)
{
  g_autofree char *path = at (f, name);
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, text, strlen (text)), ==, (gssize) strlen (text));
  close (fd);
}

static void
move (Fixture *f, const char *from, const char *to)
{
  g_autofree char *old = at (f, from);
  g_autofree char *new = at (f, to);

  g_assert_cmpint (rename (old, new), ==, 0);
}

static void
make_folder (Fixture *f, const char *name)
{
  g_autofree char *path = at (f, name);

  g_assert_cmpint (mkdir (path, 0755), ==, 0);
}

/* Everything that was done before this has been told when it returns: a file's event comes after those
 * before. */
static void
settle (Fixture *f)
{
  g_autofree char *name = g_strdup_printf ("settle-%u", f->told->len);
  g_autofree char *line = g_strdup_printf ("finished candidate %s", name);

  put (f, name, "x");
  await (f, line);
}

static void
start (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->watcher = lamp_arrival_watcher_new ();
  g_signal_connect (f->watcher, "finished", G_CALLBACK (on_finished), f);
  g_signal_connect (f->watcher, "changed", G_CALLBACK (on_changed), f);
  g_signal_connect (f->watcher, "hashed", G_CALLBACK (on_hashed), f);
  g_signal_connect (f->watcher, "moved", G_CALLBACK (on_moved), f);
  g_signal_connect (f->watcher, "gone", G_CALLBACK (on_gone), f);
  g_signal_connect (f->watcher, "folder-added", G_CALLBACK (on_folder_added), f);
  g_signal_connect (f->watcher, "problem", G_CALLBACK (on_problem), f);
  g_signal_connect (f->watcher, "ready", G_CALLBACK (on_ready), f);
  g_signal_connect (f->watcher, "untold", G_CALLBACK (on_untold), f);
  lamp_arrival_watcher_add_folder (f->watcher, "downloads", f->folder, &error);
  g_assert_no_error (error);
}

static void
wait_until_watched (Fixture *f)
{
  while (!lamp_arrival_watcher_is_watching (f->watcher, "downloads"))
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("gatelamp-arrivals-XXXXXX", NULL);
  f->told = g_ptr_array_new_with_free_func (g_free);
  f->loop = g_main_loop_new (NULL, FALSE);
  if (data != NULL)
    return;
  start (f);
  wait_until_watched (f);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);
      struct stat about;
      if (lstat (inner, &about) == 0 && S_ISDIR (about.st_mode))
        remove_all (inner);
      else
        unlink (inner);
    }
  rmdir (path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->watcher);
  g_main_loop_unref (f->loop);
  g_ptr_array_unref (f->told);
  g_clear_pointer (&f->last, lamp_artifact_unref);
  g_free (f->sha256);
  remove_all (f->folder);
  g_free (f->folder);
}

static void
test_chromium (Fixture *f, gconstpointer data)
{
  gint64 began;

  put (f, ".org.chromium.Chromium.Zk3pQx", "#!/bin/sh\n");
  put (f, "Unconfirmed 1.crdownload", "");
  move (f, ".org.chromium.Chromium.Zk3pQx", "Unconfirmed 1.crdownload");
  put (f, "invoice.sh", "");
  began = g_get_monotonic_time ();
  move (f, "Unconfirmed 1.crdownload", "invoice.sh");
  await (f, "finished artifact invoice.sh");
  g_assert_cmpint (f->told_mono_usec - began, <, 250 * 1000);
  g_assert_cmpstr (f->last->family, ==, "chromium");
  g_assert_cmpint (f->last->file->size_bytes, ==, 10);
  g_assert_cmpstr (f->last->file->mode, ==, "0644");
  g_assert_cmpstr (f->last->file->content_type, ==, "application/x-shellscript");
  g_assert_true (f->last->runnable);
  g_assert_nonnull (f->last->origin);
  g_assert_cmpint (f->last->origin->status, ==, LAMP_ORIGIN_PENDING);
  g_assert_cmpstr (f->last->origin->evidence[0]->source, ==, "temp-rename");
  await (f, "hashed");
  /* printf '#!/bin/sh\n' | sha256sum */
  g_assert_cmpstr (f->sha256, ==, "a8076d3d28d21e02012b20eaf7dbf75409a6277134439025f282e368e3305abf");
  settle (f);
  g_assert_cmpuint (count (f, "finished artifact invoice.sh"), ==, 1);
  g_assert_cmpuint (count (f, "finished candidate invoice.sh"), ==, 0);
}

static void
test_firefox (Fixture *f, gconstpointer data)
{
  put (f, "bt_ZQp0p.sh.part", "");
  put (f, "invoice.sh", "");
  put (f, "bt_ZQp0p.sh.part", "echo\n");
  move (f, "bt_ZQp0p.sh.part", "invoice.bt_ZQp0p.sh.part");
  move (f, "invoice.bt_ZQp0p.sh.part", "invoice.sh");
  await (f, "finished artifact invoice.sh");
  g_assert_cmpstr (f->last->family, ==, "firefox");
  settle (f);
  g_assert_cmpuint (count (f, "finished artifact invoice.sh"), ==, 1);
  g_assert_cmpuint (count (f, "finished candidate invoice.sh"), ==, 0);
  g_assert_cmpuint (count (f, "gone"), ==, 0);
}

/* The attachment is named as the browsers name what they have not finished. */
static void
test_named_like_a_part (Fixture *f, gconstpointer data)
{
  put (f, ".org.chromium.Chromium.Zk3pQx", "#!/bin/sh\n");
  put (f, "Unconfirmed 1.crdownload", "");
  move (f, ".org.chromium.Chromium.Zk3pQx", "Unconfirmed 1.crdownload");
  put (f, "evil.crdownload", "");
  move (f, "Unconfirmed 1.crdownload", "evil.crdownload");
  await (f, "finished artifact evil.crdownload");
  g_assert_true (f->last->runnable);
  put (f, "bt_ZQp0p.sh.part", "#!/bin/sh\n");
  put (f, "x.AbCdEfG1.sh.part", "");
  move (f, "bt_ZQp0p.sh.part", "x.bt_ZQp0p.sh.part");
  move (f, "x.bt_ZQp0p.sh.part", "x.AbCdEfG1.sh.part");
  await (f, "finished artifact x.AbCdEfG1.sh.part");
  g_assert_cmpstr (f->last->family, ==, "firefox");
  settle (f);
  g_assert_cmpuint (count (f, "finished artifact Unconfirmed 1.crdownload"), ==, 0);
  g_assert_cmpuint (count (f, "finished artifact x.bt_ZQp0p.sh.part"), ==, 0);
  g_assert_cmpuint (count (f, "finished artifact evil.crdownload"), ==, 1);
}

static void
test_local (Fixture *f, gconstpointer data)
{
  g_autofree char *path = at (f, "mine.sh");
  g_autofree char *link_path = at (f, "linked.sh");

  put (f, "mine.sh", "echo 1\n");
  await (f, "finished candidate mine.sh");
  g_assert_null (f->last->origin);
  g_assert_true (f->last->runnable);
  await (f, "hashed");
  put (f, "mine.sh", "echo 12\n");
  await (f, "changed mine.sh");
  g_assert_cmpint (f->last->file->size_bytes, ==, 8);
  await_more (f, "hashed", 1);
  put (f, ".goutputstream-ABCDEF", "echo 123\n");
  move (f, ".goutputstream-ABCDEF", "mine.sh");
  await_more (f, "finished candidate mine.sh", 1);
  g_assert_cmpuint (count (f, "gone"), ==, 1);
  g_assert_cmpint (chmod (path, 0755), ==, 0);
  await_more (f, "changed mine.sh", 1);
  g_assert_cmpstr (f->last->file->mode, ==, "0755");
  g_assert_cmpint (link (path, link_path), ==, 0);
  settle (f);
  g_assert_cmpuint (count (f, "finished candidate linked.sh"), ==, 0);
}

/* KIO copies through a .part name and then sets the old time. */
static void
test_kio_copy (Fixture *f, gconstpointer data)
{
  g_autofree char *path = at (f, "copy.sh");
  struct timespec times[2] = { { .tv_sec = 1600000000 }, { .tv_sec = 1600000000 } };

  put (f, "copy.sh.part", "echo\n");
  move (f, "copy.sh.part", "copy.sh");
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
  await (f, "finished candidate copy.sh");
  put (f, "fresh.sh.part", "echo\n");
  move (f, "fresh.sh.part", "fresh.sh");
  await (f, "finished artifact fresh.sh");
  g_assert_null (f->last->family);
}

static void
test_mv_in_one_line (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *part = g_strdup_printf ("x%u.part", i);
      g_autofree char *name = g_strdup_printf ("x%u.sh", i);
      g_autofree char *line = g_strdup_printf ("finished artifact %s", name);
      put (f, part, "echo\n");
      move (f, part, name);
      await (f, line);
      g_assert_null (f->last->family);
      g_assert_cmpuint (count (f, line), ==, 1);
    }
}

/* A lure that deletes itself: the file is known all the same, and its content is hashed. */
static void
test_deleted_at_once (Fixture *f, gconstpointer data)
{
  g_autofree char *path = at (f, "lure.sh");
  int fd;

  f->hold = TRUE;
  put (f, "lure.part", "echo lure\n");
  settle (f);
  move (f, "lure.part", "lure.sh");
  g_assert_cmpint (unlink (path), ==, 0);
  await (f, "finished artifact lure.sh");
  g_assert_cmpstr (f->last->file->path, ==, path);
  await (f, "hashed");
  fd = lamp_arrival_watcher_open_held (f->watcher, f->last->key);
  g_assert_cmpint (fd, >=, 0);
  close (fd);
  g_assert_null (lamp_arrival_watcher_dup_current_path (f->watcher, f->last->key));
  lamp_arrival_watcher_release (f->watcher, f->last->key);
  g_assert_cmpint (lamp_arrival_watcher_open_held (f->watcher, f->last->key), ==, -1);
}

static void
test_moves (Fixture *f, gconstpointer data)
{
  g_autofree char *outside = g_dir_make_tmp ("gatelamp-outside-XXXXXX", NULL);
  g_autofree char *away = g_build_filename (outside, "c.sh", NULL);
  g_autofree char *b = at (f, "b.sh");
  g_autofree char *line = g_strdup_printf ("moved %s", away);
  g_autofree char *path = NULL;
  g_autofree char *key = NULL;

  f->hold = TRUE;
  put (f, "a.part", "echo\n");
  move (f, "a.part", "a.sh");
  await (f, "finished artifact a.sh");
  key = g_strdup (f->last->key);
  move (f, "a.sh", "b.sh");
  await (f, "moved b.sh");
  g_assert_cmpint (rename (b, away), ==, 0);
  await (f, line);
  path = lamp_arrival_watcher_dup_current_path (f->watcher, key);
  g_assert_cmpstr (path, ==, away);
  g_assert_cmpint (rename (away, b), ==, 0);
  await_more (f, "moved b.sh", 1);
  g_assert_cmpuint (count (f, "gone"), ==, 0);
  unlink (b);
  await (f, "gone");
  rmdir (outside);
}

static void
test_sub_folders (Fixture *f, gconstpointer data)
{
  make_folder (f, "a");
  put (f, "a/one.sh", "echo\n");
  make_folder (f, "a/b");
  put (f, "a/b/two.sh", "echo\n");
  make_folder (f, "a/b/c");
  put (f, "a/b/c/three.sh", "echo\n");
  await (f, "folder a");
  await (f, "finished candidate one.sh");
  await (f, "folder a/b");
  await (f, "finished candidate two.sh");
  put (f, "a/b/four.sh", "echo\n");
  await (f, "finished candidate four.sh");
  await (f, "folder a/b/c");
  await (f, "finished candidate three.sh");
  move (f, "a", "z");
  await (f, "moved z/one.sh");
  await (f, "moved z/b/two.sh");
  await (f, "moved z/b/four.sh");
  put (f, "z/b/five.sh", "echo\n");
  await (f, "finished candidate five.sh");
  g_assert_cmpuint (count (f, "finished candidate one.sh"), ==, 1);
  g_assert_cmpuint (count (f, "finished candidate two.sh"), ==, 1);
  g_assert_cmpuint (count (f, "gone"), ==, 0);
}

/* What nobody should name a file: each arrives, once, with its bytes unchanged. */
static void
test_hostile_names (Fixture *f, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (255, 'a');
  g_autofree char *long_part = g_strnfill (250, 'a');
  const char *names[] = {
    "new\nline.sh", "quo\"te'.sh", "<b>bold.sh", "\xff\xfe.sh", "a\u202Efdp.sh", "-rf",
    "$(reboot).sh", " ",           "..sh",       "%2e%2e.sh",   "a\\b\t.sh",     longest
  };
  g_autofree char *line = NULL;
  g_autofree char *part = g_strconcat (long_part, ".part", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *told = g_strdup_printf ("finished artifact %s", names[i]);
      g_autofree char *path = at (f, names[i]);
      put (f, "x.part", "#!/bin/sh\n");
      move (f, "x.part", names[i]);
      await (f, told);
      g_assert_cmpstr (f->last->file->path, ==, path);
      g_assert_cmpstr (f->last->file->name, ==, names[i]);
      g_assert_cmpuint (count (f, told), ==, 1);
    }
  put (f, part, "x");
  move (f, part, long_part);
  line = g_strdup_printf ("finished artifact %s", long_part);
  await (f, line);
}

/* What is no file: nobody waits for it, nothing is told, and the next real file is. */
static void
test_no_files (Fixture *f, gconstpointer data)
{
  g_autofree char *fifo = at (f, "fifo.sh");
  g_autofree char *fifo_part = at (f, "fifo.part");
  g_autofree char *link_path = at (f, "link.sh");
  g_autofree char *loop_a = at (f, "loop-a");
  g_autofree char *loop_b = at (f, "loop-b");
  g_autofree char *up = at (f, "up");
  g_autofree char *socket_path = at (f, "socket.sh");
  g_autofree char *device = at (f, "device.sh");
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (socket_path);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, 0, NULL);

  g_assert_cmpint (mkfifo (fifo_part, 0644), ==, 0);
  move (f, "fifo.part", "fifo.sh");
  g_assert_cmpint (symlink ("/etc/passwd", link_path), ==, 0);
  g_assert_cmpint (symlink ("loop-b", loop_a), ==, 0);
  g_assert_cmpint (symlink ("loop-a", loop_b), ==, 0);
  g_assert_cmpint (symlink ("..", up), ==, 0);
  g_assert_true (g_socket_bind (socket, address, FALSE, NULL));
  if (mknod (device, S_IFCHR | 0644, 0x103) != 0)
    g_test_message ("no device: %s", g_strerror (errno));
  put (f, "empty.part", "");
  move (f, "empty.part", "empty.sh");
  make_folder (f, "folder.sh");
  settle (f);
  for (guint i = 0; i < f->told->len; i++)
    {
      const char *told = g_ptr_array_index (f->told, i);
      g_assert_true (g_str_equal (told, "folder folder.sh") || g_str_equal (told, "ready") ||
                     g_str_has_prefix (told, "finished candidate settle"));
    }
}

static void
test_unreadable (Fixture *f, gconstpointer data)
{
  g_autofree char *path = at (f, "secret.part");

  if (geteuid () == 0)
    {
      g_test_skip ("root reads everything");
      return;
    }
  put (f, "secret.part", "#!/bin/sh\n");
  chmod (path, 0);
  move (f, "secret.part", "secret.sh");
  await (f, "finished artifact secret.sh");
  await (f, "problem unreadable");
  g_assert_null (f->last->file->content_type);
  g_assert_cmpstr (f->last->file->mode, ==, "0000");
  g_assert_true (f->last->runnable);
  settle (f);
  g_assert_cmpuint (count (f, "hashed"), ==, 0);
}

/* The folder comes later, goes, and comes back. */
static void
test_missing (Fixture *f, gconstpointer data)
{
  g_autofree char *away = g_strconcat (f->folder, ".away", NULL);

  rmdir (f->folder);
  start (f);
  await (f, "problem missing");
  g_assert_cmpint (mkdir (f->folder, 0755), ==, 0);
  wait_until_watched (f);
  settle (f);
  remove_all (f->folder);
  await (f, "problem gone");
  g_assert_false (lamp_arrival_watcher_is_watching (f->watcher, "downloads"));
  g_assert_cmpint (mkdir (f->folder, 0755), ==, 0);
  wait_until_watched (f);
  settle (f);
  /* Moved away, it is another folder's business; what stands there afterwards is watched. */
  g_assert_cmpint (rename (f->folder, away), ==, 0);
  await_more (f, "problem gone", 1);
  g_assert_cmpint (mkdir (f->folder, 0755), ==, 0);
  wait_until_watched (f);
  settle (f);
  remove_all (away);
}

/* Ready means: all that is there was told, and what happens from now on is seen, in sub-folders too. */
static void
test_ready (Fixture *f, gconstpointer data)
{
  g_autofree char *missing = at (f, "missing");
  g_autoptr (GError) error = NULL;

  make_folder (f, "sub");
  make_folder (f, "sub/deep");
  put (f, "sub/deep/new.sh", "echo\n");
  put (f, "before.part", "echo\n");
  start (f);
  lamp_arrival_watcher_set_last_seen (f->watcher, 0);
  lamp_arrival_watcher_rescan (f->watcher);
  g_assert_false (lamp_arrival_watcher_is_ready (f->watcher));
  await (f, "ready");
  g_assert_cmpuint (count (f, "finished candidate new.sh"), ==, 1);
  /* Its temporary name is older than the watch. */
  move (f, "before.part", "before.sh");
  put (f, "sub/deep/x.part", "echo\n");
  move (f, "sub/deep/x.part", "sub/deep/x.sh");
  await (f, "finished artifact before.sh");
  await (f, "finished artifact x.sh");
  /* What comes while all is watched unsettles nothing; a further folder does, until it is known to be
   * missing.
   */
  make_folder (f, "later");
  g_assert_true (lamp_arrival_watcher_is_ready (f->watcher));
  g_assert_true (lamp_arrival_watcher_add_folder (f->watcher, "more", missing, &error));
  g_assert_false (lamp_arrival_watcher_is_ready (f->watcher));
  await_more (f, "ready", 1);
  g_assert_cmpuint (count (f, "problem missing"), ==, 1);
  g_assert_cmpuint (count (f, "ready"), ==, 2);
}

/* What was there before anything was seen is told apart, and nothing comes of it unless somebody asks. */
static void
test_untold (Fixture *f, gconstpointer data)
{
  g_autofree char *old = at (f, "old.sh");
  gint64 between;

  put (f, "empty.sh", "");
  put (f, "unfinished.part", "x");
  make_folder (f, "sub");
  put (f, "sub/deep.sh", "echo\n");
  g_usleep (30000); /* births have the grain of the kernel's tick */
  between = g_get_real_time ();
  g_usleep (30000);
  put (f, "old.sh", "#!/bin/sh\n");
  g_usleep (30000);
  start (f);
  lamp_arrival_watcher_set_last_seen (f->watcher, g_get_real_time ());
  lamp_arrival_watcher_set_untold (f->watcher, 0, 0);
  lamp_arrival_watcher_rescan (f->watcher);
  await (f, "ready");
  g_assert_cmpuint (count (f, "untold old.sh"), ==, 1);
  g_assert_cmpuint (count (f, "untold deep.sh"), ==, 1);
  g_assert_cmpuint (f->told->len, ==, 3);
  lamp_arrival_watcher_look_late (f->watcher, old);
  await (f, "finished candidate old.sh");
  g_assert_true (f->last->runnable);
  g_assert_cmpstr (f->last->file->content_type, ==, "application/x-shellscript");
  g_assert_cmpint (f->last->file->arrived_real_usec, ==, f->last->file->born_real_usec);
  g_assert_null (f->last->arrived_boot_id);
  /* What has not changed since is not told, and what is known is not either. */
  put (f, "sub/later.sh", "echo\n");
  await (f, "finished candidate later.sh");
  lamp_arrival_watcher_set_untold (f->watcher, 0, between);
  lamp_arrival_watcher_rescan (f->watcher);
  settle (f);
  settle (f);
  g_assert_cmpuint (count (f, "untold old.sh"), ==, 1);
  g_assert_cmpuint (count (f, "untold deep.sh"), ==, 1);
}

/* What arrived while nobody watched is a candidate; what was there before is nothing. */
static void
test_rescan (Fixture *f, gconstpointer data)
{
  g_autofree char *old = at (f, "known.sh");
  g_autofree char *key = NULL;
  gint64 last_seen;
  int fd;

  put (f, "old.sh", "echo\n");
  put (f, "known.sh", "echo\n");
  fd = open (old, O_PATH | O_CLOEXEC);
  key = lamp_fd_dup_key (fd, NULL);
  close (fd);
  g_usleep (30000); /* births have the grain of the kernel's tick */
  last_seen = g_get_real_time ();
  g_usleep (30000);
  put (f, "new.sh", "echo\n");
  move (f, "known.sh", "renamed.sh");
  make_folder (f, "sub");
  put (f, "sub/deep.sh", "echo\n");
  start (f);
  lamp_arrival_watcher_add_known (f->watcher, key, old);
  lamp_arrival_watcher_set_last_seen (f->watcher, last_seen);
  lamp_arrival_watcher_rescan (f->watcher);
  await (f, "finished candidate new.sh");
  g_assert_cmpint (f->last->file->arrived_real_usec, ==, f->last->file->born_real_usec);
  g_assert_cmpint (f->last->arrived_boot_usec, ==, 0);
  await (f, "finished candidate deep.sh");
  await (f, "moved renamed.sh");
  settle (f);
  g_assert_cmpuint (count (f, "finished candidate old.sh"), ==, 0);
  put (f, "old.sh", "echo 2\n");
  settle (f);
  g_assert_cmpuint (count (f, "finished candidate old.sh"), ==, 0);
  lamp_arrival_watcher_rescan (f->watcher);
  settle (f);
  g_assert_cmpuint (count (f, "finished candidate new.sh"), ==, 1);
}

/* More than GIO's queue may hold: nothing that stays is missed. */
static void
test_burst (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const guint files = 3000;

  for (guint i = 0; i < files; i++)
    {
      g_autofree char *name = g_strdup_printf ("burst-%u.txt", i);
      put (f, name, "x");
    }
  while (g_hash_table_size (seen) < files)
    {
      g_main_context_iteration (NULL, TRUE);
      for (; f->told->len > 0; g_ptr_array_remove_index_fast (f->told, f->told->len - 1))
        {
          const char *told = g_ptr_array_index (f->told, f->told->len - 1);
          if (g_str_has_prefix (told, "finished"))
            g_assert_true (g_hash_table_add (seen, g_strdup (told)));
        }
    }
}

/* A user namespace of its own has limits of its own. */
static gboolean
limit (const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/sys/user/%s", name);
  int fd;
  gboolean done;

  if (unshare (CLONE_NEWUSER) != 0 || (fd = open (path, O_WRONLY | O_CLOEXEC)) < 0)
    return FALSE;
  done = write (fd, "0", 1) == 1;
  close (fd);
  return done;
}

static gboolean
can_limit (const char *name)
{
  pid_t child = fork ();
  int status = 1;

  if (child == 0)
    _exit (limit (name) ? 0 : 1);
  return child > 0 && waitpid (child, &status, 0) == child && status == 0;
}

static void
test_limits (Fixture *f, gconstpointer data)
{
  static const char *const rows[][2] = { { "max_inotify_watches", "problem watch-limit" },
                                         { "max_inotify_instances", "problem instance-limit" } };
  const char *const *row = rows[GPOINTER_TO_UINT (data) - 1];

  if (g_test_subprocess ())
    {
      g_assert_true (limit (row[0]));
      start (f);
      await (f, row[1]);
      g_assert_false (lamp_arrival_watcher_is_watching (f->watcher, "downloads"));
      return;
    }
  f->watcher = lamp_arrival_watcher_new ();
  if (!can_limit (row[0]))
    {
      g_test_skip ("no user namespaces here");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

static void
test_bad_folders (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  start (f);
  g_assert_false (lamp_arrival_watcher_add_folder (f->watcher, "a b", "/tmp", &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA);
  g_clear_error (&error);
  g_assert_false (lamp_arrival_watcher_add_folder (f->watcher, "a", "tmp", &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA);
  lamp_arrival_watcher_remove_folder (f->watcher, "nobody");
  lamp_arrival_watcher_release (f->watcher, "no key");
  lamp_arrival_watcher_hash (f->watcher, "no key");
  g_assert_null (lamp_arrival_watcher_dup_current_path (f->watcher, "no key"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function, data)                                                                            \
  g_test_add ("/arrivals/watcher/" name, Fixture, data, set_up, function, tear_down)
  ADD ("chromium", test_chromium, NULL);
  ADD ("firefox", test_firefox, NULL);
  ADD ("named-like-a-part", test_named_like_a_part, NULL);
  ADD ("local", test_local, NULL);
  ADD ("kio-copy", test_kio_copy, NULL);
  ADD ("mv-in-one-line", test_mv_in_one_line, NULL);
  ADD ("deleted-at-once", test_deleted_at_once, NULL);
  ADD ("moves", test_moves, NULL);
  ADD ("sub-folders", test_sub_folders, NULL);
  ADD ("hostile-names", test_hostile_names, NULL);
  ADD ("no-files", test_no_files, NULL);
  ADD ("unreadable", test_unreadable, NULL);
  ADD ("missing", test_missing, "later");
  ADD ("rescan", test_rescan, "later");
  ADD ("ready", test_ready, "later");
  ADD ("untold", test_untold, "later");
  ADD ("burst", test_burst, NULL);
  ADD ("limit-of-watches", test_limits, GUINT_TO_POINTER (1));
  ADD ("limit-of-instances", test_limits, GUINT_TO_POINTER (2));
  ADD ("bad-folders", test_bad_folders, "later");
  return g_test_run ();
}
