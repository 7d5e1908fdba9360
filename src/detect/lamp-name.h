/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampNameSigns:
 * @LAMP_NAME_DIRECTION: characters that reorder or hide others
 * @LAMP_NAME_PADDING: blanks that push the ending out of sight
 * @LAMP_NAME_LOOKALIKE: letters of two scripts in one word that look alike
 * @LAMP_NAME_COMMAND: a shell would run a part of it
 * @LAMP_NAME_NOT_DOCUMENT: a document's ending over a program
 * @LAMP_NAME_TWO_ENDINGS: a document's ending before a program's
 * @LAMP_NAME_DESKTOP: a launcher file
 *
 * How a file name may deceive.
 */
typedef enum
{
  LAMP_NAME_DIRECTION = 1 << 0,
  LAMP_NAME_PADDING = 1 << 1,
  LAMP_NAME_LOOKALIKE = 1 << 2,
  LAMP_NAME_COMMAND = 1 << 3,
  LAMP_NAME_NOT_DOCUMENT = 1 << 4,
  LAMP_NAME_TWO_ENDINGS = 1 << 5,
  LAMP_NAME_DESKTOP = 1 << 6,
} LampNameSigns;

LampNameSigns lamp_name_find_signs (const char *name, const char *content_type, gboolean ran);
gboolean lamp_name_is_code_type (const char *content_type);
