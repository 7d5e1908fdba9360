/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/lamp-policy.h"

#include "base/lamp-limits.h"

#include <glib/gi18n-lib.h>

static const char *const severity_nicks[] = { "none", "low", "medium", "high", NULL };
static const char *const redaction_nicks[] = { "keep", "strip", "home-tilde", "pseudonym", "omit", NULL };

#define AT_MEMBER(member) offsetof (LampPolicy, member)

/* The JSON names are the groups and keys of a policy file, so that one table serves both. */
static const LampField policy_fields[] = {
  { "Organisation.name", LAMP_FIELD_STRING, AT_MEMBER (organisation_name) },
  { "Organisation.domains", LAMP_FIELD_STRV, AT_MEMBER (domains) },
  { "Organisation.mail-domains", LAMP_FIELD_STRV, AT_MEMBER (mail_domains) },
  { "Organisation.hosts", LAMP_FIELD_STRV, AT_MEMBER (hosts) },
  { "Organisation.tenants", LAMP_FIELD_STRV, AT_MEMBER (tenants) },
  { "Channels", LAMP_FIELD_MAP, AT_MEMBER (channels) },
  { "Detection.clients", LAMP_FIELD_STRV, AT_MEMBER (clients) },
  { "Detection.indicators", LAMP_FIELD_STRV, AT_MEMBER (indicators) },
  { "Detection.fresh-days", LAMP_FIELD_INT64, AT_MEMBER (fresh_days) },
  { "Detection.minimum-severity", LAMP_FIELD_ENUM, AT_MEMBER (minimum_severity), .nicks = severity_nicks },
  { "Detection.shadow", LAMP_FIELD_BOOLEAN, AT_MEMBER (shadow) },
  { "Detection.hash-limit", LAMP_FIELD_INT64, AT_MEMBER (hash_limit_bytes) },
  { "SOC.name", LAMP_FIELD_STRING, AT_MEMBER (soc_name) },
  { "SOC.method", LAMP_FIELD_STRING, AT_MEMBER (soc_method) },
  { "Privacy.url-query", LAMP_FIELD_ENUM, AT_MEMBER (url_query), .nicks = redaction_nicks },
  { "Privacy.path", LAMP_FIELD_ENUM, AT_MEMBER (path), .nicks = redaction_nicks },
  { "Privacy.argv", LAMP_FIELD_ENUM, AT_MEMBER (argv), .nicks = redaction_nicks },
  { "Privacy.host-name", LAMP_FIELD_ENUM, AT_MEMBER (host_name), .nicks = redaction_nicks },
  { "Privacy.user-name", LAMP_FIELD_ENUM, AT_MEMBER (user_name), .nicks = redaction_nicks },
  { "Retention.days", LAMP_FIELD_INT64, AT_MEMBER (retention_days) },
  { NULL },
};

LAMP_DEFINE_VALUE (LampPolicy, lamp_policy, policy_fields)

/* The file name of the program, after the kernel resolved every wrapper: "firefox-bin" and "chrome" are what
 * /proc shows, not what a menu starts. */
static const char *const default_clients[] = {
  "firefox",         "firefox-bin",      "firefox-esr", "librewolf", "waterfox",    "chrome",
  "chromium",        "chromium-browser", "msedge",      "brave",     "vivaldi-bin", "opera",
  "epiphany",        "epiphany-browser", "falkon",      "konqueror", "qutebrowser", "thunderbird",
  "thunderbird-bin", "thunderbird-esr",  "betterbird",  "evolution", "geary",       "kmail",
  "claws-mail",      "trojita",          NULL
};

/**
 * lamp_policy_new_default:
 *
 * What holds where no policy file says otherwise. Privacy defaults keep what the SOC needs to find the file
 * and drop what only describes the person.
 *
 * Returns: (transfer full): the built-in policy
 */
LampPolicy *
lamp_policy_new_default (void)
{
  return lamp_policy_new (&(LampPolicy){ .clients = default_clients,
                                         .fresh_days = 30,
                                         .minimum_severity = LAMP_SEVERITY_MEDIUM,
                                         .hash_limit_bytes = LAMP_HASH_LIMIT_BYTES,
                                         .soc_method = "spool",
                                         .url_query = LAMP_REDACTION_STRIP,
                                         .path = LAMP_REDACTION_HOME_TILDE,
                                         .argv = LAMP_REDACTION_KEEP,
                                         .host_name = LAMP_REDACTION_PSEUDONYM,
                                         .user_name = LAMP_REDACTION_KEEP,
                                         .retention_days = 90 });
}

/**
 * lamp_policy_get_soc_name:
 * @self: a policy
 *
 * Returns: what the security team is called, from policy or translated; foreign text: show it with
 *   lamp_text_show()
 */
const char *
lamp_policy_get_soc_name (const LampPolicy *self)
{
  return self->soc_name != NULL ? self->soc_name : _ ("your security team");
}
