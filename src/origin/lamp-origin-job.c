/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-job.h"

#include "origin/lamp-origin-limits.h"
#include "origin/lamp-origin-url.h"

#include "base/lamp-error.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* In the reader the first file is the descriptor after the three standard ones. */
#define FIRST_FD 3

typedef struct
{
  char role[16];
  int fd;
} JobFile;

/* A further file that the same source is asked about. */
typedef struct
{
  char *path;
  gint64 born_real_usec;
  gint64 arrived_real_usec;
} Further;

struct _LampOriginJob
{
  char *kind;
  char *path;
  char *path_at_arrival;
  char *home;
  char *family;
  char *app;
  LampOriginQuestion first;    /* borrows the strings above */
  LampOriginQuestion question; /* the one that is asked now */
  GPtrArray *further;          /* nullable, of Further */
  JobFile files[LAMP_ORIGIN_JOB_FILES];
  guint n_files;
  GError *error;
};

static void
further_free (gpointer data)
{
  g_free (((Further *) data)->path);
  g_free (data);
}

static LampOriginJob *
take_strings (LampOriginJob *self)
{
  self->question.path = self->path;
  self->question.path_at_arrival = self->path_at_arrival;
  self->question.home = self->home;
  self->question.family = self->family;
  self->question.app = self->app;
  self->first = self->question;
  return self;
}

/**
 * lamp_origin_job_new:
 * @kind: the source's word, or one of LAMP_ORIGIN_JOB_*
 * @question: what is asked; copied
 *
 * Returns: (transfer full): a job without files
 */
LampOriginJob *
lamp_origin_job_new (const char *kind, const LampOriginQuestion *question)
{
  LampOriginJob *self = g_new0 (LampOriginJob, 1);

  self->kind = g_strdup (kind);
  self->question = *question;
  self->path = g_strdup (question->path != NULL ? question->path : "/");
  self->path_at_arrival = g_strdup (question->path_at_arrival != NULL ? question->path_at_arrival
                                                                      : self->path);
  self->home = g_strdup (question->home);
  self->family = g_strdup (question->family);
  self->app = g_strdup (question->app);
  return take_strings (self);
}

/**
 * lamp_origin_job_free:
 * @self: (transfer full) (nullable): a job; its descriptors are closed
 */
void
lamp_origin_job_free (LampOriginJob *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_files; i++)
    if (self->files[i].fd >= 0)
      close (self->files[i].fd);
  g_clear_error (&self->error);
  g_clear_pointer (&self->further, g_ptr_array_unref);
  g_free (self->kind);
  g_free (self->path);
  g_free (self->path_at_arrival);
  g_free (self->home);
  g_free (self->family);
  g_free (self->app);
  g_free (self);
}

/**
 * lamp_origin_job_add_question:
 * @self: a job
 * @question: a further file; of it path, birth and arrival are taken
 *
 * One reader for many files: its start costs more than its look.
 *
 * Returns: %FALSE if the job has %LAMP_ORIGIN_JOB_QUESTIONS already
 */
gboolean
lamp_origin_job_add_question (LampOriginJob *self, const LampOriginQuestion *question)
{
  Further *further;

  if (lamp_origin_job_get_n_questions (self) >= LAMP_ORIGIN_JOB_QUESTIONS)
    return FALSE;
  if (self->further == NULL)
    self->further = g_ptr_array_new_with_free_func (further_free);
  further = g_new0 (Further, 1);
  further->path = g_strdup (question->path);
  further->born_real_usec = question->born_real_usec;
  further->arrived_real_usec = question->arrived_real_usec;
  g_ptr_array_add (self->further, further);
  return TRUE;
}

/**
 * lamp_origin_job_get_n_questions:
 * @self: a job
 *
 * Returns: about how many files it asks
 */
guint
lamp_origin_job_get_n_questions (const LampOriginJob *self)
{
  return 1 + (self->further != NULL ? self->further->len : 0);
}

/**
 * lamp_origin_job_ask:
 * @self: a job
 * @index: which of its questions lamp_origin_job_get_question() is to be from now on
 */
void
lamp_origin_job_ask (LampOriginJob *self, guint index)
{
  const Further *further = index > 0 ? g_ptr_array_index (self->further, index - 1) : NULL;

  self->question = self->first;
  if (further == NULL)
    return;
  self->question.path = further->path;
  self->question.path_at_arrival = further->path;
  self->question.born_real_usec = further->born_real_usec;
  self->question.arrived_real_usec = further->arrived_real_usec;
}

/**
 * lamp_origin_job_take_file:
 * @self: a job
 * @role: one of LAMP_ORIGIN_FILE_*
 * @fd: (transfer full): an open descriptor, or -1
 *
 * Returns: %FALSE for -1, or if the job has %LAMP_ORIGIN_JOB_FILES already (then @fd is closed)
 */
gboolean
lamp_origin_job_take_file (LampOriginJob *self, const char *role, int fd)
{
  JobFile *file = &self->files[self->n_files];

  if (fd < 0)
    return FALSE;
  if (self->n_files == LAMP_ORIGIN_JOB_FILES)
    {
      close (fd);
      return FALSE;
    }
  g_strlcpy (file->role, role, sizeof file->role);
  file->fd = fd;
  self->n_files++;
  return TRUE;
}

/**
 * lamp_origin_job_take_error:
 * @self: a job
 * @error: (transfer full): why its files could not be opened; replaces an earlier one
 *
 * Such a job is never run; it carries the reason to `status`.
 */
void
lamp_origin_job_take_error (LampOriginJob *self, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
}

/**
 * lamp_origin_job_get_error:
 * @self: a job
 *
 * Returns: (nullable): why it cannot be run
 */
const GError *
lamp_origin_job_get_error (const LampOriginJob *self)
{
  return self->error;
}

/**
 * lamp_origin_job_get_kind:
 * @self: a job
 *
 * Returns: its kind
 */
const char *
lamp_origin_job_get_kind (const LampOriginJob *self)
{
  return self->kind;
}

/**
 * lamp_origin_job_get_question:
 * @self: a job
 *
 * Returns: what is asked; the first question unless lamp_origin_job_ask() said otherwise
 */
const LampOriginQuestion *
lamp_origin_job_get_question (const LampOriginJob *self)
{
  return &self->question;
}

/**
 * lamp_origin_job_get_fd:
 * @self: a job
 * @role: one of LAMP_ORIGIN_FILE_*
 * @index: 0 for the first file with that role, and so on
 *
 * Returns: a descriptor that stays the job's, or -1
 */
int
lamp_origin_job_get_fd (const LampOriginJob *self, const char *role, guint index)
{
  for (guint i = 0; i < self->n_files; i++)
    if (strcmp (self->files[i].role, role) == 0 && index-- == 0)
      return self->files[i].fd;
  return -1;
}

/**
 * lamp_origin_job_get_n_files:
 * @self: a job
 *
 * Returns: how many files it has
 */
guint
lamp_origin_job_get_n_files (const LampOriginJob *self)
{
  return self->n_files;
}

/**
 * lamp_origin_job_steal_fd:
 * @self: a job
 * @index: which file, in the order of taking
 *
 * For the spawn: file @index becomes the reader's descriptor 3 + @index.
 *
 * Returns: (transfer full): the descriptor
 */
int
lamp_origin_job_steal_fd (LampOriginJob *self, guint index)
{
  int fd = self->files[index].fd;

  self->files[index].fd = -1;
  return fd;
}

/**
 * lamp_origin_job_is_written_unseen:
 * @self: a job
 *
 * gvfs (1.50, metadata/metatree.c) writes its journal through a shared mapping, and the kernel then updates
 * the file's times late or, on tmpfs, never.
 *
 * Returns: whether the times of its files say nothing
 */
gboolean
lamp_origin_job_is_written_unseen (const LampOriginJob *self)
{
  return strcmp (self->kind, "gvfs") == 0;
}

/**
 * lamp_origin_job_dup_stamp:
 * @self: a job with open files
 *
 * Returns: (transfer full) (nullable): names the job's kind, its files and their state; while it is the same,
 * so is the answer. %NULL if a file was written just now: its time could stay the same at the next write
 */
char *
lamp_origin_job_dup_stamp (const LampOriginJob *self)
{
  g_autoptr (GString) stamp = g_string_new (self->kind);
  gint64 now_usec = g_get_real_time ();

  if (lamp_origin_job_is_written_unseen (self))
    return NULL;
  for (guint i = 0; i < self->n_files; i++)
    {
      struct stat about;
      gint64 changed_usec;

      if (fstat (self->files[i].fd, &about) != 0)
        return NULL;
      changed_usec = about.st_ctim.tv_sec * G_USEC_PER_SEC + about.st_ctim.tv_nsec / 1000;
      if (changed_usec + LAMP_ORIGIN_TICK_USEC > now_usec)
        return NULL;
      g_string_append_printf (stamp,
                              " %" G_GINT64_MODIFIER "x:%" G_GINT64_MODIFIER "x:%" G_GINT64_FORMAT
                              ":%" G_GINT64_FORMAT ".%09" G_GINT64_FORMAT,
                              (guint64) about.st_dev, (guint64) about.st_ino, (gint64) about.st_size,
                              (gint64) about.st_ctim.tv_sec, (gint64) about.st_ctim.tv_nsec);
    }
  return g_string_free (g_steal_pointer (&stamp), FALSE);
}

static void
set_path (JsonObject *object, const char *name, const char *path)
{
  g_autofree char *text = path != NULL ? lamp_origin_path_escape (path) : NULL;
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

static void
set_further (JsonObject *object, GPtrArray *further)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < further->len; i++)
    {
      const Further *one = g_ptr_array_index (further, i);
      JsonObject *element = json_object_new ();
      set_path (element, "path", one->path);
      json_object_set_int_member (element, "born_real_usec", one->born_real_usec);
      json_object_set_int_member (element, "arrived_real_usec", one->arrived_real_usec);
      json_array_add_object_element (array, element);
    }
  json_object_set_array_member (object, "further", array);
}

/**
 * lamp_origin_job_dup_line:
 * @self: a job
 *
 * Returns: (transfer full): the job as the reader takes it, with its line end; see `src/reader/README.md`
 */
char *
lamp_origin_job_dup_line (const LampOriginJob *self)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray *files = json_array_new ();
  g_autofree char *text = NULL;

  json_node_take_object (root, object);
  json_object_set_string_member (object, "job", self->kind);
  set_path (object, "path", self->path);
  set_path (object, "path_at_arrival", self->path_at_arrival);
  set_path (object, "home", self->home);
  if (self->family != NULL)
    json_object_set_string_member (object, "family", self->family);
  if (self->app != NULL)
    json_object_set_string_member (object, "app", self->app);
  json_object_set_int_member (object, "born_real_usec", self->first.born_real_usec);
  json_object_set_int_member (object, "arrived_real_usec", self->first.arrived_real_usec);
  if (self->further != NULL)
    set_further (object, self->further);
  for (guint i = 0; i < self->n_files; i++)
    {
      JsonObject *file = json_object_new ();
      json_object_set_string_member (file, "role", self->files[i].role);
      json_object_set_int_member (file, "fd", FIRST_FD + (int) i);
      json_array_add_object_element (files, file);
    }
  json_object_set_array_member (object, "files", files);
  text = json_to_string (root, FALSE);
  return g_strconcat (text, "\n", NULL);
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                          : NULL;
}

static gint64
get_number (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : 0;
}

static gboolean
take_files (LampOriginJob *self, JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "files");
  JsonArray *files = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (files == NULL || json_array_get_length (files) > LAMP_ORIGIN_JOB_FILES)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (files); i++)
    {
      JsonNode *element = json_array_get_element (files, i);
      JsonObject *file = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
      if (file == NULL || get_text (file, "role") == NULL || get_number (file, "fd") != FIRST_FD + (int) i)
        return FALSE;
      lamp_origin_job_take_file (self, get_text (file, "role"), FIRST_FD + (int) i);
    }
  return TRUE;
}

static gboolean
take_further (LampOriginJob *self, JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "further");
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL)
    return node == NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      JsonObject *one = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
      g_autofree char *path = one != NULL ? lamp_origin_path_unescape (get_text (one, "path")) : NULL;
      LampOriginQuestion question = { .path = path };

      if (path == NULL)
        return FALSE;
      question.born_real_usec = get_number (one, "born_real_usec");
      question.arrived_real_usec = get_number (one, "arrived_real_usec");
      if (!lamp_origin_job_add_question (self, &question))
        return FALSE;
    }
  return TRUE;
}

/**
 * lamp_origin_job_new_from_line:
 * @line: a job as lamp_origin_job_dup_line() writes it
 * @error: return location
 *
 * For the reader: the descriptors of the line become the job's.
 *
 * Returns: (transfer full) (nullable): the job. Errors: %LAMP_ERROR_INVALID_DATA
 */
LampOriginJob *
lamp_origin_job_new_from_line (const char *line, GError **error)
{
  g_autoptr (JsonNode) root = json_from_string (line, NULL);
  g_autoptr (LampOriginJob) self = g_new0 (LampOriginJob, 1);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  gboolean ok = object != NULL;

  if (ok)
    {
      self->kind = g_strdup (get_text (object, "job"));
      self->path = lamp_origin_path_unescape (get_text (object, "path"));
      self->path_at_arrival = lamp_origin_path_unescape (get_text (object, "path_at_arrival"));
      self->home = lamp_origin_path_unescape (get_text (object, "home"));
      self->family = g_strdup (get_text (object, "family"));
      self->app = g_strdup (get_text (object, "app"));
      self->question.born_real_usec = get_number (object, "born_real_usec");
      self->question.arrived_real_usec = get_number (object, "arrived_real_usec");
      ok = self->kind != NULL && self->path != NULL && self->path_at_arrival != NULL &&
           take_files (self, object) && take_further (self, object);
    }
  if (ok)
    return take_strings (g_steal_pointer (&self));
  g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, "malformed job");
  return NULL;
}
