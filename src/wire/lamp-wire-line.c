/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "wire/lamp-wire-line.h"

#include <stdio.h>
#include <string.h>

#include "wire/lamp-wire-limits.h"
#include "wire/lamp-wire-path.h"

#define REPLACEMENT "\xEF\xBF\xBD"

/* room that text must leave for the brackets and the newline that still have to come */
#define TAIL_RESERVE 64

static void
put (LampWireLine *self, const char *bytes, size_t count)
{
  if (self->overflow || count > self->size - self->length)
    {
      self->overflow = true;
      return;
    }
  memcpy (self->buffer + self->length, bytes, count);
  self->length += count;
}

static void
put_name (LampWireLine *self, const char *name)
{
  char last = self->length > 0 ? self->buffer[self->length - 1] : '{';

  if (last != '{' && last != '[')
    put (self, ",", 1);
  if (name == NULL)
    return;
  put (self, "\"", 1);
  put (self, name, strlen (name));
  put (self, "\":", 2);
}

/* Length of the well-formed UTF-8 sequence at @bytes (RFC 3629: no surrogates, no overlong forms), 0 if it is
 * none. */
static size_t
utf8_length (const unsigned char *bytes, size_t count)
{
  unsigned char first = bytes[0];
  unsigned char low = 0x80, high = 0xBF;
  size_t need = first < 0x80   ? 1
                : first < 0xC2 ? 0
                : first < 0xE0 ? 2
                : first < 0xF0 ? 3
                : first < 0xF5 ? 4
                               : 0;

  if (need <= 1 || need > count)
    return need == 1 ? 1 : 0;
  if (first == 0xE0)
    low = 0xA0;
  else if (first == 0xED)
    high = 0x9F;
  else if (first == 0xF0)
    low = 0x90;
  else if (first == 0xF4)
    high = 0x8F;
  if (bytes[1] < low || bytes[1] > high)
    return 0;
  for (size_t i = 2; i < need; i++)
    if ((bytes[i] & 0xC0) != 0x80)
      return 0;
  return need;
}

static size_t
escape (const unsigned char *bytes, size_t count, char *out, size_t *out_used)
{
  size_t length = utf8_length (bytes, count);

  *out_used = length > 0 ? length : 1;
  if (length == 0)
    return (size_t) snprintf (out, 8, "%s", REPLACEMENT);
  if (length > 1)
    {
      memcpy (out, bytes, length);
      return length;
    }
  if (bytes[0] == '"' || bytes[0] == '\\')
    return (size_t) snprintf (out, 8, "\\%c", bytes[0]);
  if (bytes[0] == '\n')
    return (size_t) snprintf (out, 8, "\\n");
  if (bytes[0] < 0x20 || bytes[0] == 0x7F)
    return (size_t) snprintf (out, 8, "\\u%04x", bytes[0]);
  out[0] = (char) bytes[0];
  return 1;
}

/**
 * lamp_wire_line_begin:
 * @self: (out caller-allocates): the line
 * @buffer: where it is written; borrowed until the line ends
 * @size: size of @buffer in bytes, at most %LAMP_WIRE_EVENT_MAX is useful
 * @event: the event's name, a literal that needs no escaping
 * @seq: its number
 * @boot_usec: CLOCK_BOOTTIME in microseconds
 * @real_usec: microseconds since the Unix epoch, UTC
 *
 * Starts a line with the fields that every event has.
 */
void
lamp_wire_line_begin (LampWireLine *self,
                      char *buffer,
                      size_t size,
                      const char *event,
                      uint64_t seq,
                      uint64_t boot_usec,
                      uint64_t real_usec)
{
  self->buffer = buffer;
  self->size = size;
  self->length = 0;
  self->overflow = false;
  put (self, "{", 1);
  lamp_wire_line_string (self, "event", event);
  lamp_wire_line_uint (self, "seq", seq);
  lamp_wire_line_uint (self, "boot_usec", boot_usec);
  lamp_wire_line_uint (self, "real_usec", real_usec);
}

/**
 * lamp_wire_line_end:
 * @self: the line
 *
 * Closes the line with its brace and newline.
 *
 * Returns: its length in bytes, or 0 if it did not fit: then it must not be sent
 */
size_t
lamp_wire_line_end (LampWireLine *self)
{
  put (self, "}\n", 2);
  return self->overflow ? 0 : self->length;
}

/**
 * lamp_wire_line_open:
 * @self: the line
 * @name: (nullable): the member's name, NULL inside an array
 * @bracket: `{` or `[`
 *
 * Opens an object or an array.
 */
void
lamp_wire_line_open (LampWireLine *self, const char *name, char bracket)
{
  put_name (self, name);
  put (self, &bracket, 1);
}

/**
 * lamp_wire_line_close:
 * @self: the line
 * @bracket: `}` or `]`
 *
 * Closes what lamp_wire_line_open() opened.
 */
void
lamp_wire_line_close (LampWireLine *self, char bracket)
{
  put (self, &bracket, 1);
}

/**
 * lamp_wire_line_null:
 * @self: the line
 * @name: (nullable): the member's name, NULL inside an array
 *
 * Writes a null: the thing was looked for and is not known.
 */
void
lamp_wire_line_null (LampWireLine *self, const char *name)
{
  put_name (self, name);
  put (self, "null", 4);
}

/**
 * lamp_wire_line_bool:
 * @self: the line
 * @name: (nullable): the member's name
 * @value: the value
 *
 * Writes true or false.
 */
void
lamp_wire_line_bool (LampWireLine *self, const char *name, bool value)
{
  put_name (self, name);
  put (self, value ? "true" : "false", value ? 4 : 5);
}

/**
 * lamp_wire_line_int:
 * @self: the line
 * @name: (nullable): the member's name
 * @value: the value
 *
 * Writes a signed number.
 */
void
lamp_wire_line_int (LampWireLine *self, const char *name, int64_t value)
{
  char digits[24];

  put_name (self, name);
  put (self, digits, (size_t) snprintf (digits, sizeof digits, "%lld", (long long) value));
}

/**
 * lamp_wire_line_uint:
 * @self: the line
 * @name: (nullable): the member's name
 * @value: the value
 *
 * Writes an unsigned number.
 */
void
lamp_wire_line_uint (LampWireLine *self, const char *name, uint64_t value)
{
  char digits[24];

  put_name (self, name);
  put (self, digits, (size_t) snprintf (digits, sizeof digits, "%llu", (unsigned long long) value));
}

/**
 * lamp_wire_line_path:
 * @self: the line
 * @name: (nullable): the member's name
 * @path: (nullable): raw bytes; null and a path that does not fit become null
 *
 * Writes a path, percent-encoded, so it is lossless.
 */
void
lamp_wire_line_path (LampWireLine *self, const char *name, const char *path)
{
  size_t length;

  if (path == NULL)
    {
      lamp_wire_line_null (self, name);
      return;
    }
  put_name (self, name);
  put (self, "\"", 1);
  if (self->overflow)
    return;
  length = lamp_wire_path_encode (path, self->buffer + self->length, self->size - self->length);
  if (length == 0 && path[0] != 0)
    self->overflow = true;
  self->length += length;
  put (self, "\"", 1);
}

/**
 * lamp_wire_line_text:
 * @self: the line
 * @name: (nullable): the member's name
 * @bytes: (array length=count): foreign bytes, not trusted
 * @count: how many
 * @line_max: the bytes that the text may take on the line, without its quotes
 *
 * Writes foreign bytes as JSON text: quotes, backslashes and control characters escaped, bytes that are not
 * UTF-8 become U+FFFD. Text that exceeds @line_max is cut at a character's edge.
 *
 * Returns: whether all of it was written
 */
bool
lamp_wire_line_text (LampWireLine *self, const char *name, const char *bytes, size_t count, size_t line_max)
{
  const unsigned char *p = (const unsigned char *) bytes;
  size_t used, done = 0, written = 0;

  put_name (self, name);
  put (self, "\"", 1);
  while (done < count)
    {
      char out[8];
      size_t length = escape (p + done, count - done, out, &used);

      if (written + length > line_max || self->length + length + TAIL_RESERVE > self->size)
        break;
      put (self, out, length);
      written += length;
      done += used;
    }
  put (self, "\"", 1);
  return done == count;
}

/**
 * lamp_wire_line_string:
 * @self: the line
 * @name: (nullable): the member's name
 * @text: (nullable): short text, null becomes null
 *
 * Writes a string of our own or a short foreign one, escaped.
 */
void
lamp_wire_line_string (LampWireLine *self, const char *name, const char *text)
{
  if (text == NULL)
    lamp_wire_line_null (self, name);
  else
    lamp_wire_line_text (self, name, text, strlen (text), LAMP_WIRE_COMMAND_MAX);
}

/**
 * lamp_wire_line_mark:
 * @self: the line
 *
 * Remembers a place to go back to, for a list whose last element turns out too long.
 *
 * Returns: the place
 */
size_t
lamp_wire_line_mark (const LampWireLine *self)
{
  return self->length;
}

/**
 * lamp_wire_line_rewind:
 * @self: the line
 * @mark: from lamp_wire_line_mark() on the same line
 *
 * Forgets what was written since, also that it did not fit.
 */
void
lamp_wire_line_rewind (LampWireLine *self, size_t mark)
{
  self->length = mark;
  self->overflow = false;
}
