/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sense/lamp-probe-event.h"

#include <string.h>

#include "base/lamp-error.h"
#include "wire/lamp-wire-limits.h"

#define KEY     "9f3c6a0112b4d7e8-1-0c4a020077f1a2b3"
#define TIMES   "\"seq\":7,\"boot_usec\":5000000,\"real_usec\":1700000000000000"
#define PROCESS "\"pid\":42,\"started_ticks\":300,\"uid\":1000,\"euid\":0"
#define EXEC(process)                                                                                        \
  "{\"event\":\"exec\"," TIMES ",\"key\":\"" KEY "\",\"path\":\"/d/%FFa%0A.sh\",\"method\":\"script\","      \
  "\"confidence\":\"B\",\"sensor\":\"fanotify\",\"rung\":false,\"operand\":1,\"ambiguous\":false,"           \
  "\"process\":" process "}"

static LampProbeEvent *
parse (const char *line, GError **error)
{
  return lamp_probe_event_parse (line, strlen (line), "b-o-o-t", error);
}

static void
test_exec (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampProbeEvent) event = parse (
      EXEC ("{" PROCESS ",\"exe\":\"/usr/bin/bash\",\"argv\":[\"bash\",\"a\\n.sh\",\"\\ufffd\"],"
            "\"argv_truncated\":false,\"cwd\":\"/d\",\"unit\":\"app.scope\","
            "\"stdin\":{\"path\":\"pipe%3A%5B12%5D\",\"key\":null},\"environ\":{\"ENV\":\"x\"},"
            "\"ancestors\":[{\"pid\":2,\"started_ticks\":1,\"exe\":null,\"name\":\"sh\"}],\"new\":{}}"),
      &error);
  const LampExecution *execution;

  g_assert_no_error (error);
  g_assert_cmpint (event->kind, ==, LAMP_PROBE_EXEC);
  execution = event->execution;
  g_assert_cmpstr (execution->key, ==, KEY);
  g_assert_cmpstr (execution->path, ==,
                   "/d/\xff"
                   "a\n.sh");
  g_assert_cmpint (execution->method, ==, LAMP_METHOD_SCRIPT);
  g_assert_cmpint (execution->confidence, ==, LAMP_CONFIDENCE_B);
  g_assert_cmpint (execution->operand, ==, 1);
  g_assert_cmpint (execution->boot_usec, ==, 5000000);
  g_assert_cmpint (execution->process->pid, ==, 42);
  /* 300 ticks of 10 ms after boot; the event is 5 s after boot. */
  g_assert_cmpint (execution->process->started_real_usec, ==, 1700000000000000 - 2000000);
  g_assert_cmpstr (execution->process->boot_id, ==, "b-o-o-t");
  g_assert_cmpstr (execution->process->argv[1], ==, "a\n.sh");
  g_assert_cmpstr (execution->process->stdin_path, ==, "pipe:[12]");
  g_assert_cmpstr (execution->process->environ_map[0], ==, "ENV");
  g_assert_cmpstr (execution->process->environ_map[1], ==, "x");
  g_assert_cmpstr (execution->process->ancestors[0]->name, ==, "sh");
  g_assert_null (execution->process->ancestors[1]);
}

static void
test_valid (void)
{
  static const struct
  {
    const char *why;
    const char *line;
    LampProbeEventKind kind;
  } rows[] = {
    { "hello",
      "{\"event\":\"hello\"," TIMES ",\"version\":1,\"pid\":9,\"uid\":1,\"boot_id\":\"x\",\"kernel\":\"6\"}",
      LAMP_PROBE_HELLO },
    { "sensor", "{\"event\":\"sensor\"," TIMES ",\"sensor\":\"poll\",\"folder\":null,\"state\":\"on\"}",
      LAMP_PROBE_SENSOR },
    { "folder",
      "{\"event\":\"folder\"," TIMES
      ",\"folder\":\"d\",\"path\":\"/d\",\"state\":\"refused\",\"sensor\":null,"
      "\"errno\":\"ENOSPC\",\"files\":null}",
      LAMP_PROBE_FOLDER },
    { "no process", EXEC ("null"), LAMP_PROBE_EXEC },
    { "a process that says little", EXEC ("{" PROCESS "}"), LAMP_PROBE_EXEC },
    { "open",
      "{\"event\":\"open\"," TIMES ",\"key\":\"" KEY
      "\",\"method\":\"stdin\",\"confidence\":\"D\",\"sensor\":\"poll\"}",
      LAMP_PROBE_OPEN },
    { "lineage",
      "{\"event\":\"lineage\"," TIMES ",\"key\":null,\"of\":\"" KEY
      "\",\"method\":\"child\",\"confidence\":\"A\",\"sensor\":\"connector\"}",
      LAMP_PROBE_LINEAGE },
    { "read", "{\"event\":\"read\"," TIMES ",\"key\":\"" KEY "\",\"path\":\"/a\",\"count\":2}",
      LAMP_PROBE_READ },
    { "lost", "{\"event\":\"lost\"," TIMES ",\"what\":\"output\",\"count\":0}", LAMP_PROBE_LOST },
    { "status", "{\"event\":\"status\"," TIMES ",\"marks\":\"many\"}", LAMP_PROBE_STATUS },
    { "pong", "{\"event\":\"pong\"," TIMES ",\"number\":3}", LAMP_PROBE_PONG },
    { "error", "{\"event\":\"error\"," TIMES ",\"line\":3,\"reason\":\"no\"}", LAMP_PROBE_ERROR },
    { "a newer word", "{\"event\":\"teleport\"," TIMES "}", LAMP_PROBE_OTHER },
    { "white space at the end", "{\"event\":\"heat\"," TIMES ",\"heat\":\"hot\"} \r", LAMP_PROBE_HEAT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LampProbeEvent) event = parse (rows[i].line, &error);
      g_test_message ("%s", rows[i].why);
      g_assert_no_error (error);
      g_assert_cmpint (event->kind, ==, rows[i].kind);
    }
}

static void
test_invalid (void)
{
  static const struct
  {
    const char *why;
    const char *line;
  } rows[] = {
    { "nothing", "" },
    { "not an object", "[]" },
    { "cut", "{\"event\":\"exec\"" },
    { "two objects", "{\"event\":\"heat\"," TIMES ",\"heat\":\"hot\"}{}" },
    { "a comment that hides brackets", "{\"event\":\"heat\"," TIMES ",/*\"*/\"heat\":[\"hot\"]/*\"*/}" },
    { "a line comment", "{\"event\":\"heat\"," TIMES ",\"heat\":\"hot\" //\n}" },
    { "an assignment", "{\"event\"=\"heat\"," TIMES ",\"heat\":\"hot\"}" },
    { "brackets that do not match", "{\"event\":\"heat\"," TIMES ",\"heat\":\"hot\"}]" },
    { "no event", "{" TIMES "}" },
    { "event is a number", "{\"event\":1," TIMES "}" },
    { "no seq", "{\"event\":\"heat\",\"boot_usec\":1,\"real_usec\":1,\"heat\":\"hot\"}" },
    { "seq is zero", "{\"event\":\"heat\",\"seq\":0,\"boot_usec\":1,\"real_usec\":1,\"heat\":\"hot\"}" },
    { "seq is a fraction",
      "{\"event\":\"heat\",\"seq\":1.5,\"boot_usec\":1,\"real_usec\":1,\"heat\":\"hot\"}" },
    { "time before the epoch",
      "{\"event\":\"heat\",\"seq\":1,\"boot_usec\":1,\"real_usec\":-1,\"heat\":\"hot\"}" },
    { "not UTF-8", "{\"event\":\"heat\"," TIMES ",\"heat\":\"\xff\"}" },
    { "lone surrogate", "{\"event\":\"heat\"," TIMES ",\"heat\":\"\\ud800\"}" },
    { "another version", "{\"event\":\"hello\"," TIMES ",\"version\":2,\"pid\":9,\"boot_id\":\"x\"}" },
    { "a key that is none", "{\"event\":\"read\"," TIMES ",\"key\":\"../x\",\"path\":\"/a\",\"count\":2}" },
    { "no key", "{\"event\":\"read\"," TIMES ",\"key\":null,\"path\":\"/a\",\"count\":2}" },
    { "a count below zero",
      "{\"event\":\"read\"," TIMES ",\"key\":\"" KEY "\",\"path\":\"/a\",\"count\":-2}" },
    { "a path that is not encoded",
      "{\"event\":\"read\"," TIMES ",\"key\":\"" KEY "\",\"path\":\"/a b\",\"count\":2}" },
    { "a path with a zero",
      "{\"event\":\"read\"," TIMES ",\"key\":\"" KEY "\",\"path\":\"/a%00\",\"count\":2}" },
    { "a relative path", "{\"event\":\"read\"," TIMES ",\"key\":\"" KEY "\",\"path\":\"a\",\"count\":2}" },
    { "an empty path", "{\"event\":\"read\"," TIMES ",\"key\":\"" KEY "\",\"path\":\"\",\"count\":2}" },
    { "a method that is none", "{\"event\":\"open\"," TIMES ",\"key\":\"" KEY
                               "\",\"method\":\"magic\",\"confidence\":\"D\",\"sensor\":\"poll\"}" },
    { "a confidence that is none", "{\"event\":\"open\"," TIMES ",\"key\":\"" KEY
                                   "\",\"method\":\"stdin\",\"confidence\":\"E\",\"sensor\":\"poll\"}" },
    { "a process that is a text", EXEC ("\"bash\"") },
    { "a process without a pid", EXEC ("{\"started_ticks\":300,\"uid\":1000,\"euid\":0}") },
    { "pid 0", EXEC ("{\"pid\":0,\"started_ticks\":300,\"uid\":1000,\"euid\":0}") },
    { "a pid too large", EXEC ("{\"pid\":4194305,\"started_ticks\":300,\"uid\":1000,\"euid\":0}") },
    { "a uid below unknown", EXEC ("{\"pid\":1,\"started_ticks\":300,\"uid\":-2,\"euid\":0}") },
    { "argv is an object", EXEC ("{" PROCESS ",\"argv\":{}}") },
    { "argv holds a number", EXEC ("{" PROCESS ",\"argv\":[\"a\",1]}") },
    { "argv holds null", EXEC ("{" PROCESS ",\"argv\":[null]}") },
    { "environ is an array", EXEC ("{" PROCESS ",\"environ\":[]}") },
    { "environ holds a number", EXEC ("{" PROCESS ",\"environ\":{\"A\":1}}") },
    { "an ancestor that is a text", EXEC ("{" PROCESS ",\"ancestors\":[\"a\"]}") },
    { "an ancestor without a pid", EXEC ("{" PROCESS ",\"ancestors\":[{}]}") },
    { "stdin is a text", EXEC ("{" PROCESS ",\"stdin\":\"a\"}") },
    { "too deep", EXEC ("{" PROCESS ",\"x\":[[[[[[[[[[]]]]]]]]]]}") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LampProbeEvent) event = parse (rows[i].line, &error);
      g_test_message ("%s", rows[i].why);
      g_assert_null (event);
      g_assert_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA);
    }
}

static void
test_bounds (void)
{
  g_autofree char *deep = g_strnfill (LAMP_WIRE_EVENT_MAX, '[');
  g_autofree char *endless = g_strnfill (LAMP_WIRE_EVENT_MAX + 1, ' ');
  g_autofree char *word = g_strnfill (70000, 'x');
  g_autofree char *long_word = g_strdup_printf ("{\"event\":\"heat\"," TIMES ",\"heat\":\"%s\"}", word);
  g_autoptr (GString) many = g_string_new ("{" PROCESS ",\"argv\":[\"a\"");
  g_autofree char *many_line = NULL;
  const char zero[] = "{\"event\":\"heat\"," TIMES ",\"heat\":\"hot\0\"}";
  GError *error = NULL;

  deep[0] = '{';
  g_assert_null (parse (deep, &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA);
  g_clear_error (&error);
  g_assert_null (parse (endless, &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (parse (long_word, &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA);
  /* What an error says is logged: it must not carry what others wrote. */
  g_assert_null (strstr (error->message, "xxx"));
  g_clear_error (&error);
  g_assert_null (lamp_probe_event_parse (zero, sizeof zero - 1, "b", &error));
  g_clear_error (&error);
  for (guint i = 0; i < LAMP_WIRE_ARGV_COUNT_MAX; i++)
    g_string_append (many, ",\"a\"");
  g_string_append (many, "]}");
  many_line = g_strdup_printf ("{\"event\":\"exec\"," TIMES ",\"key\":\"" KEY "\",\"method\":\"exe\","
                               "\"confidence\":\"A\",\"sensor\":\"poll\",\"process\":%s}",
                               many->str);
  g_assert_null (parse (many_line, &error));
  g_clear_error (&error);
}

/* An index that names no argument, and one where nobody is. */
static void
test_operand (void)
{
  g_autoptr (LampProbeEvent) nobody = parse (EXEC ("null"), NULL);
  g_autoptr (LampProbeEvent) beyond = parse (EXEC ("{" PROCESS ",\"argv\":[\"bash\"]}"), NULL);

  g_assert_cmpint (nobody->execution->operand, ==, -1);
  g_assert_cmpint (beyond->execution->operand, ==, -1);
}

/* Cut anywhere, a line is an error and nothing else; changed anywhere, it is an error or another event. */
static void
test_mutations (void)
{
  const char *line = EXEC ("{" PROCESS
                           ",\"exe\":\"/usr/bin/bash\",\"argv\":[\"bash\"],\"environ\":{\"ENV\":\"x\"}}");
  gsize length = strlen (line);

  for (gsize i = 0; i < length; i++)
    g_assert_null (lamp_probe_event_parse (line, i, "b", NULL));
  for (gsize i = 0; i < length; i++)
    for (guint c = 0; c < 256; c += 5)
      {
        g_autofree char *copy = g_strdup (line);
        g_autoptr (LampProbeEvent) event = NULL;
        copy[i] = (char) c;
        event = lamp_probe_event_parse (copy, length, "b", NULL);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sense/probe-event/exec", test_exec);
  g_test_add_func ("/sense/probe-event/valid", test_valid);
  g_test_add_func ("/sense/probe-event/invalid", test_invalid);
  g_test_add_func ("/sense/probe-event/bounds", test_bounds);
  g_test_add_func ("/sense/probe-event/operand", test_operand);
  g_test_add_func ("/sense/probe-event/mutations", test_mutations);
  return g_test_run ();
}
