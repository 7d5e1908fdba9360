/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-probe-words.h"

#include <string.h>
#include <time.h>

/**
 * lamp_sensor_get_name:
 * @sensor: a sensor
 *
 * Returns: (transfer none): its name on the wire
 */
const char *
lamp_sensor_get_name (LampSensor sensor)
{
  static const char *const names[] = { "fanotify", "inotify", "connector", "lookup", "poll" };

  return names[sensor];
}

/**
 * lamp_appearance_get_name:
 * @how: how a file appeared
 *
 * Returns: (transfer none): the word on the wire
 */
const char *
lamp_appearance_get_name (LampAppearance how)
{
  static const char *const names[] = { "created", "moved", "closed", "listed" };

  return names[how];
}

/**
 * lamp_method_get_name:
 * @method: how a process has to do with a file
 *
 * Returns: (transfer none): the word on the wire
 */
const char *
lamp_method_get_name (LampMethod method)
{
  static const char *const names[] = { "exe",     "script",      "stdin",  "descriptor",
                                       "library", "environment", "unknown" };

  return names[method];
}

/**
 * lamp_method_get_confidence:
 * @method: how a process has to do with a file
 *
 * The image is proven by its inode (A), an operand, descriptor or mapping as well (B); an environment value
 * only names a path (D); without a process the kernel was asked and no more is known (C).
 *
 * Returns: (transfer none): the letter on the wire
 */
const char *
lamp_method_get_confidence (LampMethod method)
{
  static const char *const letters[] = { "A", "B", "B", "B", "B", "D", "C" };

  return letters[method];
}

/**
 * lamp_heat_get_name:
 * @heat: a heat
 *
 * Returns: (transfer none): the word on the wire
 */
const char *
lamp_heat_get_name (LampHeat heat)
{
  static const char *const names[] = { "cold", "warm", "hot" };

  return names[heat];
}

/**
 * lamp_errno_get_name:
 * @error: an errno value, of either sign; 0 for none
 *
 * Returns: (transfer none) (nullable): its name, e.g. EPERM; null for none
 */
const char *
lamp_errno_get_name (int error)
{
  const char *name;

  if (error == 0)
    return NULL;
  name = strerrorname_np (error < 0 ? -error : error);
  return name != NULL ? name : "EUNKNOWN";
}

static uint64_t
now_usec (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (uint64_t) now.tv_sec * 1000000 + (uint64_t) now.tv_nsec / 1000;
}

/**
 * lamp_probe_boot_usec:
 *
 * Returns: CLOCK_BOOTTIME in microseconds; it counts suspended time
 */
uint64_t
lamp_probe_boot_usec (void)
{
  return now_usec (CLOCK_BOOTTIME);
}

/**
 * lamp_probe_mono_usec:
 *
 * Returns: CLOCK_MONOTONIC in microseconds, the connector's clock
 */
uint64_t
lamp_probe_mono_usec (void)
{
  return now_usec (CLOCK_MONOTONIC);
}

/**
 * lamp_probe_real_usec:
 *
 * Returns: microseconds since the Unix epoch, UTC
 */
uint64_t
lamp_probe_real_usec (void)
{
  return now_usec (CLOCK_REALTIME);
}
