/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampError:
 * @LAMP_ERROR_INVALID_DATA: the input is malformed; skip it and say so
 * @LAMP_ERROR_TOO_LARGE: the input exceeds a named limit; skip it and say so
 * @LAMP_ERROR_NOT_FOUND: there is no such thing; nothing to retry
 * @LAMP_ERROR_DENIED: the system refuses; say so in coverage
 * @LAMP_ERROR_BUSY: try again later
 * @LAMP_ERROR_UNREACHABLE: the other side does not answer; try again later
 * @LAMP_ERROR_REJECTED: the other side will never take this; set it aside
 * @LAMP_ERROR_CORRUPT: our own data is damaged; keep the rest and say so
 * @LAMP_ERROR_UNSUPPORTED: this system cannot do it
 *
 * The one error domain. A code is what the caller should do, not where it happened.
 */
typedef enum
{
  LAMP_ERROR_INVALID_DATA,
  LAMP_ERROR_TOO_LARGE,
  LAMP_ERROR_NOT_FOUND,
  LAMP_ERROR_DENIED,
  LAMP_ERROR_BUSY,
  LAMP_ERROR_UNREACHABLE,
  LAMP_ERROR_REJECTED,
  LAMP_ERROR_CORRUPT,
  LAMP_ERROR_UNSUPPORTED,
} LampError;

#define LAMP_ERROR (lamp_error_quark ())

GQuark lamp_error_quark (void);
void lamp_error_set_from_errno (GError **error, int saved_errno, const char *what);
