/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/lamp-alert-run.h"

#include "base/lamp-limits.h"
#include "engine/lamp-engine-limits.h"

#include <string.h>

static gboolean
is_process (const LampProcess *process, gint64 pid, gint64 started_ticks, const char *boot_id)
{
  return process->pid == pid && process->started_ticks == started_ticks &&
         g_strcmp0 (process->boot_id, boot_id) == 0;
}

/**
 * lamp_alert_run_is_known:
 * @alert: an alert
 * @process: (nullable): a process that runs its file
 *
 * `nice bash x.sh` is nice first and then bash, as one process; `timeout 5 bash x.sh` the same with a child.
 *
 * Returns: whether the alert has counted this run already, by the same process or by its parent
 */
gboolean
lamp_alert_run_is_known (const LampAlert *alert, const LampProcess *process)
{
  const LampAncestor *parent = process != NULL && process->ancestors != NULL ? process->ancestors[0] : NULL;

  for (guint i = 0; process != NULL && alert->processes != NULL && alert->processes[i] != NULL; i++)
    {
      const LampProcess *known = alert->processes[i];

      if (is_process (known, process->pid, process->started_ticks, process->boot_id) ||
          (parent != NULL && is_process (known, parent->pid, parent->started_ticks, process->boot_id)))
        return TRUE;
    }
  return FALSE;
}

/* Texts of one process, about. */
static gsize
weigh (const LampProcess *process)
{
  gsize bytes = 0;

  for (gsize i = 0; process->argv != NULL && process->argv[i] != NULL; i++)
    bytes += strlen (process->argv[i]);
  for (gsize i = 0; process->environ_map != NULL && process->environ_map[i] != NULL; i++)
    bytes += strlen (process->environ_map[i]);
  return bytes;
}

/**
 * lamp_alert_run_add:
 * @alert: an alert
 * @process: (nullable): a process that runs its file
 *
 * Few with long texts, or many with short ones: a row that is too large for the store would never be told.
 *
 * Returns: (transfer container) (element-type LampProcess): the processes of the alert and this one, if there
 * is room, and %NULL; they are the alert's and the caller's
 */
GPtrArray *
lamp_alert_run_add (const LampAlert *alert, const LampProcess *process)
{
  GPtrArray *all = g_ptr_array_new ();
  gsize bytes = process != NULL ? weigh (process) : 0;

  for (gsize i = 0; alert->processes != NULL && alert->processes[i] != NULL; i++)
    bytes += weigh (alert->processes[i]);
  for (guint i = 0; alert->processes != NULL && alert->processes[i] != NULL; i++)
    g_ptr_array_add (all, (gpointer) alert->processes[i]);
  if (process != NULL && all->len < LAMP_ALERT_PROCESSES && bytes <= LAMP_ENGINE_PROCESSES_BYTES)
    g_ptr_array_add (all, (gpointer) process);
  g_ptr_array_add (all, NULL);
  return all;
}
