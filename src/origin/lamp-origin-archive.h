/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-archive-member.h"

/**
 * LampOriginArchiveTell:
 * @member: a member; the callee refs it if it keeps it
 * @data: user data
 *
 * Called for each member as soon as it is known.
 */
typedef void (*LampOriginArchiveTell) (const LampArchiveMember *member, gpointer data);

gboolean lamp_origin_archive_list (int fd, LampOriginArchiveTell tell, gpointer data, GError **error);
