/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "detect/lamp-detect.h"

/* What a row of a table says about one execution of /home/a/Downloads/x.sh or @path; NULL and 0 are the
 * usual. */
typedef struct
{
  const char *path;         /* where it is; "/home/a/Downloads/x.sh" */
  const char *content_type; /* of the file */
  const char *mode;         /* at arrival; "0755" */
  const char *exe;          /* NULL: the process is gone */
  const char *argv;         /* separated by spaces; "\x01" stands for a space inside an argument */
  const char *cwd;          /* "/home/a/Downloads" */
  const char *ancestors;    /* images, nearest first, separated by spaces; "/usr/bin/bash" */
  const char *environ;      /* "NAME value" */
  LampMethod method;        /* as the sensor proposes it; UNKNOWN: by argv and exe */
  gboolean rung;
  gint64 euid; /* 0 stands for 1000, -1 for root */
} TestRun;

typedef struct
{
  LampArtifact *artifact;
  LampExecution *execution;
  LampPolicy *policy;
  LampDetectFacts facts;
} TestFacts;

void test_facts_init (TestFacts *self, const TestRun *run, const LampOrigin *origin, gint64 age_sec);
void test_facts_clear (TestFacts *self);
gboolean test_judgement_has (const LampJudgement *judgement, const char *code);
