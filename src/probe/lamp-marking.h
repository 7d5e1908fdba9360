/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "probe/lamp-probe.h"

/* One file: put into the table and marked in the kernel, or taken out of both. */

typedef enum
{
  LAMP_MARK_ALL,
  LAMP_MARK_RECENT,   /* only what changed in the last minute */
  LAMP_MARK_RUNNABLE, /* only what looks as if it could run */
} LampMarkChoice;

LampMark *lamp_marking_file (LampProbe *self,
                             LampFolder *folder,
                             int dirfd,
                             const char *name,
                             const char *path,
                             LampAppearance how,
                             LampMarkChoice choice);
void lamp_marking_keep (LampProbe *self, const LampCommand *command);
void lamp_marking_release (LampProbe *self, LampMark *mark);
void lamp_marking_tell_unmarked (LampProbe *self);
bool lamp_marking_is_refusal (int error);
