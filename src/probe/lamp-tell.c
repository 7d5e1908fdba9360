/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-tell.h"

#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#define WIRE_VERSION 1

/**
 * lamp_tell_hello:
 * @self: the probe
 *
 * The first event: which machine, which boot, which user.
 */
void
lamp_tell_hello (LampProbe *self)
{
  LampWireLine *line = lamp_output_begin (&self->output, "hello");
  char boot_id[64] = "";
  struct utsname system;

  if (lamp_proc_read_file (self->proc_root, "sys/kernel/random/boot_id", boot_id, sizeof boot_id) > 0)
    boot_id[strcspn (boot_id, "\n")] = 0;
  uname (&system);
  lamp_wire_line_uint (line, "version", WIRE_VERSION);
  lamp_wire_line_int (line, "pid", getpid ());
  lamp_wire_line_uint (line, "uid", self->uid);
  lamp_wire_line_string (line, "boot_id", boot_id[0] != 0 ? boot_id : NULL);
  lamp_wire_line_string (line, "kernel", system.release);
  lamp_output_end (&self->output);
}

/**
 * lamp_tell_sensor:
 * @self: the probe
 * @sensor: which
 * @folder: (nullable): a folder's ID; null: the whole machine
 * @state: `on`, `refused` or `off`
 * @error: an errno value of either sign, or 0
 * @detail: (nullable): a few words
 *
 * A choice of sensor, or a refusal.
 */
void
lamp_tell_sensor (
    LampProbe *self, LampSensor sensor, const char *folder, const char *state, int error, const char *detail)
{
  LampWireLine *line = lamp_output_begin (&self->output, "sensor");

  lamp_wire_line_string (line, "sensor", lamp_sensor_get_name (sensor));
  lamp_wire_line_string (line, "folder", folder);
  lamp_wire_line_string (line, "state", state);
  lamp_wire_line_string (line, "errno", lamp_errno_get_name (error));
  lamp_wire_line_string (line, "detail", detail);
  lamp_output_end (&self->output);
}

static void
tell_folder (LampProbe *self,
             const char *id,
             const char *path,
             const char *state,
             const char *sensor,
             int error,
             uint32_t files)
{
  LampWireLine *line = lamp_output_begin (&self->output, "folder");

  lamp_wire_line_string (line, "folder", id);
  lamp_wire_line_path (line, "path", path);
  lamp_wire_line_string (line, "state", state);
  lamp_wire_line_string (line, "sensor", sensor);
  lamp_wire_line_string (line, "errno", lamp_errno_get_name (error));
  lamp_wire_line_uint (line, "files", files);
  lamp_output_end (&self->output);
}

/**
 * lamp_tell_folder:
 * @self: the probe
 * @folder: a folder of the table
 * @state: `watched`, `gone` or `raced`
 * @error: an errno value of either sign, or 0
 * @files: how many files in it were marked
 *
 * What became of a folder.
 */
void
lamp_tell_folder (LampProbe *self, const LampFolder *folder, const char *state, int error, uint32_t files)
{
  tell_folder (self, folder->id, lamp_folder_table_get_path (&self->folders, folder), state,
               lamp_sensor_get_name (folder->sensor), error, files);
}

/**
 * lamp_tell_folder_refused:
 * @self: the probe
 * @id: its ID
 * @path: its path
 * @error: why, an errno value of either sign
 *
 * A folder that cannot be watched at all.
 */
void
lamp_tell_folder_refused (LampProbe *self, const char *id, const char *path, int error)
{
  tell_folder (self, id, path, "refused", NULL, error, 0);
}

static void
write_mark (LampProbe *self, LampWireLine *line, const LampMark *mark)
{
  lamp_wire_line_string (line, "key", lamp_mark_table_get_key (&self->marks, mark));
  lamp_wire_line_path (line, "path", lamp_mark_table_get_path (&self->marks, mark));
}

/**
 * lamp_tell_marked:
 * @self: the probe
 * @mark: the file
 * @folder: the ID of its folder
 * @how: how it appeared
 * @size_bytes: its size
 *
 * A file appeared and is marked already.
 */
void
lamp_tell_marked (
    LampProbe *self, const LampMark *mark, const char *folder, LampAppearance how, uint64_t size_bytes)
{
  LampWireLine *line = lamp_output_begin (&self->output, "marked");

  write_mark (self, line, mark);
  lamp_wire_line_string (line, "folder", folder);
  lamp_wire_line_string (line, "how", lamp_appearance_get_name (how));
  lamp_wire_line_path (line, "from",
                       how == LAMP_APPEARED_MOVED && self->departed[0] != '\0' ? self->departed : NULL);
  lamp_wire_line_int (line, "size", (int64_t) size_bytes);
  lamp_output_end (&self->output);
}

/**
 * lamp_tell_kept:
 * @self: the probe
 * @key: the key of the command
 * @path: its path
 * @state: `kept`, `missing` or `refused`
 * @error: an errno value of either sign, or 0
 *
 * The answer to `keep`.
 */
void
lamp_tell_kept (LampProbe *self, const char *key, const char *path, const char *state, int error)
{
  LampWireLine *line = lamp_output_begin (&self->output, "kept");

  lamp_wire_line_string (line, "key", key);
  lamp_wire_line_path (line, "path", path);
  lamp_wire_line_string (line, "state", state);
  lamp_wire_line_string (line, "errno", lamp_errno_get_name (error));
  lamp_output_end (&self->output);
}

static void
write_how (LampWireLine *line,
           LampMethod method,
           const char *confidence,
           LampSensor sensor,
           bool rung,
           int operand,
           bool ambiguous)
{
  lamp_wire_line_string (line, "method", lamp_method_get_name (method));
  lamp_wire_line_string (line, "confidence", confidence);
  lamp_wire_line_string (line, "sensor", lamp_sensor_get_name (sensor));
  lamp_wire_line_bool (line, "rung", rung);
  lamp_wire_line_int (line, "operand", operand);
  lamp_wire_line_bool (line, "ambiguous", ambiguous);
}

/* A process that cannot be confirmed any more is not told: null is honest, a wrong one is not. */
static bool
write_process (LampProbe *self, LampWireLine *line, const LampSighting *seen)
{
  if (lamp_process_read (self->process, self->proc_root, seen->stat.pid, seen->stat.started_ticks,
                         self->examiner.glimpse))
    {
      lamp_process_write (self->process, self->proc_root, line);
      return true;
    }
  lamp_wire_line_null (line, "process");
  return false;
}

/**
 * lamp_tell_seen:
 * @self: the probe
 * @seen: the process and the file
 * @executed: `exec`, else `open`
 * @sensor: who told first
 * @rung: the kernel said that it was asked to execute the file
 *
 * A process has to do with a file.
 */
void
lamp_tell_seen (LampProbe *self, const LampSighting *seen, bool executed, LampSensor sensor, bool rung)
{
  LampWireLine *line = lamp_output_begin (&self->output, executed ? "exec" : "open");

  write_mark (self, line, seen->mark);
  write_how (line, seen->method, lamp_method_get_confidence (seen->method), sensor, rung, seen->operand,
             false);
  write_process (self, line, seen);
  lamp_output_end (&self->output);
  if (executed)
    self->counters.execs++;
  else
    self->counters.opens++;
}

/**
 * lamp_tell_gone:
 * @self: the probe
 * @mark: the file
 * @sensor: who told
 * @ambiguous: more than one process could have done it
 *
 * The kernel was asked to execute a file, and who did is not known.
 */
void
lamp_tell_gone (LampProbe *self, const LampMark *mark, LampSensor sensor, bool ambiguous)
{
  LampWireLine *line = lamp_output_begin (&self->output, "exec");

  write_mark (self, line, mark);
  write_how (line, LAMP_METHOD_UNKNOWN, "C", sensor, true, -1, ambiguous);
  lamp_wire_line_null (line, "process");
  lamp_output_end (&self->output);
  self->counters.execs++;
}

/**
 * lamp_tell_lineage:
 * @self: the probe
 * @seen: the process
 * @of: the key of the file that an ancestor runs
 *
 * A descendant of an executed file's process executed something.
 */
void
lamp_tell_lineage (LampProbe *self, const LampSighting *seen, const char *of)
{
  LampWireLine *line;

  if (!lamp_process_read (self->process, self->proc_root, seen->stat.pid, seen->stat.started_ticks,
                          self->examiner.glimpse))
    return;
  line = lamp_output_begin (&self->output, "lineage");
  lamp_wire_line_null (line, "key");
  lamp_wire_line_path (line, "path", self->process->exe[0] != 0 ? self->process->exe : NULL);
  write_how (line, LAMP_METHOD_EXE, "A", LAMP_SENSOR_CONNECTOR, false, -1, false);
  lamp_wire_line_string (line, "of", of);
  lamp_process_write (self->process, self->proc_root, line);
  lamp_output_end (&self->output);
}

/**
 * lamp_tell_read:
 * @self: the probe
 * @mark: the file
 * @count: how often
 *
 * A file was opened and no process was found that did it.
 */
void
lamp_tell_read (LampProbe *self, const LampMark *mark, uint32_t count)
{
  LampWireLine *line = lamp_output_begin (&self->output, "read");

  write_mark (self, line, mark);
  lamp_wire_line_uint (line, "count", count);
  lamp_output_end (&self->output);
  self->counters.reads += count;
}

/**
 * lamp_tell_heat:
 * @self: the probe
 *
 * The heat changed.
 */
void
lamp_tell_heat (LampProbe *self)
{
  LampWireLine *line = lamp_output_begin (&self->output, "heat");

  lamp_wire_line_string (line, "heat", lamp_heat_get_name (self->heat));
  lamp_output_end (&self->output);
}

/**
 * lamp_tell_lost:
 * @self: the probe
 * @what: what was lost, a word of the contract
 * @count: how many, 0: not known
 *
 * Loss is an event.
 */
void
lamp_tell_lost (LampProbe *self, const char *what, uint64_t count)
{
  LampWireLine *line = lamp_output_begin (&self->output, "lost");

  lamp_wire_line_string (line, "what", what);
  lamp_wire_line_uint (line, "count", count);
  lamp_output_end (&self->output);
  self->counters.lost++;
}

/**
 * lamp_tell_status:
 * @self: the probe
 *
 * The answer to `status`.
 */
void
lamp_tell_status (LampProbe *self)
{
  LampWireLine *line = lamp_output_begin (&self->output, "status");

  lamp_wire_line_uint (line, "marks", self->marks.count);
  lamp_wire_line_uint (line, "kept", self->marks.kept);
  lamp_wire_line_uint (line, "folders", self->folders.count);
  lamp_wire_line_uint (line, "raced", self->counters.raced);
  lamp_wire_line_uint (line, "execs", self->counters.execs);
  lamp_wire_line_uint (line, "opens", self->counters.opens);
  lamp_wire_line_uint (line, "reads", self->counters.reads);
  lamp_wire_line_uint (line, "lost", self->counters.lost + self->output.dropped_total);
  lamp_wire_line_uint (line, "wakeups", self->counters.wakeups);
  lamp_wire_line_string (line, "heat", lamp_heat_get_name (self->heat));
  lamp_wire_line_open (line, "sensors", '{');
  for (int i = 0; i < LAMP_N_SENSORS; i++)
    lamp_wire_line_string (line, lamp_sensor_get_name (i), self->sensor_errors[i] == 0 ? "on" : "refused");
  lamp_wire_line_close (line, '}');
  lamp_output_end (&self->output);
}

/**
 * lamp_tell_pong:
 * @self: the probe
 * @number: of the `ping`
 *
 * Answers: all commands before it have been followed.
 */
void
lamp_tell_pong (LampProbe *self, uint64_t number)
{
  LampWireLine *out = lamp_output_begin (&self->output, "pong");

  lamp_wire_line_uint (out, "number", number);
  lamp_output_end (&self->output);
}

/**
 * lamp_tell_error:
 * @self: the probe
 * @line: the number of the command's line, from 1
 * @reason: why it was refused
 *
 * A command could not be followed.
 */
void
lamp_tell_error (LampProbe *self, uint64_t line, const char *reason)
{
  LampWireLine *out = lamp_output_begin (&self->output, "error");

  lamp_wire_line_uint (out, "line", line);
  lamp_wire_line_string (out, "reason", reason);
  lamp_output_end (&self->output);
}
