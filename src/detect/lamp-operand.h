/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "detect/lamp-detect.h"
#include "detect/lamp-interpreters.h"

typedef enum
{
  LAMP_OPERAND_NONE,   /* it looks, or its program is another one */
  LAMP_OPERAND_SCRIPT, /* the program it runs is the file */
  LAMP_OPERAND_STDIN,  /* it runs what descriptor 0 is */
  LAMP_OPERAND_INLINE, /* it runs code that loads the file */
} LampOperand;

LampOperand lamp_operand_find (const LampInterpreter *row, const LampDetectFacts *facts, guint first);
gboolean lamp_operand_names_file (const LampDetectFacts *facts, guint index, const char *value);
