/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-xattr.h"

#include "origin/lamp-origin-detail.h"
#include "origin/lamp-origin-url.h"

#include "base/lamp-error.h"
#include "base/lamp-limits.h"

#include <errno.h>
#include <sys/xattr.h>

/* ENODATA and a value that is too long are no errors: out stays NULL. The kernel's limit is 64 kB. */
static gboolean
get_value (const char *path, const char *name, char **out_url, GError **error)
{
  char value[LAMP_URL_BYTES];
  ssize_t size = getxattr (path, name, value, sizeof value);

  if (size > 0)
    *out_url = lamp_origin_url_dup (value, size);
  if (size >= 0 || errno == ENODATA || errno == ERANGE || errno == ENOTSUP)
    return TRUE;
  lamp_error_set_from_errno (error, errno, "reading extended attributes");
  return FALSE;
}

/* Chromium and Firefox never write them (measured; Chromium's quarantine code is empty on Linux since 2018),
 * so on their files they were put there by somebody else. */
static gboolean
is_foreign (const char *family)
{
  return g_strcmp0 (family, "chromium") == 0 || g_strcmp0 (family, "firefox") == 0;
}

/**
 * lamp_origin_xattr_read:
 * @fd: the file, O_PATH: it is not opened for this, so nothing rings and nothing waits
 * @question: what is asked
 * @evidence: (element-type LampEvidence): where to add what was found
 * @error: return location
 *
 * `user.xdg.origin.url` and `user.xdg.referrer.url` (freedesktop.org CommonExtendedAttributes), written by
 * WebKitGTK, curl --xattr and wget --xattr. They are bound to the inode: a move keeps them, a download at the
 * same path does not inherit them.
 *
 * Returns: %TRUE if they could be read, found or not. Errors: by errno
 */
gboolean
lamp_origin_xattr_read (int fd, const LampOriginQuestion *question, GPtrArray *evidence, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autofree char *url = NULL;
  g_autofree char *referrer = NULL;
  gboolean foreign = is_foreign (question->family);

  if (!get_value (path, "user.xdg.origin.url", &url, error) ||
      !get_value (path, "user.xdg.referrer.url", &referrer, error))
    return FALSE;
  if (url == NULL && referrer == NULL)
    return TRUE;
  g_ptr_array_add (evidence,
                   lamp_evidence_new (&(LampEvidence){
                       .source = LAMP_ORIGIN_SOURCE_XATTR,
                       .confidence = foreign ? LAMP_EVIDENCE_LOW : LAMP_EVIDENCE_MEDIUM,
                       .detail = foreign ? LAMP_ORIGIN_DETAIL_XATTR_FOREIGN : LAMP_ORIGIN_DETAIL_XATTR,
                       .url = url,
                       .referrer = referrer,
                   }));
  return TRUE;
}
