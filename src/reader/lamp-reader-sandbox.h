/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampReaderSandbox:
 * @landlock: version of Landlock that is in force; 0 = the kernel has none
 *
 * What holds this process. seccomp is always in force: without it the reader does not read.
 */
typedef struct
{
  int landlock;
} LampReaderSandbox;

gboolean lamp_reader_sandbox_enter (LampReaderSandbox *out_sandbox, GError **error);
