/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <json-glib/json-glib.h>

#include "wire/lamp-wire-limits.h"
#include "wire/lamp-wire-line.h"

static JsonObject *
parse (const char *line, gsize length, JsonParser *parser)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (length, >, 0);
  g_assert_cmpint (line[length - 1], ==, '\n');
  g_assert_null (memchr (line, '\n', length - 1));
  g_assert_true (g_utf8_validate_len (line, length, NULL));
  json_parser_load_from_data (parser, line, (gssize) length, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static void
test_members (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  char buffer[1024];
  LampWireLine line;
  JsonObject *object;

  lamp_wire_line_begin (&line, buffer, sizeof buffer, "exec", 7, 11, 13);
  lamp_wire_line_path (&line, "path", "/a \n");
  lamp_wire_line_path (&line, "no_path", NULL);
  lamp_wire_line_bool (&line, "rung", true);
  lamp_wire_line_int (&line, "operand", -1);
  lamp_wire_line_open (&line, "argv", '[');
  lamp_wire_line_string (&line, NULL, "bash");
  lamp_wire_line_string (&line, NULL, "x.sh");
  lamp_wire_line_close (&line, ']');
  lamp_wire_line_open (&line, "empty", '{');
  lamp_wire_line_close (&line, '}');
  lamp_wire_line_null (&line, "unit");
  object = parse (buffer, lamp_wire_line_end (&line), parser);
  g_assert_cmpstr (json_object_get_string_member (object, "event"), ==, "exec");
  g_assert_cmpint (json_object_get_int_member (object, "seq"), ==, 7);
  g_assert_cmpint (json_object_get_int_member (object, "boot_usec"), ==, 11);
  g_assert_cmpint (json_object_get_int_member (object, "real_usec"), ==, 13);
  g_assert_cmpstr (json_object_get_string_member (object, "path"), ==, "/a%20%0A");
  g_assert_true (json_object_get_null_member (object, "no_path"));
  g_assert_true (json_object_get_boolean_member (object, "rung"));
  g_assert_cmpint (json_object_get_int_member (object, "operand"), ==, -1);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "argv")), ==, 2);
  g_assert_true (json_object_get_null_member (object, "unit"));
}

static void
test_hostile_text (void)
{
  static const struct
  {
    const char *bytes, *text, *message;
  } rows[] = {
    { "a\"b\\c", "a\"b\\c", "quote and backslash" },
    { "a\nb\tc\x01\x7F", "a\nb\tc\x01\x7F", "control characters" },
    { "\xFF", "\xEF\xBF\xBD", "a byte that never occurs" },
    { "\xC3", "\xEF\xBF\xBD", "cut sequence" },
    { "\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD", "overlong slash" },
    { "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", "surrogate" },
    { "\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", "beyond U+10FFFF" },
    { "\xE2\x82\xAC\xF0\x9F\x98\x80", "\xE2\x82\xAC\xF0\x9F\x98\x80", "good text" },
    { "", "", "empty" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonParser) parser = json_parser_new ();
      char buffer[512];
      LampWireLine line;
      JsonObject *object;

      g_test_message ("%s", rows[i].message);
      lamp_wire_line_begin (&line, buffer, sizeof buffer, "t", 1, 1, 1);
      g_assert_true (lamp_wire_line_text (&line, "text", rows[i].bytes, strlen (rows[i].bytes), 100));
      object = parse (buffer, lamp_wire_line_end (&line), parser);
      g_assert_cmpstr (json_object_get_string_member (object, "text"), ==, rows[i].text);
    }
}

static void
test_bounds (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  char buffer[160];
  LampWireLine line;
  JsonObject *object;
  size_t mark;

  lamp_wire_line_begin (&line, buffer, sizeof buffer, "t", 1, 1, 1);
  g_assert_false (lamp_wire_line_text (&line, "text", "ab\xE2\x82\xAC", 5, 4));
  mark = lamp_wire_line_mark (&line);
  for (int i = 0; i < 100; i++)
    lamp_wire_line_uint (&line, "number", 1234567890);
  g_assert_cmpuint (lamp_wire_line_end (&line), ==, 0);
  lamp_wire_line_rewind (&line, mark);
  object = parse (buffer, lamp_wire_line_end (&line), parser);
  g_assert_cmpstr (json_object_get_string_member (object, "text"), ==, "ab");
}

/* The budgets of the parts must hold whatever the bytes are: a worst-case event still fits a line. */
static void
test_worst_case_fits (void)
{
  g_autofree char *buffer = g_malloc (LAMP_WIRE_EVENT_MAX);
  g_autofree char *path = g_strnfill (LAMP_WIRE_PATH_SIZE - 1, '\n');
  g_autofree char *text = g_strnfill (LAMP_WIRE_ARGV_LINE_MAX * 2, 1);
  LampWireLine line;

  lamp_wire_line_begin (&line, buffer, LAMP_WIRE_EVENT_MAX, "exec", G_MAXUINT64, G_MAXUINT64, G_MAXUINT64);
  for (int i = 0; i < 4; i++)
    lamp_wire_line_path (&line, "path", path);
  lamp_wire_line_text (&line, "argv", text, strlen (text), LAMP_WIRE_ARGV_LINE_MAX);
  lamp_wire_line_text (&line, "environ", text, strlen (text), LAMP_WIRE_ENVIRON_LINE_MAX);
  lamp_wire_line_text (&line, "ancestors", text, strlen (text), LAMP_WIRE_ANCESTORS_LINE_MAX);
  g_assert_cmpuint (lamp_wire_line_end (&line), >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/line/members", test_members);
  g_test_add_func ("/wire/line/hostile-text", test_hostile_text);
  g_test_add_func ("/wire/line/bounds", test_bounds);
  g_test_add_func ("/wire/line/worst-case-fits", test_worst_case_fits);
  return g_test_run ();
}
