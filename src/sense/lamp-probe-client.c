/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sense/lamp-probe-client.h"

#include "sense/lamp-probe-event.h"
#include "sense/lamp-probe-orders.h"
#include "sense/lamp-probe-pipe.h"
#include "sense/lamp-probe-pulse.h"
#include "sense/lamp-probe-status.h"
#include "sense/lamp-sense-limits.h"

#include "base/lamp-time.h"

enum
{
  SIGNAL_EXECUTION,
  SIGNAL_LINEAGE,
  SIGNAL_READ,
  SIGNAL_MARKED,
  SIGNAL_KEPT,
  SIGNAL_LOST,
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _LampProbeClient
{
  GObject parent_instance;

  char *program;
  LampProbeOrders *orders;
  LampProbeStatus *status;
  LampProbePulse *pulse;
  LampProbePipe *pipe; /* NULL: not running */
  gboolean wanted;
  gboolean greeted;
  gint64 pid;
  char *boot_id;
  gint64 last_seq;
  gint64 unnumbered; /* lines since then that could not be understood */
  gint64 started_mono_usec;
  guint deaths;     /* since it last ran for a while */
  guint restarts;   /* ever */
  guint malformed;  /* ever */
  guint nonsense;   /* malformed lines in a row */
  guint too_long;   /* of this run, as told already */
  guint restart_id; /* source, only while it is down */
  gboolean is_dirty;
  gboolean answers_lost; /* the probe's output ran over: what it said of folders may be among it */
};

G_DEFINE_FINAL_TYPE (LampProbeClient, lamp_probe_client, G_TYPE_OBJECT)

static void start_pipe (LampProbeClient *self);

static void
tell_lost (LampProbeClient *self, const char *what, gint64 count)
{
  g_signal_emit (self, signals[SIGNAL_LOST], 0, what, count);
}

static void
tell_own_loss (LampProbeClient *self, const char *what, gint64 count)
{
  lamp_probe_status_add_loss (self->status, what, count);
  self->is_dirty = TRUE;
  tell_lost (self, what, count);
}

static void
on_hello (LampProbeClient *self, const LampProbeEvent *event)
{
  self->greeted = TRUE;
  self->pid = event->pid;
  g_free (self->boot_id);
  self->boot_id = g_strdup (event->boot_id);
  lamp_probe_status_end_gap (self->status, event->real_usec);
  self->is_dirty = TRUE;
}

static void write_lines (LampProbeClient *self, GPtrArray *take_lines, guint patience_sec);

/* It has caught up: what it never answered is asked again. */
static void
ask_again (LampProbeClient *self)
{
  g_autoptr (GPtrArray) ids = lamp_probe_orders_list_watched (self->orders);

  if (!self->answers_lost)
    return;
  self->answers_lost = FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!lamp_probe_status_is_answered (self->status, g_ptr_array_index (ids, i)))
      write_lines (self, lamp_probe_orders_watch_again (self->orders, g_ptr_array_index (ids, i)),
                   LAMP_SENSE_WATCH_ANSWER_SEC);
}

static void
tell_event (LampProbeClient *self, const LampProbeEvent *event)
{
  switch (event->kind)
    {
    case LAMP_PROBE_HELLO:
      on_hello (self, event);
      break;
    case LAMP_PROBE_EXEC:
    case LAMP_PROBE_OPEN:
      g_signal_emit (self, signals[SIGNAL_EXECUTION], 0, event->execution);
      break;
    case LAMP_PROBE_LINEAGE:
      g_signal_emit (self, signals[SIGNAL_LINEAGE], 0, event->key, event->execution);
      break;
    case LAMP_PROBE_READ:
      g_signal_emit (self, signals[SIGNAL_READ], 0, event->key, event->count);
      break;
    case LAMP_PROBE_MARKED:
      g_signal_emit (self, signals[SIGNAL_MARKED], 0, event->key, event->path, event->state, event->from,
                     event->count);
      break;
    case LAMP_PROBE_KEPT:
      g_signal_emit (self, signals[SIGNAL_KEPT], 0, event->key, event->state);
      break;
    case LAMP_PROBE_LOST:
      self->answers_lost = self->answers_lost || g_strcmp0 (event->state, "output") == 0;
      tell_lost (self, event->state, event->count);
      break;
    case LAMP_PROBE_PONG:
      lamp_probe_pulse_take_answer (self->pulse, event->count);
      ask_again (self);
      break;
    case LAMP_PROBE_SENSOR:
    case LAMP_PROBE_FOLDER:
    case LAMP_PROBE_HEAT:
    case LAMP_PROBE_STATUS:
    case LAMP_PROBE_ERROR:
    case LAMP_PROBE_OTHER:
    default:
      break;
    }
}

static void
on_malformed (LampProbeClient *self, const GError *error)
{
  /* Once a run: a probe that errs errs often. The message names members, never their content. */
  if (self->nonsense == 0)
    g_warning ("The probe wrote a line that cannot be understood: %s", error->message);
  self->malformed++;
  self->nonsense++;
  self->unnumbered++;
  tell_own_loss (self, "lines", 1);
  if (self->nonsense >= LAMP_SENSE_MALFORMED_IN_A_ROW && self->pipe != NULL)
    lamp_probe_pipe_kill (self->pipe, "talks nonsense");
}

static void
on_line (LampProbePipe *pipe, const char *line, gulong length, gpointer data)
{
  LampProbeClient *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampProbeEvent) event = NULL;

  if (pipe != self->pipe)
    return;
  lamp_probe_pulse_take_sign (self->pulse);
  event = lamp_probe_event_parse (line, length, self->boot_id, &error);
  if (event == NULL)
    {
      on_malformed (self, error);
      return;
    }
  self->nonsense = 0;
  /* Lines that could not be understood had numbers, too. */
  if (event->seq > self->last_seq + 1 + self->unnumbered)
    tell_own_loss (self, "events", event->seq - self->last_seq - 1 - self->unnumbered);
  self->last_seq = event->seq;
  self->unnumbered = 0;
  if (lamp_probe_status_take_event (self->status, event))
    self->is_dirty = TRUE;
  tell_event (self, event);
}

static void
tell_changed (LampProbeClient *self)
{
  self->is_dirty = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_pause (LampProbePipe *pipe, gpointer data)
{
  LampProbeClient *self = data;
  guint too_long = lamp_probe_pipe_get_too_long (pipe);

  if (pipe == self->pipe && too_long > self->too_long)
    {
      self->malformed += too_long - self->too_long;
      self->unnumbered += too_long - self->too_long;
      tell_own_loss (self, "lines", too_long - self->too_long);
      self->too_long = too_long;
    }
  if (self->is_dirty)
    tell_changed (self);
}

static gboolean
on_restart (gpointer data)
{
  LampProbeClient *self = data;

  self->restart_id = 0;
  start_pipe (self);
  return G_SOURCE_REMOVE;
}

/* At once the first time, then ever later: a probe that cannot run must not cost the battery. */
static void
restart_later (LampProbeClient *self)
{
  static const guint delays_msec[] = { 0, 200, 500, 1000, 2000, 5000, 15000, 60000, 300000 };
  guint delay;

  if (self->started_mono_usec != 0 &&
      g_get_monotonic_time () - self->started_mono_usec > LAMP_SENSE_SETTLED_USEC)
    self->deaths = 0;
  delay = delays_msec[MIN (self->deaths, G_N_ELEMENTS (delays_msec) - 1)];
  self->deaths++;
  self->restarts++;
  self->restart_id = g_timeout_add (delay, on_restart, self);
}

static void
on_down (LampProbeClient *self, const char *reason)
{
  lamp_probe_pulse_reset (self->pulse);
  self->greeted = FALSE;
  self->pid = 0;
  lamp_probe_status_forget_run (self->status);
  if (!self->wanted)
    {
      tell_changed (self);
      return;
    }
  lamp_probe_status_begin_gap (self->status, g_get_real_time (), reason);
  g_warning ("The probe is down: %s. It is started again.", reason);
  restart_later (self);
  tell_own_loss (self, "probe", 0);
  tell_changed (self);
}

static void
on_ended (LampProbePipe *pipe, const char *reason, gpointer data)
{
  LampProbeClient *self = data;
  g_autofree char *copy = g_strdup (reason);

  if (pipe != self->pipe)
    return;
  g_clear_object (&self->pipe);
  on_down (self, copy);
}

static void
on_ask (gint64 number, gpointer data)
{
  LampProbeClient *self = data;
  g_autofree char *line = g_strdup_printf ("ping %" G_GINT64_FORMAT, number);

  if (self->pipe != NULL)
    lamp_probe_pipe_write (self->pipe, line);
}

/* Blind from the last that was heard of it, and said at once: what ends it may take its time. */
static void
on_dead (gpointer data)
{
  LampProbeClient *self = data;
  gint64 heard_real_usec = lamp_probe_pulse_get_last_sign (self->pulse);

  lamp_probe_pulse_reset (self->pulse);
  if (self->pipe == NULL)
    return;
  self->greeted = FALSE;
  lamp_probe_status_begin_gap (self->status, heard_real_usec != 0 ? heard_real_usec : g_get_real_time (),
                               "does not answer");
  lamp_probe_pipe_kill (self->pipe, "does not answer");
  tell_changed (self);
}

static void
write_lines (LampProbeClient *self, GPtrArray *take_lines, guint patience_sec)
{
  for (guint i = 0; self->pipe != NULL && i < take_lines->len; i++)
    lamp_probe_pipe_write (self->pipe, g_ptr_array_index (take_lines, i));
  if (self->pipe != NULL && take_lines->len > 0)
    lamp_probe_pulse_expect (self->pulse, patience_sec);
  g_ptr_array_unref (take_lines);
}

static void
start_pipe (LampProbeClient *self)
{
  const char *const argv[] = { self->program, NULL };
  g_autoptr (GError) error = NULL;
  LampTime now = lamp_time_now ();

  self->started_mono_usec = g_get_monotonic_time ();
  self->last_seq = 0;
  self->unnumbered = 0;
  self->nonsense = 0;
  self->too_long = 0;
  self->pipe = lamp_probe_pipe_new (argv, &error);
  if (self->pipe == NULL)
    {
      on_down (self, error->message);
      return;
    }
  g_signal_connect_object (self->pipe, "line", G_CALLBACK (on_line), self, 0);
  g_signal_connect_object (self->pipe, "pause", G_CALLBACK (on_pause), self, 0);
  g_signal_connect_object (self->pipe, "ended", G_CALLBACK (on_ended), self, 0);
  write_lines (self, lamp_probe_orders_list (self->orders, now.boot_usec), LAMP_SENSE_WATCH_ANSWER_SEC);
}

static void
lamp_probe_client_dispose (GObject *object)
{
  LampProbeClient *self = LAMP_PROBE_CLIENT (object);

  self->wanted = FALSE;
  g_clear_handle_id (&self->restart_id, g_source_remove);
  lamp_probe_pulse_reset (self->pulse);
  if (self->pipe != NULL)
    lamp_probe_pipe_kill (self->pipe, "stopped");
  g_clear_object (&self->pipe);
  G_OBJECT_CLASS (lamp_probe_client_parent_class)->dispose (object);
}

static void
lamp_probe_client_finalize (GObject *object)
{
  LampProbeClient *self = LAMP_PROBE_CLIENT (object);

  lamp_probe_orders_free (self->orders);
  lamp_probe_status_free (self->status);
  lamp_probe_pulse_free (self->pulse);
  g_free (self->program);
  g_free (self->boot_id);
  G_OBJECT_CLASS (lamp_probe_client_parent_class)->finalize (object);
}

static void
add_signal (LampProbeClientClass *klass, guint number, const char *name, guint arguments, GType *types)
{
  signals[number] = g_signal_newv (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, NULL, NULL, NULL, NULL,
                                   G_TYPE_NONE, arguments, types);
}

static void
lamp_probe_client_class_init (LampProbeClientClass *klass)
{
  GType pointers[] = { G_TYPE_POINTER, G_TYPE_POINTER, G_TYPE_POINTER };
  GType appeared[] = { G_TYPE_POINTER, G_TYPE_POINTER, G_TYPE_POINTER, G_TYPE_POINTER, G_TYPE_INT64 };
  GType counted[] = { G_TYPE_POINTER, G_TYPE_INT64 };

  G_OBJECT_CLASS (klass)->dispose = lamp_probe_client_dispose;
  G_OBJECT_CLASS (klass)->finalize = lamp_probe_client_finalize;
  add_signal (klass, SIGNAL_EXECUTION, "execution", 1, pointers);
  add_signal (klass, SIGNAL_LINEAGE, "lineage", 2, pointers);
  add_signal (klass, SIGNAL_READ, "read", 2, counted);
  add_signal (klass, SIGNAL_MARKED, "marked", 5, appeared);
  add_signal (klass, SIGNAL_KEPT, "kept", 2, pointers);
  add_signal (klass, SIGNAL_LOST, "lost", 2, counted);
  add_signal (klass, SIGNAL_CHANGED, "changed", 0, NULL);
}

static void
lamp_probe_client_init (LampProbeClient *self)
{
  self->orders = lamp_probe_orders_new ();
  self->status = lamp_probe_status_new ();
  self->pulse = lamp_probe_pulse_new (on_ask, on_dead, self);
  self->boot_id = g_strdup (lamp_time_get_boot_id ());
}

/**
 * lamp_probe_client_new:
 * @program: the probe: an absolute path
 *
 * Returns: (transfer full): a client that has not started it yet
 */
LampProbeClient *
lamp_probe_client_new (const char *program)
{
  LampProbeClient *self = g_object_new (LAMP_TYPE_PROBE_CLIENT, NULL);

  self->program = g_strdup (program);
  return self;
}

/**
 * lamp_probe_client_start:
 * @self: a client
 *
 * Starts the probe, and again whenever it dies or does not answer after an order. What it is to watch may be
 * said before or after.
 */
void
lamp_probe_client_start (LampProbeClient *self)
{
  if (self->wanted)
    return;
  self->wanted = TRUE;
  if (self->pipe == NULL)
    start_pipe (self);
}

/**
 * lamp_probe_client_stop:
 * @self: a client
 *
 * Ends the probe. `changed` follows when it has ended.
 */
void
lamp_probe_client_stop (LampProbeClient *self)
{
  self->wanted = FALSE;
  g_clear_handle_id (&self->restart_id, g_source_remove);
  if (self->pipe != NULL)
    lamp_probe_pipe_end (self->pipe);
}

/**
 * lamp_probe_client_watch:
 * @self: a client
 * @id: names the folder: `[A-Za-z0-9_.-]{1,32}`; another path for a known id replaces it
 * @path: absolute path
 *
 * Remembered; told to the probe now and whenever it is started anew.
 */
void
lamp_probe_client_watch (LampProbeClient *self, const char *id, const char *path)
{
  write_lines (self, lamp_probe_orders_watch (self->orders, id, path), LAMP_SENSE_WATCH_ANSWER_SEC);
}

/**
 * lamp_probe_client_unwatch:
 * @self: a client
 * @id: names the folder
 */
void
lamp_probe_client_unwatch (LampProbeClient *self, const char *id)
{
  lamp_probe_status_forget_folder (self->status, id);
  write_lines (self, lamp_probe_orders_unwatch (self->orders, id), LAMP_SENSE_ANSWER_SEC);
}

/**
 * lamp_probe_client_keep:
 * @self: a client
 * @age_sec: how long ago the file arrived, in seconds; it decides how warm the probe runs
 * @key: names the file
 * @path: where it is
 * @runnable: whether it can be run; what cannot makes room first
 *
 * Remembered; the age is told anew to a new probe.
 */
void
lamp_probe_client_keep (
    LampProbeClient *self, gint64 age_sec, const char *key, const char *path, gboolean runnable)
{
  LampTime now = lamp_time_now ();
  guint driven_out;

  write_lines (self, lamp_probe_orders_keep (self->orders, age_sec, key, path, runnable, now.boot_usec),
               LAMP_SENSE_ANSWER_SEC);
  driven_out = lamp_probe_orders_take_driven_out (self->orders);
  if (driven_out == 0)
    return;
  tell_own_loss (self, "marks", driven_out);
  tell_changed (self);
}

/**
 * lamp_probe_client_drop:
 * @self: a client
 * @key: names a file that is of no interest
 */
void
lamp_probe_client_drop (LampProbeClient *self, const char *key)
{
  write_lines (self, lamp_probe_orders_drop (self->orders, key), LAMP_SENSE_ANSWER_SEC);
}

/**
 * lamp_probe_client_refresh:
 * @self: a client
 *
 * Asks the probe for its counters; `changed` follows.
 */
void
lamp_probe_client_refresh (LampProbeClient *self)
{
  if (self->pipe == NULL)
    return;
  lamp_probe_pipe_write (self->pipe, "status");
  lamp_probe_pulse_expect (self->pulse, LAMP_SENSE_ANSWER_SEC);
}

/**
 * lamp_probe_client_is_settled:
 * @self: a client
 *
 * Returns: whether the probe answered for every folder that it was told; also when it died, for then what it
 * sees is nothing, and lamp_probe_client_get_state() says so
 */
gboolean
lamp_probe_client_is_settled (LampProbeClient *self)
{
  g_autoptr (GPtrArray) ids = lamp_probe_orders_list_watched (self->orders);

  if (self->restarts > 0)
    return TRUE;
  if (self->pipe == NULL || !self->greeted)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!lamp_probe_status_is_answered (self->status, g_ptr_array_index (ids, i)))
      return FALSE;
  return TRUE;
}

/**
 * lamp_probe_client_get_state:
 * @self: a client
 *
 * Returns: what can be said about executions now
 */
LampProbeState
lamp_probe_client_get_state (LampProbeClient *self)
{
  g_autoptr (GPtrArray) ids = lamp_probe_orders_list_watched (self->orders);
  guint watched = 0;

  if (self->pipe == NULL || !self->greeted)
    return LAMP_PROBE_STATE_BLIND;
  for (guint i = 0; i < ids->len; i++)
    watched += lamp_probe_status_is_watched (self->status, g_ptr_array_index (ids, i));
  if (watched == 0)
    return LAMP_PROBE_STATE_BLIND;
  return watched == ids->len && lamp_probe_status_is_whole (self->status) ? LAMP_PROBE_STATE_WATCHING
                                                                          : LAMP_PROBE_STATE_DEGRADED;
}

static const char *
get_run_word (LampProbeClient *self)
{
  if (self->pipe != NULL && self->greeted)
    return "running";
  return self->wanted ? "restarting" : "dead";
}

/**
 * lamp_probe_client_to_json:
 * @self: a client
 *
 * For `status` and coverage.
 *
 * Returns: (transfer full): an object: `state` (`running restarting dead`), `view` (`watching degraded
 * blind`), `pid` (or null), `restarts`, `malformed`, and what lamp_probe_status_add_to_json() adds
 */
JsonNode *
lamp_probe_client_to_json (LampProbeClient *self)
{
  static const char *const views[] = { "watching", "degraded", "blind" };
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "state", get_run_word (self));
  json_object_set_string_member (object, "view", views[lamp_probe_client_get_state (self)]);
  if (self->pid > 0)
    json_object_set_int_member (object, "pid", self->pid);
  else
    json_object_set_null_member (object, "pid");
  json_object_set_int_member (object, "restarts", self->restarts);
  json_object_set_int_member (object, "malformed", self->malformed);
  lamp_probe_status_add_to_json (self->status, object);
  return json_node_init_object (json_node_alloc (), object);
}
