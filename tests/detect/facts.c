/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "facts.h"

#include <string.h>

#define KEY "00-1-ab"

static char **
split (const char *text)
{
  char **words = g_strsplit (text, " ", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    g_strdelimit (words[i], "\x01", ' ');
  return words;
}

static LampAncestor **
make_ancestors (const char *text)
{
  g_auto (GStrv) images = g_strsplit (text, " ", -1);
  GPtrArray *list = g_ptr_array_new ();

  for (gsize i = 0; images[i] != NULL && *images[i] != '\0'; i++)
    {
      g_autofree char *name = g_path_get_basename (images[i]);
      g_ptr_array_add (list, lamp_ancestor_new (
                                 &(LampAncestor){ .pid = 10 - (gint64) i, .exe = images[i], .name = name }));
    }
  g_ptr_array_add (list, NULL);
  return (LampAncestor **) g_ptr_array_free (list, FALSE);
}

static LampProcess *
make_process (const TestRun *run)
{
  g_auto (GStrv) argv = split (run->argv != NULL ? run->argv : run->exe);
  g_auto (GStrv) environ_map = split (run->environ != NULL ? run->environ : "");
  LampAncestor **ancestors = make_ancestors (run->ancestors != NULL ? run->ancestors : "/usr/bin/bash");
  LampProcess *process = lamp_process_new (
      &(LampProcess){ .pid = 11,
                      .exe = run->exe,
                      .argv = (const char *const *) argv,
                      .cwd = run->cwd != NULL ? run->cwd : "/home/a/Downloads",
                      .uid = 1000,
                      .euid = run->euid == 0 ? 1000 : MAX (run->euid, 0),
                      .stdin_key = run->method == LAMP_METHOD_STDIN ? KEY : NULL,
                      .environ_map = (const char *const *) environ_map,
                      .ancestors = (const LampAncestor *const *) ancestors });

  for (gsize i = 0; ancestors[i] != NULL; i++)
    lamp_ancestor_unref (ancestors[i]);
  g_free (ancestors);
  return process;
}

/* What the probe does: the first argument that is the file, resolved against the working folder. */
static gint64
find_operand (const LampProcess *process, const char *path)
{
  for (gint64 i = 0; process != NULL && process->argv[i] != NULL; i++)
    {
      g_autofree char *full = g_canonicalize_filename (process->argv[i], process->cwd);
      if (i > 0 && strcmp (full, path) == 0)
        return i;
    }
  return -1;
}

static LampMethod
find_method (const TestRun *run, const char *path)
{
  if (run->method != LAMP_METHOD_UNKNOWN)
    return run->method;
  if (run->exe == NULL)
    return LAMP_METHOD_UNKNOWN;
  return strcmp (run->exe, path) == 0 ? LAMP_METHOD_EXE : LAMP_METHOD_SCRIPT;
}

void
test_facts_init (TestFacts *self, const TestRun *run, const LampOrigin *origin, gint64 age_sec)
{
  const char *path = run->path != NULL ? run->path : "/home/a/Downloads/x.sh";
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (LampFile) file = lamp_file_new (&(LampFile){ .path = path,
                                                          .path_at_arrival = path,
                                                          .name = name,
                                                          .size_bytes = 10,
                                                          .sha256 = "00",
                                                          .content_type = run->content_type,
                                                          .mode = run->mode != NULL ? run->mode : "0755" });
  g_autoptr (LampProcess) process = run->exe != NULL ? make_process (run) : NULL;

  *self = (TestFacts){ 0 };
  self->artifact = lamp_artifact_new (&(LampArtifact){ .key = KEY, .file = file, .origin = origin });
  self->execution = lamp_execution_new (&(LampExecution){ .key = KEY,
                                                          .path = path,
                                                          .method = find_method (run, path),
                                                          .confidence = LAMP_CONFIDENCE_B,
                                                          .sensor = "fanotify",
                                                          .rung = run->rung,
                                                          .operand = find_operand (process, path),
                                                          .process = process });
  self->policy = lamp_policy_new_default ();
  self->facts = (LampDetectFacts){
    .artifact = self->artifact, .execution = self->execution, .policy = self->policy, .age_sec = age_sec
  };
}

void
test_facts_clear (TestFacts *self)
{
  g_clear_pointer (&self->artifact, lamp_artifact_unref);
  g_clear_pointer (&self->execution, lamp_execution_unref);
  g_clear_pointer (&self->policy, lamp_policy_unref);
}

gboolean
test_judgement_has (const LampJudgement *judgement, const char *code)
{
  for (gsize i = 0; judgement->reasons[i] != NULL; i++)
    if (strcmp (judgement->reasons[i]->code, code) == 0)
      return TRUE;
  return FALSE;
}
