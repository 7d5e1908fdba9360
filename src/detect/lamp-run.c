/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "detect/lamp-run.h"

#include "detect/lamp-detect-limits.h"
#include "detect/lamp-operand.h"

#include <string.h>

/* Where the command begins behind wrappers, and what it runs as. */
typedef struct
{
  guint first;
  gboolean wrapped;
  gboolean elevated;
  gboolean nothing_runs;
} Command;

static guint
skip_wrapper_option (const LampWrapper *wrapper, const char *const *argv, guint index, Command *command)
{
  const char *word = argv[index];

  if (g_str_has_prefix (word, "--"))
    {
      g_auto (GStrv) names = wrapper->long_values != NULL ? g_strsplit (wrapper->long_values, " ", -1) : NULL;
      return names != NULL && g_strv_contains ((const char *const *) names, word) ? index + 2 : index + 1;
    }
  for (const char *p = word + 1; *p != '\0'; p++)
    {
      if (wrapper->look_short != NULL && strchr (wrapper->look_short, *p) != NULL)
        command->nothing_runs = TRUE;
      if (wrapper->value_short != NULL && strchr (wrapper->value_short, *p) != NULL)
        return p[1] == '\0' ? index + 2 : index + 1;
    }
  return index + 1;
}

static gboolean
is_assignment (const char *word)
{
  gsize length = strspn (word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
  return length > 0 && word[length] == '=';
}

/* Index of the wrapper's command, at most @length. */
static guint
skip_wrapper (
    const LampWrapper *wrapper, const char *const *argv, guint index, guint length, Command *command)
{
  guint positional = wrapper->positional;

  while (index < length && argv[index][0] == '-' && argv[index][1] != '\0')
    {
      if (strcmp (argv[index], "--") == 0)
        {
          index++;
          break;
        }
      index = skip_wrapper_option (wrapper, argv, index, command);
    }
  while (index < length && wrapper->assignments && is_assignment (argv[index]))
    index++;
  while (index < length && positional-- > 0)
    index++;
  return MIN (index, length);
}

/* One image under many names: what it does is said by argv[0] (`cat` may be a link to busybox). */
static gboolean
has_many_names (const char *exe)
{
  g_autofree char *name = lamp_interpreter_dup_base_name (exe);
  return strcmp (name, "busybox") == 0 || strcmp (name, "toybox") == 0 || strcmp (name, "coreutils") == 0;
}

static Command
unwrap (const LampProcess *process)
{
  Command command = { 0 };
  guint length = MIN (g_strv_length ((GStrv) process->argv), LAMP_DETECT_ARGV);
  const char *called = length > 0 ? process->argv[0] : "";
  const char *program = process->exe == NULL || has_many_names (process->exe) ? called : process->exe;

  for (guint depth = 0; depth < LAMP_DETECT_WRAPPERS && command.first < length; depth++)
    {
      g_autofree char *name = lamp_interpreter_dup_base_name (program);
      const LampWrapper *wrapper = lamp_wrapper_find (name);

      if (wrapper == NULL)
        break;
      command.wrapped = TRUE;
      command.elevated = command.elevated || wrapper->elevates;
      command.first = skip_wrapper (wrapper, process->argv, command.first + 1, length, &command);
      program = command.first < length ? process->argv[command.first] : "";
    }
  command.nothing_runs = command.nothing_runs || (command.wrapped && command.first >= length);
  return command;
}

/* /proc says which image runs; argv[0] is only its word, and counts where the image is not known or has many
 * names. */
static const LampInterpreter *
find_interpreter (const LampProcess *process, const Command *command, const char **out_program)
{
  const char *candidates[2] = { command->wrapped ? NULL : process->exe, process->argv[command->first] };

  for (gsize i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      g_autofree char *name = candidates[i] != NULL ? lamp_interpreter_dup_base_name (candidates[i]) : NULL;
      const LampInterpreter *row = name != NULL ? lamp_interpreter_find (name) : NULL;

      if (row == NULL)
        continue;
      *out_program = candidates[i];
      return row;
    }
  return NULL;
}

static const char *
find_environ (const LampProcess *process, const char *name)
{
  for (gsize i = 0;
       process->environ_map != NULL && process->environ_map[i] != NULL && process->environ_map[i + 1] != NULL;
       i += 2)
    if (strcmp (process->environ_map[i], name) == 0)
      return process->environ_map[i + 1];
  return NULL;
}

/* Only bash reads BASH_ENV; what it starts inherits the variable and does nothing with it. */
static gboolean
is_bash (const LampProcess *process)
{
  g_autofree char *name = process->exe != NULL ? lamp_interpreter_dup_base_name (process->exe) : NULL;

  return name == NULL || strcmp (name, "bash") == 0 || strcmp (name, "rbash") == 0;
}

/* A value of the environment that makes this process load the file. */
static LampMethod
find_environment_method (const LampDetectFacts *facts)
{
  const LampProcess *process = facts->execution->process;
  const char *path = facts->execution->path;
  const char *preload = find_environ (process, "LD_PRELOAD");
  const char *desktop = find_environ (process, "GIO_LAUNCHED_DESKTOP_FILE");

  if (path == NULL)
    return LAMP_METHOD_UNKNOWN;
  if (desktop != NULL && strcmp (desktop, path) == 0)
    return LAMP_METHOD_DESKTOP_ENTRY;
  if (preload != NULL && strstr (preload, path) != NULL)
    return LAMP_METHOD_ENVIRONMENT;
  if (is_bash (process) && g_strcmp0 (find_environ (process, "BASH_ENV"), path) == 0)
    return LAMP_METHOD_ENVIRONMENT;
  return LAMP_METHOD_UNKNOWN;
}

static LampMethod
method_for_operand (LampOperand operand, const LampInterpreter *row)
{
  switch (operand)
    {
    case LAMP_OPERAND_SCRIPT:
      return row->kind == LAMP_INTERPRETER_LOADER ? LAMP_METHOD_LOADER : LAMP_METHOD_SCRIPT;
    case LAMP_OPERAND_STDIN:
      return LAMP_METHOD_STDIN;
    case LAMP_OPERAND_INLINE:
      return LAMP_METHOD_INLINE;
    case LAMP_OPERAND_NONE:
    default:
      return LAMP_METHOD_UNKNOWN;
    }
}

/* The kernel passes an executed script as first or second argument of its interpreter. An interpreter that is
 * in no table of ours is still one; only what people read files with is not. */
static gboolean
is_unlisted_interpreter (const LampDetectFacts *facts)
{
  static const char *const readers[] = { "cat",   "less",      "more",   "head",    "tail", "grep",
                                         "file",  "stat",      "ls",     "cp",      "mv",   "rm",
                                         "chmod", "sha256sum", "md5sum", "tar",     "gzip", "xz",
                                         "diff",  "wc",        "nano",   "strings", NULL };
  const LampExecution *execution = facts->execution;
  g_autofree char *name = NULL;

  if (!execution->rung || execution->process == NULL || execution->process->exe == NULL ||
      execution->operand < 1 || execution->operand > 2)
    return FALSE;
  name = lamp_interpreter_dup_base_name (execution->process->exe);
  return !g_strv_contains (readers, name) && lamp_interpreter_find (name) == NULL &&
         lamp_wrapper_find (name) == NULL;
}

/* Does the content need an interpreter? */
static gboolean
is_script (const LampFile *file)
{
  static const char *const words[] = { "shellscript", "python", "perl", "ruby",       "php",
                                       "awk",         "lua",    "tcl",  "javascript", NULL };

  for (gsize i = 0; file != NULL && file->content_type != NULL && words[i] != NULL; i++)
    if (strstr (file->content_type, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* The kernel was asked to execute the file; who did it is not proven. */
static LampRun
rung_without_runner (const LampDetectFacts *facts)
{
  const LampExecution *execution = facts->execution;
  gboolean script = execution->method == LAMP_METHOD_SCRIPT || is_script (facts->artifact->file);

  if (is_unlisted_interpreter (facts))
    return (LampRun){ .runs = TRUE,
                      .method = LAMP_METHOD_SCRIPT,
                      .confidence = execution->confidence,
                      .proven = TRUE,
                      .program = execution->process->exe };
  return (LampRun){ .runs = execution->rung,
                    .method = script ? LAMP_METHOD_SCRIPT : LAMP_METHOD_EXE,
                    .confidence = LAMP_CONFIDENCE_C };
}

static LampRun
resolve_process (const LampDetectFacts *facts)
{
  const LampExecution *execution = facts->execution;
  const LampProcess *process = execution->process;
  LampRun run = { .proven = TRUE, .confidence = execution->confidence };
  Command command = unwrap (process);
  guint length = MIN (g_strv_length ((GStrv) process->argv), LAMP_DETECT_ARGV);

  run.elevated = command.elevated || (process->euid == 0 && process->uid != 0);
  if (execution->method == LAMP_METHOD_ENVIRONMENT || execution->method == LAMP_METHOD_DESKTOP_ENTRY)
    run.method = find_environment_method (facts);
  else if (command.nothing_runs || command.first >= length)
    run.method = LAMP_METHOD_UNKNOWN;
  else if (command.wrapped && lamp_operand_names_file (facts, command.first, process->argv[command.first]))
    run.method = LAMP_METHOD_EXE;
  else
    {
      run.interpreter = find_interpreter (process, &command, &run.program);
      if (run.interpreter != NULL)
        run.method = method_for_operand (lamp_operand_find (run.interpreter, facts, command.first),
                                         run.interpreter);
    }
  /* What another user's process does is known by its command line alone. */
  if (command.elevated && run.confidence < LAMP_CONFIDENCE_C)
    run.confidence = LAMP_CONFIDENCE_C;
  run.runs = run.method != LAMP_METHOD_UNKNOWN;
  return run;
}

/**
 * lamp_run_resolve:
 * @facts: the facts
 *
 * Looking is not running. A sensor proposes; this decides from the image, the argument list and the
 * descriptors.
 *
 * Returns: whether and how the artifact runs
 */
LampRun
lamp_run_resolve (const LampDetectFacts *facts)
{
  const LampExecution *execution = facts->execution;
  const LampProcess *process = execution->process;
  LampRun run;

  /* Of confidence C the process is only the one that was found beside: it is looked at like any other. */
  if (process != NULL && execution->method == LAMP_METHOD_EXE && execution->confidence != LAMP_CONFIDENCE_C)
    return (LampRun){ .runs = TRUE,
                      .method = LAMP_METHOD_EXE,
                      .confidence = execution->confidence,
                      .proven = TRUE,
                      .elevated = process->euid == 0 && process->uid != 0 };
  if (process == NULL || process->argv == NULL)
    return rung_without_runner (facts);
  run = resolve_process (facts);
  return run.runs ? run : rung_without_runner (facts);
}
