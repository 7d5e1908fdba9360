/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/lamp-store-database.h"

#include <gio/gio.h>

/**
 * LampStoreJob:
 * @database: the one connection
 * @task: what is asked, and where the answer goes; the job returns it exactly once
 */
typedef void (*LampStoreJob) (LampStoreDatabase *database, GTask *task);

/**
 * LampStoreWorker:
 *
 * The one thread that may touch the database. Jobs run one after the other, in the order they were pushed.
 * It sleeps without a timer while there is nothing to do.
 */
typedef struct _LampStoreWorker LampStoreWorker;

LampStoreWorker *lamp_store_worker_new (const char *path, LampStoreStatistics *statistics);
void lamp_store_worker_free (LampStoreWorker *self);
void lamp_store_worker_push (LampStoreWorker *self, GTask *task, LampStoreJob job);
