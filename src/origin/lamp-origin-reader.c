/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-reader.h"

#include "origin/lamp-origin-limits.h"

#include "base/lamp-error.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/** How far readers stand back from all else. */
#define READER_NICE 10

/* One run of one reader. The task holds it; the process, the pipe and the time limit may end in any order. */
typedef struct
{
  LampOriginJob *job;
  GSubprocess *process;
  GByteArray *answer;
  GSource *timeout;
  gboolean timed_out;
  gboolean too_large;
} Run;

static void
run_free (Run *self)
{
  if (self->timeout != NULL)
    g_source_destroy (self->timeout);
  g_clear_pointer (&self->timeout, g_source_unref);
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
  g_clear_object (&self->process);
  g_byte_array_unref (self->answer);
  lamp_origin_job_free (self->job);
  g_free (self);
}

static gboolean
on_timeout (gpointer data)
{
  Run *self = g_task_get_task_data (data);

  self->timed_out = TRUE;
  g_subprocess_force_exit (self->process);
  return G_SOURCE_REMOVE;
}

static void
set_cut_off (Run *self, LampOriginAnswer *answer)
{
  if (answer->done || answer->error != NULL)
    return;
  if (self->timed_out)
    answer->error = g_error_new_literal (LAMP_ERROR, LAMP_ERROR_TOO_LARGE,
                                         "reading took longer than the time limit");
  else if (self->too_large)
    answer->error = g_error_new_literal (LAMP_ERROR, LAMP_ERROR_TOO_LARGE,
                                         "the answer is larger than the limit");
  else
    answer->error = g_error_new_literal (LAMP_ERROR, LAMP_ERROR_INVALID_DATA,
                                         "the reader was ended before it had answered");
}

static void
finish (GTask *task)
{
  Run *self = g_task_get_task_data (task);
  LampOriginAnswer *answer;

  g_source_destroy (self->timeout);
  g_clear_pointer (&self->timeout, g_source_unref);
  if (g_task_return_error_if_cancelled (task))
    return;
  answer = lamp_origin_answer_parse (lamp_origin_job_get_kind (self->job), (const char *) self->answer->data,
                                     self->answer->len);
  set_cut_off (self, answer);
  g_task_return_pointer (task, answer, (GDestroyNotify) lamp_origin_answer_free);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Run *self = g_task_get_task_data (task);
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  gsize size = bytes != NULL ? g_bytes_get_size (bytes) : 0;

  self->too_large = self->answer->len + size > LAMP_ORIGIN_ANSWER_BYTES;
  if (size == 0 || self->too_large)
    {
      g_subprocess_force_exit (self->process);
      finish (task);
      return;
    }
  g_byte_array_append (self->answer, g_bytes_get_data (bytes, NULL), (guint) size);
  g_input_stream_read_bytes_async (G_INPUT_STREAM (source), 16384, G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task), on_read, g_object_ref (task));
}

/* The job lies in memory as the reader's standard input: nobody waits for a pipe, and no SIGPIPE can come. */
static int
make_input (const char *line)
{
  int fd = memfd_create ("gatelamp-job", MFD_CLOEXEC);
  gsize length = strlen (line);

  if (fd >= 0 && (write (fd, line, length) != (ssize_t) length || lseek (fd, 0, SEEK_SET) != 0))
    {
      close (fd);
      return -1;
    }
  return fd;
}

/* Readers look things up; the probe must be faster than what it watches, also while many files arrive.
 * Measured beside 200 arrivals a few milliseconds apart: without this, a third of the runs was not seen in
 * time. */
static void
step_back (GSubprocess *process)
{
  const char *pid = g_subprocess_get_identifier (process);

  if (pid != NULL)
    setpriority (PRIO_PROCESS, (id_t) g_ascii_strtoull (pid, NULL, 10), READER_NICE);
}

/* Nothing is asked for that GLib must do between fork and exec: so it need not fork, which copies the agent's
 * page tables (measured on a virtual machine: half of all the agent's work when files arrive). What is open
 * here is close-on-exec, and the reader closes what it is not given. */
static GSubprocess *
spawn (LampOriginJob *job, const char *program, GError **error)
{
  char *environment[] = { (char *) "LANG=C.UTF-8", (char *) "PATH=/usr/bin:/bin", NULL };
  const char *argv[] = { program, NULL };
  g_autofree char *line = lamp_origin_job_dup_line (job);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_INHERIT_FDS);
  GSubprocess *process;
  int input = make_input (line);

  if (input < 0)
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_BUSY, "no memory for the job");
      return NULL;
    }
  g_subprocess_launcher_take_stdin_fd (launcher, input);
  g_subprocess_launcher_set_environ (launcher, environment);
  for (guint i = 0; i < lamp_origin_job_get_n_files (job); i++)
    g_subprocess_launcher_take_fd (launcher, lamp_origin_job_steal_fd (job, i), 3 + (int) i);
  process = g_subprocess_launcher_spawnv (launcher, argv, error);
  if (process != NULL)
    step_back (process);
  return process;
}

/**
 * lamp_origin_reader_run_async:
 * @program: path of `gatelamp-reader`
 * @job: (transfer full): what to do
 * @cancellable: (nullable): ends the reader
 * @callback: called in the caller's main context
 * @user_data: for @callback
 *
 * Starts one reader for one job. It never blocks, and the reader is ended after %LAMP_ORIGIN_JOB_MSEC.
 */
void
lamp_origin_reader_run_async (const char *program,
                              LampOriginJob *job,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  Run *self = g_new0 (Run, 1);

  g_task_set_source_tag (task, lamp_origin_reader_run_async);
  self->job = job;
  self->answer = g_byte_array_new ();
  g_task_set_task_data (task, self, (GDestroyNotify) run_free);
  self->process = spawn (job, program, &error);
  if (self->process == NULL)
    {
      g_task_return_new_error (task, LAMP_ERROR, LAMP_ERROR_UNSUPPORTED,
                               "the reader could not be started: %s", error->message);
      return;
    }
  self->timeout = g_timeout_source_new (LAMP_ORIGIN_JOB_MSEC);
  g_source_set_callback (self->timeout, on_timeout, task, NULL);
  g_source_attach (self->timeout, g_task_get_context (task));
  g_input_stream_read_bytes_async (g_subprocess_get_stdout_pipe (self->process), 16384, G_PRIORITY_DEFAULT,
                                   cancellable, on_read, g_object_ref (task));
}

/**
 * lamp_origin_reader_run_finish:
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the answer, which may carry the reader's own error and still some
 * finds. Errors: %LAMP_ERROR_UNSUPPORTED - the program cannot be started; G_IO_ERROR_CANCELLED
 */
LampOriginAnswer *
lamp_origin_reader_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
