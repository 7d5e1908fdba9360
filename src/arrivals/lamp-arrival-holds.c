/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "arrivals/lamp-arrival-holds.h"

#include "arrivals/lamp-arrival-look.h"

#include <unistd.h>

typedef struct
{
  GList link; /* data: the name, owned by the hold */
  int fd;
} Hold;

struct _LampArrivalHolds
{
  GHashTable *holds; /* name -> Hold */
  GQueue order;      /* oldest first */
  guint capacity;
};

static void
hold_free (gpointer data)
{
  Hold *hold = data;

  if (hold->fd >= 0)
    close (hold->fd);
  g_free (hold->link.data);
  g_free (hold);
}

/**
 * lamp_arrival_holds_new:
 * @capacity: how many descriptors at most
 *
 * Returns: (transfer full): an empty set
 */
LampArrivalHolds *
lamp_arrival_holds_new (guint capacity)
{
  LampArrivalHolds *self = g_rc_box_new0 (LampArrivalHolds);

  self->holds = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, hold_free);
  g_queue_init (&self->order);
  self->capacity = capacity;
  return self;
}

/**
 * lamp_arrival_holds_ref:
 * @self: a set
 *
 * Returns: (transfer full): the same set
 */
LampArrivalHolds *
lamp_arrival_holds_ref (LampArrivalHolds *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  g_hash_table_unref (((LampArrivalHolds *) data)->holds);
}

/**
 * lamp_arrival_holds_unref:
 * @self: (transfer full): a set
 */
void
lamp_arrival_holds_unref (LampArrivalHolds *self)
{
  g_rc_box_release_full (self, clear);
}

static void
drop (LampArrivalHolds *self, Hold *hold)
{
  g_queue_unlink (&self->order, &hold->link);
  g_hash_table_remove (self->holds, hold->link.data);
}

/**
 * lamp_arrival_holds_put:
 * @self: a set
 * @name: its name; an older descriptor of that name is closed
 * @take_fd: the descriptor; taken
 */
void
lamp_arrival_holds_put (LampArrivalHolds *self, const char *name, int take_fd)
{
  Hold *hold = g_hash_table_lookup (self->holds, name);

  if (hold != NULL)
    drop (self, hold);
  while (self->order.length >= self->capacity)
    drop (self, g_hash_table_lookup (self->holds, self->order.head->data));
  hold = g_new0 (Hold, 1);
  hold->fd = take_fd;
  hold->link.data = g_strdup (name);
  g_queue_push_tail_link (&self->order, &hold->link);
  g_hash_table_insert (self->holds, hold->link.data, hold);
}

typedef struct
{
  LampArrivalHolds *holds;
  char *key;
} Opening;

/* The worker gets strings of its own: it may be the last to let them go. */
static void
run_open (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const char *const *names = task_data;

  g_task_return_int (task, lamp_arrival_look_open_to_hold (names[0], names[1]));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  Opening *opening = data;
  int fd = (int) g_task_propagate_int (G_TASK (result), NULL);

  if (fd >= 0)
    lamp_arrival_holds_put (opening->holds, opening->key, fd);
  lamp_arrival_holds_unref (opening->holds);
  g_free (opening->key);
  g_free (opening);
}

/**
 * lamp_arrival_holds_open:
 * @self: a set
 * @key: names a file; it is put under this name
 * @path: where it should be
 * @cancellable: (nullable): not needed any more
 *
 * Opens it on a worker; nothing is put if that very file is not there, or may not be held there.
 */
void
lamp_arrival_holds_open (LampArrivalHolds *self, const char *key, const char *path, GCancellable *cancellable)
{
  const char *names[] = { path, key, NULL };
  Opening *opening = g_new (Opening, 1);
  g_autoptr (GTask) task = NULL;

  *opening = (Opening){ lamp_arrival_holds_ref (self), g_strdup (key) };
  task = g_task_new (NULL, cancellable, on_opened, opening);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_strdupv ((char **) names), (GDestroyNotify) g_strfreev);
  g_task_run_in_thread (task, run_open);
}

/**
 * lamp_arrival_holds_get:
 * @self: a set
 * @name: a name
 *
 * Returns: the descriptor, which stays the set's, or -1
 */
int
lamp_arrival_holds_get (LampArrivalHolds *self, const char *name)
{
  Hold *hold = g_hash_table_lookup (self->holds, name);

  return hold != NULL ? hold->fd : -1;
}

/**
 * lamp_arrival_holds_steal:
 * @self: a set
 * @name: a name
 *
 * Returns: the descriptor, now the caller's, or -1
 */
int
lamp_arrival_holds_steal (LampArrivalHolds *self, const char *name)
{
  Hold *hold = g_hash_table_lookup (self->holds, name);
  int fd;

  if (hold == NULL)
    return -1;
  fd = hold->fd;
  hold->fd = -1;
  drop (self, hold);
  return fd;
}

/**
 * lamp_arrival_holds_get_count:
 * @self: a set
 *
 * Returns: how many descriptors it has
 */
guint
lamp_arrival_holds_get_count (LampArrivalHolds *self)
{
  return self->order.length;
}
