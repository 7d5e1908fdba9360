/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe/lamp-arena.h"
#include "probe/lamp-probe-limits.h"
#include "probe/lamp-probe-words.h"
#include "wire/lamp-wire-limits.h"

/* O_NONBLOCK belongs to the open file, which a terminal shares with the shell: a pipe and a terminal are
 * opened anew, so that nobody else's standard output changes. */
static int
open_nonblocking (int fd)
{
  struct stat status;
  int own, flags;

  if (fstat (fd, &status) == 0 && (S_ISFIFO (status.st_mode) || S_ISCHR (status.st_mode)))
    {
      own = open ("/proc/self/fd/1", O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
      if (own >= 0 && fd == STDOUT_FILENO)
        return own;
      if (own >= 0)
        close (own);
    }
  flags = fcntl (fd, F_GETFL);
  if (flags >= 0)
    fcntl (fd, F_SETFL, flags | O_NONBLOCK);
  return fd;
}

/**
 * lamp_output_init:
 * @self: (out caller-allocates): the output
 * @fd: where lines go
 *
 * Reserves the buffers and makes writing non-blocking.
 *
 * Returns: whether there was memory
 */
bool
lamp_output_init (LampOutput *self, int fd)
{
  memset (self, 0, sizeof *self);
  self->waiting = lamp_reserve (LAMP_PROBE_OUTPUT_BYTES);
  self->line_buffer = lamp_reserve (LAMP_WIRE_EVENT_MAX);
  self->fd = open_nonblocking (fd);
  return self->waiting != NULL && self->line_buffer != NULL;
}

static size_t
write_some (LampOutput *self, const char *bytes, size_t count)
{
  ssize_t written;

  if (self->broken || count == 0)
    return 0;
  do
    written = write (self->fd, bytes, count);
  while (written < 0 && errno == EINTR);
  if (written < 0 && errno != EAGAIN)
    self->broken = true;
  return written > 0 ? (size_t) written : 0;
}

static void
drain (LampOutput *self)
{
  while (self->used > 0)
    {
      size_t run = LAMP_PROBE_OUTPUT_BYTES - self->start;
      size_t count = self->used < run ? self->used : run;
      size_t written = write_some (self, self->waiting + self->start, count);

      if (written == 0)
        return;
      self->start = (self->start + written) % LAMP_PROBE_OUTPUT_BYTES;
      self->used -= written;
    }
  /* empty: begin at the front again, so that a rare jam does not touch the whole buffer over time */
  self->start = 0;
  if (self->jammed)
    lamp_give_back (self->waiting, LAMP_PROBE_OUTPUT_BYTES);
  self->jammed = false;
}

static void
queue (LampOutput *self, const char *bytes, size_t count)
{
  size_t at = (self->start + self->used) % LAMP_PROBE_OUTPUT_BYTES;
  size_t run = LAMP_PROBE_OUTPUT_BYTES - at;
  size_t first = count < run ? count : run;

  memcpy (self->waiting + at, bytes, first);
  memcpy (self->waiting, bytes + first, count - first);
  self->used += count;
  self->jammed |= count > 0;
}

static bool
send_line (LampOutput *self)
{
  size_t length = lamp_wire_line_end (&self->line);
  size_t written = 0;

  if (length == 0 || self->broken)
    return false;
  drain (self);
  if (length > LAMP_PROBE_OUTPUT_BYTES - self->used)
    return false;
  if (self->used == 0)
    written = write_some (self, self->line_buffer, length);
  queue (self, self->line_buffer + written, length - written);
  self->seq++;
  return true;
}

static void
begin_line (LampOutput *self, const char *event)
{
  lamp_wire_line_begin (&self->line, self->line_buffer, LAMP_WIRE_EVENT_MAX, event, self->seq + 1,
                        lamp_probe_boot_usec (), lamp_probe_real_usec ());
}

static void
tell_dropped (LampOutput *self)
{
  if (self->dropped == 0 || self->used > LAMP_PROBE_OUTPUT_BYTES / 2)
    return;
  begin_line (self, "lost");
  lamp_wire_line_string (&self->line, "what", "output");
  lamp_wire_line_uint (&self->line, "count", self->dropped);
  if (send_line (self))
    self->dropped = 0;
}

/**
 * lamp_output_begin:
 * @self: the output
 * @event: the event's name
 *
 * Starts an event. One at a time: it must be ended before the next is begun.
 *
 * Returns: (transfer none): the line to write the event's fields to
 */
LampWireLine *
lamp_output_begin (LampOutput *self, const char *event)
{
  lamp_output_flush (self);
  begin_line (self, event);
  return &self->line;
}

/**
 * lamp_output_end:
 * @self: the output
 *
 * Sends the event, or drops and counts it. A dropped event takes no number: numbers have no gaps, loss is an
 * event.
 *
 * Returns: whether it was sent or is waiting
 */
bool
lamp_output_end (LampOutput *self)
{
  if (send_line (self))
    return true;
  self->dropped++;
  self->dropped_total++;
  return false;
}

/**
 * lamp_output_flush:
 * @self: the output
 *
 * Writes what waits, as far as the reader takes it, and tells what was dropped.
 */
void
lamp_output_flush (LampOutput *self)
{
  drain (self);
  tell_dropped (self);
}

/**
 * lamp_output_is_waiting:
 * @self: the output
 *
 * Returns: whether there is something to write when the reader takes more
 */
bool
lamp_output_is_waiting (const LampOutput *self)
{
  return !self->broken && (self->used > 0 || self->dropped > 0);
}
