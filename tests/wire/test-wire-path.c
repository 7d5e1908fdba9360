/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>

#include "wire/lamp-wire-limits.h"
#include "wire/lamp-wire-path.h"

static void
test_round_trip (void)
{
  static const struct
  {
    const char *raw, *encoded, *message;
  } rows[] = {
    { "/home/a/x.sh", "/home/a/x.sh", "plain" },
    { "/a b", "/a%20b", "space" },
    { "/a\nb", "/a%0Ab", "newline" },
    { "/\"'<b>", "/%22%27%3Cb%3E", "quotes and markup" },
    { "/\xFF\xC3", "/%FF%C3", "invalid UTF-8" },
    { "/\xE2\x80\xAEtxt", "/%E2%80%AEtxt", "right-to-left override" },
    { "/%20", "/%2520", "a percent sign of its own" },
    { "", "", "empty" },
    { "/~a_b-c.d", "/~a_b-c.d", "all plain marks" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char encoded[256], raw[256];

      g_test_message ("%s", rows[i].message);
      g_assert_cmpuint (lamp_wire_path_encode (rows[i].raw, encoded, sizeof encoded), ==,
                        strlen (rows[i].encoded));
      g_assert_cmpstr (encoded, ==, rows[i].encoded);
      g_assert_true (lamp_wire_path_decode (encoded, raw, sizeof raw));
      g_assert_cmpstr (raw, ==, rows[i].raw);
    }
}

static void
test_every_byte (void)
{
  char raw[256], encoded[LAMP_WIRE_PATH_ENCODED_SIZE], back[256];

  for (int i = 1; i < 256; i++)
    raw[i - 1] = (char) i;
  raw[255] = 0;
  g_assert_cmpuint (lamp_wire_path_encode (raw, encoded, sizeof encoded), >, 255);
  g_assert_true (lamp_wire_path_decode (encoded, back, sizeof back));
  g_assert_cmpstr (raw, ==, back);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *encoded, *message;
  } rows[] = {
    { "/a b", "a bare space" },    { "/a%", "cut after the percent sign" }, { "/a%4", "cut inside" },
    { "/a%zz", "no hex digits" },  { "/a%00b", "an encoded zero" },         { "/a\"b", "a bare quote" },
    { "/\xC3\xA9", "bare UTF-8" }, { "/0123456789abcdef", "too long" },
  };
  char raw[12];

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].message);
      g_assert_false (lamp_wire_path_decode (rows[i].encoded, raw, sizeof raw));
    }
}

static void
test_never_cut (void)
{
  char encoded[6];

  g_assert_cmpuint (lamp_wire_path_encode ("/abcd", encoded, sizeof encoded), ==, 5);
  g_assert_cmpuint (lamp_wire_path_encode ("/abcde", encoded, sizeof encoded), ==, 0);
  g_assert_cmpuint (lamp_wire_path_encode ("/ab ", encoded, sizeof encoded), ==, 0);
  g_assert_cmpstr (encoded, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/path/round-trip", test_round_trip);
  g_test_add_func ("/wire/path/every-byte", test_every_byte);
  g_test_add_func ("/wire/path/refused", test_refused);
  g_test_add_func ("/wire/path/never-cut", test_never_cut);
  return g_test_run ();
}
