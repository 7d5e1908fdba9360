/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli-fixture.h"

/* Parts that a row may look for. */
#define CLI_ROW_PARTS 8

/**
 * CliRow:
 *
 * A row of a table: a command line, and what must come of it.
 */
typedef struct
{
  const char *message;
  const char *arguments;
  int code;
  const char *out[CLI_ROW_PARTS];
  const char *err[CLI_ROW_PARTS];
} CliRow;

void cli_check_row (CliFixture *fixture, const CliRow *row);
void cli_check_rows (CliFixture *fixture, const CliRow *rows, gsize count);
