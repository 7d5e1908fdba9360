/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-chromium-log.h"

#include "origin/lamp-origin-chromium.h"
#include "origin/lamp-origin-detail.h"
#include "origin/lamp-origin-limits.h"
#include "origin/lamp-origin-proto.h"
#include "origin/lamp-origin-url.h"

#include "base/lamp-error.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* LevelDB's log (leveldb/doc/log_format.md): blocks of 32 kB, records of checksum (4), length (2), type (1),
 * data. The checksum is not verified: it proves nothing against a hostile writer, and a torn record fails the
 * walk. */
#define BLOCK_BYTES         32768
#define RECORD_HEADER_BYTES 7
/* A record is a batch of changes: sequence (8), count (4), then per change a type byte, key, and value. */
#define BATCH_HEADER_BYTES 12
#define CHANGE_VALUE       1
#define BATCH_CHANGES      10000

enum
{
  RECORD_FULL = 1,
  RECORD_FIRST,
  RECORD_MIDDLE,
  RECORD_LAST,
};

/* Fields of DownloadDBEntry > DownloadInfo > InProgressInfo (Chromium 156,
 * components/download/database/proto/download_entry.proto), as found in its logs. */
enum
{
  ENTRY_INFO = 1,
  INFO_IN_PROGRESS = 4,
  PROGRESS_URL_CHAIN = 1,
  PROGRESS_REFERRER = 2,
  PROGRESS_TAB_URL = 4,
  PROGRESS_CURRENT_PATH = 13,
  PROGRESS_TARGET_PATH = 14,
  PROGRESS_START_TIME = 16, /* milliseconds since 1601 */
  PROGRESS_END_TIME = 17,   /* the same; -1 while it runs */
};

typedef struct
{
  GPtrArray *chain;
  char *referrer;
  char *tab_url;
  char *current_path;
  char *target_path;
  gint64 stamped_real_usec;
} Download;

static void
download_clear (Download *self)
{
  g_clear_pointer (&self->chain, g_ptr_array_unref);
  g_clear_pointer (&self->referrer, g_free);
  g_clear_pointer (&self->tab_url, g_free);
  g_clear_pointer (&self->current_path, g_free);
  g_clear_pointer (&self->target_path, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Download, download_clear)

/* A base::Pickle of one string: payload size, string size (both little-endian), bytes, padding. */
static char *
dup_path (const LampOriginProtoField *field)
{
  guint32 length;

  if (field->size < 8)
    return NULL;
  length = (guint32) field->bytes[4] | (guint32) field->bytes[5] << 8 | (guint32) field->bytes[6] << 16 |
           (guint32) field->bytes[7] << 24;
  if (length == 0 || length > field->size - 8)
    return NULL;
  return g_strndup ((const char *) field->bytes + 8, length);
}

static void
replace (char **slot, char *text)
{
  g_free (*slot);
  *slot = text;
}

static void
read_progress (const LampOriginProtoField *message, Download *out)
{
  LampOriginProto walk = lamp_origin_proto_start (message->bytes, message->size);
  LampOriginProtoField field;

  while (lamp_origin_proto_next (&walk, &field))
    {
      if ((field.number == PROGRESS_START_TIME || field.number == PROGRESS_END_TIME) &&
          field.integer < G_MAXINT64 / 1000)
        out->stamped_real_usec = MAX (out->stamped_real_usec,
                                      lamp_origin_chromium_time_to_real_usec ((gint64) field.integer * 1000));
      if (field.bytes == NULL)
        continue;
      if (field.number == PROGRESS_URL_CHAIN && out->chain->len < LAMP_ORIGIN_HOPS && field.size > 0)
        g_ptr_array_add (out->chain, lamp_origin_url_dup ((const char *) field.bytes, (gssize) field.size));
      else if (field.number == PROGRESS_REFERRER)
        replace (&out->referrer, lamp_origin_url_dup ((const char *) field.bytes, (gssize) field.size));
      else if (field.number == PROGRESS_TAB_URL)
        replace (&out->tab_url, lamp_origin_url_dup ((const char *) field.bytes, (gssize) field.size));
      else if (field.number == PROGRESS_CURRENT_PATH)
        replace (&out->current_path, dup_path (&field));
      else if (field.number == PROGRESS_TARGET_PATH)
        replace (&out->target_path, dup_path (&field));
    }
}

static gboolean
find_message (const LampOriginProtoField *outer, guint32 number, LampOriginProtoField *out)
{
  LampOriginProto walk = lamp_origin_proto_start (outer->bytes, outer->size);

  while (lamp_origin_proto_next (&walk, out))
    if (out->number == number && out->bytes != NULL)
      return TRUE;
  return FALSE;
}

/* The log is in time order: a later record of the same file replaces the earlier one. */
static void
take_entry (const LampOriginProtoField *value, const LampOriginQuestion *question, GPtrArray *evidence)
{
  g_auto (Download) download = { .chain = g_ptr_array_new_with_free_func (g_free) };
  g_autofree char *page = NULL;
  LampOriginProtoField info;
  LampOriginProtoField progress;
  guint length;

  if (!find_message (value, ENTRY_INFO, &info) || !find_message (&info, INFO_IN_PROGRESS, &progress))
    return;
  read_progress (&progress, &download);
  length = download.chain->len;
  if (length == 0 || g_ptr_array_find (download.chain, NULL, NULL) ||
      (!lamp_origin_question_names (question, download.target_path) &&
       !lamp_origin_question_names (question, download.current_path)) ||
      download.stamped_real_usec < lamp_origin_question_get_oldest_usec (question))
    return;
  g_ptr_array_add (download.chain, NULL);
  page = lamp_origin_chromium_dup_page (download.tab_url, download.referrer,
                                        (const char *const *) download.chain->pdata);
  g_ptr_array_set_size (evidence, 0);
  g_ptr_array_add (evidence, lamp_evidence_new (&(LampEvidence){
                                 .source = LAMP_ORIGIN_SOURCE_CHROMIUM_LOG,
                                 .confidence = LAMP_EVIDENCE_MEDIUM,
                                 .detail = LAMP_ORIGIN_DETAIL_BROWSER_LOG,
                                 .url = download.chain->pdata[length - 1],
                                 .referrer = download.referrer,
                                 .page = page,
                                 .app = question->app,
                                 .observed_real_usec = download.stamped_real_usec,
                             }));
}

/* Keys are `NUMBER_download,GUID` (leveldb_proto's shared database: NUMBER is the type of the client). */
static gboolean
is_download_key (const LampOriginProtoField *key)
{
  gsize digits = 0;

  while (digits < key->size && g_ascii_isdigit (key->bytes[digits]))
    digits++;
  return digits > 0 && key->size - digits > 10 && memcmp (key->bytes + digits, "_download,", 10) == 0;
}

static gboolean
read_slice (LampOriginProto *walk, LampOriginProtoField *out)
{
  guint64 size;

  if (!lamp_origin_proto_read_varint (walk, &size) || size > walk->left)
    return FALSE;
  *out = (LampOriginProtoField){ .bytes = walk->at, .size = (gsize) size };
  walk->at += size;
  walk->left -= size;
  return TRUE;
}

/**
 * lamp_origin_chromium_log_parse_batch:
 * @batch: one whole record of the log
 * @size: bytes of it
 * @question: what is asked
 * @evidence: (element-type LampEvidence): replaced by what was found, untouched otherwise
 *
 * What is malformed ends the batch.
 */
void
lamp_origin_chromium_log_parse_batch (const guint8 *batch,
                                      gsize size,
                                      const LampOriginQuestion *question,
                                      GPtrArray *evidence)
{
  LampOriginProto walk;

  if (size < BATCH_HEADER_BYTES)
    return;
  walk = lamp_origin_proto_start (batch + BATCH_HEADER_BYTES, size - BATCH_HEADER_BYTES);
  for (int i = 0; i < BATCH_CHANGES && walk.left > 0; i++)
    {
      LampOriginProtoField key;
      LampOriginProtoField value;
      guint8 type = *walk.at++;

      walk.left--;
      if (!read_slice (&walk, &key))
        return;
      if (type != CHANGE_VALUE)
        continue;
      if (!read_slice (&walk, &value))
        return;
      if (is_download_key (&key))
        take_entry (&value, question, evidence);
    }
}

/* Takes one fragment; a whole record goes on to the batch. FALSE: it does not fit what came before. */
static void
take_fragment (int type,
               const guint8 *data,
               gsize size,
               GByteArray *joined,
               const LampOriginQuestion *question,
               GPtrArray *evidence)
{
  if (type == RECORD_FULL)
    lamp_origin_chromium_log_parse_batch (data, size, question, evidence);
  if (type == RECORD_FULL || type == RECORD_FIRST)
    g_byte_array_set_size (joined, 0);
  if (type == RECORD_FULL || joined->len + size > LAMP_ORIGIN_LOG_RECORD_BYTES ||
      (type != RECORD_FIRST && joined->len == 0))
    return;
  g_byte_array_append (joined, data, (guint) size);
  if (type != RECORD_LAST)
    return;
  lamp_origin_chromium_log_parse_batch (joined->data, joined->len, question, evidence);
  g_byte_array_set_size (joined, 0);
}

/**
 * lamp_origin_chromium_log_parse:
 * @log: a log from a block's start on
 * @question: what is asked
 * @evidence: (element-type LampEvidence): replaced by what was found, untouched otherwise
 *
 * A block with a malformed record is left at that record; the next block starts anew, as LevelDB's own reader
 * does.
 */
void
lamp_origin_chromium_log_parse (GBytes *log, const LampOriginQuestion *question, GPtrArray *evidence)
{
  g_autoptr (GByteArray) joined = g_byte_array_new ();
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (log, &size);
  gsize at = 0;

  while (size - at >= RECORD_HEADER_BYTES)
    {
      gsize left = MIN (BLOCK_BYTES - at % BLOCK_BYTES, size - at);
      gsize length;
      int type;

      if (left < RECORD_HEADER_BYTES)
        {
          at += left;
          continue;
        }
      length = (gsize) data[at + 4] | (gsize) data[at + 5] << 8;
      type = data[at + 6];
      if (type < RECORD_FULL || type > RECORD_LAST || length > left - RECORD_HEADER_BYTES)
        {
          g_byte_array_set_size (joined, 0);
          at += left;
          continue;
        }
      take_fragment (type, data + at + RECORD_HEADER_BYTES, length, joined, question, evidence);
      at += RECORD_HEADER_BYTES + length;
    }
}

/* The end of the file, from a block's start on. */
static GBytes *
load_end (int fd, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  struct stat about;
  gint64 from = 0;

  if (fstat (fd, &about) != 0 || !S_ISREG (about.st_mode))
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_UNSUPPORTED, "not a regular file");
      return NULL;
    }
  if (about.st_size > LAMP_ORIGIN_LOG_BYTES)
    from = (about.st_size - LAMP_ORIGIN_LOG_BYTES + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
  while (bytes->len < LAMP_ORIGIN_LOG_BYTES)
    {
      guint8 block[BLOCK_BYTES];
      ssize_t got = pread (fd, block, sizeof block, from + bytes->len);
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          lamp_error_set_from_errno (error, errno, "reading a log");
          return NULL;
        }
      if (got == 0)
        break;
      g_byte_array_append (bytes, block, (guint) got);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/**
 * lamp_origin_chromium_log_read:
 * @fds: (array length=n_fds): the logs of `shared_proto_db`
 * @n_fds: how many
 * @question: what is asked
 * @evidence: (element-type LampEvidence): where to add what was found
 * @error: return location
 *
 * Chromium 156 writes a download there 20 to 90 ms BEFORE the finished file appears (measured), long before
 * History has it; it is undocumented, so it is believed half until History agrees. Older entries that LevelDB
 * has moved into its `.ldb` files are not looked for: by then History has them. Incognito windows write
 * nothing.
 *
 * Returns: %TRUE if they could be read, found or not. Errors: by errno; %LAMP_ERROR_INVALID_DATA - not a log
 */
gboolean
lamp_origin_chromium_log_read (
    const int *fds, guint n_fds, const LampOriginQuestion *question, GPtrArray *evidence, GError **error)
{
  g_autoptr (GPtrArray) best = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);

  for (guint i = 0; i < n_fds; i++)
    {
      g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);
      g_autoptr (GBytes) log = load_end (fds[i], error);
      const LampEvidence *newest = best->len > 0 ? best->pdata[0] : NULL;

      if (log == NULL)
        return FALSE;
      lamp_origin_chromium_log_parse (log, question, found);
      if (found->len > 0 && (newest == NULL || ((LampEvidence *) found->pdata[0])->observed_real_usec >=
                                                   newest->observed_real_usec))
        g_ptr_array_extend_and_steal (g_ptr_array_remove_range (best, 0, best->len), g_ptr_array_ref (found));
    }
  g_ptr_array_extend_and_steal (evidence, g_ptr_array_ref (best));
  return TRUE;
}
