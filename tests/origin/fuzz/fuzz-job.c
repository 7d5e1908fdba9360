/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-answer.h"
#include "origin/lamp-origin-job.h"

#include "fuzz-bytes.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (LampOriginAnswer) answer = lamp_origin_answer_parse ("xattr", (const char *) data, size);
  g_autoptr (LampOriginJob) job = strstr (text, "files") == NULL ? lamp_origin_job_new_from_line (text, NULL)
                                                                 : NULL;
  return 0;
}
