/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampArrivalType:
 * @content_type: (nullable): MIME type from the content; owned
 * @runnable: it can start, by mode, content or name
 * @archive: other files may come out of it
 *
 * What a file is. A plain value; clear with lamp_arrival_type_clear().
 */
typedef struct
{
  char *content_type;
  gboolean runnable;
  gboolean archive;
} LampArrivalType;

void lamp_arrival_type_guess (LampArrivalType *out_type,
                              const char *name,
                              const guint8 *head,
                              gsize length,
                              gboolean has_iso_mark,
                              guint mode);
void lamp_arrival_type_clear (LampArrivalType *self);
