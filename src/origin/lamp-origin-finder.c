/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-finder.h"

#include "origin/lamp-origin-health.h"
#include "origin/lamp-origin-limits.h"
#include "origin/lamp-origin-memory.h"
#include "origin/lamp-origin-plan.h"
#include "origin/lamp-origin-reader.h"

#include "base/lamp-error.h"
#include "model/lamp-archive-member.h"

#include <string.h>

struct _LampOriginFinder
{
  GObject parent_instance;
  char *reader_program;
  char *archive_program;
  char *home;
  GQueue waiting; /* of Slot */
  guint running;
  LampOriginHealth *health;
  LampOriginMemory *memory;
};

G_DEFINE_FINAL_TYPE (LampOriginFinder, lamp_origin_finder, G_TYPE_OBJECT)

/* One question of a caller: the jobs that it became, and what their answers brought. The task's data. */
typedef struct
{
  LampArtifact *artifact; /* nullable */
  GPtrArray *many;        /* nullable: artifacts, and in the same order what was found of each: */
  GPtrArray *found;
  guint pending;
  GPtrArray *evidence;
  GPtrArray *members;
  GPtrArray *folders;
  GError *spawn_error;
  GError *read_error;
} Batch;

/* One job, waiting or running. */
typedef struct
{
  LampOriginFinder *finder; /* borrowed: the task holds it */
  GTask *task;
  LampOriginJob *job; /* NULL once it runs */
  guint first;        /* about which of many artifacts its first question is */
  char *stamp;        /* nullable: not to be remembered */
  char *kind;
  char *app;
} Slot;

static void pump (LampOriginFinder *self);

static void
batch_free (Batch *self)
{
  g_clear_pointer (&self->artifact, lamp_artifact_unref);
  g_clear_pointer (&self->many, g_ptr_array_unref);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_ptr_array_unref (self->evidence);
  g_ptr_array_unref (self->members);
  g_ptr_array_unref (self->folders);
  g_clear_error (&self->spawn_error);
  g_clear_error (&self->read_error);
  g_free (self);
}

static void
slot_free (Slot *self)
{
  g_object_unref (self->task);
  lamp_origin_job_free (self->job);
  g_free (self->stamp);
  g_free (self->kind);
  g_free (self->app);
  g_free (self);
}

static void
append (GPtrArray *to, GPtrArray *from)
{
  g_ptr_array_extend_and_steal (to, g_ptr_array_ref (from));
}

/* A source that fails is told in `status`; the others still answer. Only when nothing could be asked at all
 * is it an error of the look. */
static void
complete (GTask *task)
{
  Batch *batch = g_task_get_task_data (task);
  gpointer tag = g_task_get_source_tag (task);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (batch->spawn_error != NULL && batch->evidence->len == 0)
    g_task_return_error (task, g_steal_pointer (&batch->spawn_error));
  else if (tag == lamp_origin_finder_list_archive_async && batch->read_error != NULL &&
           batch->members->len == 0)
    g_task_return_error (task, g_steal_pointer (&batch->read_error));
  else if (tag == lamp_origin_finder_look_many_async)
    g_task_return_pointer (task, g_steal_pointer (&batch->found), (GDestroyNotify) g_ptr_array_unref);
  else if (tag == lamp_origin_finder_look_async)
    g_task_return_pointer (task, g_ptr_array_ref (batch->evidence), (GDestroyNotify) g_ptr_array_unref);
  else if (tag == lamp_origin_finder_list_archive_async)
    g_task_return_pointer (task, g_ptr_array_ref (batch->members), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_pointer (task, g_ptr_array_ref (batch->folders), (GDestroyNotify) g_ptr_array_unref);
}

/* Which of the job's files is which of ours is in the slot. */
static void
hand_out (Batch *batch, const Slot *slot, LampOriginAnswer *answer)
{
  for (guint i = 0; i < answer->evidence->len; i++)
    {
      guint index = slot->first + g_array_index (answer->of, guint, i);
      if (index < batch->found->len)
        g_ptr_array_add (g_ptr_array_index (batch->found, index),
                         lamp_evidence_ref (g_ptr_array_index (answer->evidence, i)));
    }
}

static void
slot_done (Slot *slot, LampOriginAnswer *answer, const GError *error)
{
  Batch *batch = g_task_get_task_data (slot->task);
  const GError *told = answer != NULL ? answer->error : error;
  guint found = answer != NULL ? answer->evidence->len + answer->members->len + answer->folders->len : 0;

  if (!g_error_matches (told, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    lamp_origin_health_put (slot->finder->health, slot->kind, slot->app, found, told);
  if (answer != NULL)
    {
      if (told == NULL && batch->artifact != NULL)
        lamp_origin_memory_put (slot->finder->memory, batch->artifact->key, slot->stamp, answer->evidence);
      lamp_origin_health_put_landlock (slot->finder->health, answer->landlock);
      if (batch->found != NULL)
        hand_out (batch, slot, answer);
      append (batch->evidence, answer->evidence);
      append (batch->members, answer->members);
      append (batch->folders, answer->folders);
    }
  if (told != NULL && answer != NULL && batch->read_error == NULL)
    batch->read_error = g_error_copy (told);
  if (error != NULL && batch->spawn_error == NULL)
    batch->spawn_error = g_error_copy (error);
  if (--batch->pending == 0)
    complete (slot->task);
  slot_free (slot);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Slot *slot = data;
  g_autoptr (LampOriginFinder) self = g_object_ref (slot->finder);
  g_autoptr (GError) error = NULL;
  g_autoptr (LampOriginAnswer) answer = lamp_origin_reader_run_finish (result, &error);

  self->running--;
  slot_done (slot, answer, error);
  pump (self);
}

/* TRUE if the store is as it was when it was last asked about this file. */
static gboolean
remember (LampOriginFinder *self, Slot *slot)
{
  Batch *batch = g_task_get_task_data (slot->task);
  const char *key = batch->artifact != NULL ? batch->artifact->key : NULL;
  GPtrArray *evidence = lamp_origin_memory_find (self->memory, key, slot->stamp);

  for (guint i = 0; evidence != NULL && i < evidence->len; i++)
    g_ptr_array_add (batch->evidence, lamp_evidence_ref (evidence->pdata[i]));
  if (evidence == NULL)
    return FALSE;
  if (--batch->pending == 0)
    complete (slot->task);
  slot_free (slot);
  return TRUE;
}

static void
run_slot (LampOriginFinder *self, Slot *slot)
{
  GCancellable *cancellable = g_task_get_cancellable (slot->task);
  g_autoptr (GError) error = NULL;
  const char *program = self->reader_program;
  LampOriginAnswer *unopened;

  if (g_cancellable_set_error_if_cancelled (cancellable, &error))
    {
      slot_done (slot, NULL, error);
      return;
    }
  if (remember (self, slot))
    return;
  if (lamp_origin_job_get_error (slot->job) != NULL)
    {
      unopened = lamp_origin_answer_parse (slot->kind, "", 0);
      unopened->error = g_error_copy (lamp_origin_job_get_error (slot->job));
      slot_done (slot, unopened, NULL);
      lamp_origin_answer_free (unopened);
      return;
    }
  if (strcmp (slot->kind, LAMP_ORIGIN_JOB_ARCHIVE) == 0)
    program = self->archive_program;
  self->running++;
  lamp_origin_reader_run_async (program, g_steal_pointer (&slot->job), cancellable, on_answer, slot);
}

static void
pump (LampOriginFinder *self)
{
  g_autoptr (LampOriginFinder) held = g_object_ref (self);

  while (self->running < LAMP_ORIGIN_READERS && !g_queue_is_empty (&self->waiting))
    run_slot (self, g_queue_pop_head (&self->waiting));
}

/* Only the job about a file's own attributes is not about all. */
static guint
find_first (const Batch *batch, const LampOriginJob *job)
{
  const char *path = lamp_origin_job_get_question (job)->path;

  for (guint i = 0; i < batch->many->len; i++)
    if (g_str_equal (((LampArtifact *) g_ptr_array_index (batch->many, i))->file->path, path))
      return i;
  return 0;
}

static void
submit (LampOriginFinder *self, GTask *task, GPtrArray *jobs)
{
  Batch *batch = g_task_get_task_data (task);

  if (g_queue_get_length (&self->waiting) + jobs->len > LAMP_ORIGIN_QUEUE)
    {
      g_task_return_new_error (task, LAMP_ERROR, LAMP_ERROR_BUSY, "too many questions are waiting");
      return;
    }
  batch->pending = jobs->len;
  if (jobs->len == 0)
    complete (task);
  while (jobs->len > 0)
    {
      Slot *slot = g_new0 (Slot, 1);
      slot->finder = self;
      slot->task = g_object_ref (task);
      slot->job = g_ptr_array_steal_index (jobs, 0);
      if (g_task_get_source_tag (task) == lamp_origin_finder_look_async &&
          lamp_origin_job_get_error (slot->job) == NULL)
        slot->stamp = lamp_origin_job_dup_stamp (slot->job);
      slot->kind = g_strdup (lamp_origin_job_get_kind (slot->job));
      slot->app = g_strdup (lamp_origin_job_get_question (slot->job)->app);
      slot->first = batch->many != NULL ? find_first (batch, slot->job) : 0;
      g_queue_push_tail (&self->waiting, slot);
    }
  pump (self);
}

static void
on_planned (GObject *source, GAsyncResult *result, gpointer data)
{
  LampOriginFinder *self = LAMP_ORIGIN_FINDER (source);
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) jobs = g_task_propagate_pointer (G_TASK (result), &error);

  if (jobs != NULL)
    submit (self, task, jobs);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Runs on a worker: a slow disk must not hold the agent. Reads only what nobody changes after construction.
 */
static void
plan_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  LampOriginFinder *self = source;
  Batch *batch = g_task_get_task_data (data);
  gpointer tag = g_task_get_source_tag (data);
  GPtrArray *jobs = NULL;
  GError *error = NULL;

  if (tag == lamp_origin_finder_look_async)
    jobs = lamp_origin_plan_look (self->home, batch->artifact);
  else if (tag == lamp_origin_finder_look_many_async)
    jobs = lamp_origin_plan_look_many (self->home, batch->many);
  else if (tag == lamp_origin_finder_list_download_folders_async)
    jobs = lamp_origin_plan_download_folders (self->home);
  else
    {
      LampOriginJob *job = lamp_origin_plan_archive (batch->artifact, &error);
      if (job != NULL)
        {
          jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_origin_job_free);
          g_ptr_array_add (jobs, job);
        }
    }
  if (jobs != NULL)
    g_task_return_pointer (task, jobs, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
start (LampOriginFinder *self,
       const LampArtifact *artifact,
       GPtrArray *many,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) plan = g_task_new (self, cancellable, on_planned, task);
  Batch *batch = g_new0 (Batch, 1);

  batch->artifact = artifact != NULL ? lamp_artifact_ref (artifact) : NULL;
  batch->many = many != NULL ? g_ptr_array_ref (many) : NULL;
  batch->found = many != NULL ? g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref) : NULL;
  for (guint i = 0; many != NULL && i < many->len; i++)
    g_ptr_array_add (batch->found, g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref));
  batch->evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);
  batch->members = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_archive_member_unref);
  batch->folders = g_ptr_array_new_with_free_func (g_free);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, batch, (GDestroyNotify) batch_free);
  g_task_set_task_data (plan, g_object_ref (task), g_object_unref);
  g_task_run_in_thread (plan, plan_in_thread);
}

static void
lamp_origin_finder_finalize (GObject *object)
{
  LampOriginFinder *self = LAMP_ORIGIN_FINDER (object);

  g_queue_clear (&self->waiting); /* empty: every slot's task holds us */
  lamp_origin_health_free (self->health);
  lamp_origin_memory_free (self->memory);
  g_free (self->reader_program);
  g_free (self->archive_program);
  g_free (self->home);
  G_OBJECT_CLASS (lamp_origin_finder_parent_class)->finalize (object);
}

static void
lamp_origin_finder_class_init (LampOriginFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lamp_origin_finder_finalize;
}

static void
lamp_origin_finder_init (LampOriginFinder *self)
{
  self->health = lamp_origin_health_new ();
  self->memory = lamp_origin_memory_new ();
}

/**
 * lamp_origin_finder_new:
 * @reader_program: path of `gatelamp-reader`; `gatelamp-reader-archive` lies beside it
 * @home: the home folder whose profiles are looked at
 *
 * Returns: (transfer full): a finder; nothing is started yet
 */
LampOriginFinder *
lamp_origin_finder_new (const char *reader_program, const char *home)
{
  LampOriginFinder *self = g_object_new (LAMP_TYPE_ORIGIN_FINDER, NULL);

  self->reader_program = g_canonicalize_filename (reader_program, NULL); /* readers start in "/" */
  self->archive_program = g_strconcat (self->reader_program, "-archive", NULL);
  self->home = g_strdup (home);
  return self;
}

/**
 * lamp_origin_finder_look_async:
 * @self: a finder
 * @artifact: the file in question
 * @cancellable: (nullable): ends the look and its readers
 * @callback: called in the caller's main context
 * @user_data: for @callback
 *
 * One pass over all sources that can know the file. When to look is in lamp_origin_finder_get_look_delays();
 * the evidence of several passes may be put together, lamp_origin_merge() drops what is there twice.
 */
void
lamp_origin_finder_look_async (LampOriginFinder *self,
                               const LampArtifact *artifact,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  start (self, artifact, NULL, lamp_origin_finder_look_async, cancellable, callback, user_data);
}

/**
 * lamp_origin_finder_look_finish:
 * @self: a finder
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (element-type LampEvidence) (nullable): what was found; empty if nothing. Errors:
 *   %LAMP_ERROR_UNSUPPORTED - the reader cannot be started; %LAMP_ERROR_BUSY - ask later;
 * G_IO_ERROR_CANCELLED
 */
GPtrArray *
lamp_origin_finder_look_finish (LampOriginFinder *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lamp_origin_finder_look_many_async:
 * @self: a finder
 * @artifacts: (element-type LampArtifact): the files in question, at most %LAMP_ORIGIN_JOB_QUESTIONS, with
 * paths of at most %LAMP_ORIGIN_JOB_PATH_BYTES together; not to be changed meanwhile
 * @cancellable: (nullable): ends the look and its readers
 * @callback: called in the caller's main context
 * @user_data: for @callback
 *
 * As lamp_origin_finder_look_async() for each of them, with one reader a source instead of one a source and
 * file. For files that arrived long ago: nothing is remembered for a later look.
 */
void
lamp_origin_finder_look_many_async (LampOriginFinder *self,
                                    GPtrArray *artifacts,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  start (self, NULL, artifacts, lamp_origin_finder_look_many_async, cancellable, callback, user_data);
}

/**
 * lamp_origin_finder_look_many_finish:
 * @self: a finder
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (element-type GPtrArray) (nullable): for each file, in their order, an array of
 * the LampEvidence that was found. Errors: as lamp_origin_finder_look_finish()
 */
GPtrArray *
lamp_origin_finder_look_many_finish (LampOriginFinder *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lamp_origin_finder_list_archive_async:
 * @self: a finder
 * @artifact: an archive
 * @cancellable: (nullable): ends it
 * @callback: called in the caller's main context
 * @user_data: for @callback
 *
 * Lists what is in an archive, so that members can be known again after they were extracted. This opens the
 * file.
 */
void
lamp_origin_finder_list_archive_async (LampOriginFinder *self,
                                       const LampArtifact *artifact,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  start (self, artifact, NULL, lamp_origin_finder_list_archive_async, cancellable, callback, user_data);
}

/**
 * lamp_origin_finder_list_archive_finish:
 * @self: a finder
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (element-type LampArchiveMember) (nullable): at most %LAMP_ORIGIN_MEMBERS; those
 * before the damage or the limit if there was one. Errors: %LAMP_ERROR_INVALID_DATA - no archive that we
 * know; %LAMP_ERROR_TOO_LARGE; %LAMP_ERROR_UNSUPPORTED - not a regular local file; by errno
 */
GPtrArray *
lamp_origin_finder_list_archive_finish (LampOriginFinder *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lamp_origin_finder_list_download_folders_async:
 * @self: a finder
 * @cancellable: (nullable): ends it
 * @callback: called in the caller's main context
 * @user_data: for @callback
 *
 * Reads from the browsers' settings where they save downloads, where that is not the desktop's own folder.
 */
void
lamp_origin_finder_list_download_folders_async (LampOriginFinder *self,
                                                GCancellable *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer user_data)
{
  start (self, NULL, NULL, lamp_origin_finder_list_download_folders_async, cancellable, callback, user_data);
}

/**
 * lamp_origin_finder_list_download_folders_finish:
 * @self: a finder
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (array zero-terminated=1) (element-type filename) (nullable): absolute paths, each
 * once; they need not exist. Errors: as lamp_origin_finder_look_finish()
 */
GStrv
lamp_origin_finder_list_download_folders_finish (LampOriginFinder *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) folders = g_task_propagate_pointer (G_TASK (result), error);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (folders == NULL)
    return NULL;
  for (guint i = 0; i < folders->len; i++)
    {
      guint first = i;
      g_ptr_array_find_with_equal_func (folders, folders->pdata[i], g_str_equal, &first);
      if (first == i)
        g_strv_builder_add (builder, folders->pdata[i]);
    }
  return g_strv_builder_end (builder);
}

/**
 * lamp_origin_finder_to_json:
 * @self: a finder
 *
 * Returns: (transfer full): for `status`; see lamp_origin_health_to_json(), and `running` and `waiting`
 * readers
 */
JsonNode *
lamp_origin_finder_to_json (LampOriginFinder *self)
{
  JsonNode *node = lamp_origin_health_to_json (self->health);
  JsonObject *object = json_node_get_object (node);

  json_object_set_int_member (object, "running", self->running);
  json_object_set_int_member (object, "waiting", g_queue_get_length (&self->waiting));
  return node;
}
