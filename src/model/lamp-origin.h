/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-value.h"

typedef enum
{
  LAMP_EVIDENCE_LOW,
  LAMP_EVIDENCE_MEDIUM,
  LAMP_EVIDENCE_HIGH,
} LampEvidenceConfidence;

typedef enum
{
  LAMP_ORIGIN_PENDING,
  LAMP_ORIGIN_KNOWN,
  LAMP_ORIGIN_UNKNOWN,
} LampOriginStatus;

typedef enum
{
  LAMP_CHANNEL_UNKNOWN,
  LAMP_CHANNEL_WEBMAIL,
  LAMP_CHANNEL_MAIL_CLIENT,
  LAMP_CHANNEL_MESSAGING,
  LAMP_CHANNEL_SOCIAL,
  LAMP_CHANNEL_FILESHARE,
  LAMP_CHANNEL_CODE_HOSTING,
  LAMP_CHANNEL_USERCONTENT_HOSTING,
  LAMP_CHANNEL_VENDOR,
} LampChannel;

typedef enum
{
  LAMP_STANDING_UNKNOWN,
  LAMP_STANDING_INSIDE,
  LAMP_STANDING_OUTSIDE,
} LampStanding;

/**
 * LampEvidence:
 * @source: who says so: "temp-rename", "xattr", "gvfs", "recently-used", "firefox-places",
 * "chromium-history", "chromium-log", "archive" ...
 * @confidence: how far to believe it
 * @detail: one plain line for a person; no URL, no foreign text
 * @url: (nullable): the file's URL, the last hop
 * @referrer: (nullable): as sent
 * @page: (nullable): the page the person was on
 * @app: (nullable): plain name of the application that brought it, e.g. "Firefox"
 * @account: (nullable): mail account
 * @message_id: (nullable): mail Message-ID
 * @private: the application said it was a private window
 * @observed_real_usec: when the source says that it happened; 0 = not said
 *
 * One observation about where a file came from. The members below @detail stay with us; what others see of
 * them is in #LampOrigin, after the privacy policy.
 */
typedef struct
{
  const char *source;
  LampEvidenceConfidence confidence;
  const char *detail;
  const char *url;
  const char *referrer;
  const char *page;
  const char *app;
  const char *account;
  const char *message_id;
  gboolean private;
  gint64 observed_real_usec;
} LampEvidence;

LAMP_DECLARE_VALUE (LampEvidence, lamp_evidence)

/**
 * LampOrigin:
 * @status: a reader may still answer (pending), one did (known), none can (unknown, which is not benign)
 * @channel: kind of service
 * @standing: of the service or account to the organisation
 * @url: (nullable): the file's URL
 * @referrer: (nullable): as sent
 * @page: (nullable): the page the person was on
 * @host: (nullable): host of @url, or of the page where the URL has none
 * @app: (nullable): plain name of the application that brought it
 * @account: (nullable): mail account
 * @message_id: (nullable): mail Message-ID
 * @private: it was a private window
 * @list_version: (nullable): version of the hosts table that classified it
 * @linked_from: channel of the page or referrer when it is not the host's own (a file share linked from mail)
 * @service: (nullable): plain name of the service, e.g. "Gmail"
 * @evidence: (nullable) (array zero-terminated=1): what it rests on
 *
 * Where a file came from, as far as is known now.
 */
typedef struct
{
  LampOriginStatus status;
  LampChannel channel;
  LampStanding standing;
  const char *url;
  const char *referrer;
  const char *page;
  const char *host;
  const char *app;
  const char *account;
  const char *message_id;
  gboolean private;
  const char *list_version;
  LampChannel linked_from;
  const char *service;
  const LampEvidence *const *evidence;
} LampOrigin;

LAMP_DECLARE_VALUE (LampOrigin, lamp_origin)

const char *lamp_channel_to_string (LampChannel channel);
gboolean lamp_channel_from_string (const char *word, LampChannel *out_channel);
