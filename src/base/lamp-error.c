/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/lamp-error.h"

#include <errno.h>
#include <gio/gio.h>

static const GDBusErrorEntry entries[] = {
  { LAMP_ERROR_INVALID_DATA, "io.github.gatelamp.Error.InvalidData" },
  { LAMP_ERROR_TOO_LARGE, "io.github.gatelamp.Error.TooLarge" },
  { LAMP_ERROR_NOT_FOUND, "io.github.gatelamp.Error.NotFound" },
  { LAMP_ERROR_DENIED, "io.github.gatelamp.Error.Denied" },
  { LAMP_ERROR_BUSY, "io.github.gatelamp.Error.Busy" },
  { LAMP_ERROR_UNREACHABLE, "io.github.gatelamp.Error.Unreachable" },
  { LAMP_ERROR_REJECTED, "io.github.gatelamp.Error.Rejected" },
  { LAMP_ERROR_CORRUPT, "io.github.gatelamp.Error.Corrupt" },
  { LAMP_ERROR_UNSUPPORTED, "io.github.gatelamp.Error.Unsupported" },
};

/**
 * lamp_error_quark:
 *
 * The domain is registered for D-Bus, so that a code crosses the bus unchanged.
 *
 * Returns: the quark of the one error domain
 */
GQuark
lamp_error_quark (void)
{
  static gsize quark = 0;
  g_dbus_error_register_error_domain ("lamp-error-quark", &quark, entries, G_N_ELEMENTS (entries));
  return (GQuark) quark;
}

static LampError
code_for_errno (int saved_errno)
{
  switch (saved_errno)
    {
    case ENOENT:
    case ENOTDIR:
    case ESRCH:
      return LAMP_ERROR_NOT_FOUND;
    case EPERM:
    case EACCES:
    case EROFS:
      return LAMP_ERROR_DENIED;
    case EFBIG:
    case ENAMETOOLONG:
      return LAMP_ERROR_TOO_LARGE;
    case EAGAIN:
    case EBUSY:
    case EINTR:
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return LAMP_ERROR_BUSY;
    case ENOSYS:
    case EOPNOTSUPP:
      return LAMP_ERROR_UNSUPPORTED;
    default:
      return LAMP_ERROR_INVALID_DATA;
    }
}

/**
 * lamp_error_set_from_errno:
 * @error: (out) (optional): where to put it
 * @saved_errno: errno as it was right after the failing call
 * @what: what was being done, e.g. "reading History"; no foreign text
 *
 * Turns an errno into a #LampError whose code says what the caller should do.
 */
void
lamp_error_set_from_errno (GError **error, int saved_errno, const char *what)
{
  g_set_error (error, LAMP_ERROR, code_for_errno (saved_errno), "%s: %s", what, g_strerror (saved_errno));
}
