/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-plan.h"

#include "origin/lamp-origin-detail.h"
#include "origin/lamp-origin-limits.h"
#include "origin/lamp-origin-profiles.h"

#include "base/lamp-error.h"
#include "base/lamp-fd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

/* linux/magic.h has no CIFS of the SMB2 driver. */
#define SMB2_MAGIC 0xFE534D42

typedef struct
{
  const char *home;
  LampOriginQuestion question;
  gint64 oldest_real_usec; /* birth of the oldest file that is asked about; 0 = not known */
  GPtrArray *more;         /* nullable, of LampArtifact: all but the first are asked about, too */
  GPtrArray *jobs;
} Plan;

/* A store that was last written well before the file was born cannot name it; it is not worth a process. */
static gboolean
was_written_since (int fd, gint64 born_real_usec)
{
  struct stat about;
  gint64 written_usec;

  if (born_real_usec <= 0 || fstat (fd, &about) != 0)
    return TRUE;
  written_usec = about.st_mtim.tv_sec * G_USEC_PER_SEC + about.st_mtim.tv_nsec / 1000;
  return written_usec + LAMP_ORIGIN_UNCHANGED_SLACK_USEC >= born_real_usec;
}

/* A file that is not there is nothing to tell; one that may not be opened is. */
static void
open_main (LampOriginJob *job, int folder, const char *name)
{
  g_autoptr (GError) error = NULL;
  int fd = lamp_fd_open_regular_at (folder, name, &error);

  if (!lamp_origin_job_take_file (job, LAMP_ORIGIN_FILE_MAIN, fd) && error != NULL &&
      !g_error_matches (error, LAMP_ERROR, LAMP_ERROR_NOT_FOUND))
    lamp_origin_job_take_error (job, g_steal_pointer (&error));
}

/* Adds the job unless there is nothing to read or nothing new in any of its files. */
static void
take_job (Plan *plan, LampOriginJob *job)
{
  static const char *const roles[] = { LAMP_ORIGIN_FILE_MAIN, LAMP_ORIGIN_FILE_WAL, LAMP_ORIGIN_FILE_LOG,
                                       LAMP_ORIGIN_FILE_JOURNAL };
  gboolean fresh = lamp_origin_job_get_error (job) != NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    for (guint k = 0; lamp_origin_job_get_fd (job, roles[i], k) >= 0; k++)
      fresh = fresh || lamp_origin_job_is_written_unseen (job) ||
              was_written_since (lamp_origin_job_get_fd (job, roles[i], k), plan->oldest_real_usec);
  if (fresh && plan->jobs->len < LAMP_ORIGIN_QUEUE)
    g_ptr_array_add (plan->jobs, job);
  else
    lamp_origin_job_free (job);
}

static LampOriginQuestion
make_question (const char *home, const LampArtifact *artifact)
{
  const LampFile *file = artifact->file;

  return (LampOriginQuestion){
    .path = file->path != NULL ? file->path : file->path_at_arrival,
    .path_at_arrival = file->path_at_arrival != NULL ? file->path_at_arrival : file->path,
    .home = home,
    .family = artifact->family,
    .born_real_usec = file->born_real_usec,
    .arrived_real_usec = file->arrived_real_usec,
  };
}

static void
add_more (const Plan *plan, LampOriginJob *job)
{
  for (guint i = 1; plan->more != NULL && i < plan->more->len; i++)
    {
      LampOriginQuestion question = make_question (plan->home, g_ptr_array_index (plan->more, i));
      lamp_origin_job_add_question (job, &question);
    }
}

static LampOriginJob *
make_job (Plan *plan, const char *kind, const char *app)
{
  LampOriginQuestion question = plan->question;
  LampOriginJob *job;

  question.app = app;
  job = lamp_origin_job_new (kind, &question);
  add_more (plan, job);
  return job;
}

static void
add_firefox (Plan *plan, const LampOriginProfile *profile)
{
  LampOriginJob *job = make_job (plan, LAMP_ORIGIN_SOURCE_FIREFOX_PLACES, profile->app);

  open_main (job, profile->folder, "places.sqlite");
  lamp_origin_job_take_file (job, LAMP_ORIGIN_FILE_WAL,
                             lamp_fd_open_regular_at (profile->folder, "places.sqlite-wal", NULL));
  take_job (plan, job);
}

/* Opens the files of a folder whose names begin and end so, e.g. `home-ad3aba45.log`. */
static void
take_files (LampOriginJob *job, int folder, const char *role, const char *prefix, const char *suffix)
{
  int readable = openat (folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *stream = readable >= 0 ? fdopendir (readable) : NULL;
  struct dirent *entry;

  if (stream == NULL)
    {
      if (readable >= 0)
        close (readable);
      return;
    }
  for (int i = 0; i < 256 && (entry = readdir (stream)) != NULL; i++)
    if (g_str_has_prefix (entry->d_name, prefix) && g_str_has_suffix (entry->d_name, suffix) &&
        lamp_origin_job_get_n_files (job) < LAMP_ORIGIN_JOB_FILES)
      lamp_origin_job_take_file (job, role, lamp_fd_open_regular_at (folder, entry->d_name, NULL));
  closedir (stream);
}

static void
add_chromium (Plan *plan, const LampOriginProfile *profile)
{
  LampOriginJob *history = make_job (plan, LAMP_ORIGIN_SOURCE_CHROMIUM_HISTORY, profile->app);
  int logs = openat (profile->folder, "shared_proto_db", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  open_main (history, profile->folder, "History");
  take_job (plan, history);
  if (logs >= 0)
    {
      LampOriginJob *log = make_job (plan, LAMP_ORIGIN_SOURCE_CHROMIUM_LOG, profile->app);
      take_files (log, logs, LAMP_ORIGIN_FILE_LOG, "", ".log");
      take_job (plan, log);
      close (logs);
    }
}

static void
add_profiles (Plan *plan)
{
  const char *family = plan->question.family;
  g_autoptr (GPtrArray) profiles = NULL;

  if (g_strcmp0 (family, "webkit") == 0)
    return;
  profiles = lamp_origin_profiles_list (plan->home, family);
  for (guint i = 0; i < profiles->len; i++)
    {
      const LampOriginProfile *profile = profiles->pdata[i];
      if (strcmp (profile->family, "firefox") == 0)
        add_firefox (plan, profile);
      else
        add_chromium (plan, profile);
    }
}

static void
add_gvfs (Plan *plan)
{
  static const char *const trees[] = { "home", "root" };
  int folder = lamp_origin_profiles_open_base (plan->home, "data", "gvfs-metadata");

  for (gsize i = 0; folder >= 0 && i < G_N_ELEMENTS (trees); i++)
    {
      g_autofree char *prefix = g_strconcat (trees[i], "-", NULL);
      LampOriginJob *job;
      LampOriginQuestion question = plan->question;

      if (strcmp (trees[i], "root") == 0)
        question.home = "/";
      job = lamp_origin_job_new (LAMP_ORIGIN_SOURCE_GVFS, &question);
      add_more (plan, job);
      open_main (job, folder, trees[i]);
      take_files (job, folder, LAMP_ORIGIN_FILE_JOURNAL, prefix, ".log");
      take_job (plan, job);
    }
  if (folder >= 0)
    close (folder);
}

static void
add_recently_used (Plan *plan)
{
  LampOriginJob *job = make_job (plan, LAMP_ORIGIN_SOURCE_RECENTLY_USED, NULL);
  int folder = lamp_origin_profiles_open_base (plan->home, "data", NULL);

  if (folder >= 0)
    open_main (job, folder, "recently-used.xbel");
  take_job (plan, job);
  if (folder >= 0)
    close (folder);
}

/* Only whether they are there: of many files most have none, and what they say is for a reader. */
static gboolean
has_marks (int fd)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);

  return getxattr (path, "user.xdg.origin.url", NULL, 0) >= 0 || errno == EACCES || errno == EPERM ||
         getxattr (path, "user.xdg.referrer.url", NULL, 0) >= 0;
}

/* O_PATH is no opening: it waits for nobody and rings no watch. */
static void
add_xattr (Plan *plan, const LampOriginQuestion *question)
{
  LampOriginJob *job = lamp_origin_job_new (LAMP_ORIGIN_SOURCE_XATTR, question);
  int fd = open (question->path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  struct stat about;

  if (fd >= 0 && fstat (fd, &about) == 0 && S_ISREG (about.st_mode) && (plan->more == NULL || has_marks (fd)))
    {
      lamp_origin_job_take_file (job, LAMP_ORIGIN_FILE_MAIN, fd);
      g_ptr_array_add (plan->jobs, job);
      return;
    }
  if (fd >= 0)
    close (fd);
  lamp_origin_job_free (job);
}

/**
 * lamp_origin_plan_look:
 * @home: the home folder
 * @artifact: the file in question
 *
 * Opens what can tell where the file came from, as far as it exists, belongs to its family of browsers, and
 * was written since the file was born. It may wait for the file system: for a worker thread.
 *
 * Returns: (transfer full) (element-type LampOriginJob): one job a source and profile
 */
GPtrArray *
lamp_origin_plan_look (const char *home, const LampArtifact *artifact)
{
  Plan plan = { .home = home,
                .question = make_question (home, artifact),
                .jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_origin_job_free) };

  plan.oldest_real_usec = plan.question.born_real_usec;
  if (plan.question.path == NULL)
    return plan.jobs;
  add_xattr (&plan, &plan.question);
  add_profiles (&plan);
  if (g_strcmp0 (artifact->family, "chromium") != 0)
    {
      add_gvfs (&plan);
      add_recently_used (&plan);
    }
  return plan.jobs;
}

/**
 * lamp_origin_plan_look_many:
 * @home: the home folder
 * @artifacts: (element-type LampArtifact): the files in question, at least one, of no known family
 *
 * As lamp_origin_plan_look(), with all files in each job; only a file's own attributes are a job of its own,
 * and only where it has some.
 *
 * Returns: (transfer full) (element-type LampOriginJob): for a worker thread
 */
GPtrArray *
lamp_origin_plan_look_many (const char *home, GPtrArray *artifacts)
{
  Plan plan = { .home = home,
                .question = make_question (home, g_ptr_array_index (artifacts, 0)),
                .more = artifacts,
                .jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_origin_job_free) };

  plan.oldest_real_usec = plan.question.born_real_usec;
  for (guint i = 0; i < artifacts->len; i++)
    {
      LampOriginQuestion question = make_question (home, g_ptr_array_index (artifacts, i));
      plan.oldest_real_usec = MIN (plan.oldest_real_usec, question.born_real_usec);
      add_xattr (&plan, &question);
    }
  add_profiles (&plan);
  add_gvfs (&plan);
  add_recently_used (&plan);
  return plan.jobs;
}

/* Promise 3: files are read on local file systems only; another machine or a program may be behind these. */
static gboolean
is_local (int fd)
{
  static const unsigned int remote[] = { NFS_SUPER_MAGIC, SMB_SUPER_MAGIC,  CIFS_SUPER_MAGIC,
                                         SMB2_MAGIC,      CODA_SUPER_MAGIC, AFS_SUPER_MAGIC,
                                         V9FS_MAGIC,      CEPH_SUPER_MAGIC, FUSE_SUPER_MAGIC };
  struct statfs about;

  if (fstatfs (fd, &about) != 0)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (remote); i++)
    if ((unsigned int) about.f_type == remote[i])
      return FALSE;
  return TRUE;
}

/**
 * lamp_origin_plan_archive:
 * @artifact: an archive
 * @error: return location
 *
 * The one place that opens an artifact. For a worker thread.
 *
 * Returns: (transfer full) (nullable): the job. Errors: by errno; %LAMP_ERROR_UNSUPPORTED - not a regular
 * file, or not on a local file system
 */
LampOriginJob *
lamp_origin_plan_archive (const LampArtifact *artifact, GError **error)
{
  LampOriginQuestion question = { .path = artifact->file->path };
  int fd = lamp_fd_open_regular_at (AT_FDCWD, artifact->file->path, error);
  LampOriginJob *job;

  if (fd < 0)
    return NULL;
  if (!is_local (fd))
    {
      close (fd);
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_UNSUPPORTED, "not on a local file system");
      return NULL;
    }
  job = lamp_origin_job_new (LAMP_ORIGIN_JOB_ARCHIVE, &question);
  lamp_origin_job_take_file (job, LAMP_ORIGIN_FILE_MAIN, fd);
  return job;
}

/**
 * lamp_origin_plan_download_folders:
 * @home: the home folder
 *
 * Returns: (transfer full) (element-type LampOriginJob): one job a profile with settings. For a worker thread
 */
GPtrArray *
lamp_origin_plan_download_folders (const char *home)
{
  static const char *const firefox_files[] = { "prefs.js", "user.js", NULL };
  static const char *const chromium_files[] = { "Preferences", NULL };
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_origin_job_free);
  g_autoptr (GPtrArray) profiles = lamp_origin_profiles_list (home, NULL);

  for (guint i = 0; i < profiles->len; i++)
    {
      const LampOriginProfile *profile = profiles->pdata[i];
      gboolean firefox = strcmp (profile->family, "firefox") == 0;
      const char *const *names = firefox ? firefox_files : chromium_files;
      LampOriginQuestion question = { .home = home, .app = profile->app };
      g_autoptr (LampOriginJob) job = lamp_origin_job_new (
          firefox ? LAMP_ORIGIN_JOB_FIREFOX_SETTINGS : LAMP_ORIGIN_JOB_CHROMIUM_SETTINGS, &question);

      for (gsize k = 0; names[k] != NULL; k++)
        lamp_origin_job_take_file (job, LAMP_ORIGIN_FILE_MAIN,
                                   lamp_fd_open_regular_at (profile->folder, names[k], NULL));
      if (lamp_origin_job_get_n_files (job) > 0)
        g_ptr_array_add (jobs, g_steal_pointer (&job));
    }
  return g_steal_pointer (&jobs);
}
