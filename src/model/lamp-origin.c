/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/lamp-origin.h"

#include <string.h>

static const char *const confidence_nicks[] = { "low", "medium", "high", NULL };
static const char *const status_nicks[] = { "pending", "known", "unknown", NULL };
static const char *const channel_nicks[] = { "unknown", "webmail",   "mail-client",  "messaging",
                                             "social",  "fileshare", "code-hosting", "usercontent-hosting",
                                             "vendor",  NULL };
static const char *const standing_nicks[] = { "unknown", "inside", "outside", NULL };

#define LOCAL (LAMP_FIELD_LOCAL | LAMP_FIELD_OMIT_NULL)

static const LampField evidence_fields[] = {
  { "source", LAMP_FIELD_STRING, offsetof (LampEvidence, source) },
  { "confidence", LAMP_FIELD_ENUM, offsetof (LampEvidence, confidence), .nicks = confidence_nicks },
  { "detail", LAMP_FIELD_STRING, offsetof (LampEvidence, detail) },
  { "url", LAMP_FIELD_STRING, offsetof (LampEvidence, url), LOCAL },
  { "referrer", LAMP_FIELD_STRING, offsetof (LampEvidence, referrer), LOCAL },
  { "page", LAMP_FIELD_STRING, offsetof (LampEvidence, page), LOCAL },
  { "app", LAMP_FIELD_STRING, offsetof (LampEvidence, app), LOCAL },
  { "account", LAMP_FIELD_STRING, offsetof (LampEvidence, account), LOCAL },
  { "message_id", LAMP_FIELD_STRING, offsetof (LampEvidence, message_id), LOCAL },
  { "private", LAMP_FIELD_BOOLEAN, offsetof (LampEvidence, private), LOCAL },
  { "observed", LAMP_FIELD_TIME, offsetof (LampEvidence, observed_real_usec), LOCAL },
  { NULL },
};

LAMP_DEFINE_VALUE (LampEvidence, lamp_evidence, evidence_fields)

static const LampField origin_fields[] = {
  { "status", LAMP_FIELD_ENUM, offsetof (LampOrigin, status), .nicks = status_nicks },
  { "channel", LAMP_FIELD_ENUM, offsetof (LampOrigin, channel), .nicks = channel_nicks },
  { "standing", LAMP_FIELD_ENUM, offsetof (LampOrigin, standing), .nicks = standing_nicks },
  { "url", LAMP_FIELD_STRING, offsetof (LampOrigin, url) },
  { "referrer", LAMP_FIELD_STRING, offsetof (LampOrigin, referrer) },
  { "page", LAMP_FIELD_STRING, offsetof (LampOrigin, page) },
  { "host", LAMP_FIELD_STRING, offsetof (LampOrigin, host) },
  { "app", LAMP_FIELD_STRING, offsetof (LampOrigin, app) },
  { "account", LAMP_FIELD_STRING, offsetof (LampOrigin, account) },
  { "message_id", LAMP_FIELD_STRING, offsetof (LampOrigin, message_id) },
  { "private", LAMP_FIELD_BOOLEAN, offsetof (LampOrigin, private) },
  { "list_version", LAMP_FIELD_STRING, offsetof (LampOrigin, list_version) },
  { "linked_from", LAMP_FIELD_ENUM, offsetof (LampOrigin, linked_from), LAMP_FIELD_LOCAL, channel_nicks },
  { "service", LAMP_FIELD_STRING, offsetof (LampOrigin, service), LOCAL },
  { "evidence", LAMP_FIELD_VALUES, offsetof (LampOrigin, evidence), .type = &lamp_evidence_type },
  { NULL },
};

LAMP_DEFINE_VALUE (LampOrigin, lamp_origin, origin_fields)

/**
 * lamp_channel_to_string:
 * @channel: a channel
 *
 * Returns: its word in data files and JSON
 */
const char *
lamp_channel_to_string (LampChannel channel)
{
  return channel_nicks[channel];
}

/**
 * lamp_channel_from_string:
 * @word: a word from a data file or policy
 * @out_channel: (out): the channel
 *
 * Returns: %FALSE if there is no such channel
 */
gboolean
lamp_channel_from_string (const char *word, LampChannel *out_channel)
{
  for (int i = 0; channel_nicks[i] != NULL; i++)
    if (strcmp (channel_nicks[i], word) == 0)
      {
        *out_channel = (LampChannel) i;
        return TRUE;
      }
  return FALSE;
}
