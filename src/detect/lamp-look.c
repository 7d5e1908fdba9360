/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "detect/lamp-look.h"

#include "detect/lamp-interpreters.h"

/* What shows a text to the person who typed it. Programs that only measure a file (file, wc, sha256sum), and
 * those that a desktop starts by itself (thumbnailers, indexers, scanners, browsers), are not here. */
static const char *const viewers[] = { "cat",  "less",  "more",      "most",     "bat",        "batcat",
                                       "head", "tail",  "view",      "vi",       "vim",        "nvim",
                                       "nano", "micro", "emacs",     "mcview",   "mcedit",     "ne",
                                       "joe",  "ed",    "strings",   "xxd",      "hexdump",    "od",
                                       "nl",   "tac",   "vim.basic", "vim.tiny", "shellcheck", NULL };

static const char *const shells[] = { "bash", "zsh", "fish", "dash", "sh", "ksh", "mksh", "tcsh", NULL };

static gboolean
is_one_of (const char *program, const char *const *names)
{
  g_autofree char *name = program != NULL ? lamp_interpreter_dup_base_name (program) : NULL;

  return name != NULL && g_strv_contains (names, name);
}

/**
 * lamp_look_is_inspection:
 * @execution: what a sensor saw
 *
 * A person who looks at a script types it: the viewer is a child of a shell and names the file. What reads
 * the file by itself has no shell above it, or does not name it: a pager fed by a pipe counts as little as a
 * thumbnailer. The wire does not say which terminal a process has, so the shell stands for it.
 *
 * Returns: %TRUE if the person looked at the file in a terminal
 */
gboolean
lamp_look_is_inspection (const LampExecution *execution)
{
  const LampProcess *process = execution->process;
  const LampAncestor *parent;

  if (process == NULL || process->ancestors == NULL || process->ancestors[0] == NULL)
    return FALSE;
  parent = process->ancestors[0];
  return execution->method == LAMP_METHOD_SCRIPT && execution->confidence == LAMP_CONFIDENCE_B &&
         execution->operand >= 1 && !execution->rung && is_one_of (process->exe, viewers) &&
         is_one_of (parent->exe != NULL ? parent->exe : parent->name, shells);
}
