/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

/** Longest first line of a job. */
#define LAMP_SENDER_LINE_BYTES 4096

/**
 * LampSenderJob:
 * @transport: name of the transport
 * @key: idempotency key
 * @media_type: of @bytes
 * @bytes: exactly what is sent
 *
 * What one run of the sender does. On the wire: one line
 * `{"transport":"spool","key":"...","media_type":"...","length":N}`, then N bytes.
 */
typedef struct
{
  char *transport;
  char *key;
  char *media_type;
  GBytes *bytes;
} LampSenderJob;

LampSenderJob *lamp_sender_job_read (int fd, GError **error);
void lamp_sender_job_free (LampSenderJob *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampSenderJob, lamp_sender_job_free)
