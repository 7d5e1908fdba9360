/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "report-sample.h"

#define ARRIVED 1795448467120000
#define STARTED 1795448551004217

static LampProcess *
make_process (const char *path, const char *argument)
{
  g_autoptr (LampAncestor) first = lamp_ancestor_new (
      &(LampAncestor){ .pid = 4100, .started_ticks = 90100, .exe = "/usr/bin/nautilus", .name = "nautilus" });
  g_autoptr (LampAncestor) second = lamp_ancestor_new (
      &(LampAncestor){ .pid = 4000, .started_ticks = 90000, .exe = "/home/alex/bin/wm", .name = "wm" });
  const LampAncestor *ancestors[] = { first, second, NULL };
  const char *argv[] = { "bash", path, argument, NULL };
  const char *environment[] = { "MOZ_CRASHREPORTER_DATA_DIRECTORY", "/home/alex/secret-environment", NULL };

  return lamp_process_new (&(LampProcess){
      .pid = 41822,
      .started_ticks = 91822,
      .started_real_usec = STARTED,
      .boot_id = "6f1e2c1a-8a52-4a9b-9d0e-2f7c8f2b6a11",
      .exe = "/usr/bin/bash",
      .argv = argv,
      .cwd = "/home/alex/Downloads",
      .uid = 1000,
      .euid = 1000,
      .unit = "app-gnome-org.gnome.Nautilus-4100.scope",
      .stdin_path = "/home/alex/Downloads/answers.txt",
      .environ_map = environment,
      .ancestors = ancestors,
  });
}

static LampOrigin *
make_origin (const char *url)
{
  g_autoptr (LampEvidence) evidence = lamp_evidence_new (&(LampEvidence){
      .source = "firefox-places",
      .confidence = LAMP_EVIDENCE_HIGH,
      .detail = "Firefox lists this file among its downloads.",
      .url = url,
      .observed_real_usec = ARRIVED,
  });
  const LampEvidence *all[] = { evidence, NULL };

  return lamp_origin_new (&(LampOrigin){
      .status = LAMP_ORIGIN_KNOWN,
      .channel = LAMP_CHANNEL_WEBMAIL,
      .standing = LAMP_STANDING_OUTSIDE,
      .url = url,
      .referrer = "https://mail.example.org/inbox?session=REFERRERSECRET",
      .page = "https://mail.example.org/read#PAGESECRET",
      .host = "mail.example.org",
      .app = "Firefox",
      .account = "alex@example.org",
      .list_version = "2026-11-01",
      .evidence = all,
  });
}

static LampFile *
make_file (const char *name, const char *path)
{
  return lamp_file_new (&(LampFile){
      .path = path,
      .path_at_arrival = path,
      .name = name,
      .size_bytes = 48211,
      .sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      .content_type = "text/x-shellscript",
      .mode = "0644",
      .born_real_usec = ARRIVED - 1000000,
      .modified_real_usec = ARRIVED,
      .arrived_real_usec = ARRIVED,
  });
}

/**
 * report_sample_new:
 * @file_name: name of the downloaded file
 * @argument: last argument of the process
 * @url: where the file came from
 *
 * Returns: an alert with a value in each member, of a person "alex" at home in /home/alex
 */
LampAlert *
report_sample_new (const char *file_name, const char *argument, const char *url)
{
  g_autofree char *path = g_strconcat ("/home/alex/Downloads/", file_name, NULL);
  g_autofree char *archive = g_strconcat (path, ".zip", NULL);
  g_autoptr (LampFile) file = make_file (file_name, path);
  g_autoptr (LampOrigin) origin = make_origin (url);
  g_autoptr (LampProcess) process = make_process (path, argument);
  g_autoptr (LampDerivation)
      derivation = lamp_derivation_new (&(LampDerivation){ .how = "extracted", .from = archive, .to = path });
  g_autoptr (LampReason) reason = lamp_reason_new (
      &(LampReason){ .code = "origin-webmail", .weight = 40, .text = "It came through webmail." });
  const char *tactics[] = { "initial-access", NULL };
  g_autoptr (LampTechnique) technique = lamp_technique_new (&(LampTechnique){
      .id = "T1566.003", .name = "Phishing: Spearphishing via Service", .tactics = tactics });
  g_autoptr (LampGap)
      gap = lamp_gap_new (&(LampGap){ .code = "no-connector", .text = "Children may be missing." });
  const LampDerivation *derivations[] = { derivation, NULL };
  const LampReason *reasons[] = { reason, NULL };
  const LampTechnique *techniques[] = { technique, NULL };
  const LampGap *gaps[] = { gap, NULL };
  const LampProcess *processes[] = { process, NULL };

  return lamp_alert_new (&(LampAlert){
      .schema = "1",
      .id = "7f69cdc1-c1e9-41b6-9a9e-9d5cce10e19a",
      .revision = 2,
      .time_real_usec = STARTED,
      .last_time_real_usec = STARTED,
      .count = 1,
      .severity = LAMP_SEVERITY_HIGH,
      .score = 85,
      .state = LAMP_ALERT_REPORTED,
      .sentence = "A file which you downloaded from mail.example.org with Firefox 1 minute ago was just run.",
      .file = file,
      .origin = origin,
      .derivation = derivations,
      .method = LAMP_METHOD_SCRIPT,
      .confidence = LAMP_CONFIDENCE_B,
      .sensor = "fanotify",
      .execution_real_usec = STARTED,
      .process = process,
      .processes = processes,
      .user_uid = 1000,
      .user_name = "alex",
      .user_session = "2",
      .user_admin = TRUE,
      .seconds_since_arrival = 84,
      .reasons = reasons,
      .attack_version = "18.0",
      .attack_analytic = "AN0321",
      .techniques = techniques,
      .report_state = LAMP_REPORT_WAITING,
      .completeness = gaps,
      .artifact_key = "SECRETKEY",
  });
}

static const char *const bits[] = {
  "a",
  "\xff\xfe",
  "\n",
  "<b>x</b>",
  "\"",
  "\\",
  "\xe2\x80\xae",
  "\x1b[31m",
  "\xc3\xa9",
  "\xf0\x9f\x94\xa6",
  "/home/alex",
  "https://h/p?q=1",
  "\x01",
  "%s%n",
  "\xc2\x9b",
  "\xe2\x80\xa8",
};

static char *
make_random_text (GRand *random, gint max_bits)
{
  GString *text = g_string_new (NULL);
  gint count = g_rand_int_range (random, 1, max_bits);

  for (gint i = 0; i < count; i++)
    g_string_append (text, bits[g_rand_int_range (random, 0, G_N_ELEMENTS (bits))]);
  return g_string_free (text, FALSE);
}

/**
 * report_sample_new_random:
 * @random: source of chance
 *
 * Returns: an alert whose foreign texts are hostile and sometimes long, and some of whose members are missing
 */
LampAlert *
report_sample_new_random (GRand *random)
{
  gint longest = g_rand_boolean (random) ? 12 : 4000;
  g_autofree char *name = make_random_text (random, longest);
  g_autofree char *argument = make_random_text (random, longest);
  g_autofree char *url = make_random_text (random, longest);
  g_autoptr (LampAlert) whole = report_sample_new (name, argument, url);
  LampAlert changed = *whole;

  changed.revision = g_rand_int_range (random, 1, 100);
  changed.severity = g_rand_int_range (random, LAMP_SEVERITY_LOW, LAMP_SEVERITY_HIGH + 1);
  changed.state = g_rand_int_range (random, LAMP_ALERT_NEW, LAMP_ALERT_CLOSED + 1);
  changed.method = g_rand_int_range (random, LAMP_METHOD_UNKNOWN, LAMP_METHOD_PERSISTENCE + 1);
  changed.confidence = g_rand_int_range (random, LAMP_CONFIDENCE_A, LAMP_CONFIDENCE_D + 1);
  changed.drill = g_rand_boolean (random);
  changed.seconds_since_arrival = g_rand_int_range (random, -1, 100);
  changed.sentence = argument;
  changed.verdict = g_rand_boolean (random) ? url : NULL;
  if (g_rand_boolean (random))
    changed.process = NULL;
  if (g_rand_boolean (random))
    changed.file = NULL;
  if (g_rand_boolean (random))
    changed.derivation = NULL;
  if (g_rand_boolean (random))
    changed.reasons = NULL;
  return lamp_alert_new (&changed);
}
