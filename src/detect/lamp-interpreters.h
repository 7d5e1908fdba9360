/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

typedef enum
{
  LAMP_INTERPRETER_SHELL,
  LAMP_INTERPRETER_PYTHON,
  LAMP_INTERPRETER_JAVASCRIPT,
  LAMP_INTERPRETER_JAVA,
  LAMP_INTERPRETER_LOADER, /* the dynamic loader, with a program as its operand */
  LAMP_INTERPRETER_OTHER,
} LampInterpreterKind;

typedef enum
{
  LAMP_INTERPRETER_NO_OPERAND = 1 << 0,   /* the first operand is no program: `awk 'code' data` */
  LAMP_INTERPRETER_STDIN = 1 << 1,        /* without an operand the program comes from descriptor 0 */
  LAMP_INTERPRETER_DASH_ENDS = 1 << 2,    /* a lone "-" ends the options, as "--" does */
  LAMP_INTERPRETER_PLUS = 1 << 3,         /* "+o name" is an option too */
  LAMP_INTERPRETER_WORDS = 1 << 4,        /* options are whole words even behind one dash: `java -jar` */
  LAMP_INTERPRETER_CODE_GOES_ON = 1 << 5, /* after inline code an operand is still a program: `lua -e` */
  LAMP_INTERPRETER_SCRIPT_ENDS = 1 << 6   /* after a program by letter all is its arguments: `php -f x` */
} LampInterpreterFlags;

/**
 * LampInterpreter:
 * @names: file names of the program, separated by spaces; a version may follow ("python3.11")
 * @kind: which kind
 * @flags: how its command line is read
 * @value_short: letters that take a value, in the same word or the next
 * @rest_short: letters that swallow the rest of their word and never the next (`perl -i.bak`)
 * @code_short: letters whose value is code
 * @look_short: letters that mean: read, do not run (`bash -n`)
 * @script_short: letters whose value is a program (`awk -f`)
 * @long_options: `--name` and an effect, separated by spaces: "=v" takes a value, "=s" a program, "=S" a
 * program after which all is its arguments, "=l" a list of programs separated by ":", "=c" code, "=n" does
 * not run,
 *   "=m" a module
 * @words: sub-commands and an effect: "=r" the operand after it runs, "=n" it does not
 *
 * One row tells how to find the program that an interpreter runs in its argument list.
 */
typedef struct
{
  const char *names;
  LampInterpreterKind kind;
  LampInterpreterFlags flags;
  const char *value_short;
  const char *rest_short;
  const char *code_short;
  const char *look_short;
  const char *script_short;
  const char *long_options;
  const char *words;
} LampInterpreter;

/**
 * LampWrapper:
 * @names: file names, separated by spaces
 * @value_short: letters that take a value
 * @long_values: long options that take their value in the next word, separated by spaces
 * @look_short: letters after which no command runs (`sudo -l`)
 * @positional: words between the options and the command (`timeout 5 cmd`)
 * @assignments: `NAME=value` words may stand before the command
 * @elevates: the command runs with another user's rights
 *
 * A program whose operand is a command of its own.
 */
typedef struct
{
  const char *names;
  const char *value_short;
  const char *long_values;
  const char *look_short;
  guint positional;
  gboolean assignments;
  gboolean elevates;
} LampWrapper;

char *lamp_interpreter_dup_base_name (const char *program);
const LampInterpreter *lamp_interpreter_find (const char *base_name);
const LampWrapper *lamp_wrapper_find (const char *base_name);
char lamp_interpreter_find_effect (const char *table, const char *word, gsize length);
