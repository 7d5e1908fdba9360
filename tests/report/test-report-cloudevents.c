/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "report-sample.h"

#include "base/lamp-error.h"
#include "base/lamp-limits.h"
#include "report/lamp-redact.h"
#include "report/lamp-report-cloudevents.h"
#include "report/lamp-report-format.h"
#include "report/lamp-report-limits.h"

#include <string.h>

#define SOURCE "/gatelamp/m-7c1f"

static char *
format (const LampAlert *alert, const char *comment)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampPolicy) policy = lamp_policy_new_default ();
  g_autoptr (LampAlert) redacted = lamp_redact_alert (alert, policy, "/home/alex", "m-7c1f");
  const LampReportFormat *row = lamp_report_format_find ("cloudevents");
  g_autoptr (GBytes) bytes = row->format (redacted, SOURCE, comment, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), <, LAMP_REPORT_BYTES);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static JsonObject *
parse (const char *text, JsonNode **out_node)
{
  g_autoptr (GError) error = NULL;

  *out_node = json_from_string (text, &error);
  g_assert_no_error (error);
  return json_node_get_object (*out_node);
}

/* To make it anew after a wanted change: test-report-cloudevents --print. */
static char *
make_golden (void)
{
  g_autoptr (LampAlert)
      alert = report_sample_new ("Rechnung_4711.sh", "--fetch=https://u:p@cdn.example/x?token=1",
                                 "https://mail.example.org/a/4711?sid=9");

  return format (alert, "I thought it was the invoice.");
}

static void
test_golden (void)
{
  g_autofree char *made = make_golden ();
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "cloudevents.json", NULL);
  g_autofree char *golden = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (path, &golden, NULL, &error));
  g_strchomp (golden);
  g_assert_cmpstr (made, ==, golden);
}

static void
test_injection (void)
{
  g_autofree char *huge = g_strnfill (200000, '"');
  const struct
  {
    const char *why;
    const char *name;
    const char *expected; /* NULL: as @name */
  } rows[] = {
    { "markup", "<b>&amp;</b><script>.sh", NULL },
    { "a newline", "a\nb\r.sh", NULL },
    { "quotes and backslashes", "\",\"drill\":true,\"x\":\"\\", NULL },
    { "right-to-left override", "x\xe2\x80\xaegpj.sh", NULL },
    { "a terminal's escape",
      "\x1b[2J\xc2\x9b"
      "31m.sh",
      NULL },
    { "invalid UTF-8", "x\xff\xc3.sh", "x\xef\xbf\xbd\xef\xbf\xbd.sh" },
    { "a line separator and a tag",
      "a\xe2\x80\xa8"
      "b\xf3\xa0\x81\x81.sh",
      NULL },
    { "format letters", "%s%n%p", NULL },
    { "outside of the basic plane", "\xf0\x9f\x94\xa6.sh", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LampAlert) alert = report_sample_new (rows[i].name, rows[i].name, "https://h/");
      g_autofree char *text = format (alert, rows[i].name);
      const char *expected = rows[i].expected != NULL ? rows[i].expected : rows[i].name;
      g_autoptr (JsonNode) node = NULL;
      JsonObject *event = parse (text, &node);
      JsonObject *data = json_object_get_object_member (event, "data");
      JsonArray *argv;

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (json_object_get_string_member (event, "subject"), ==, expected);
      g_assert_cmpstr (json_object_get_string_member (data, "comment"), ==, expected);
      argv = json_object_get_array_member (json_object_get_object_member (data, "process"), "argv");
      g_assert_cmpstr (json_array_get_string_element (argv, 2), ==, expected);
      g_assert_false (json_object_get_boolean_member (event, "gatelampdrill"));
      for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
        g_assert_true (g_unichar_isprint (g_utf8_get_char (p)));
    }
}

static void
check_shortened (LampAlert *alert, gboolean expected)
{
  g_autofree char *text = format (alert, "c");
  g_autoptr (JsonNode) node = NULL;
  JsonObject *data = json_object_get_object_member (parse (text, &node), "data");

  g_assert_cmpint (strstr (text, "\"report-shortened\"") != NULL, ==, expected);
  g_assert_cmpstr (json_object_get_string_member (data, "id"), ==, alert->id);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (data, "file"), "sha256"), ==,
                   alert->file->sha256);
}

static void
test_size (void)
{
  static const struct
  {
    const char *why;
    const char *unit;
    gsize count;
    gboolean shortened;
  } rows[] = {
    { "small", "x", 100, FALSE },
    { "a long argument", "x", 100000, TRUE },
    { "quotes, which grow", "\"", 40000, TRUE },
    { "hidden characters, which grow by three", "\xf3\xa0\x81\x81", 20000, TRUE },
    { "a megabyte", "y", 1000000, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) argument = g_string_new (NULL);
      g_autoptr (LampAlert) alert = NULL;

      g_test_message ("%s", rows[i].why);
      for (gsize j = 0; j < rows[i].count; j++)
        g_string_append (argument, rows[i].unit);
      alert = report_sample_new ("x.sh", argument->str, "https://h/");
      check_shortened (alert, rows[i].shortened);
    }
}

/* Each text and each list of the alert is as long as an attacker likes. */
static void
test_size_everything (void)
{
  g_autofree char *huge = g_strnfill (10000, '\x01');
  g_autoptr (LampAlert) small = report_sample_new (huge, huge, huge);
  LampAlert changed = *small;
  g_autofree const char **argv = g_new0 (const char *, 5001);
  g_autofree const LampReason **reasons = g_new0 (const LampReason *, 41);
  g_autofree const LampDerivation **derivations = g_new0 (const LampDerivation *, 41);
  g_autoptr (LampReason) reason = lamp_reason_new (&(LampReason){ .code = huge, .text = huge });
  g_autoptr (LampDerivation)
      derivation = lamp_derivation_new (&(LampDerivation){ .how = huge, .from = huge, .to = huge });
  LampProcess process = *small->process;
  g_autoptr (LampProcess) big_process = NULL;
  g_autoptr (LampAlert) alert = NULL;

  for (int i = 0; i < 5000; i++)
    argv[i] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
  for (int i = 0; i < 40; i++)
    {
      reasons[i] = reason;
      derivations[i] = derivation;
    }
  process.argv = argv;
  process.cwd = huge;
  big_process = lamp_process_new (&process);
  changed.process = big_process;
  changed.reasons = reasons;
  changed.derivation = derivations;
  changed.sentence = huge;
  changed.verdict = huge;
  changed.report_receipt = huge;
  alert = lamp_alert_new (&changed);
  check_shortened (alert, TRUE);
}

/* One row: a comment, and how much of it is sent. */
static void
test_comment (void)
{
  const struct
  {
    const char *why;
    gsize count;
    glong sent;
  } rows[] = {
    { "the longest", LAMP_COMMENT_CHARS, LAMP_COMMENT_CHARS },
    { "longer", LAMP_COMMENT_CHARS + 1, LAMP_COMMENT_CHARS },
    { "much longer", 100000, LAMP_COMMENT_CHARS },
  };
  g_autoptr (LampAlert) alert = report_sample_new ("x.sh", "y", "https://h/");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) comment = g_string_new (NULL);
      g_autoptr (JsonNode) node = NULL;
      g_autofree char *text = NULL;
      JsonObject *data;

      g_test_message ("%s", rows[i].why);
      for (gsize k = 0; k < rows[i].count; k++)
        g_string_append (comment, "\xc3\xa4");
      text = format (alert, comment->str);
      data = json_object_get_object_member (parse (text, &node), "data");
      g_assert_cmpint (g_utf8_strlen (json_object_get_string_member (data, "comment"), -1), ==, rows[i].sent);
    }
}

static void
test_needs (void)
{
  g_autoptr (LampAlert) no_id = lamp_alert_new (&(LampAlert){ .schema = "1" });
  g_autoptr (LampAlert) alert = report_sample_new ("x", "y", "z");
  g_autoptr (GError) error = NULL;

  g_assert_null (lamp_report_cloudevents_format (no_id, SOURCE, NULL, &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA);
  g_clear_error (&error);
  g_assert_null (lamp_report_cloudevents_format (alert, "", NULL, &error));
  g_assert_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA);
}

static void
test_table (void)
{
  g_assert_nonnull (lamp_report_format_get (0));
  g_assert_null (lamp_report_format_get (1000));
  g_assert_null (lamp_report_format_find ("nonsense"));
  g_assert_null (lamp_report_format_find (NULL));
  g_assert_cmpstr (lamp_report_format_find ("cloudevents")->media_type, ==, "application/cloudevents+json");
}

/* For the schema test: one report a line, the sample first. */
static int
print_many (guint count)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (321);
  g_autofree char *golden = make_golden ();

  g_print ("%s\n", golden);
  for (guint i = 0; i < count; i++)
    {
      g_autoptr (LampAlert) alert = report_sample_new_random (random);
      g_autofree char *text = format (alert, i % 2 == 0 ? NULL : "c");
      g_print ("%s\n", text);
    }
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--print") == 0)
    return print_many ((guint) g_ascii_strtoull (argv[2], NULL, 10));
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/cloudevents/golden", test_golden);
  g_test_add_func ("/report/cloudevents/injection", test_injection);
  g_test_add_func ("/report/cloudevents/size", test_size);
  g_test_add_func ("/report/cloudevents/size-everything", test_size_everything);
  g_test_add_func ("/report/cloudevents/comment", test_comment);
  g_test_add_func ("/report/cloudevents/needs", test_needs);
  g_test_add_func ("/report/cloudevents/table", test_table);
  return g_test_run ();
}
