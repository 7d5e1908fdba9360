/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-value.h"

/**
 * LampArchiveMember:
 * @name: as the archive says, never to be used as a path; empty: there is more in the
 * archive than it tells, because of a password, a limit or damage
 * @size_bytes: unpacked, as the archive says; below 0: not said
 * @encrypted: a password is needed
 *
 * One thing inside an archive.
 */
typedef struct
{
  const char *name;
  gint64 size_bytes;
  gboolean encrypted;
} LampArchiveMember;

LAMP_DECLARE_VALUE (LampArchiveMember, lamp_archive_member)
