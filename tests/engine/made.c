/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "made.h"

LampTime
made_time (gint64 usec)
{
  return (LampTime){ .boot_usec = 5000LL * G_USEC_PER_SEC + usec,
                     .real_usec = 1700000000LL * G_USEC_PER_SEC + usec,
                     .boot_id = lamp_time_get_boot_id () };
}

static char *
dup_path (const char *key)
{
  return g_strconcat ("/home/alice/Downloads/", key, NULL);
}

LampArtifact *
made_artifact (const char *key, const LampOrigin *origin, const LampTime *arrived)
{
  g_autofree char *path = dup_path (key);
  g_autoptr (LampFile) file = lamp_file_new (&(LampFile){ .path = path,
                                                          .path_at_arrival = path,
                                                          .name = key,
                                                          .size_bytes = 42,
                                                          .content_type = "application/x-shellscript",
                                                          .mode = "0755",
                                                          .born_real_usec = arrived->real_usec,
                                                          .modified_real_usec = arrived->real_usec,
                                                          .arrived_real_usec = arrived->real_usec });

  return lamp_artifact_new (&(LampArtifact){ .key = key,
                                             .file = file,
                                             .state = LAMP_ARRIVAL_ARTIFACT,
                                             .runnable = TRUE,
                                             .origin = origin,
                                             .arrived_boot_usec = arrived->boot_usec,
                                             .arrived_boot_id = arrived->boot_id });
}

LampExecution *
made_execution (const char *key, gint64 pid, const LampTime *ran)
{
  g_autofree char *path = dup_path (key);
  const char *argv[] = { "bash", path, NULL };
  g_autoptr (LampProcess) process = lamp_process_new (&(LampProcess){
      .pid = pid, .exe = "/usr/bin/bash", .argv = argv, .cwd = "/", .uid = 1000, .euid = 1000 });

  return lamp_execution_new (&(LampExecution){ .key = key,
                                               .path = path,
                                               .method = LAMP_METHOD_SCRIPT,
                                               .confidence = LAMP_CONFIDENCE_B,
                                               .sensor = "fanotify",
                                               .operand = 1,
                                               .boot_usec = ran->boot_usec,
                                               .real_usec = ran->real_usec,
                                               .process = process });
}
