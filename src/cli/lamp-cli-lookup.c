/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-cli-lookup.h"

#include "base/lamp-error.h"
#include "base/lamp-fd.h"
#include "origin/lamp-origin-finder.h"
#include "origin/lamp-origin-merge.h"
#include "policy/lamp-hosts.h"
#include "policy/lamp-policy-loader.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

struct _LampLookup
{
  LampOriginFinder *finder;
  LampHosts *hosts;
  LampPolicyLoader *loader;
};

typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result;
} Wait;

static gint64
get_usec (const struct statx_timestamp *time)
{
  return (gint64) time->tv_sec * G_USEC_PER_SEC + time->tv_nsec / 1000;
}

/* O_PATH neither opens nor reads: no watch rings, no FIFO waits. */
static int
open_regular (const char *path, GError **error)
{
  int fd = open (path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  struct stat about;
  LampError code = errno == ENOENT || errno == ENOTDIR ? LAMP_ERROR_NOT_FOUND : LAMP_ERROR_DENIED;

  if (fd < 0)
    {
      g_set_error_literal (error, LAMP_ERROR, code, g_strerror (errno));
      return -1;
    }
  if (fstat (fd, &about) == 0 && S_ISREG (about.st_mode))
    return fd;
  g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_UNSUPPORTED,
                       S_ISLNK (about.st_mode) ? _ ("it is a symbolic link; name the file that it leads to")
                                               : _ ("it is not a regular file"));
  close (fd);
  return -1;
}

/**
 * lamp_cli_dup_file_key:
 * @path: a file, as the person named it
 * @error: return location
 *
 * Returns: (transfer full) (nullable): its key (`src/wire/README.md`). Errors: %LAMP_ERROR_NOT_FOUND - there
 *   is none; %LAMP_ERROR_UNSUPPORTED - a link, a folder, a device; by errno
 */
char *
lamp_cli_dup_file_key (const char *path, GError **error)
{
  int fd = open_regular (path, error);
  char *key = fd >= 0 ? lamp_fd_dup_key (fd, error) : NULL;

  if (fd >= 0)
    close (fd);
  return key;
}

/* When it arrived nobody saw; its birth bounds what may speak of it. */
static LampFile *
new_file (const char *path, int fd)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *name = g_path_get_basename (absolute);
  g_autofree char *mode = NULL;
  struct statx about = { 0 };

  statx (fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &about);
  mode = g_strdup_printf ("%04o", about.stx_mode & 07777u);
  return lamp_file_new (&(LampFile){
      .path = absolute,
      .path_at_arrival = absolute,
      .name = name,
      .size_bytes = (gint64) about.stx_size,
      .mode = mode,
      .born_real_usec = (about.stx_mask & STATX_BTIME) != 0 ? get_usec (&about.stx_btime) : 0,
      .modified_real_usec = get_usec (&about.stx_mtime),
  });
}

/**
 * lamp_lookup_describe:
 * @path: a file, as the person named it
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what the file itself says: name, size, times; nothing of an origin.
 *   Errors: as lamp_cli_dup_file_key()
 */
LampArtifact *
lamp_lookup_describe (const char *path, GError **error)
{
  int fd = open_regular (path, error);
  g_autofree char *key = fd >= 0 ? lamp_fd_dup_key (fd, error) : NULL;
  g_autoptr (LampFile) file = key != NULL ? new_file (path, fd) : NULL;

  if (fd >= 0)
    close (fd);
  return file != NULL ? lamp_artifact_new (&(LampArtifact){ .key = key, .file = file }) : NULL;
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;
  wait->result = g_object_ref (result);
  g_main_loop_quit (wait->loop);
}

/* A command has nothing else to do meanwhile; the finder bounds how long it takes. */
static GPtrArray *
look (LampOriginFinder *finder, const LampArtifact *artifact, GError **error)
{
  Wait wait = { .loop = g_main_loop_new (NULL, FALSE) };
  GPtrArray *evidence;

  lamp_origin_finder_look_async (finder, artifact, NULL, on_looked, &wait);
  g_main_loop_run (wait.loop);
  evidence = lamp_origin_finder_look_finish (finder, wait.result, error);
  g_object_unref (wait.result);
  g_main_loop_unref (wait.loop);
  return evidence;
}

/**
 * lamp_lookup_new:
 * @reader_program: path of `gatelamp-reader`
 * @home: the home folder whose profiles are looked at
 *
 * Returns: (transfer full): a lookup
 */
LampLookup *
lamp_lookup_new (const char *reader_program, const char *home)
{
  LampLookup *self = g_new0 (LampLookup, 1);
  self->finder = lamp_origin_finder_new (reader_program, home);
  self->hosts = lamp_hosts_new (NULL);
  self->loader = lamp_policy_loader_new_for_system ();
  /* Without a good policy the built-in one classifies; `policy show` tells what is wrong. */
  lamp_policy_loader_load (self->loader, NULL);
  return self;
}

/* Which kind of service it was, and whether it is the organisation's. */
static LampOrigin *
classify (LampLookup *self, const LampOrigin *origin)
{
  if (self->hosts == NULL)
    return lamp_origin_ref (origin);
  return lamp_hosts_classify (self->hosts, origin, lamp_policy_loader_get_policy (self->loader));
}

/**
 * lamp_lookup_ask:
 * @self: a lookup
 * @path: a file, as the person named it
 * @error: return location
 *
 * One look at all sources. Fetches nothing.
 *
 * Returns: (transfer full) (nullable): the file with its origin and evidence. Errors: %LAMP_ERROR_NOT_FOUND -
 *   no source knows it; %LAMP_ERROR_UNSUPPORTED - no regular file, or the reader cannot be started
 */
LampArtifact *
lamp_lookup_ask (LampLookup *self, const char *path, GError **error)
{
  g_autoptr (LampArtifact) file = lamp_lookup_describe (path, error);
  g_autoptr (GPtrArray) evidence = file != NULL ? look (self->finder, file, error) : NULL;
  g_autoptr (LampOrigin) merged = NULL;
  g_autoptr (LampOrigin) origin = NULL;
  LampArtifact found;

  if (evidence == NULL)
    return NULL;
  if (evidence->len == 0)
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_NOT_FOUND, _ ("Nothing is known about it."));
      return NULL;
    }
  merged = lamp_origin_merge (evidence, file, TRUE);
  origin = classify (self, merged);
  found = *file;
  found.state = LAMP_ARRIVAL_ARTIFACT;
  found.origin = origin;
  return lamp_artifact_new (&found);
}

/**
 * lamp_lookup_free:
 * @self: (nullable): a lookup
 */
void
lamp_lookup_free (LampLookup *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->finder);
  g_clear_object (&self->hosts);
  g_object_unref (self->loader);
  g_free (self);
}
