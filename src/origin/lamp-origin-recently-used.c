/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-recently-used.h"

#include "origin/lamp-origin-detail.h"
#include "origin/lamp-origin-file.h"
#include "origin/lamp-origin-limits.h"

#include "base/lamp-error.h"

#include <string.h>

/* The list also has who merely opened a file, so only programs that bring files are believed. Names as they
 * register themselves, and as a person knows them. */
static const struct
{
  const char *registered;
  const char *app;
} apps[] = {
  { "Firefox", "Firefox" },
  { "firefox", "Firefox" },
  { "Firefox Web Browser", "Firefox" },
  { "LibreWolf", "LibreWolf" },
  { "Thunderbird", "Thunderbird" },
  { "thunderbird", "Thunderbird" },
  { "Evolution", "Evolution" },
  { "evolution", "Evolution" },
  { "Geary", "Geary" },
  { "geary", "Geary" },
  { "Web", "Web" },
  { "epiphany", "Web" },
  { "Epiphany", "Web" },
  { "Telegram", "Telegram" },
  { "Dino", "Dino" },
  { "dino", "Dino" },
  { "Fractal", "Fractal" },
  { "Claws Mail", "Claws Mail" },
};

static const char *
find_app (const char *registered)
{
  for (gsize i = 0; i < G_N_ELEMENTS (apps); i++)
    if (strcmp (apps[i].registered, registered) == 0)
      return apps[i].app;
  return NULL;
}

static void
add_entry (GBookmarkFile *list, const char *uri, const LampOriginQuestion *question, GPtrArray *evidence)
{
  g_auto (GStrv) names = g_bookmark_file_get_applications (list, uri, NULL, NULL);

  for (gsize i = 0; names != NULL && names[i] != NULL && evidence->len == 0; i++)
    {
      const char *app = find_app (names[i]);
      GDateTime *stamp = NULL;
      gint64 stamped_usec;

      if (app == NULL ||
          !g_bookmark_file_get_application_info (list, uri, names[i], NULL, NULL, &stamp, NULL) ||
          stamp == NULL)
        continue;
      stamped_usec = g_date_time_to_unix (stamp) * G_USEC_PER_SEC + g_date_time_get_microsecond (stamp);
      if (stamped_usec < lamp_origin_question_get_oldest_mark_usec (question))
        continue;
      g_ptr_array_add (evidence, lamp_evidence_new (&(LampEvidence){
                                     .source = LAMP_ORIGIN_SOURCE_RECENTLY_USED,
                                     .confidence = LAMP_EVIDENCE_LOW,
                                     .detail = LAMP_ORIGIN_DETAIL_RECENT,
                                     .app = app,
                                     .observed_real_usec = stamped_usec,
                                 }));
    }
}

/**
 * lamp_origin_recently_used_read:
 * @fd: `recently-used.xbel`
 * @question: what is asked
 * @evidence: (element-type LampEvidence): where to add what was found
 * @error: return location
 *
 * Firefox enters a finished download 260 to 566 ms after it (measured), with its name and no URL; private
 * windows do not. It says who, never from where.
 *
 * Returns: %TRUE if it could be read, found or not. Errors: %LAMP_ERROR_INVALID_DATA, %LAMP_ERROR_TOO_LARGE,
 * by errno
 */
gboolean
lamp_origin_recently_used_read (int fd,
                                const LampOriginQuestion *question,
                                GPtrArray *evidence,
                                GError **error)
{
  g_autoptr (GBytes) bytes = lamp_origin_file_load (fd, LAMP_ORIGIN_RECENT_BYTES, error);
  g_autoptr (GBookmarkFile) list = g_bookmark_file_new ();
  g_auto (GStrv) uris = NULL;
  gsize size = 0;
  const char *text;

  if (bytes == NULL)
    return FALSE;
  text = g_bytes_get_data (bytes, &size);
  if (size == 0)
    return TRUE;
  if (!g_utf8_validate_len (text, size, NULL) || !g_bookmark_file_load_from_data (list, text, size, NULL))
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, "not a list of recently used files");
      return FALSE;
    }
  uris = g_bookmark_file_get_uris (list, NULL);
  for (gsize i = 0; uris[i] != NULL && evidence->len == 0; i++)
    if (lamp_origin_question_names_uri (question, uris[i]))
      add_entry (list, uris[i], question, evidence);
  return TRUE;
}
