/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/lamp-alert.h"
#include "model/lamp-report.h"

#include "base/lamp-error.h"

static LampAlert *
make_alert (void)
{
  g_autoptr (LampFile) file = lamp_file_new (&(LampFile){ .path = "/home/a/Downloads/x\xff.sh",
                                                          .name = "x\xff.sh",
                                                          .size_bytes = 7,
                                                          .arrived_real_usec = 1700000000123456 });
  g_autoptr (LampEvidence) evidence = lamp_evidence_new (&(LampEvidence){
      .source = "xattr", .detail = "d", .url = "https://h/?secret=1", .confidence = LAMP_EVIDENCE_HIGH });
  const LampEvidence *all[] = { evidence, NULL };
  g_autoptr (LampOrigin) origin = lamp_origin_new (&(LampOrigin){
      .status = LAMP_ORIGIN_KNOWN, .channel = LAMP_CHANNEL_WEBMAIL, .url = "https://h/", .evidence = all });
  g_autoptr (LampReason)
      reason = lamp_reason_new (&(LampReason){ .code = "origin-webmail", .weight = 40, .text = "t" });
  const LampReason *reasons[] = { reason, NULL };

  return lamp_alert_new (&(LampAlert){ .schema = "1",
                                       .id = "i",
                                       .revision = 2,
                                       .severity = LAMP_SEVERITY_HIGH,
                                       .file = file,
                                       .origin = origin,
                                       .method = LAMP_METHOD_SCRIPT,
                                       .confidence = LAMP_CONFIDENCE_B,
                                       .reasons = reasons,
                                       .seconds_since_arrival = -1,
                                       .artifact_key = "k" });
}

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampAlert) alert = make_alert ();
  g_autofree char *text = lamp_alert_to_text (alert, LAMP_VIEW_STORE);
  g_autoptr (LampAlert) again = lamp_alert_from_text (text, &error);
  g_autofree char *text_again = NULL;

  g_assert_no_error (error);
  text_again = lamp_alert_to_text (again, LAMP_VIEW_STORE);
  g_assert_cmpstr (text, ==, text_again);
  g_assert_cmpint (again->seconds_since_arrival, ==, -1);
  g_assert_cmpint (again->file->arrived_real_usec, ==, 1700000000123456);
  g_assert_cmpstr (again->origin->evidence[0]->url, ==, "https://h/?secret=1");
}

static void
test_public_view (void)
{
  g_autoptr (LampAlert) alert = make_alert ();
  g_autofree char *text = lamp_alert_to_text (alert, LAMP_VIEW_PUBLIC);

  g_assert_null (strstr (text, "secret"));
  g_assert_null (strstr (text, "artifact_key"));
  g_assert_nonnull (strstr (
      text, "\"execution\":{\"method\":\"script\",\"confidence\":\"B\",\"sensor\":null,\"time\":null}"));
  g_assert_nonnull (strstr (text, "\"process\":null"));
  g_assert_nonnull (strstr (text, "\"seconds_since_arrival\":null"));
  g_assert_nonnull (strstr (text, "\"arrived\":\"2023-11-14T22:13:20.123456Z\""));
  g_assert_nonnull (strstr (text, "x\xef\xbf\xbd.sh"));
}

static void
test_invalid (void)
{
  static const struct
  {
    const char *why;
    const char *text;
  } rows[] = {
    { "empty", "" },
    { "not JSON", "{" },
    { "no object", "[]" },
    { "number for a string", "{\"id\":7}" },
    { "string for a number", "{\"revision\":\"7\"}" },
    { "unknown word", "{\"severity\":\"severe\"}" },
    { "bad time", "{\"time\":\"yesterday\"}" },
    { "array for an object", "{\"file\":[]}" },
    { "object for an array", "{\"reasons\":{}}" },
    { "bad element", "{\"reasons\":[{\"weight\":\"x\"}]}" },
    { "number in a list of strings", "{\"redacted\":[1]}" },
    { "object for a string", "{\"id\":{}}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LampAlert) alert = lamp_alert_from_text (rows[i].text, &error);
      g_test_message ("%s", rows[i].why);
      g_assert_null (alert);
      g_assert_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA);
    }
}

static void
test_sharing (void)
{
  LampFile *file = lamp_file_new (&(LampFile){ .path = "/a" });
  LampArtifact *artifact = lamp_artifact_new (&(LampArtifact){ .key = "k", .file = file });

  lamp_file_unref (file);
  g_assert_cmpstr (artifact->file->path, ==, "/a");
  lamp_artifact_unref (artifact);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/value/round-trip", test_round_trip);
  g_test_add_func ("/model/value/public-view", test_public_view);
  g_test_add_func ("/model/value/invalid", test_invalid);
  g_test_add_func ("/model/value/sharing", test_sharing);
  return g_test_run ();
}
