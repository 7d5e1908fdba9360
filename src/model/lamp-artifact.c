/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/lamp-artifact.h"

static const LampField file_fields[] = {
  { "path", LAMP_FIELD_PATH, offsetof (LampFile, path) },
  { "path_at_arrival", LAMP_FIELD_PATH, offsetof (LampFile, path_at_arrival) },
  { "name", LAMP_FIELD_PATH, offsetof (LampFile, name) },
  { "size", LAMP_FIELD_INT64, offsetof (LampFile, size_bytes) },
  { "sha256", LAMP_FIELD_STRING, offsetof (LampFile, sha256) },
  { "content_type", LAMP_FIELD_STRING, offsetof (LampFile, content_type) },
  { "mode", LAMP_FIELD_STRING, offsetof (LampFile, mode) },
  { "born", LAMP_FIELD_TIME, offsetof (LampFile, born_real_usec) },
  { "modified", LAMP_FIELD_TIME, offsetof (LampFile, modified_real_usec) },
  { "arrived", LAMP_FIELD_TIME, offsetof (LampFile, arrived_real_usec) },
  { NULL },
};

LAMP_DEFINE_VALUE (LampFile, lamp_file, file_fields)

static const LampField derivation_fields[] = {
  { "how", LAMP_FIELD_STRING, offsetof (LampDerivation, how) },
  { "from", LAMP_FIELD_PATH, offsetof (LampDerivation, from) },
  { "to", LAMP_FIELD_PATH, offsetof (LampDerivation, to) },
  { NULL },
};

LAMP_DEFINE_VALUE (LampDerivation, lamp_derivation, derivation_fields)

static const char *const state_nicks[] = { "candidate", "artifact", "local", NULL };

static const LampField artifact_fields[] = {
  { "key", LAMP_FIELD_STRING, offsetof (LampArtifact, key), LAMP_FIELD_LOCAL },
  { "file", LAMP_FIELD_VALUE, offsetof (LampArtifact, file), .type = &lamp_file_type },
  { "state", LAMP_FIELD_ENUM, offsetof (LampArtifact, state), .nicks = state_nicks },
  { "family", LAMP_FIELD_STRING, offsetof (LampArtifact, family) },
  { "runnable", LAMP_FIELD_BOOLEAN, offsetof (LampArtifact, runnable) },
  { "archive", LAMP_FIELD_BOOLEAN, offsetof (LampArtifact, archive) },
  { "encrypted", LAMP_FIELD_BOOLEAN, offsetof (LampArtifact, encrypted) },
  { "parent_key", LAMP_FIELD_STRING, offsetof (LampArtifact, parent_key), LAMP_FIELD_LOCAL },
  { "derivation", LAMP_FIELD_VALUES, offsetof (LampArtifact, derivation), .type = &lamp_derivation_type },
  { "origin", LAMP_FIELD_VALUE, offsetof (LampArtifact, origin), .type = &lamp_origin_type },
  { "arrived_boot_usec", LAMP_FIELD_INT64, offsetof (LampArtifact, arrived_boot_usec), LAMP_FIELD_LOCAL },
  { "arrived_boot_id", LAMP_FIELD_STRING, offsetof (LampArtifact, arrived_boot_id), LAMP_FIELD_LOCAL },
  { NULL },
};

LAMP_DEFINE_VALUE (LampArtifact, lamp_artifact, artifact_fields)

/**
 * lamp_artifact_get_arrived:
 * @self: an artifact
 *
 * Returns: when it arrived, on both clocks
 */
LampTime
lamp_artifact_get_arrived (const LampArtifact *self)
{
  return (LampTime){
    .boot_usec = self->arrived_boot_usec,
    .real_usec = self->file->arrived_real_usec,
    .boot_id = self->arrived_boot_id,
  };
}
