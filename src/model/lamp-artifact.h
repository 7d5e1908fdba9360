/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-origin.h"

#include "base/lamp-time.h"

/**
 * LampFile:
 * @path: where it is now, as far as is known
 * @path_at_arrival: where it arrived
 * @name: last part of @path_at_arrival
 * @size_bytes: size when finished
 * @sha256: (nullable): lower-case hex of its content
 * @content_type: (nullable): from its content, not from its name
 * @mode: permission bits in octal, e.g. "0644"
 * @born_real_usec: birth time of the inode; 0 where the file system does not tell
 * @modified_real_usec: last change of its content
 * @arrived_real_usec: when it was finished
 *
 * A file as others see it.
 */
typedef struct
{
  const char *path;
  const char *path_at_arrival;
  const char *name;
  gint64 size_bytes;
  const char *sha256;
  const char *content_type;
  const char *mode;
  gint64 born_real_usec;
  gint64 modified_real_usec;
  gint64 arrived_real_usec;
} LampFile;

LAMP_DECLARE_VALUE (LampFile, lamp_file)

/**
 * LampDerivation:
 * @how: "moved", "copied", "extracted", "mounted", "opened"
 * @from: path or name it came from
 * @to: path it became
 */
typedef struct
{
  const char *how;
  const char *from;
  const char *to;
} LampDerivation;

LAMP_DECLARE_VALUE (LampDerivation, lamp_derivation)

typedef enum
{
  LAMP_ARRIVAL_CANDIDATE, /* appeared; nothing yet says that it was brought from elsewhere */
  LAMP_ARRIVAL_ARTIFACT,  /* there is arrival evidence */
  LAMP_ARRIVAL_LOCAL,     /* the person's own work */
} LampArrivalState;

/**
 * LampArtifact:
 * @key: names the file, not a path: see `src/wire/README.md`
 * @file: the file as others see it
 * @state: whether there is arrival evidence
 * @family: (nullable): which kind of application brought it, from its temporary name: "chromium", "firefox",
 *   "webkit", or %NULL
 * @runnable: it has an executable bit, an interpreter line, or runnable content or type
 * @archive: an archive or package whose members may come out of it
 * @encrypted: it is an archive with a password
 * @parent_key: (nullable): the artifact it was derived from
 * @derivation: (nullable) (array zero-terminated=1): the chain, oldest first
 * @origin: (nullable): where it came from
 * @arrived_boot_usec: on the boot clock of @arrived_boot_id
 * @arrived_boot_id: the boot in which it arrived
 *
 * A row of the ledger.
 */
typedef struct
{
  const char *key;
  const LampFile *file;
  LampArrivalState state;
  const char *family;
  gboolean runnable;
  gboolean archive;
  gboolean encrypted;
  const char *parent_key;
  const LampDerivation *const *derivation;
  const LampOrigin *origin;
  gint64 arrived_boot_usec;
  const char *arrived_boot_id;
} LampArtifact;

LAMP_DECLARE_VALUE (LampArtifact, lamp_artifact)

LampTime lamp_artifact_get_arrived (const LampArtifact *self);
