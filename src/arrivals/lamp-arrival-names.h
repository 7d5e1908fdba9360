/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampNameKind:
 * @LAMP_NAME_PLAIN: a name like any other
 * @LAMP_NAME_ARRIVING: the name of an unfinished download; losing it is arrival evidence
 * @LAMP_NAME_SAVING: an editor's or file manager's own temporary name; losing it is no evidence
 *
 * What a file's name alone says about where it is in its life.
 */
typedef enum
{
  LAMP_NAME_PLAIN,
  LAMP_NAME_ARRIVING,
  LAMP_NAME_SAVING,
} LampNameKind;

LampNameKind lamp_arrival_name_get_kind (const char *name);
gboolean lamp_arrival_name_is_runnable (const char *name);
gboolean lamp_arrival_name_is_archive (const char *name);
gboolean lamp_arrival_rename_is_finish (const char *from, const char *to);
gboolean lamp_arrival_rename_may_be_copy (const char *from, const char *to);
const char *lamp_arrival_rename_get_family (const char *from, const char *to);
