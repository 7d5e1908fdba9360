/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "probe/lamp-mark-table.h"
#include "probe/lamp-proc-stat.h"
#include "probe/lamp-probe-words.h"
#include "probe/lamp-process.h"

/* How far a process is looked into; each step costs more than the one before. */
typedef enum
{
  LAMP_EXAMINE_IMAGE,  /* its image */
  LAMP_EXAMINE_STDIN,  /* and its standard input */
  LAMP_EXAMINE_NAMES,  /* and what its command line names */
  LAMP_EXAMINE_HOLDS,  /* and its descriptors */
  LAMP_EXAMINE_DEEPLY, /* and its mappings and environment */
} LampExamineDepth;

/**
 * LampExaminer:
 * @proc_root: a descriptor of /proc (a test has its own)
 * @uid: whose processes can be looked into
 * @marks: the files that are looked for
 * @glimpse: of the process that was found last
 *
 * Finds whether a process has to do with a marked file.
 */
typedef struct
{
  int proc_root;
  uid_t uid;
  LampMarkTable *marks;
  char *scratch;
  LampGlimpse *glimpse;
} LampExaminer;

/**
 * LampSighting:
 * @mark: (nullable): the file; null: the process has to do with none
 * @operand: index in argv of the element that names it, or -1
 * @shebang: the kernel started an interpreter for it: the process still bears the script's name
 * @settling: the process is about to become another: a fork that has its parent's image and words, or env(1)
 * @image: inode of its image, to notice that it executed something else
 * @words: a hash of its image and its arguments, if there is a file: what changes when it executes another
 *   program, which pid and start do not
 * @zombie: ended, not yet reaped: name and owner are all that is left
 *
 * What was seen of one process.
 */
typedef struct
{
  LampMark *mark;
  LampProcStat stat;
  uid_t uid;
  LampMethod method;
  uint64_t image, words;
  int operand;
  bool shebang, settling, zombie;
} LampSighting;

bool lamp_examiner_init (LampExaminer *self, int proc_root, uid_t uid, LampMarkTable *marks);
void lamp_examiner_rest (LampExaminer *self);
bool
lamp_examine (LampExaminer *self, pid_t pid, LampMark *wanted, LampExamineDepth depth, LampSighting *out);
bool lamp_examine_is_alike (LampExaminer *self, pid_t pid, pid_t parent);
