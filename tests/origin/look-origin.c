/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* look-origin READER HOME FAMILY FILE: what the finder says of a file, look by look, as JSON lines. For the
 * live test: the agent does the same, in the middle of everything else. */

#include "origin/lamp-origin-finder.h"
#include "origin/lamp-origin-merge.h"

#include "base/lamp-time.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  GMainLoop *loop;
  LampOriginFinder *finder;
  LampArtifact *artifact;
  GPtrArray *evidence;
  gint64 arrived_usec;
  gint64 asked_usec;
  gsize next;
} Watch;

static LampArtifact *
make_artifact (const char *path, const char *family)
{
  struct statx about;
  g_autoptr (LampFile) file = NULL;
  LampTime now = lamp_time_now ();
  gint64 born = 0;

  if (statx (AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_BTIME, &about) == 0 && (about.stx_mask & STATX_BTIME))
    born = about.stx_btime.tv_sec * G_USEC_PER_SEC + about.stx_btime.tv_nsec / 1000;
  file = lamp_file_new (&(LampFile){
      .path = path, .path_at_arrival = path, .born_real_usec = born, .arrived_real_usec = now.real_usec });
  return lamp_artifact_new (
      &(LampArtifact){ .key = path, .file = file, .family = *family != '\0' ? family : NULL });
}

static void ask (Watch *self);

static gboolean
on_due (gpointer data)
{
  ask (data);
  return G_SOURCE_REMOVE;
}

static void
tell (Watch *self, const LampOrigin *origin)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *text = lamp_origin_to_text (origin, LAMP_VIEW_STORE);

  g_print ("{\"at\":%.3f,\"took\":%.3f,\"origin\":%s}\n",
           (double) (now - self->arrived_usec) / G_USEC_PER_SEC,
           (double) (now - self->asked_usec) / G_USEC_PER_SEC, text);
  fflush (stdout);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  Watch *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = lamp_origin_finder_look_finish (self->finder, result, &error);
  g_autoptr (LampOrigin) origin = NULL;
  gsize count;
  const gint64 *delays = lamp_origin_finder_get_look_delays (self->artifact, &count);

  for (guint i = 0; found != NULL && i < found->len; i++)
    g_ptr_array_add (self->evidence, lamp_evidence_ref (found->pdata[i]));
  origin = lamp_origin_merge (self->evidence, self->artifact, self->next == count);
  tell (self, origin);
  if (self->next == count ||
      (origin->evidence[0] != NULL && origin->evidence[0]->confidence == LAMP_EVIDENCE_HIGH))
    g_main_loop_quit (self->loop);
  else
    g_timeout_add (
        (guint) (MAX (0, self->arrived_usec + delays[self->next] - g_get_monotonic_time ()) / 1000), on_due,
        self);
}

static void
ask (Watch *self)
{
  self->next++;
  self->asked_usec = g_get_monotonic_time ();
  lamp_origin_finder_look_async (self->finder, self->artifact, NULL, on_looked, self);
}

int
main (int argc, char **argv)
{
  Watch self = { 0 };
  g_autoptr (JsonNode) health = NULL;
  g_autofree char *text = NULL;

  if (argc != 5)
    {
      g_printerr ("usage: look-origin READER HOME FAMILY FILE\n");
      return 2;
    }
  self.loop = g_main_loop_new (NULL, FALSE);
  self.finder = lamp_origin_finder_new (argv[1], argv[2]);
  self.artifact = make_artifact (argv[4], argv[3]);
  self.evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);
  self.arrived_usec = g_get_monotonic_time ();
  ask (&self);
  g_main_loop_run (self.loop);
  health = lamp_origin_finder_to_json (self.finder);
  text = json_to_string (health, FALSE);
  g_print ("{\"health\":%s}\n", text);
  return 0;
}
