/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sense/lamp-probe-pipe.h"

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include "sense/lamp-sense-limits.h"

#include "wire/lamp-wire-limits.h"

enum
{
  SIGNAL_LINE,
  SIGNAL_PAUSE,
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _LampProbePipe
{
  GObject parent_instance;

  GSubprocess *process;
  GCancellable *cancellable;
  guint8 *block;     /* what is being read */
  GByteArray *rest;  /* a line that has no end yet */
  gboolean skipping; /* that line is too long */
  guint too_long;
  GByteArray *waiting; /* commands that are not being written yet */
  GBytes *writing;
  gsize written;
  gboolean ending; /* its input is to be closed when all is written */
  gboolean closed; /* its output has ended */
  gboolean exited;
  gboolean killed;
  gboolean ended;
  char *reason;
  guint end_id; /* source */
};

G_DEFINE_FINAL_TYPE (LampProbePipe, lamp_probe_pipe, G_TYPE_OBJECT)

static void read_more (LampProbePipe *self);
static void write_more (LampProbePipe *self);

static void
tell_ended (LampProbePipe *self)
{
  g_autoptr (LampProbePipe) alive = g_object_ref (self);

  if (self->ended)
    return;
  self->ended = TRUE;
  g_clear_handle_id (&self->end_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, self->reason != NULL ? self->reason : "ended");
}

static void
tell_line (LampProbePipe *self, const guint8 *bytes, gsize length)
{
  g_autofree char *line = NULL;

  if (self->rest->len == 0)
    {
      line = g_strndup ((const char *) bytes, length);
    }
  else
    {
      g_byte_array_append (self->rest, bytes, (guint) length);
      length = self->rest->len;
      line = g_strndup ((const char *) self->rest->data, length);
      g_byte_array_set_size (self->rest, 0);
    }
  g_signal_emit (self, signals[SIGNAL_LINE], 0, line, length);
}

static void
take_bytes (LampProbePipe *self, const guint8 *bytes, gsize length)
{
  while (length > 0 && !self->ended)
    {
      const guint8 *end = memchr (bytes, '\n', length);
      gsize part = end != NULL ? (gsize) (end - bytes) : length;

      if (self->rest->len + part > LAMP_WIRE_EVENT_MAX && !self->skipping)
        {
          self->skipping = TRUE;
          self->too_long++;
          g_byte_array_set_size (self->rest, 0);
        }
      if (end == NULL)
        {
          if (!self->skipping)
            g_byte_array_append (self->rest, bytes, (guint) part);
          return;
        }
      if (!self->skipping)
        tell_line (self, bytes, part);
      self->skipping = FALSE;
      bytes += part + 1;
      length -= part + 1;
    }
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LampProbePipe) self = data;
  gssize got = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (self->ended)
    return;
  if (got <= 0)
    {
      /* It closed its output: whatever it still does, it says nothing any more. */
      self->closed = TRUE;
      g_subprocess_force_exit (self->process);
      if (self->exited)
        tell_ended (self);
      return;
    }
  take_bytes (self, self->block, (gsize) got);
  if (self->ended)
    return;
  g_signal_emit (self, signals[SIGNAL_PAUSE], 0);
  if (!self->ended)
    read_more (self);
}

static void
read_more (LampProbePipe *self)
{
  g_input_stream_read_async (g_subprocess_get_stdout_pipe (self->process), self->block, LAMP_SENSE_READ_BYTES,
                             G_PRIORITY_DEFAULT, self->cancellable, on_read, g_object_ref (self));
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LampProbePipe) self = data;
  gssize put = g_output_stream_write_finish (G_OUTPUT_STREAM (source), result, NULL);

  if (self->ended)
    return;
  if (put < 0)
    {
      g_clear_pointer (&self->writing, g_bytes_unref);
      lamp_probe_pipe_kill (self, "does not listen");
      return;
    }
  self->written += (gsize) put;
  if (self->written >= g_bytes_get_size (self->writing))
    g_clear_pointer (&self->writing, g_bytes_unref);
  write_more (self);
}

static gboolean
on_end_timeout (gpointer data)
{
  LampProbePipe *self = data;

  self->end_id = 0;
  g_subprocess_force_exit (self->process);
  if (self->exited || self->killed)
    tell_ended (self);
  return G_SOURCE_REMOVE;
}

static void
write_more (LampProbePipe *self)
{
  GOutputStream *stream = g_subprocess_get_stdin_pipe (self->process);
  const guint8 *bytes;
  gsize size;

  if (self->writing == NULL && self->waiting->len > 0)
    {
      self->writing = g_byte_array_free_to_bytes (self->waiting);
      self->waiting = g_byte_array_new ();
      self->written = 0;
    }
  if (self->writing != NULL)
    {
      bytes = g_bytes_get_data (self->writing, &size);
      g_output_stream_write_async (stream, bytes + self->written, size - self->written, G_PRIORITY_DEFAULT,
                                   self->cancellable, on_written, g_object_ref (self));
    }
  else if (self->ending && self->end_id == 0)
    {
      /* The end of its input ends the probe. */
      self->end_id = g_timeout_add (LAMP_SENSE_END_MSEC, on_end_timeout, self);
      g_output_stream_close_async (stream, G_PRIORITY_DEFAULT, self->cancellable, NULL, NULL);
    }
}

static void
on_waited (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LampProbePipe) self = data;
  GSubprocess *process = G_SUBPROCESS (source);

  if (!g_subprocess_wait_finish (process, result, NULL) && self->ended)
    return;
  if (self->reason == NULL && g_subprocess_get_if_signaled (process))
    self->reason = g_strdup_printf ("killed by signal %d", g_subprocess_get_term_sig (process));
  else if (self->reason == NULL && g_subprocess_get_if_exited (process))
    self->reason = g_strdup_printf ("exited with status %d", g_subprocess_get_exit_status (process));
  self->exited = TRUE;
  /* What it wrote last is still in the pipe; another process may hold that open for ever. */
  if (self->closed)
    tell_ended (self);
  else if (self->end_id == 0)
    self->end_id = g_timeout_add (LAMP_SENSE_END_MSEC, on_end_timeout, self);
}

static void
lamp_probe_pipe_dispose (GObject *object)
{
  LampProbePipe *self = LAMP_PROBE_PIPE (object);

  self->ended = TRUE;
  g_clear_handle_id (&self->end_id, g_source_remove);
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
  g_clear_object (&self->process);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (lamp_probe_pipe_parent_class)->dispose (object);
}

static void
lamp_probe_pipe_finalize (GObject *object)
{
  LampProbePipe *self = LAMP_PROBE_PIPE (object);

  g_free (self->block);
  g_free (self->reason);
  g_byte_array_unref (self->rest);
  g_byte_array_unref (self->waiting);
  g_clear_pointer (&self->writing, g_bytes_unref);
  G_OBJECT_CLASS (lamp_probe_pipe_parent_class)->finalize (object);
}

static void
lamp_probe_pipe_class_init (LampProbePipeClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_probe_pipe_dispose;
  G_OBJECT_CLASS (klass)->finalize = lamp_probe_pipe_finalize;
  signals[SIGNAL_LINE] = g_signal_new ("line", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                       G_TYPE_POINTER, G_TYPE_ULONG);
  signals[SIGNAL_PAUSE] = g_signal_new ("pause", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                        0);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                        G_TYPE_POINTER);
}

static void
lamp_probe_pipe_init (LampProbePipe *self)
{
  self->cancellable = g_cancellable_new ();
  self->block = g_malloc (LAMP_SENSE_READ_BYTES);
  self->rest = g_byte_array_new ();
  self->waiting = g_byte_array_new ();
}

/* GSubprocess leaves its ends of the pipes blocking (seen with GLib 2.74): a write that the pipe has no room
 * for would hold up the main loop for as long as the probe does not read. */
static void
make_nonblocking (GSubprocess *process)
{
  GOutputStream *in = g_subprocess_get_stdin_pipe (process);
  GInputStream *out = g_subprocess_get_stdout_pipe (process);

  if (G_IS_UNIX_OUTPUT_STREAM (in))
    g_unix_set_fd_nonblocking (g_unix_output_stream_get_fd (G_UNIX_OUTPUT_STREAM (in)), TRUE, NULL);
  if (G_IS_UNIX_INPUT_STREAM (out))
    g_unix_set_fd_nonblocking (g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (out)), TRUE, NULL);
}

/* The end of its input ends a probe that listens. One that is stuck must not outlive the agent, however that
 * ends; between fork and exec only calls that are safe in a signal handler are allowed. */
static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

/**
 * lamp_probe_pipe_new:
 * @argv: (array zero-terminated=1): the probe and its arguments
 * @error: return location
 *
 * Starts it. Its standard error is ours.
 *
 * Returns: (transfer full) (nullable): the run. Errors: those of g_subprocess_launcher_spawnv()
 */
LampProbePipe *
lamp_probe_pipe_new (const char *const *argv, GError **error)
{
  g_autoptr (GSubprocessLauncher)
      launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  LampProbePipe *self;

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, argv, error);

  if (process == NULL)
    return NULL;
  /* A probe that died with commands unread must not take us along. GSocket does the same, but only once it is
   * used; a child gets the default back from g_spawn. */
  signal (SIGPIPE, SIG_IGN);
  self = g_object_new (LAMP_TYPE_PROBE_PIPE, NULL);
  self->process = g_steal_pointer (&process);
  make_nonblocking (self->process);
  g_subprocess_wait_async (self->process, self->cancellable, on_waited, g_object_ref (self));
  read_more (self);
  return self;
}

/**
 * lamp_probe_pipe_write:
 * @self: a run
 * @command: a command without its newline
 *
 * Queues it. A probe that lets too much wait does not read, and is killed.
 */
void
lamp_probe_pipe_write (LampProbePipe *self, const char *command)
{
  if (self->ended || self->ending)
    return;
  if (self->waiting->len + strlen (command) + 1 > LAMP_SENSE_WRITE_BYTES)
    {
      lamp_probe_pipe_kill (self, "does not listen");
      return;
    }
  g_byte_array_append (self->waiting, (const guint8 *) command, (guint) strlen (command));
  g_byte_array_append (self->waiting, (const guint8 *) "\n", 1);
  if (self->writing == NULL)
    write_more (self);
}

/**
 * lamp_probe_pipe_end:
 * @self: a run
 *
 * Writes what waits, ends its input, and kills it when that does not end it. `ended` follows.
 */
void
lamp_probe_pipe_end (LampProbePipe *self)
{
  if (self->ended || self->ending)
    return;
  self->ending = TRUE;
  if (self->writing == NULL)
    write_more (self);
}

/**
 * lamp_probe_pipe_kill:
 * @self: a run
 * @reason: why; told by `ended`, which follows
 */
void
lamp_probe_pipe_kill (LampProbePipe *self, const char *reason)
{
  if (self->ended)
    return;
  if (self->reason == NULL)
    self->reason = g_strdup (reason);
  g_subprocess_force_exit (self->process);
  /* One that hangs in the kernel cannot even be killed: another takes its place. */
  self->killed = TRUE;
  if (self->end_id == 0)
    self->end_id = g_timeout_add (LAMP_SENSE_END_MSEC, on_end_timeout, self);
}

/**
 * lamp_probe_pipe_get_too_long:
 * @self: a run
 *
 * Returns: how many lines were skipped because they were longer than the wire allows
 */
guint
lamp_probe_pipe_get_too_long (LampProbePipe *self)
{
  return self->too_long;
}
