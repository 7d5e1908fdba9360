/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "origin/lamp-origin-question.h"

#define DOWNLOADS "/home/brow/Downloads/"

char *origin_fixture_dup_path (const char *name);
void origin_fixture_unpack (const char *name, const char *to);
int origin_fixture_open (const char *name);
int origin_fixture_open_bytes (const void *bytes, gsize length);
GPtrArray *origin_fixture_new_evidence (void);
LampOriginQuestion origin_fixture_question (const char *path, const char *app);
void origin_fixture_remove (const char *folder);
