/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-archive.h"

#include "origin/lamp-origin-limits.h"

#include "base/lamp-error.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define READ_BYTES 65536

/* The reader side of libarchive: a descriptor, read with pread(2), and a time limit that is looked at
 * whenever more of the file is wanted. */
typedef struct
{
  int fd;
  gint64 offset;
  gint64 size;
  gint64 deadline_usec;
  gboolean late;
  guint8 buffer[READ_BYTES];
} Input;

static gboolean
is_late (Input *self)
{
  self->late = self->late || g_get_monotonic_time () > self->deadline_usec;
  return self->late;
}

static la_ssize_t
on_read (struct archive *archive, void *data, const void **out_buffer)
{
  Input *self = data;
  ssize_t got;

  if (is_late (self))
    {
      archive_set_error (archive, ETIMEDOUT, "late");
      return ARCHIVE_FATAL;
    }
  do
    got = pread (self->fd, self->buffer, sizeof self->buffer, self->offset);
  while (got < 0 && errno == EINTR);
  if (got > 0)
    self->offset += got;
  *out_buffer = self->buffer;
  return got;
}

static la_int64_t
on_skip (struct archive *archive, void *data, la_int64_t request)
{
  Input *self = data;
  gint64 step = CLAMP (request, 0, self->size - self->offset);

  self->offset += step;
  return step;
}

static la_int64_t
on_seek (struct archive *archive, void *data, la_int64_t offset, int whence)
{
  Input *self = data;
  gint64 base = whence == SEEK_CUR ? self->offset : whence == SEEK_END ? self->size : 0;

  if (offset < -base || offset > self->size - base)
    return ARCHIVE_FATAL;
  self->offset = base + offset;
  return self->offset;
}

/* The formats that a person meets, and what runs out of them; none that starts a program. */
static struct archive *
open_archive (Input *input)
{
  struct archive *archive = archive_read_new ();

  if (archive == NULL)
    return NULL;
  archive_read_support_format_zip (archive);
  archive_read_support_format_tar (archive);
  archive_read_support_format_7zip (archive);
  archive_read_support_format_rar (archive);
  archive_read_support_format_rar5 (archive);
  archive_read_support_format_iso9660 (archive);
  archive_read_support_format_cab (archive);
  archive_read_support_format_lha (archive);
  archive_read_support_format_ar (archive);
  archive_read_support_format_cpio (archive);
  archive_read_support_filter_gzip (archive);
  archive_read_support_filter_bzip2 (archive);
  archive_read_support_filter_xz (archive);
  archive_read_support_filter_lzma (archive);
  archive_read_support_filter_zstd (archive);
  archive_read_support_filter_lz4 (archive);
  archive_read_support_filter_compress (archive);
  archive_read_set_read_callback (archive, on_read);
  archive_read_set_skip_callback (archive, on_skip);
  archive_read_set_seek_callback (archive, on_seek);
  archive_read_set_callback_data (archive, input);
  if (archive_read_open1 (archive) == ARCHIVE_OK)
    return archive;
  archive_read_free (archive);
  return NULL;
}

/* Raw bytes first: a name in no known character set is still a name. */
static char *
dup_name (struct archive_entry *entry)
{
  const char *name = archive_entry_pathname (entry);

  if (name == NULL)
    name = archive_entry_pathname_utf8 (entry);
  if (name == NULL || *name == '\0')
    return g_strdup ("\xef\xbf\xbd"); /* U+FFFD: there is a member, its name is unreadable */
  return g_strndup (name, LAMP_ORIGIN_MEMBER_NAME_BYTES);
}

static void
tell_entry (struct archive_entry *entry, LampOriginArchiveTell tell, gpointer data)
{
  g_autofree char *name = dup_name (entry);
  g_autoptr (LampArchiveMember) member = lamp_archive_member_new (&(LampArchiveMember){
      .name = name,
      .size_bytes = archive_entry_size_is_set (entry) ? MAX (0, archive_entry_size (entry)) : -1,
      .encrypted = archive_entry_is_encrypted (entry) != 0,
  });

  if (archive_entry_filetype (entry) != AE_IFDIR)
    tell (member, data);
}

/* Only a compressed stream has to be unpacked to get past a member; what it holds is counted block by block,
 * so that a bomb ends at the limit and not at the end of one member. */
static int
pass_over (struct archive *archive, Input *input, gint64 *unpacked)
{
  const void *block;
  size_t size;
  la_int64_t offset;
  int code = ARCHIVE_OK;

  if (archive_filter_count (archive) <= 1)
    return ARCHIVE_OK;
  while (code == ARCHIVE_OK && *unpacked <= LAMP_ORIGIN_ARCHIVE_BYTES && !is_late (input))
    {
      code = archive_read_data_block (archive, &block, &size, &offset);
      if (code == ARCHIVE_OK)
        *unpacked += (gint64) size;
    }
  return code == ARCHIVE_EOF || code == ARCHIVE_WARN ? ARCHIVE_OK : code;
}

static gboolean
too_large (GError **error, const char *message)
{
  g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_TOO_LARGE, message);
  return FALSE;
}

/* What comes out of an archive must be known also where it is not told what that is. */
static void
tell_rest (gboolean encrypted, LampOriginArchiveTell tell, gpointer data)
{
  g_autoptr (LampArchiveMember) rest = lamp_archive_member_new (
      &(LampArchiveMember){ .name = "", .size_bytes = -1, .encrypted = encrypted });

  tell (rest, data);
}

static gboolean
end_of_list (
    struct archive *archive, int code, guint count, LampOriginArchiveTell tell, gpointer data, GError **error)
{
  if (code == ARCHIVE_EOF)
    return TRUE;
  if (count == 0 && archive_read_has_encrypted_entries (archive) > 0)
    {
      tell_rest (TRUE, tell, data);
      return TRUE;
    }
  g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA,
                       count == 0 ? "not an archive that can be read" : "the archive is damaged or cut off");
  return FALSE;
}

/* One place in the list is left for what tell_rest() tells. */
static gboolean
list (struct archive *archive,
      Input *input,
      guint *out_count,
      LampOriginArchiveTell tell,
      gpointer data,
      GError **error)
{
  struct archive_entry *entry;
  gint64 unpacked = 0;
  int code = ARCHIVE_OK;

  while (code == ARCHIVE_OK || code == ARCHIVE_WARN)
    {
      if (is_late (input))
        return too_large (error, "listing took longer than the time limit");
      if (unpacked > LAMP_ORIGIN_ARCHIVE_BYTES)
        return too_large (error, "more had to be unpacked than the limit");
      code = archive_read_next_header (archive, &entry);
      if (code != ARCHIVE_OK && code != ARCHIVE_WARN)
        break;
      if (*out_count == LAMP_ORIGIN_MEMBERS - 1)
        return too_large (error, "the archive has more members than the limit");
      tell_entry (entry, tell, data);
      (*out_count)++;
      code = pass_over (archive, input, &unpacked);
    }
  if (input->late)
    return too_large (error, "listing took longer than the time limit");
  return end_of_list (archive, code, *out_count, tell, data, error);
}

/**
 * lamp_origin_archive_list:
 * @fd: an archive; a regular file
 * @tell: gets each member that is no folder
 * @data: for @tell
 * @error: return location
 *
 * Lists names and sizes, and unpacks nothing to anywhere. Bounded in members, bytes and time; what was told
 * before a limit or damage stands, and one without a name follows it: there is more. So does one where the
 * names are hidden by a password.
 *
 * Returns: %TRUE if all was listed. Errors: %LAMP_ERROR_INVALID_DATA - no archive, or damaged;
 * %LAMP_ERROR_TOO_LARGE - a limit
 */
gboolean
lamp_origin_archive_list (int fd, LampOriginArchiveTell tell, gpointer data, GError **error)
{
  g_autofree Input *input = g_new0 (Input, 1);
  struct archive *archive;
  guint count = 0;
  gboolean ok;

  input->fd = fd;
  input->size = lseek (fd, 0, SEEK_END);
  input->deadline_usec = g_get_monotonic_time () + LAMP_ORIGIN_ARCHIVE_USEC;
  archive = input->size >= 0 ? open_archive (input) : NULL;
  if (archive == NULL)
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, "not an archive that can be read");
      return FALSE;
    }
  ok = list (archive, input, &count, tell, data, error);
  if (!ok && count > 0)
    tell_rest (archive_read_has_encrypted_entries (archive) > 0, tell, data);
  archive_read_free (archive);
  return ok;
}
