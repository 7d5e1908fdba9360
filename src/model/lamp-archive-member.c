/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/lamp-archive-member.h"

static const LampField archive_member_fields[] = {
  { "name", LAMP_FIELD_PATH, offsetof (LampArchiveMember, name) },
  { "size", LAMP_FIELD_INT64, offsetof (LampArchiveMember, size_bytes), LAMP_FIELD_NULL_IF_NEGATIVE },
  { "encrypted", LAMP_FIELD_BOOLEAN, offsetof (LampArchiveMember, encrypted) },
  { NULL },
};

LAMP_DEFINE_VALUE (LampArchiveMember, lamp_archive_member, archive_member_fields)
