/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-command.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "probe/lamp-arena.h"
#include "wire/lamp-wire-key.h"
#include "wire/lamp-wire-path.h"

/* 200 years; anything longer is a mistake of the sender */
#define AGE_MAX 6307200000ULL

static char *
next_word (char **rest)
{
  char *word = *rest;
  char *end;

  if (word == NULL)
    return NULL;
  end = strchr (word, ' ');
  if (end != NULL)
    *end++ = 0;
  *rest = end;
  return word;
}

static const char *
take_id (LampCommand *self, const char *word)
{
  static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
  size_t length = word != NULL ? strlen (word) : 0;

  if (length == 0)
    return "no folder ID";
  if (length > LAMP_WIRE_ID_MAX || strspn (word, allowed) != length)
    return "bad folder ID";
  memcpy (self->id, word, length + 1);
  return NULL;
}

static const char *
take_path (LampCommand *self, const char *word)
{
  if (word == NULL || word[0] == 0)
    return "no path";
  if (!lamp_wire_path_decode (word, self->path, sizeof self->path))
    return "bad path encoding";
  if (self->path[0] != '/')
    return "path is not absolute";
  return NULL;
}

static const char *
take_key (LampCommand *self, const char *word)
{
  if (word == NULL || word[0] == 0)
    return "no key";
  if (!lamp_wire_key_is_valid (word))
    return "bad key";
  memcpy (self->key, word, strlen (word) + 1);
  return NULL;
}

static bool
take_number (uint64_t *out_number, const char *word, size_t digits_max)
{
  if (word == NULL || word[0] == 0 || strlen (word) > digits_max ||
      strspn (word, "0123456789") != strlen (word))
    return false;
  for (*out_number = 0; *word != 0; word++)
    *out_number = *out_number * 10 + (uint64_t) (*word - '0');
  return true;
}

static const char *
take_age (LampCommand *self, const char *word)
{
  return take_number (&self->age_sec, word, 10) && self->age_sec <= AGE_MAX ? NULL : "bad age";
}

static const char *
take_arguments (LampCommand *self, const char *verb, char **rest)
{
  const char *reason = NULL;

  if (strcmp (verb, "watch") == 0)
    {
      self->kind = LAMP_COMMAND_WATCH;
      reason = take_id (self, next_word (rest));
      return reason != NULL ? reason : take_path (self, next_word (rest));
    }
  if (strcmp (verb, "unwatch") == 0)
    {
      self->kind = LAMP_COMMAND_UNWATCH;
      return take_id (self, next_word (rest));
    }
  if (strcmp (verb, "keep") == 0)
    {
      self->kind = LAMP_COMMAND_KEEP;
      reason = take_age (self, next_word (rest));
      if (reason == NULL)
        reason = take_key (self, next_word (rest));
      return reason != NULL ? reason : take_path (self, next_word (rest));
    }
  if (strcmp (verb, "drop") == 0)
    {
      self->kind = LAMP_COMMAND_DROP;
      return take_key (self, next_word (rest));
    }
  if (strcmp (verb, "status") == 0)
    {
      self->kind = LAMP_COMMAND_STATUS;
      return NULL;
    }
  if (strcmp (verb, "ping") == 0)
    {
      self->kind = LAMP_COMMAND_PING;
      return take_number (&self->number, next_word (rest), 18) ? NULL : "bad number";
    }
  return "unknown command";
}

/**
 * lamp_command_parse:
 * @self: (out caller-allocates): the command; undefined if there is a reason
 * @line: a line without its newline, ended by a zero; it is taken apart in place
 * @length: its length, so that a zero inside is noticed
 *
 * Strict: one space between words, nothing after the last.
 *
 * Returns: (transfer none) (nullable): null, or why the line is refused
 */
const char *
lamp_command_parse (LampCommand *self, char *line, size_t length)
{
  char *rest = line;
  const char *verb, *reason;

  if (memchr (line, 0, length) != NULL)
    return "a zero byte";
  if (length == 0)
    return "empty line";
  verb = next_word (&rest);
  reason = take_arguments (self, verb, &rest);
  if (reason == NULL && rest != NULL)
    return "too many words";
  return reason;
}

/**
 * lamp_command_reader_init:
 * @self: (out caller-allocates): the reader
 *
 * Reserves its buffer.
 *
 * Returns: whether there was memory
 */
bool
lamp_command_reader_init (LampCommandReader *self)
{
  memset (self, 0, sizeof *self);
  self->buffer = lamp_reserve (LAMP_WIRE_COMMAND_MAX + 1);
  return self->buffer != NULL;
}

static void
take_line (LampCommandReader *self, size_t length, LampCommandFunc func, void *data)
{
  LampCommand command;
  const char *reason = "line too long";

  self->line++;
  if (self->skipping)
    self->skipping = false;
  else
    {
      self->buffer[length] = 0;
      reason = lamp_command_parse (&command, self->buffer, length);
    }
  func (data, self->line, &command, reason);
}

static void
take_lines (LampCommandReader *self, LampCommandFunc func, void *data)
{
  char *end;

  while ((end = memchr (self->buffer, '\n', self->used)) != NULL)
    {
      size_t length = (size_t) (end - self->buffer);

      take_line (self, length, func, data);
      self->used -= length + 1;
      memmove (self->buffer, end + 1, self->used);
    }
  if (self->used > LAMP_WIRE_COMMAND_MAX || self->skipping)
    {
      self->skipping = true;
      self->used = 0;
    }
}

/**
 * lamp_command_reader_read:
 * @self: the reader
 * @fd: standard input, known to be readable
 * @func: called for each line: its number, and the command or the reason for refusing it
 * @data: for @func
 *
 * Reads once and hands over the lines that are complete.
 *
 * Returns: false at the end of input: the program ends
 */
bool
lamp_command_reader_read (LampCommandReader *self, int fd, LampCommandFunc func, void *data)
{
  ssize_t count = read (fd, self->buffer + self->used, LAMP_WIRE_COMMAND_MAX + 1 - self->used);

  if (count < 0)
    return errno == EINTR || errno == EAGAIN;
  if (count == 0)
    return false;
  self->used += (size_t) count;
  take_lines (self, func, data);
  return true;
}
