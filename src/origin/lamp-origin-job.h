/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "origin/lamp-origin-question.h"

/* The kinds of job; an evidence kind is also the LampEvidence.source it may answer with. */
#define LAMP_ORIGIN_JOB_ARCHIVE           "archive"
#define LAMP_ORIGIN_JOB_CHROMIUM_SETTINGS "chromium-settings"
#define LAMP_ORIGIN_JOB_FIREFOX_SETTINGS  "firefox-settings"

/* The roles of the files that a job hands over. */
#define LAMP_ORIGIN_FILE_MAIN    "main"
#define LAMP_ORIGIN_FILE_WAL     "wal"
#define LAMP_ORIGIN_FILE_LOG     "log"
#define LAMP_ORIGIN_FILE_JOURNAL "journal"

/**
 * LampOriginJob:
 *
 * One job for one `gatelamp-reader`: what is asked, about one file or several, of which kind of source, and
 * the open files. It owns its strings and descriptors; not thread-safe, but it may be handed from one thread
 * to another.
 */
typedef struct _LampOriginJob LampOriginJob;

LampOriginJob *lamp_origin_job_new (const char *kind, const LampOriginQuestion *question);
LampOriginJob *lamp_origin_job_new_from_line (const char *line, GError **error);
void lamp_origin_job_free (LampOriginJob *self);
gboolean lamp_origin_job_add_question (LampOriginJob *self, const LampOriginQuestion *question);
guint lamp_origin_job_get_n_questions (const LampOriginJob *self);
void lamp_origin_job_ask (LampOriginJob *self, guint index);
gboolean lamp_origin_job_take_file (LampOriginJob *self, const char *role, int fd);
void lamp_origin_job_take_error (LampOriginJob *self, GError *error);
const GError *lamp_origin_job_get_error (const LampOriginJob *self);
const char *lamp_origin_job_get_kind (const LampOriginJob *self);
const LampOriginQuestion *lamp_origin_job_get_question (const LampOriginJob *self);
int lamp_origin_job_get_fd (const LampOriginJob *self, const char *role, guint index);
guint lamp_origin_job_get_n_files (const LampOriginJob *self);
int lamp_origin_job_steal_fd (LampOriginJob *self, guint index);
gboolean lamp_origin_job_is_written_unseen (const LampOriginJob *self);
char *lamp_origin_job_dup_stamp (const LampOriginJob *self);
char *lamp_origin_job_dup_line (const LampOriginJob *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampOriginJob, lamp_origin_job_free)
