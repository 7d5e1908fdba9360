/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "notify/lamp-notify-worker.h"

#include "notify/lamp-notify-limits.h"

#include <libnotify/notify.h>

/* Shared by two threads: the maker's, which hands in jobs and gets events, and the worker's. Whoever leaves
 * last frees it, so that a worker stuck in a call can be left behind. */
struct _LampNotifyWorker
{
  gatomicrefcount count;
  GMainContext *home_context;
  GMainContext *context;
  GMainLoop *loop;
  GMutex lock;
  GCond ended_cond;
  gboolean ended; /* under lock */

  /* Home thread only. */
  LampNotifyWorkerEvents events;
  gpointer user_data;

  /* Worker thread only. */
  GHashTable *shown; /* id -> NotifyNotification */
  LampNotifyServer *server;
};

typedef enum
{
  JOB_HELLO,
  JOB_POST,
  JOB_WITHDRAW,
  JOB_RESET,
  JOB_STOP,
} JobKind;

typedef struct
{
  LampNotifyWorker *worker;
  JobKind kind;
  char *id;
  LampCard *card;
} Job;

typedef enum
{
  EVENT_DONE,
  EVENT_SERVER,
  EVENT_ACTION,
  EVENT_CLOSED,
} EventKind;

typedef struct
{
  LampNotifyWorker *worker;
  EventKind kind;
  char *id;
  char *action;
  char *token;
  GError *error;
  LampNotifyServer *server;
} Event;

static LampNotifyWorker *
worker_ref (LampNotifyWorker *self)
{
  g_atomic_ref_count_inc (&self->count);
  return self;
}

static void
worker_unref (LampNotifyWorker *self)
{
  if (!g_atomic_ref_count_dec (&self->count))
    return;
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_main_context_unref (self->home_context);
  g_hash_table_unref (self->shown);
  lamp_notify_server_unref (self->server);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->ended_cond);
  g_free (self);
}

static void
event_free (gpointer data)
{
  Event *event = data;
  worker_unref (event->worker);
  g_free (event->id);
  g_free (event->action);
  g_free (event->token);
  g_clear_error (&event->error);
  lamp_notify_server_unref (event->server);
  g_free (event);
}

static gboolean
on_event (gpointer data)
{
  Event *event = data;
  LampNotifyWorker *self = event->worker;

  if (self->events.done == NULL) /* stopped */
    return G_SOURCE_REMOVE;
  switch (event->kind)
    {
    case EVENT_DONE:
      self->events.done (event->id, event->error, self->user_data);
      break;
    case EVENT_SERVER:
      self->events.server (event->server, self->user_data);
      break;
    case EVENT_ACTION:
      self->events.action (event->id, event->action, event->token, self->user_data);
      break;
    case EVENT_CLOSED:
      self->events.closed (event->id, self->user_data);
      break;
    default:
      break;
    }
  return G_SOURCE_REMOVE;
}

static void
send_home (LampNotifyWorker *self, const Event *fields)
{
  Event *event = g_new (Event, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  *event = *fields;
  event->worker = worker_ref (self);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_event, event, event_free);
  g_source_attach (source, self->home_context);
}

static const char *
get_id (NotifyNotification *notification)
{
  return g_object_get_data (G_OBJECT (notification), "lamp-id");
}

static void
on_action (NotifyNotification *notification, char *action, gpointer user_data)
{
  send_home (user_data,
             &(Event){ .kind = EVENT_ACTION,
                       .id = g_strdup (get_id (notification)),
                       .action = g_strdup (action),
                       .token = g_strdup (notify_notification_get_activation_token (notification)) });
}

static void
on_closed (NotifyNotification *notification, gpointer user_data)
{
  LampNotifyWorker *self = user_data;
  g_autofree char *id = g_strdup (get_id (notification));

  if (g_hash_table_lookup (self->shown, id) != notification)
    return;
  g_hash_table_remove (self->shown, id);
  send_home (self, &(Event){ .kind = EVENT_CLOSED, .id = g_steal_pointer (&id) });
}

static gboolean
learn_server (LampNotifyWorker *self, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *vendor = NULL;
  g_autofree char *version = NULL;
  g_autofree char *spec = NULL;
  g_autoptr (GPtrArray) words = NULL;
  GList *capabilities;

  if (self->server != NULL)
    return TRUE;
  if (!notify_get_server_info (&name, &vendor, &version, &spec))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                           "the notification server does not answer");
      return FALSE;
    }
  words = g_ptr_array_new_with_free_func (g_free);
  capabilities = notify_get_server_caps ();
  for (GList *l = capabilities; l != NULL; l = l->next)
    g_ptr_array_add (words, l->data);
  g_list_free (capabilities);
  g_ptr_array_add (words, NULL);
  self->server = lamp_notify_server_new (&(LampNotifyServer){
      .name = name, .version = version, .capabilities = (const char *const *) words->pdata });
  send_home (self, &(Event){ .kind = EVENT_SERVER, .server = lamp_notify_server_ref (self->server) });
  return TRUE;
}

static void
add_actions (LampNotifyWorker *self, NotifyNotification *notification, const LampCard *card)
{
  notify_notification_clear_actions (notification);
  if (!lamp_notify_server_has (self->server, "actions"))
    return;
  for (gsize i = 0; card->actions != NULL && card->actions[i] != NULL && card->actions[i + 1] != NULL; i += 2)
    {
      const char *word = card->actions[i];
      const char *label = card->actions[i + 1];

      notify_notification_add_action (notification, word, label, on_action, self, NULL);
      if (g_str_equal (word, LAMP_CARD_ACTION_DETAILS) && !lamp_notify_server_draws_default (self->server))
        notify_notification_add_action (notification, "default", label, on_action, self, NULL);
    }
}

/* A server looks a name up where the system keeps its icons. Below a prefix of one's own it must be told the
 * file. */
static char *
dup_icon (void)
{
  const char *path = LAMP_DATADIR "/icons/hicolor/scalable/apps/" LAMP_APPLICATION_ID ".svg";

  if (g_str_has_prefix (LAMP_DATADIR, "/usr/") || g_str_has_prefix (LAMP_DATADIR, "/app/") ||
      !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return g_strdup (LAMP_APPLICATION_ID);
  return g_filename_to_uri (path, NULL, NULL);
}

static void
dress (LampNotifyWorker *self, NotifyNotification *notification, const LampCard *card)
{
  static const NotifyUrgency urgencies[] = { NOTIFY_URGENCY_LOW, NOTIFY_URGENCY_NORMAL,
                                             NOTIFY_URGENCY_CRITICAL };
  g_autofree char *body = lamp_card_dup_body (card, self->server);
  g_autofree char *icon = dup_icon ();

  notify_notification_update (notification, card->title, body, icon);
  notify_notification_clear_hints (notification);
  notify_notification_set_urgency (notification, urgencies[card->urgency]);
  /* Only these two: a time-out in milliseconds would make libnotify's portal mode use the default context. */
  notify_notification_set_timeout (notification, card->stays ? NOTIFY_EXPIRES_NEVER : NOTIFY_EXPIRES_DEFAULT);
  notify_notification_set_hint (notification, "desktop-entry", g_variant_new_string (LAMP_APPLICATION_ID));
  if (card->stays)
    notify_notification_set_hint (notification, "resident", g_variant_new_boolean (TRUE));
  if (card->quiet)
    notify_notification_set_hint (notification, "suppress-sound", g_variant_new_boolean (TRUE));
  add_actions (self, notification, card);
}

static NotifyNotification *
make_notification (LampNotifyWorker *self, const LampCard *card)
{
  NotifyNotification *notification = notify_notification_new (card->title, NULL, NULL);

  g_object_set_data_full (G_OBJECT (notification), "lamp-id", g_strdup (card->id), g_free);
  g_signal_connect (notification, "closed", G_CALLBACK (on_closed), self);
  g_hash_table_insert (self->shown, g_strdup (card->id), notification);
  return notification;
}

static gboolean
do_post (LampNotifyWorker *self, const LampCard *card, GError **error)
{
  NotifyNotification *notification = g_hash_table_lookup (self->shown, card->id);

  if (!learn_server (self, error))
    return FALSE;
  if (notification == NULL)
    notification = make_notification (self, card);
  dress (self, notification, card);
  if (notify_notification_show (notification, error))
    return TRUE;
  g_hash_table_remove (self->shown, card->id);
  return FALSE;
}

static gboolean
do_withdraw (LampNotifyWorker *self, const char *id, GError **error)
{
  gpointer key = NULL;
  gpointer notification = NULL;
  gboolean ok;

  /* Taken out before it closes: then on_closed() says nothing. */
  if (!g_hash_table_steal_extended (self->shown, id, &key, &notification))
    return TRUE;
  ok = notify_notification_close (notification, error);
  g_free (key);
  g_object_unref (notification);
  return ok;
}

/* Buttons that nobody hears any more must not stay on the screen. */
static void
do_stop (LampNotifyWorker *self)
{
  g_autoptr (GList) all = g_hash_table_get_values (self->shown);

  for (GList *l = all; l != NULL; l = l->next)
    notify_notification_close (l->data, NULL);
  g_hash_table_remove_all (self->shown);
  notify_uninit ();
  g_main_loop_quit (self->loop);
}

static gboolean
on_job (gpointer data)
{
  Job *job = data;
  LampNotifyWorker *self = job->worker;
  g_autoptr (GError) error = NULL;

  switch (job->kind)
    {
    case JOB_HELLO:
      learn_server (self, &error);
      break;
    case JOB_POST:
      do_post (self, job->card, &error);
      break;
    case JOB_WITHDRAW:
      do_withdraw (self, job->id, &error);
      break;
    case JOB_RESET:
      g_hash_table_remove_all (self->shown);
      g_clear_pointer (&self->server, lamp_notify_server_unref);
      return G_SOURCE_REMOVE;
    case JOB_STOP:
      do_stop (self);
      return G_SOURCE_REMOVE;
    default:
      return G_SOURCE_REMOVE;
    }
  send_home (self,
             &(Event){ .kind = EVENT_DONE, .id = g_strdup (job->id), .error = g_steal_pointer (&error) });
  return G_SOURCE_REMOVE;
}

static void
job_free (gpointer data)
{
  Job *job = data;
  worker_unref (job->worker);
  g_free (job->id);
  lamp_card_unref (job->card);
  g_free (job);
}

static void
send_job (LampNotifyWorker *self, JobKind kind, const char *id, const LampCard *card)
{
  Job *job = g_new0 (Job, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  job->worker = worker_ref (self);
  job->kind = kind;
  job->id = g_strdup (id);
  job->card = card != NULL ? lamp_card_ref (card) : NULL;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_job, job, job_free);
  g_source_attach (source, self->context);
}

static gpointer
run (gpointer data)
{
  LampNotifyWorker *self = data;

  g_main_context_push_thread_default (self->context);
  notify_init ("Gatelamp");
  g_main_loop_run (self->loop);
  /* GDBus frees what belongs to a signal subscription in the context that subscribed. */
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  g_cond_signal (&self->ended_cond);
  g_mutex_unlock (&self->lock);
  worker_unref (self);
  return NULL;
}

/**
 * lamp_notify_worker_new:
 * @events: what to call, in this thread's main context
 * @user_data: handed to @events
 *
 * Returns: (transfer full): a running worker; end it with lamp_notify_worker_stop()
 */
LampNotifyWorker *
lamp_notify_worker_new (const LampNotifyWorkerEvents *events, gpointer user_data)
{
  LampNotifyWorker *self = g_new0 (LampNotifyWorker, 1);

  g_atomic_ref_count_init (&self->count);
  self->home_context = g_main_context_ref_thread_default ();
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_mutex_init (&self->lock);
  g_cond_init (&self->ended_cond);
  self->events = *events;
  self->user_data = user_data;
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  g_thread_unref (g_thread_new ("lamp-notify", run, worker_ref (self)));
  return self;
}

/**
 * lamp_notify_worker_hello:
 * @self: the worker
 *
 * Asks who the server is. Ends in `server` and `done` (with a %NULL id).
 */
void
lamp_notify_worker_hello (LampNotifyWorker *self)
{
  send_job (self, JOB_HELLO, NULL, NULL);
}

/**
 * lamp_notify_worker_post:
 * @self: the worker
 * @card: what to show; it replaces the card of the same id
 *
 * Ends in `done`.
 */
void
lamp_notify_worker_post (LampNotifyWorker *self, const LampCard *card)
{
  send_job (self, JOB_POST, card->id, card);
}

/**
 * lamp_notify_worker_withdraw:
 * @self: the worker
 * @id: of a card
 *
 * Ends in `done`. A card that is not shown is no error.
 */
void
lamp_notify_worker_withdraw (LampNotifyWorker *self, const char *id)
{
  send_job (self, JOB_WITHDRAW, id, NULL);
}

/**
 * lamp_notify_worker_reset:
 * @self: the worker
 *
 * The server is gone: its ids mean nothing to the next one, where they may be another application's cards.
 */
void
lamp_notify_worker_reset (LampNotifyWorker *self)
{
  send_job (self, JOB_RESET, NULL, NULL);
}

/**
 * lamp_notify_worker_stop:
 * @self: (transfer full): the worker
 *
 * Closes what is shown and ends the thread. Waits #LAMP_NOTIFY_STOP_MSEC at most; a thread that hangs in a
 * call is left to itself. No event comes after this.
 */
void
lamp_notify_worker_stop (LampNotifyWorker *self)
{
  gint64 until = g_get_monotonic_time () + LAMP_NOTIFY_STOP_MSEC * G_TIME_SPAN_MILLISECOND;

  self->events = (LampNotifyWorkerEvents){ 0 };
  send_job (self, JOB_STOP, NULL, NULL);
  g_mutex_lock (&self->lock);
  while (!self->ended && g_cond_wait_until (&self->ended_cond, &self->lock, until))
    ;
  g_mutex_unlock (&self->lock);
  worker_unref (self);
}
