/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/lamp-store-statistics.h"

#include "base/lamp-time.h"

const char *const lamp_store_table_names[LAMP_STORE_N_TABLES] = { "artifacts", "alerts", "executions",
                                                                  "reports",   "rules",  "notes" };

struct _LampStoreStatistics
{
  GMutex mutex;
  gboolean is_open;
  gint64 rows[LAMP_STORE_N_TABLES];
  gint64 size_bytes;
  gint64 schema;
  gboolean exclusive;
  gint64 skipped_count;
  gint64 failed_count;
  GError *last_error;
  gint64 last_error_real_usec;
  GError *loss;
};

static void
clear (gpointer data)
{
  LampStoreStatistics *self = data;

  g_mutex_clear (&self->mutex);
  g_clear_error (&self->last_error);
  g_clear_error (&self->loss);
}

/**
 * lamp_store_statistics_new:
 *
 * Returns: (transfer full): statistics of a store that is not open
 */
LampStoreStatistics *
lamp_store_statistics_new (void)
{
  LampStoreStatistics *self = g_atomic_rc_box_new0 (LampStoreStatistics);
  g_mutex_init (&self->mutex);
  return self;
}

/**
 * lamp_store_statistics_ref:
 * @self: statistics
 *
 * Returns: (transfer full): the same
 */
LampStoreStatistics *
lamp_store_statistics_ref (LampStoreStatistics *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * lamp_store_statistics_unref:
 * @self: (transfer full): statistics
 */
void
lamp_store_statistics_unref (LampStoreStatistics *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * lamp_store_statistics_set_rows:
 * @self: statistics
 * @rows: how many rows each table has
 */
void
lamp_store_statistics_set_rows (LampStoreStatistics *self, const gint64 rows[LAMP_STORE_N_TABLES])
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  for (int i = 0; i < LAMP_STORE_N_TABLES; i++)
    self->rows[i] = rows[i];
}

/**
 * lamp_store_statistics_add_rows:
 * @self: statistics
 * @more: how many rows each table gained; negative: lost
 */
void
lamp_store_statistics_add_rows (LampStoreStatistics *self, const gint64 more[LAMP_STORE_N_TABLES])
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  for (int i = 0; i < LAMP_STORE_N_TABLES; i++)
    self->rows[i] += more[i];
}

/**
 * lamp_store_statistics_set_file:
 * @self: statistics
 * @schema: number of the last migration
 * @exclusive: the file is on a network file system and is locked as a whole
 */
void
lamp_store_statistics_set_file (LampStoreStatistics *self, gint64 schema, gboolean exclusive)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->schema = schema;
  self->exclusive = exclusive;
}

/**
 * lamp_store_statistics_set_size:
 * @self: statistics
 * @size_bytes: of the database, without its write-ahead log
 */
void
lamp_store_statistics_set_size (LampStoreStatistics *self, gint64 size_bytes)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  self->size_bytes = size_bytes;
}

/**
 * lamp_store_statistics_set_open:
 * @self: statistics
 * @is_open: the store can be read and written
 */
void
lamp_store_statistics_set_open (LampStoreStatistics *self, gboolean is_open)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  self->is_open = is_open;
}

/**
 * lamp_store_statistics_add_skipped:
 * @self: statistics
 * @count: rows that were read and could not be understood
 */
void
lamp_store_statistics_add_skipped (LampStoreStatistics *self, guint count)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  self->skipped_count += count;
}

/**
 * lamp_store_statistics_set_error:
 * @self: statistics
 * @error: what failed just now
 */
void
lamp_store_statistics_set_error (LampStoreStatistics *self, const GError *error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_clear_error (&self->last_error);
  self->last_error = g_error_copy (error);
  self->last_error_real_usec = lamp_time_now ().real_usec;
  self->failed_count++;
}

/**
 * lamp_store_statistics_set_loss:
 * @self: statistics
 * @loss: says that a damaged store was set aside, and under which name
 */
void
lamp_store_statistics_set_loss (LampStoreStatistics *self, const GError *loss)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_clear_error (&self->loss);
  self->loss = g_error_copy (loss);
}

/**
 * lamp_store_statistics_dup_loss:
 * @self: statistics
 *
 * Returns: (transfer full) (nullable): the loss
 */
GError *
lamp_store_statistics_dup_loss (LampStoreStatistics *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  return self->loss != NULL ? g_error_copy (self->loss) : NULL;
}

static void
add_error (JsonBuilder *builder, const char *name, const GError *error)
{
  json_builder_set_member_name (builder, name);
  if (error != NULL)
    json_builder_add_string_value (builder, error->message);
  else
    json_builder_add_null_value (builder);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, number);
}

/**
 * lamp_store_statistics_to_json:
 * @self: statistics
 *
 * Returns: (transfer full): {open, schema, exclusive, size, rows{...}, skipped_rows, failures, last_error,
 *   last_error_time, loss}
 */
JsonNode *
lamp_store_statistics_to_json (LampStoreStatistics *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *when = self->last_error != NULL ? lamp_time_format (self->last_error_real_usec) : NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "open");
  json_builder_add_boolean_value (builder, self->is_open);
  add_int (builder, "schema", self->schema);
  json_builder_set_member_name (builder, "exclusive");
  json_builder_add_boolean_value (builder, self->exclusive);
  add_int (builder, "size", self->size_bytes);
  json_builder_set_member_name (builder, "rows");
  json_builder_begin_object (builder);
  for (int i = 0; i < LAMP_STORE_N_TABLES; i++)
    add_int (builder, lamp_store_table_names[i], self->rows[i]);
  json_builder_end_object (builder);
  add_int (builder, "skipped_rows", self->skipped_count);
  add_int (builder, "failures", self->failed_count);
  add_error (builder, "last_error", self->last_error);
  json_builder_set_member_name (builder, "last_error_time");
  if (when != NULL)
    json_builder_add_string_value (builder, when);
  else
    json_builder_add_null_value (builder);
  add_error (builder, "loss", self->loss);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}
