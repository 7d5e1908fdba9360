/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "detect/lamp-rules.h"

#include "detect/lamp-detect-limits.h"

#include "base/lamp-limits.h"
#include "base/lamp-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
brings_messages (LampChannel channel)
{
  return channel == LAMP_CHANNEL_WEBMAIL || channel == LAMP_CHANNEL_MAIL_CLIENT ||
         channel == LAMP_CHANNEL_MESSAGING || channel == LAMP_CHANNEL_SOCIAL;
}

static gboolean
is_mail (LampChannel channel)
{
  return channel == LAMP_CHANNEL_WEBMAIL || channel == LAMP_CHANNEL_MAIL_CLIENT;
}

static LampPointId
point_for_channel (const LampOrigin *origin)
{
  switch (origin->channel)
    {
    case LAMP_CHANNEL_WEBMAIL:
      return LAMP_POINT_ORIGIN_WEBMAIL;
    case LAMP_CHANNEL_MAIL_CLIENT:
      return LAMP_POINT_ORIGIN_MAIL;
    case LAMP_CHANNEL_MESSAGING:
      return LAMP_POINT_ORIGIN_MESSAGING;
    case LAMP_CHANNEL_SOCIAL:
      return LAMP_POINT_ORIGIN_SOCIAL;
    case LAMP_CHANNEL_FILESHARE:
      return LAMP_POINT_ORIGIN_FILESHARE;
    case LAMP_CHANNEL_CODE_HOSTING:
      return LAMP_POINT_ORIGIN_CODE_HOSTING;
    case LAMP_CHANNEL_USERCONTENT_HOSTING:
      return LAMP_POINT_ORIGIN_USERCONTENT;
    case LAMP_CHANNEL_VENDOR:
      return LAMP_POINT_ORIGIN_VENDOR;
    case LAMP_CHANNEL_UNKNOWN:
    default:
      return origin->host != NULL ? LAMP_POINT_ORIGIN_UNKNOWN_SITE : LAMP_POINT_ORIGIN_UNKNOWN;
    }
}

static gboolean
is_smuggled (const char *url)
{
  return url != NULL && (g_str_has_prefix (url, "data:") || g_str_has_prefix (url, "blob:null") ||
                         g_str_has_prefix (url, "file:"));
}

/* One of the three, the first that fits: each says that no known site vouches for the bytes. */
static void
match_transport (LampFindings *findings, const LampOrigin *origin)
{
  if (is_smuggled (origin->url))
    {
      lamp_findings_add (findings, LAMP_POINT_ORIGIN_SMUGGLED);
      lamp_findings_add_technique (findings, "T1027.006");
    }
  else if (origin->host != NULL && g_hostname_is_ip_address (origin->host))
    lamp_findings_add (findings, LAMP_POINT_ORIGIN_RAW_ADDRESS);
  else if (origin->url != NULL && g_ascii_strncasecmp (origin->url, "http://", 7) == 0)
    lamp_findings_add (findings, LAMP_POINT_ORIGIN_PLAIN_HTTP);
}

static gboolean
expression_matches (const char *expression, const char *text)
{
  g_autofree char *bounded = g_strconcat ("(*LIMIT_MATCH=" LAMP_DETECT_MATCH_STEPS ")", expression, NULL);
  g_autoptr (GRegex) regex = NULL;

  if (text == NULL)
    return FALSE;
  regex = g_regex_new (bounded, G_REGEX_CASELESS, 0, NULL);
  return regex != NULL &&
         g_regex_match_full (regex, text, (gssize) strnlen (text, LAMP_URL_BYTES), 0, 0, NULL, NULL);
}

/* AN0321's PhishingIndicators: the organisation's own expressions over URLs and names. */
static void
match_indicators (LampFindings *findings, const LampOrigin *origin)
{
  const char *const *indicators = findings->facts->policy->indicators;
  const LampFile *file = findings->facts->artifact->file;
  g_autofree char *name = file != NULL ? lamp_text_to_utf8 (file->name) : NULL;
  g_autofree char *url = origin != NULL && origin->url != NULL ? lamp_text_to_utf8 (origin->url) : NULL;
  g_autofree char *page = origin != NULL && origin->page != NULL ? lamp_text_to_utf8 (origin->page) : NULL;

  for (gsize i = 0; indicators != NULL && indicators[i] != NULL && i < LAMP_DETECT_INDICATORS; i++)
    if (expression_matches (indicators[i], name) || expression_matches (indicators[i], url) ||
        expression_matches (indicators[i], page))
      {
        lamp_findings_add (findings, LAMP_POINT_ORIGIN_INDICATOR);
        return;
      }
}

/* Programs that a mail gateway usually refuses. */
static void
match_program_by_mail (LampFindings *findings)
{
  static const char *const endings[] = {
    ".jar", ".exe", ".msi", ".scr", ".com", ".bat", ".run", ".bin", NULL
  };
  const LampFile *file = findings->facts->artifact->file;
  g_autofree char *name = file != NULL && file->name != NULL ? g_ascii_strdown (file->name, -1) : NULL;

  for (gsize i = 0; name != NULL && endings[i] != NULL; i++)
    if (g_str_has_suffix (name, endings[i]))
      {
        lamp_findings_add (findings, LAMP_POINT_NAME_PROGRAM_BY_MAIL);
        return;
      }
}

static void
match_known (LampFindings *findings, const LampOrigin *origin)
{
  /* A mail account is never trusted for being the organisation's: its letters come from everywhere. */
  gboolean inside = origin->standing == LAMP_STANDING_INSIDE && !is_mail (origin->channel);

  if (inside)
    {
      lamp_findings_add (findings, LAMP_POINT_ORIGIN_INSIDE);
      return;
    }
  lamp_findings_add (findings, point_for_channel (origin));
  if (brings_messages (origin->linked_from) && !brings_messages (origin->channel))
    lamp_findings_add (findings, origin->channel == LAMP_CHANNEL_CODE_HOSTING
                                     ? LAMP_POINT_ORIGIN_CODE_HOSTING_LINKED
                                     : LAMP_POINT_ORIGIN_LINKED);
  if (is_mail (origin->channel))
    match_program_by_mail (findings);
  if (brings_messages (origin->linked_from) && !brings_messages (origin->channel))
    lamp_findings_add_technique (findings, "T1204.001");
  match_transport (findings, origin);
}

/* How the file reached the person. Webmail, chats and social networks are services that the organisation's
 * mail gateway does not see; a mail client shows an account's own mail, whose attachments and links have
 * techniques of their own. A file share or a site by itself sent no message. */
static const char *
find_phishing_technique (const LampOrigin *origin)
{
  gboolean direct = brings_messages (origin->channel);

  switch (direct ? origin->channel : origin->linked_from)
    {
    case LAMP_CHANNEL_WEBMAIL:
    case LAMP_CHANNEL_MESSAGING:
    case LAMP_CHANNEL_SOCIAL:
      return "T1566.003";
    case LAMP_CHANNEL_MAIL_CLIENT:
      return direct ? "T1566.001" : "T1566.002";
    default:
      return NULL;
    }
}

/**
 * lamp_rule_origin:
 * @findings: to be added to
 *
 * Pending is not unknown: while a reader may still answer, the origin scores nothing and is a gap. Unknown is
 * not benign.
 */
void
lamp_rule_origin (LampFindings *findings)
{
  const LampOrigin *origin = findings->origin;
  gboolean known = origin != NULL && origin->status == LAMP_ORIGIN_KNOWN;
  const char *technique = known ? find_phishing_technique (origin) : NULL;

  if (technique != NULL)
    lamp_findings_add_technique (findings, technique);
  if (origin == NULL || origin->status == LAMP_ORIGIN_UNKNOWN)
    {
      lamp_findings_add (findings, LAMP_POINT_ORIGIN_UNKNOWN);
      lamp_findings_add_gap (findings, "origin-unknown", _ ("Where it came from is not known."));
    }
  else if (origin->status == LAMP_ORIGIN_PENDING)
    lamp_findings_add_gap (findings, "origin-pending", _ ("Where it came from is still being looked up."));
  else
    match_known (findings, origin);
  match_indicators (findings, origin);
}
