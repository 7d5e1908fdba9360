/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#define ALERT_ID       "5f0c2a1b-7d3e-4c11-9a52-0d6b7f3e2a10"
#define OTHER_ALERT_ID "5f0c2a99-1111-4c11-9a52-0d6b7f3e2a10"

/**
 * CliPrograms:
 * @gatelampctl: path of the program under test
 * @fake_agent: path of fake-agent.c's program
 */
typedef struct
{
  const char *gatelampctl;
  const char *fake_agent;
} CliPrograms;

/**
 * CliFixture:
 *
 * A fresh home, a private bus, and a stand-in for the agent on it.
 */
typedef struct
{
  const CliPrograms *programs;
  char *home;
  char *answers;
  GTestDBus *bus;
  GSubprocess *agent;
  GDataInputStream *agent_output;
} CliFixture;

/**
 * CliResult:
 *
 * What one run left behind.
 */
typedef struct
{
  int code;
  char *out;
  char *err;
} CliResult;

void cli_fixture_set_up (CliFixture *self, gconstpointer programs);
void cli_fixture_tear_down (CliFixture *self, gconstpointer programs);
void cli_fixture_put (CliFixture *self, const char *name, const char *text);
void cli_fixture_remove (CliFixture *self, const char *name);
void cli_fixture_tell (CliFixture *self, const char *line);
void cli_fixture_await (CliFixture *self, const char *line);
void cli_fixture_put_default (CliFixture *self);
GSubprocess *cli_fixture_start (CliFixture *self, const char *arguments, GSubprocessFlags flags);
void cli_fixture_run (CliFixture *self, const char *arguments, CliResult *out_result);
void cli_result_clear (CliResult *self);
char *cli_dup_alert (const char *id, const char *file_name, gint64 age_sec);
char *cli_dup_execution (const char *file_name, gint64 age_sec);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliResult, cli_result_clear)
