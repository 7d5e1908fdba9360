/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/lamp-time.h"

#include "base/lamp-error.h"

#include <string.h>
#include <time.h>

static gint64
clock_usec (clockid_t clock)
{
  struct timespec now = { 0 };
  clock_gettime (clock, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/**
 * lamp_time_get_boot_id:
 *
 * Returns: (transfer none): this boot's id, interned; "unknown" where the kernel does not tell
 */
const char *
lamp_time_get_boot_id (void)
{
  static gsize once = 0;
  static const char *boot_id = NULL;

  if (g_once_init_enter (&once))
    {
      g_autofree char *text = NULL;
      if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
        text = g_strdup ("unknown");
      boot_id = g_intern_string (g_strstrip (text));
      g_once_init_leave (&once, 1);
    }
  return boot_id;
}

/**
 * lamp_time_now:
 *
 * Returns: now, on both clocks
 */
LampTime
lamp_time_now (void)
{
  return (LampTime){
    .boot_usec = clock_usec (CLOCK_BOOTTIME),
    .real_usec = clock_usec (CLOCK_REALTIME),
    .boot_id = lamp_time_get_boot_id (),
  };
}

/**
 * lamp_time_age_sec:
 * @then: the earlier moment
 * @now: the later moment
 *
 * Same boot: by the boot clock, which a changed wall clock does not move. Another boot: by the wall clock.
 *
 * Returns: seconds from @then to @now, or -1 when the age is not known (negative, or a moment is missing)
 */
gint64
lamp_time_age_sec (const LampTime *then, const LampTime *now)
{
  gint64 age_usec = -1;

  if (then->boot_id != NULL && now->boot_id != NULL && then->boot_usec > 0 &&
      strcmp (then->boot_id, now->boot_id) == 0)
    age_usec = now->boot_usec - then->boot_usec;
  else if (then->real_usec > 0)
    age_usec = now->real_usec - then->real_usec;
  return age_usec < 0 ? -1 : age_usec / G_USEC_PER_SEC;
}

/**
 * lamp_time_format:
 * @real_usec: Unix epoch, UTC, microseconds
 *
 * Returns: (transfer full): RFC 3339, UTC, microseconds, e.g. "2026-11-23T15:42:31.004217Z"
 */
char *
lamp_time_format (gint64 real_usec)
{
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_utc (real_usec / G_USEC_PER_SEC);
  g_autoptr (GDateTime) moment = NULL;

  if (seconds == NULL)
    return g_strdup ("1970-01-01T00:00:00.000000Z");
  moment = g_date_time_add (seconds, real_usec % G_USEC_PER_SEC);
  return g_date_time_format (moment, "%Y-%m-%dT%H:%M:%S.%fZ");
}

/**
 * lamp_time_parse:
 * @text: RFC 3339
 * @out_real_usec: (out): Unix epoch, UTC, microseconds
 * @error: return location
 *
 * Returns: %TRUE if @text is a time. Errors: %LAMP_ERROR_INVALID_DATA
 */
gboolean
lamp_time_parse (const char *text, gint64 *out_real_usec, GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) moment = g_date_time_new_from_iso8601 (text, utc);

  if (moment == NULL)
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, "not an RFC 3339 time");
      return FALSE;
    }
  *out_real_usec = g_date_time_to_unix (moment) * G_USEC_PER_SEC + g_date_time_get_microsecond (moment);
  return TRUE;
}
