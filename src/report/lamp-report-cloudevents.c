/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "report/lamp-report-cloudevents.h"

#include "base/lamp-error.h"
#include "base/lamp-limits.h"
#include "base/lamp-text.h"
#include "base/lamp-time.h"
#include "report/lamp-report-limits.h"
#include "report/lamp-report-shorten.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
set_comment (JsonObject *data, const char *comment)
{
  g_autofree char *valid = NULL;
  g_autofree char *cut = NULL;

  if (comment == NULL || *comment == '\0')
    {
      json_object_set_null_member (data, "comment");
      return;
    }
  valid = lamp_text_to_utf8 (comment);
  if (g_utf8_strlen (valid, -1) > LAMP_COMMENT_CHARS)
    cut = g_utf8_substring (valid, 0, LAMP_COMMENT_CHARS);
  json_object_set_string_member (data, "comment", cut != NULL ? cut : valid);
}

/* A report that leaves something out says so where every gap is said. */
static void
add_gap (JsonObject *data)
{
  g_autoptr (LampGap) gap = lamp_gap_new (&(LampGap){
      .code = "report-shortened",
      .text = _ ("The report would have been larger than 64 KiB: long texts and lists in it are cut."),
  });
  JsonArray *gaps = json_object_get_array_member (data, "completeness");

  json_array_add_element (gaps, lamp_gap_to_json (gap, LAMP_VIEW_PUBLIC));
}

static JsonNode *
make_data (const LampAlert *alert, const char *comment)
{
  JsonNode *data = lamp_alert_to_json (alert, LAMP_VIEW_PUBLIC);

  set_comment (json_node_get_object (data), comment);
  return data;
}

/* An attribute of the envelope must stay readable for tools that show nothing else. */
static void
set_text (JsonObject *event, const char *name, const char *text)
{
  g_autofree char *valid = lamp_text_to_utf8 (text);
  g_autofree char *cut = g_utf8_strlen (valid, -1) > 255 ? g_utf8_substring (valid, 0, 255) : NULL;

  json_object_set_string_member (event, name, cut != NULL ? cut : valid);
}

/* Eats @data. */
static char *
format_event (const LampAlert *alert, const char *source, JsonNode *data)
{
  g_autoptr (JsonObject) event = json_object_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *time = lamp_time_format (alert->last_time_real_usec > 0 ? alert->last_time_real_usec
                                                                           : alert->time_real_usec);

  json_object_set_string_member (event, "specversion", "1.0");
  set_text (event, "id", alert->id);
  set_text (event, "source", source);
  json_object_set_string_member (event, "type", LAMP_REPORT_EVENT_TYPE);
  json_object_set_string_member (event, "time", time);
  if (alert->file != NULL && alert->file->name != NULL && *alert->file->name != '\0')
    set_text (event, "subject", alert->file->name);
  json_object_set_string_member (event, "datacontenttype", "application/json");
  json_object_set_string_member (event, "dataschema", LAMP_REPORT_DATA_SCHEMA);
  /* Extensions, so that a router need not look into the data. A number in one has 32 bits at most. */
  json_object_set_int_member (event, "gatelamprevision", CLAMP (alert->revision, 0, G_MAXINT32));
  json_object_set_boolean_member (event, "gatelampdrill", alert->drill);
  json_object_set_member (event, "data", data);
  node = json_node_init_object (json_node_alloc (), event);
  return lamp_report_shorten_to_text (node);
}

static char *
format_short (const LampAlert *alert, const char *source, const char *comment)
{
  g_autofree char *text = format_event (alert, source, make_data (alert, comment));

  for (guint level = 0; strlen (text) >= LAMP_REPORT_BYTES && level < LAMP_REPORT_SHORTEN_LEVELS; level++)
    {
      g_autoptr (JsonNode) whole = make_data (alert, comment);
      JsonNode *data = lamp_report_shorten (whole, level);

      add_gap (json_node_get_object (data));
      g_free (text);
      text = format_event (alert, source, data);
    }
  return g_steal_pointer (&text);
}

/**
 * lamp_report_cloudevents_format:
 * @redacted: an alert after lamp_redact_alert(); what is in its public view is sent
 * @source: who reports, a URI reference, e.g. from lamp_redact_dup_source()
 * @comment: (nullable): the person's words, at most 2000 characters are used
 * @error: return location
 *
 * A CloudEvents 1.0 event in structured JSON (https://github.com/cloudevents/spec, v1.0.2). Its `id` is the
 * alert's, so that a receiver can fold a repeated delivery; a later revision has the same `id` and another
 * `gatelamprevision`. Always smaller than 64 KiB: what had to be cut is said in `data.completeness`. The
 * same input gives the same bytes.
 *
 * Returns: (transfer full) (nullable): UTF-8 text. Errors: %LAMP_ERROR_INVALID_DATA - the alert has no id or
 *   there is no source; %LAMP_ERROR_TOO_LARGE - it cannot be made small enough
 */
GBytes *
lamp_report_cloudevents_format (const LampAlert *redacted,
                                const char *source,
                                const char *comment,
                                GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (redacted->id == NULL || *redacted->id == '\0' || source == NULL || *source == '\0')
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA,
                           "writing a report: an id and a source are needed");
      return NULL;
    }
  text = format_short (redacted, source, comment);
  length = strlen (text);
  if (length >= LAMP_REPORT_BYTES)
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_TOO_LARGE, "writing a report: it is too large");
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&text), length);
}
