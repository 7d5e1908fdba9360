/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "probe/lamp-sink.h"

/**
 * LampSourceInotify:
 *
 * The fallback where fanotify is refused, for one folder or at all. It says that a file was opened, never
 * whether to run or to read it.
 */
typedef struct
{
  LampFolderTable *folders;
  LampMarkTable *marks;
  const LampSink *sink;
  char *buffer;
  int fd;
} LampSourceInotify;

int lamp_source_inotify_open (LampSourceInotify *self,
                              LampFolderTable *folders,
                              LampMarkTable *marks,
                              const LampSink *sink);
int lamp_source_inotify_watch_folder (LampSourceInotify *self, int fd);
int lamp_source_inotify_watch_file (LampSourceInotify *self, int fd);
void lamp_source_inotify_unwatch (LampSourceInotify *self, int watch);
void lamp_source_inotify_read (LampSourceInotify *self);
void lamp_source_inotify_close (LampSourceInotify *self);
