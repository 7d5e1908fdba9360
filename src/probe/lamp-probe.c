/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-probe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe/lamp-arena.h"
#include "probe/lamp-arrival.h"
#include "probe/lamp-bell.h"
#include "probe/lamp-heat.h"
#include "probe/lamp-intake.h"
#include "probe/lamp-lookup.h"
#include "probe/lamp-marking.h"
#include "probe/lamp-ring.h"
#include "probe/lamp-tell.h"
#include "probe/lamp-told.h"

#define DESCRIPTORS_WANTED 4096
#define SLICE_NSEC         100000
#define SLACK_NARROW_NSEC  1000
#define SLACK_WIDE_NSEC    50000000

static void
on_appeared (void *data, LampFolder *folder, const char *name, LampAppearance how)
{
  lamp_arrival_appeared (data, folder, name, how);
}

static void
on_departed (void *data, LampFolder *folder, const char *name)
{
  lamp_arrival_departed (data, folder, name);
}

static void
on_rang (void *data, LampMark *mark, LampSensor sensor, bool executed)
{
  LampProbe *self = data;

  /* An opening heats for long only when somebody is found who did it: the agent reads what arrives, too. */
  lamp_heat_prolong (self, executed ? LAMP_PROBE_HOT_USEC : LAMP_PROBE_ARRIVAL_HOT_USEC);
  lamp_ring_put (self, mark, sensor, executed);
}

static void
on_mark_gone (void *data, LampMark *mark)
{
  LampProbe *self = data;

  /* an execution that is still looked into needs its name a little longer; the next tick takes unkept ones
   * away */
  if (self->rings_pending > 0)
    {
      lamp_mark_table_set_kept (&self->marks, mark, false);
      mark->marked_mono_usec = 0;
      return;
    }
  lamp_marking_release (self, mark);
}

static void
on_folder_gone (void *data, LampFolder *folder)
{
  lamp_arrival_folder_gone (data, folder);
}

static void
on_program_rang (void *data, const char *key)
{
  lamp_bell_rang (data, key);
}

static void
on_executed (void *data, pid_t pid, uint64_t mono_usec)
{
  LampProbe *self = data;

  lamp_ledger_put (self, pid, mono_usec);
  if (self->connector_polled)
    lamp_lookup_executed (self, pid, mono_usec);
}

static void
on_ended (void *data, pid_t pid)
{
  lamp_kin_drop (data, pid);
}

static void
on_polled (void *data, pid_t pid)
{
  lamp_lookup_polled (data, pid);
}

static void
on_lost (void *data, LampSensor sensor, uint64_t count)
{
  LampProbe *self = data;

  lamp_tell_lost (self,
                  sensor == LAMP_SENSOR_FANOTIFY  ? "fanotify-queue"
                  : sensor == LAMP_SENSOR_INOTIFY ? "inotify-queue"
                                                  : "connector-queue",
                  count);
  lamp_source_poll_forget (&self->poll);
  lamp_source_poll_pass (&self->poll, on_polled, self);
}

static void
follow_command (LampProbe *self, uint64_t line, const LampCommand *command)
{
  LampFolder *folder;
  LampMark *mark;

  switch (command->kind)
    {
    case LAMP_COMMAND_WATCH:
      lamp_arrival_watch (self, command);
      break;
    case LAMP_COMMAND_UNWATCH:
      folder = lamp_folder_table_find_id (&self->folders, command->id);
      if (folder != NULL)
        lamp_arrival_unwatch (self, folder);
      else
        lamp_tell_error (self, line, "no such folder ID");
      break;
    case LAMP_COMMAND_KEEP:
      lamp_marking_keep (self, command);
      break;
    case LAMP_COMMAND_DROP:
      mark = lamp_mark_table_find_key (&self->marks, command->key);
      if (mark != NULL)
        lamp_marking_release (self, mark);
      break;
    case LAMP_COMMAND_STATUS:
      lamp_tell_status (self);
      break;
    case LAMP_COMMAND_PING:
      lamp_tell_pong (self, command->number);
      break;
    }
}

static void
on_command (void *data, uint64_t line, LampCommand *command, const char *reason)
{
  if (reason != NULL)
    lamp_tell_error (data, line, reason);
  else
    follow_command (data, line, command);
}

/* Files were marked: one may have been run just before. Who executed lately is in the connector's queue. */
static void
look_once (LampProbe *self, uint64_t now_mono_usec)
{
  self->look_due = false;
  self->next_look_usec = now_mono_usec + LAMP_PROBE_LOOK_USEC;
  if (!self->connector_polled && self->connector.listening)
    lamp_intake_read_connector (self);
  lamp_lookup_newest (self, now_mono_usec);
}

static void
expire_unkept (LampProbe *self, uint64_t now_mono_usec)
{
  for (uint32_t i = self->marks.high_water; i-- > 0;)
    {
      LampMark *mark = &self->marks.marks[i];

      if (mark->used && !mark->kept && mark->marked_mono_usec + LAMP_PROBE_UNKEPT_USEC <= now_mono_usec)
        lamp_marking_release (self, mark);
    }
}

/* What is filled anew at each use holds no memory while nothing is looked for. */
static void
rest (LampProbe *self)
{
  char *scratch = self->process->environment;

  if (self->rings_pending > 0)
    return;
  lamp_examiner_rest (&self->examiner);
  lamp_give_back (self->process, sizeof *self->process);
  self->process->environment = scratch;
}

static void
tick (LampProbe *self, uint64_t now_mono_usec)
{
  if (!self->connector_polled)
    lamp_intake_read_connector (self);
  expire_unkept (self, now_mono_usec);
  if (now_mono_usec >= self->next_safety_usec)
    {
      lamp_kin_prune (self);
      lamp_source_poll_pass (&self->poll, on_polled, self);
      self->next_safety_usec = now_mono_usec + LAMP_PROBE_SAFETY_NET_USEC;
    }
  rest (self);
  self->next_tick_usec = now_mono_usec + LAMP_PROBE_TICK_USEC;
}

/* Whether polling is the only sensor for files, or beside the connector, which does not see them appear. */
static bool
is_polling (const LampProbe *self)
{
  return self->sensor_errors[LAMP_SENSOR_FANOTIFY] != 0 && self->sensor_errors[LAMP_SENSOR_INOTIFY] != 0 &&
         (self->heat != LAMP_HEAT_COLD || self->folders.count > 0);
}

static void
poll_once (LampProbe *self, uint64_t now_mono_usec)
{
  lamp_arrival_list_changed (self);
  if (self->look_due)
    {
      self->look_due = false;
      lamp_source_poll_forget (&self->poll);
    }
  self->next_poll_usec = now_mono_usec + LAMP_PROBE_POLL_COLD_USEC;
  lamp_heat_update (self, now_mono_usec);
  if (self->heat == LAMP_HEAT_COLD)
    return;
  lamp_source_poll_pass (&self->poll, on_polled, self);
  self->next_poll_usec = now_mono_usec + LAMP_PROBE_POLL_USEC;
}

static uint64_t
get_due (const LampProbe *self)
{
  uint64_t due = lamp_lookup_get_due (self);
  uint64_t rewalk = lamp_arrival_get_rewalk_due (self);

  if (rewalk < due)
    due = rewalk;
  if (lamp_bell_get_due (self) < due)
    due = lamp_bell_get_due (self);
  if (self->look_due && self->next_look_usec < due)
    due = self->next_look_usec;
  if (self->heat != LAMP_HEAT_COLD && self->next_tick_usec < due)
    due = self->next_tick_usec;
  if (is_polling (self) && self->next_poll_usec < due)
    due = self->next_poll_usec;
  return due;
}

static void
set_slack (LampProbe *self)
{
  bool wide = self->rings_pending == 0 && !lamp_bell_is_pending (self);

  if (wide != self->slack_wide)
    prctl (PR_SET_TIMERSLACK, wide ? SLACK_WIDE_NSEC : SLACK_NARROW_NSEC, 0, 0, 0);
  self->slack_wide = wide;
}

static int
wait_for_events (LampProbe *self, struct epoll_event *events, int max)
{
  uint64_t now = lamp_probe_mono_usec (), due = get_due (self);
  uint64_t left = due > now ? due - now : 0;
  struct timespec timeout = { (time_t) (left / 1000000), (long) (left % 1000000) * 1000 };
  int count;

  set_slack (self);
  if (due != UINT64_MAX && left == 0)
    return epoll_wait (self->epoll_fd, events, max, 0);
  count = epoll_pwait2 (self->epoll_fd, events, max, due == UINT64_MAX ? NULL : &timeout, NULL);
  if (count < 0 && errno == ENOSYS)
    count = epoll_wait (self->epoll_fd, events, max, due == UINT64_MAX ? -1 : (int) (left / 1000) + 1);
  self->counters.wakeups++;
  return count;
}

static void
watch_output (LampProbe *self)
{
  bool wanted = lamp_output_is_waiting (&self->output);
  struct epoll_event event = { .events = EPOLLOUT, .data.fd = self->output.fd };

  if (wanted != self->output_polled)
    epoll_ctl (self->epoll_fd, wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, self->output.fd, &event);
  self->output_polled = wanted;
}

static void
handle_event (LampProbe *self, int fd)
{
  if (fd == STDIN_FILENO)
    self->stopping = !lamp_command_reader_read (&self->commands, fd, on_command, self) || self->stopping;
  else if (fd == self->signal_fd)
    self->stopping = true;
  else if (fd == self->connector.fd && fd >= 0)
    lamp_intake_read_connector (self);
  else if (fd == self->output.fd)
    lamp_output_flush (&self->output);
}

static void
run_due (LampProbe *self)
{
  uint64_t now = lamp_probe_mono_usec ();

  lamp_heat_update (self, now);
  lamp_lookup_run (self, now);
  lamp_bell_run (self, now);
  if (self->look_due && !is_polling (self) && now >= self->next_look_usec)
    look_once (self, now);
  lamp_arrival_rewalk (self, now);
  if (is_polling (self) && now >= self->next_poll_usec)
    poll_once (self, now);
  if (self->heat != LAMP_HEAT_COLD && now >= self->next_tick_usec)
    tick (self, now);
}

static void
loop (LampProbe *self)
{
  struct epoll_event events[16];

  while (!self->stopping && !self->output.broken)
    {
      int count = wait_for_events (self, events, 16);

      lamp_intake_read_marks (self);
      for (int i = 0; i < count; i++)
        handle_event (self, events[i].data.fd);
      run_due (self);
      lamp_marking_tell_unmarked (self);
      watch_output (self);
    }
}

static bool
add_to_epoll (LampProbe *self, int fd)
{
  struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

  return fd < 0 || epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

static uint32_t
read_budget (const LampProbe *self)
{
  /* in a user namespace the second of each two may be lower */
  static const char *const limits[2][2] = {
    { "sys/fs/fanotify/max_user_marks", "sys/user/max_fanotify_marks" },
    { "sys/fs/inotify/max_user_watches", "sys/user/max_inotify_watches" },
  };
  const char *const *names = limits[self->sensor_errors[LAMP_SENSOR_FANOTIFY] == 0 ? 0 : 1];
  uint32_t budget = LAMP_PROBE_MARKS_MAX;
  char text[32];

  for (int i = 0; i < 2; i++)
    if (lamp_proc_read_file (self->proc_root, names[i], text, sizeof text) > 0)
      {
        unsigned long long quarter = strtoull (text, NULL, 10) / 4;

        budget = quarter < budget ? (uint32_t) quarter : budget;
      }
  return budget;
}

static void
open_sensors (LampProbe *self)
{
  int *errors = self->sensor_errors;

  errors[LAMP_SENSOR_FANOTIFY] = lamp_source_fanotify_open (&self->fanotify, &self->folders, &self->marks,
                                                            &self->sink);
  errors[LAMP_SENSOR_INOTIFY] = lamp_source_inotify_open (&self->inotify, &self->folders, &self->marks,
                                                          &self->sink);
  errors[LAMP_SENSOR_CONNECTOR] = lamp_source_connector_open (&self->connector, &self->sink);
  errors[LAMP_SENSOR_POLL] = lamp_source_poll_open (&self->poll, self->proc_root, self->uid) ? 0 : -ENOENT;
  for (int i = 0; i < LAMP_N_SENSORS; i++)
    lamp_tell_sensor (self, i, NULL, errors[i] == 0 ? "on" : "refused", errors[i],
                      errors[i] == -ETIMEDOUT ? "no answer" : NULL);
  self->marks.budget = read_budget (self);
  add_to_epoll (self, self->fanotify.fd);
  add_to_epoll (self, self->inotify.fd);
}

/* A short slice lets the kernel run the probe sooner after a wake-up (Linux 6.12), and where it shares the
 * processor out by session (autogroup) one of its own keeps the agent's readers from taking the probe's part.
 * Refused is fine. */
static void
ask_for_prompt_wakeups (void)
{
  struct
  {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
  } attributes = { .size = sizeof attributes, .nice = getpriority (PRIO_PROCESS, 0), .runtime = SLICE_NSEC };

  syscall (SYS_sched_setattr, 0, &attributes, 0);
  setsid ();
}

static void
raise_descriptor_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= DESCRIPTORS_WANTED)
    return;
  limit.rlim_cur = limit.rlim_max < DESCRIPTORS_WANTED ? limit.rlim_max : DESCRIPTORS_WANTED;
  setrlimit (RLIMIT_NOFILE, &limit);
}

static int
open_signals (void)
{
  sigset_t signals;

  signal (SIGPIPE, SIG_IGN);
  sigemptyset (&signals);
  sigaddset (&signals, SIGTERM);
  sigaddset (&signals, SIGINT);
  sigaddset (&signals, SIGHUP);
  sigprocmask (SIG_BLOCK, &signals, NULL);
  return signalfd (-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

static bool
set_up (LampProbe *self)
{
  self->uid = getuid ();
  self->agent_pid = getppid ();
  self->fanotify.fd = self->inotify.fd = self->connector.fd = self->poll.list_fd = -1;
  self->sink = (LampSink){ self,           on_appeared,     on_departed, on_rang,  on_mark_gone,
                           on_folder_gone, on_program_rang, on_executed, on_ended, on_lost };
  self->proc_root = open ("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  self->signal_fd = open_signals ();
  self->process = lamp_reserve (sizeof *self->process);
  raise_descriptor_limit ();
  if (self->process == NULL ||
      !lamp_examiner_init (&self->examiner, self->proc_root, self->uid, &self->marks))
    return false;
  self->process->environment = self->examiner.scratch;
  return self->proc_root >= 0 && self->epoll_fd >= 0 && self->signal_fd >= 0 &&
         lamp_output_init (&self->output, STDOUT_FILENO) && lamp_command_reader_init (&self->commands) &&
         lamp_folder_table_init (&self->folders) && lamp_mark_table_init (&self->marks, LAMP_PROBE_MARKS_MAX);
}

/* Runs on every way out: an unanswered LISTEN would outlive the program. */
static void
close_sensors (int status, void *data)
{
  LampProbe *self = data;

  lamp_source_connector_close (&self->connector);
  lamp_source_fanotify_close (&self->fanotify);
  lamp_source_inotify_close (&self->inotify);
  lamp_source_poll_close (&self->poll);
}

/**
 * lamp_probe_run:
 *
 * Runs the probe until standard input ends or a signal asks it to stop.
 *
 * Returns: the exit status: 0, or 1 if it could not start
 */
int
lamp_probe_run (void)
{
  LampProbe *self = lamp_reserve (sizeof *self);

  if (self == NULL || !set_up (self) || on_exit (close_sensors, self) != 0)
    {
      fprintf (stderr, "gatelamp-probe: cannot start: %s\n", strerror (errno));
      return 1;
    }
  ask_for_prompt_wakeups ();
  lamp_tell_hello (self);
  open_sensors (self);
  lamp_tell_heat (self);
  add_to_epoll (self, self->signal_fd);
  if (!add_to_epoll (self, STDIN_FILENO))
    while (lamp_command_reader_read (&self->commands, STDIN_FILENO, on_command, self))
      ;
  else
    loop (self);
  lamp_output_flush (&self->output);
  return 0;
}
