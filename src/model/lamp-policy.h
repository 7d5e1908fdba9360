/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-alert.h"

/**
 * LampRedaction:
 * @LAMP_REDACTION_KEEP: as it is
 * @LAMP_REDACTION_STRIP: cut off
 * @LAMP_REDACTION_HOME_TILDE: the home folder is written as `~`
 * @LAMP_REDACTION_PSEUDONYM: a stable stand-in that does not say the name
 * @LAMP_REDACTION_OMIT: left out
 *
 * What a report does with one kind of personal detail. Each key of `[Privacy]` takes some of these words.
 */
typedef enum
{
  LAMP_REDACTION_KEEP,
  LAMP_REDACTION_STRIP,
  LAMP_REDACTION_HOME_TILDE,
  LAMP_REDACTION_PSEUDONYM,
  LAMP_REDACTION_OMIT,
} LampRedaction;

/**
 * LampPolicy:
 * @organisation_name: (nullable): name of the organisation
 * @domains: its domains; a host below one of them is inside
 * @mail_domains: domains of its mail addresses
 * @hosts: single hosts of it; `*.x.example` is every host below
 * @tenants: its names at services that many organisations share (Slack team id, SharePoint name)
 * @channels: host and channel in turn: the administrator's word on a host, before the hosts table
 * @clients: browsers and mail clients by file name of their program (AN0321's `BrowserProcesses`)
 * @indicators: regular expressions over a URL or a file name (AN0321's `PhishingIndicators`)
 * @fresh_days: an artifact is fresh for so many days
 * @minimum_severity: what is below it disturbs nobody
 * @shadow: everything is recorded, nothing is shown
 * @hash_limit_bytes: larger files are not hashed
 * @soc_name: what the security team is called, to be put into a sentence; %NULL: "your security team"
 * @soc_method: how a report travels: "spool"
 * @url_query: KEEP or STRIP
 * @path: KEEP, HOME_TILDE or OMIT
 * @argv: KEEP or OMIT
 * @host_name: KEEP, PSEUDONYM or OMIT
 * @user_name: KEEP, PSEUDONYM or OMIT
 * @retention_days: what is older is deleted
 *
 * One policy, as the layers of files decided it. Immutable; made by #LampPolicyLoader.
 */
typedef struct
{
  const char *organisation_name;
  const char *const *domains;
  const char *const *mail_domains;
  const char *const *hosts;
  const char *const *tenants;
  const char *const *channels;
  const char *const *clients;
  const char *const *indicators;
  gint64 fresh_days;
  LampSeverity minimum_severity;
  gboolean shadow;
  gint64 hash_limit_bytes;
  const char *soc_name;
  const char *soc_method;
  LampRedaction url_query;
  LampRedaction path;
  LampRedaction argv;
  LampRedaction host_name;
  LampRedaction user_name;
  gint64 retention_days;
} LampPolicy;

LAMP_DECLARE_VALUE (LampPolicy, lamp_policy)

LampPolicy *lamp_policy_new_default (void);
const char *lamp_policy_get_soc_name (const LampPolicy *self);
