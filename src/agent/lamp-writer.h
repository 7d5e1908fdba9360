/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/lamp-store.h"

#define LAMP_TYPE_WRITER (lamp_writer_get_type ())

/**
 * LampWriter:
 *
 * Gathers what one turn of the main loop changed and has it written as one transaction. A later value of the
 * same thing replaces an earlier one that is not written yet, so a storm of executions costs few writes. What
 * could not be written (a full disk) stays here and is tried again; a row that the store will never take is
 * set aside, so that it holds up nothing.
 *
 * Signals:
 * - `alert-written` (#LampAlert): it is on disk, or the disk refused it and the person should still be told
 * - `execution-written` (#LampExecution)
 * - `refused` (string): a row is set aside, and why; once per row
 * - `problem-changed`: writing began to fail, or works again
 */
G_DECLARE_FINAL_TYPE (LampWriter, lamp_writer, LAMP, WRITER, GObject)

LampWriter *lamp_writer_new (LampStore *store);
void lamp_writer_put_alert (LampWriter *self, const LampAlert *alert);
void lamp_writer_put_artifact (LampWriter *self, const LampArtifact *artifact);
void lamp_writer_del_artifact (LampWriter *self, const char *key);
void lamp_writer_put_execution (LampWriter *self, const LampExecution *execution);
void lamp_writer_put_report (LampWriter *self, const LampReport *report);
void lamp_writer_put_rule (LampWriter *self, const LampRule *rule);
void lamp_writer_flush_async (LampWriter *self, GAsyncReadyCallback callback, gpointer data);
gboolean lamp_writer_flush_finish (LampWriter *self, GAsyncResult *result, GError **error);
const char *lamp_writer_get_problem (LampWriter *self);
LampAlert *lamp_writer_find_unwritten_alert (LampWriter *self, const char *id);
GPtrArray *lamp_writer_list_unwritten_alerts (LampWriter *self);
guint64 lamp_writer_get_refused_count (LampWriter *self);
gboolean lamp_writer_is_report_kept (LampWriter *self, const char *id);
