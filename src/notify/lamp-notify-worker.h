/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "notify/lamp-card.h"

/**
 * LampNotifyWorkerEvents:
 * @done: what was asked for is done; @error is %NULL where it worked
 * @server: who shows the cards
 * @action: the person pressed something; @token lets a window come to the front, or is %NULL
 * @closed: a card is no longer on the screen, and nobody here asked for that
 *
 * All run in the main context of the thread that made the worker.
 */
typedef struct
{
  void (*done) (const char *id, const GError *error, gpointer user_data);
  void (*server) (const LampNotifyServer *server, gpointer user_data);
  void (*action) (const char *id, const char *action, const char *token, gpointer user_data);
  void (*closed) (const char *id, gpointer user_data);
} LampNotifyWorkerEvents;

typedef struct _LampNotifyWorker LampNotifyWorker;

/**
 * LampNotifyWorker:
 *
 * libnotify on a thread of its own. notify_notification_show() and its like call the server and wait up to 25
 * s for the answer; a hung server must not hang the agent. Every libnotify call is made on that thread, whose
 * main context also receives the server's signals. libnotify has one state per process, so there is one
 * worker per process.
 *
 * The caller keeps at most one thing asked for at a time; then nothing piles up behind a server that hangs.
 */
LampNotifyWorker *lamp_notify_worker_new (const LampNotifyWorkerEvents *events, gpointer user_data);
void lamp_notify_worker_hello (LampNotifyWorker *self);
void lamp_notify_worker_post (LampNotifyWorker *self, const LampCard *card);
void lamp_notify_worker_withdraw (LampNotifyWorker *self, const char *id);
void lamp_notify_worker_reset (LampNotifyWorker *self);
void lamp_notify_worker_stop (LampNotifyWorker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampNotifyWorker, lamp_notify_worker_stop)
