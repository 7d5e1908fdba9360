/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "detect/lamp-operand.h"

#include "detect/lamp-detect-limits.h"

#include "base/lamp-text.h"

#include <string.h>

/* Walks one argument list. @found is set as soon as the answer is certain. */
typedef struct
{
  const LampInterpreter *row;
  const LampDetectFacts *facts;
  const char *const *argv;
  guint index;
  gboolean looks;
  gboolean has_code;
  gboolean code_is_operand;
  gboolean done;
  const char *code;
  LampOperand found;
} Walk;

/* Wine names a Unix path as a drive letter's. */
static char *
dup_unix_path (const char *value)
{
  if (!g_ascii_isalpha (value[0]) || value[1] != ':' || value[2] != '\\')
    return g_strdup (value);
  return g_strdelimit (g_strdup (value + 2), "\\", '/');
}

static gboolean
is_path (const char *full, const char *path)
{
  g_autofree char *valid = path != NULL ? lamp_text_to_utf8 (path) : NULL;
  return valid != NULL && strcmp (full, valid) == 0;
}

/**
 * lamp_operand_names_file:
 * @facts: the facts
 * @index: position in argv
 * @value: the argument, or the part of it that is a path
 *
 * The sensor proved the inode of one argument; the others are compared as text, which is enough for a second
 * mention of the same file (`--file=x`).
 *
 * Returns: %TRUE if it means the artifact
 */
gboolean
lamp_operand_names_file (const LampDetectFacts *facts, guint index, const char *value)
{
  const LampExecution *execution = facts->execution;
  const LampFile *file = facts->artifact->file;
  g_autofree char *path = dup_unix_path (value);
  g_autofree char *full = NULL;

  if (execution->operand == (gint64) index && strcmp (value, execution->process->argv[index]) == 0)
    return TRUE;
  if (*path == '\0' || (*path != '/' && execution->process->cwd == NULL))
    return FALSE;
  full = g_canonicalize_filename (path, *path == '/' ? "/" : execution->process->cwd);
  return is_path (full, execution->path) ||
         (file != NULL && (is_path (full, file->path) || is_path (full, file->path_at_arrival)));
}

static gboolean
is_stdin_name (const char *value)
{
  return strcmp (value, "/dev/stdin") == 0 || strcmp (value, "/dev/fd/0") == 0 ||
         strcmp (value, "/proc/self/fd/0") == 0;
}

/* `bash /dev/fd/3 3<x`: the operand is a descriptor, and a descriptor of this process is the file. */
static gboolean
is_descriptor_name (const Walk *walk, const char *value)
{
  return walk->facts->execution->method == LAMP_METHOD_DESCRIPTOR &&
         (g_str_has_prefix (value, "/dev/fd/") || g_str_has_prefix (value, "/proc/self/fd/"));
}

static void
take_program (Walk *walk, const char *value)
{
  if (value == NULL)
    return;
  if (is_stdin_name (value))
    walk->found = LAMP_OPERAND_STDIN;
  else if (is_descriptor_name (walk, value) || lamp_operand_names_file (walk->facts, walk->index, value))
    walk->found = LAMP_OPERAND_SCRIPT;
}

static void
take_list (Walk *walk, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, ":", LAMP_DETECT_ARGV);

  for (guint i = 0; parts[i] != NULL && walk->found == LAMP_OPERAND_NONE; i++)
    take_program (walk, parts[i]);
}

/* Modules whose operand is a program. Any other module is the program, and what follows is data. */
static void
take_module (Walk *walk, const char *name)
{
  static const char *const runners[] = { "pdb",      "trace",     "cProfile", "profile", "runpy",
                                         "coverage", "viztracer", "debugpy",  NULL };

  if (name != NULL && g_strv_contains (runners, name))
    return;
  walk->has_code = TRUE;
  walk->done = TRUE;
}

static void
apply (Walk *walk, char effect, const char *value)
{
  switch (effect)
    {
    case 'n':
      walk->looks = TRUE;
      break;
    case 'c':
      walk->has_code = TRUE;
      walk->code = value;
      walk->done = !(walk->row->flags & LAMP_INTERPRETER_CODE_GOES_ON) &&
                   !(walk->row->flags & LAMP_INTERPRETER_NO_OPERAND);
      break;
    case 's':
    case 'S':
      take_program (walk, value);
      walk->has_code = walk->has_code || effect == 'S' ||
                       (walk->row->flags & LAMP_INTERPRETER_NO_OPERAND) != 0;
      walk->done = effect == 'S' || walk->found != LAMP_OPERAND_NONE;
      break;
    case 'l':
      if (value != NULL)
        take_list (walk, value);
      break;
    case 'm':
      take_module (walk, value);
      break;
    default:
      break;
    }
}

static const char *
next_word (Walk *walk)
{
  if (walk->argv[walk->index + 1] == NULL)
    return NULL;
  return walk->argv[++walk->index];
}

static char
find_letter_effect (const LampInterpreter *row, char letter)
{
  const struct
  {
    const char *letters;
    char effect;
  } table[] = { { row->look_short, 'n' },
                { row->code_short, 'c' },
                { row->script_short, (row->flags & LAMP_INTERPRETER_SCRIPT_ENDS) ? 'S' : 's' },
                { row->value_short, 'v' },
                { row->rest_short, 'r' } };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].letters != NULL && strchr (table[i].letters, letter) != NULL)
      return table[i].effect;
  return row->kind == LAMP_INTERPRETER_PYTHON && letter == 'm' ? 'm' : 0;
}

/* A letter that takes a value: the rest of its word, or the next word. */
static void
take_letter_value (Walk *walk, char letter, gboolean plus, char effect, const char *rest)
{
  const char *value = *rest != '\0' ? rest : next_word (walk);

  if (walk->row->kind == LAMP_INTERPRETER_SHELL && letter == 'o' && g_strcmp0 (value, "noexec") == 0)
    walk->looks = !plus;
  apply (walk, effect, value);
}

static void
take_letters (Walk *walk, const char *word)
{
  gboolean plus = word[0] == '+';

  for (const char *p = word + 1; *p != '\0' && *p != ':'; p++)
    {
      char effect = find_letter_effect (walk->row, *p);

      /* `bash -n +n x` runs it: the last word on it counts */
      if (plus && effect == 'n')
        walk->looks = FALSE;
      if (effect == 0 || (plus && effect != 'v'))
        continue;
      if (effect == 'r')
        return;
      if (effect == 'n')
        walk->looks = TRUE;
      else if (effect == 'c' && walk->row->kind == LAMP_INTERPRETER_SHELL)
        walk->code_is_operand = TRUE; /* in a shell "c" is a flag: the code is the first operand */
      else if (effect == 'c' && p[1] != '\0' && p[strspn (p, walk->row->code_short)] == '\0')
        continue; /* `node -pe code`: two letters of the same kind */
      else
        {
          take_letter_value (walk, *p, plus, effect, p + 1);
          return;
        }
    }
}

static void
take_word_option (Walk *walk, const char *word)
{
  gsize length = strcspn (word, "=");
  char effect = lamp_interpreter_find_effect (walk->row->long_options, word, length);

  if (effect == 0)
    return;
  if (effect == 'n')
    walk->looks = TRUE;
  else if (word[length] == '=')
    apply (walk, effect, word + length + 1);
  else
    apply (walk, effect, next_word (walk));
}

static gboolean
takes_options_as_words (const Walk *walk, const char *word)
{
  return g_str_has_prefix (word, "--") || (walk->row->flags & LAMP_INTERPRETER_WORDS);
}

/* TRUE: the word was an option, or ends the options. */
static gboolean
take_option (Walk *walk, const char *word, gboolean *ended)
{
  if (*ended || (word[0] != '-' && !(word[0] == '+' && (walk->row->flags & LAMP_INTERPRETER_PLUS))))
    return FALSE;
  if (strcmp (word, "--") == 0)
    *ended = TRUE;
  else if (strcmp (word, "-") == 0)
    {
      *ended = TRUE;
      return (walk->row->flags & LAMP_INTERPRETER_DASH_ENDS) != 0;
    }
  else if (strcmp (word, "-s") == 0 && walk->row->kind == LAMP_INTERPRETER_SHELL)
    {
      walk->done = TRUE; /* what follows are arguments; the program comes from descriptor 0 */
      walk->found = LAMP_OPERAND_STDIN;
    }
  else if (takes_options_as_words (walk, word))
    take_word_option (walk, word);
  else
    take_letters (walk, word);
  return TRUE;
}

static void
take_operand (Walk *walk, const char *word, gboolean *ended)
{
  char effect = lamp_interpreter_find_effect (walk->row->words, word, strlen (word));

  if (walk->code_is_operand)
    {
      walk->code = word;
      walk->has_code = TRUE;
    }
  else if (effect == 'r' && !*ended)
    return;
  else if (effect == 'n')
    walk->looks = TRUE;
  else if (strcmp (word, "-") == 0)
    walk->found = LAMP_OPERAND_STDIN;
  else if (walk->row->flags & LAMP_INTERPRETER_NO_OPERAND)
    return; /* options may still follow: `make all -f x` */
  else
    {
      walk->has_code = TRUE;
      take_program (walk, word);
    }
  walk->done = TRUE;
}

/* Words by which inline code loads and runs a file; without one of them it only reads it. */
static gboolean
code_runs_file (const Walk *walk)
{
  static const char *const loaders[] = { "source ", ". /",   ". ~",    ". ./", "eval",  "exec", "require",
                                         "import",  "runpy", "dofile", "load", "do \"", "do '", NULL };
  const LampFile *file = walk->facts->artifact->file;
  g_autofree char *code = walk->code != NULL ? g_strndup (walk->code, LAMP_DETECT_CODE_BYTES) : NULL;
  g_autofree char *name = file != NULL && file->name != NULL ? lamp_text_to_utf8 (file->name) : NULL;

  if (code == NULL || name == NULL || *name == '\0' || strstr (code, name) == NULL)
    return FALSE;
  for (gsize i = 0; loaders[i] != NULL; i++)
    if (strstr (code, loaders[i]) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
is_stdin (const LampDetectFacts *facts)
{
  const LampProcess *process = facts->execution->process;

  return facts->execution->method == LAMP_METHOD_STDIN ||
         (process->stdin_key != NULL && g_strcmp0 (process->stdin_key, facts->artifact->key) == 0);
}

static LampOperand
conclude (const Walk *walk)
{
  if (walk->looks)
    return LAMP_OPERAND_NONE;
  if (walk->found == LAMP_OPERAND_SCRIPT)
    return walk->found;
  if (walk->code != NULL && code_runs_file (walk))
    return LAMP_OPERAND_INLINE;
  if (walk->found == LAMP_OPERAND_NONE && (walk->has_code || !(walk->row->flags & LAMP_INTERPRETER_STDIN)))
    return LAMP_OPERAND_NONE;
  return is_stdin (walk->facts) ? LAMP_OPERAND_STDIN : LAMP_OPERAND_NONE;
}

/**
 * lamp_operand_find:
 * @row: the interpreter
 * @facts: the facts; the process is there
 * @first: index in argv of the interpreter's own name
 *
 * Only the program operand counts, not any argument: `python report.py data.csv` runs report.py.
 *
 * Returns: what the interpreter does with the artifact
 */
LampOperand
lamp_operand_find (const LampInterpreter *row, const LampDetectFacts *facts, guint first)
{
  Walk walk = { .row = row, .facts = facts, .argv = facts->execution->process->argv, .index = first };
  gboolean ended = FALSE;

  for (guint count = 0; count < LAMP_DETECT_ARGV && !walk.done; count++)
    {
      const char *word = next_word (&walk);

      if (word == NULL)
        break;
      if (!take_option (&walk, word, &ended))
        take_operand (&walk, word, &ended);
    }
  return conclude (&walk);
}
