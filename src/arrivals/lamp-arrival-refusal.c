/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "arrivals/lamp-arrival-refusal.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

/**
 * lamp_arrival_refusal_get:
 * @refused: errno of what failed for a folder as a whole
 * @out_text: (out): a translated sentence
 *
 * Returns: a stable word; see the `problem` of LampArrivalWatcher
 */
const char *
lamp_arrival_refusal_get (int refused, const char **out_text)
{
  switch (refused)
    {
    case ENOENT:
    case ENOTDIR:
      *out_text = _ ("The folder does not exist. It will be watched when it does.");
      return "missing";
    case EACCES:
    case EPERM:
      *out_text = _ ("The folder may not be read.");
      return "denied";
    case ENOSPC:
      *out_text = _ ("The system's limit of watched folders (fs.inotify.max_user_watches) is reached.");
      return "watch-limit";
    case EMFILE:
    case ENFILE:
      *out_text = _ ("The limit of watchers (fs.inotify.max_user_instances) or of open files is reached.");
      return "instance-limit";
    default:
      *out_text = g_strerror (refused);
      return "refused";
    }
}
