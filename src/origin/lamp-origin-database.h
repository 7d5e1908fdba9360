/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "origin/lamp-origin-question.h"

#include <sqlite3.h>

/**
 * LampOriginDatabase:
 *
 * A foreign SQLite database that is read through descriptors alone, with SQLite's defences up. It is never
 * written, never locked and never opened by name, so it does not matter who else uses it. One thread.
 */
typedef struct _LampOriginDatabase LampOriginDatabase;

/**
 * LampOriginDatabaseRead:
 * @self: the open database
 * @question: what is asked
 * @evidence: (element-type LampEvidence): where to add what was found
 * @error: return location
 *
 * Returns: %FALSE if it could not be read; @evidence is then emptied by the caller
 */
typedef gboolean (*LampOriginDatabaseRead) (LampOriginDatabase *self,
                                            const LampOriginQuestion *question,
                                            GPtrArray *evidence,
                                            GError **error);

gboolean lamp_origin_database_read (int main_fd,
                                    int wal_fd,
                                    LampOriginDatabaseRead read,
                                    const LampOriginQuestion *question,
                                    GPtrArray *evidence,
                                    GError **error);
sqlite3_stmt *lamp_origin_database_prepare (LampOriginDatabase *self, const char *sql, GError **error);
gboolean lamp_origin_database_step (LampOriginDatabase *self, sqlite3_stmt *statement, GError **error);
char *lamp_origin_database_dup_url (sqlite3_stmt *statement, int column);
gint64 lamp_origin_database_get_int (sqlite3_stmt *statement, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)
