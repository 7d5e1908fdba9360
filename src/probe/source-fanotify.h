/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "probe/lamp-sink.h"

/**
 * LampSourceFanotify:
 *
 * Unprivileged fanotify (Linux 5.13): marks on folders for new names and executions, on files for every
 * opening. It knows files by their handle, through hard links and after a move; it never knows the process.
 */
typedef struct
{
  LampFolderTable *folders;
  LampMarkTable *marks;
  const LampSink *sink;
  char *buffer;
  int fd;
} LampSourceFanotify;

int lamp_source_fanotify_open (LampSourceFanotify *self,
                               LampFolderTable *folders,
                               LampMarkTable *marks,
                               const LampSink *sink);
int lamp_source_fanotify_mark_folder (LampSourceFanotify *self, int fd);
void lamp_source_fanotify_unmark_folder (LampSourceFanotify *self, int fd);
int lamp_source_fanotify_mark_file (LampSourceFanotify *self, int fd);
void lamp_source_fanotify_unmark_file (LampSourceFanotify *self, int fd);
int lamp_source_fanotify_mark_program (LampSourceFanotify *self, int fd);
void lamp_source_fanotify_unmark_program (LampSourceFanotify *self, int fd);
bool lamp_source_fanotify_has_events (const LampSourceFanotify *self);
void lamp_source_fanotify_read (LampSourceFanotify *self);
void lamp_source_fanotify_close (LampSourceFanotify *self);
