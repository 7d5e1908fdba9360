/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "policy/lamp-organisation.h"

#include <string.h>

/* Where a service that many organisations share names the one that it serves. Only these places count:
 * elsewhere in a URL the sender chooses the words. */
static const struct
{
  const char *service;    /* host below which it is valid */
  const char *path_begin; /* NULL: the host's first label is the tenant */
} tenant_places[] = {
  { "files.slack.com", "/files-pri/" }, { "files.slack.com", "/files-tmb/" },
  { "app.slack.com", "/client/" },      { "slack.com", NULL },
  { "sharepoint.com", NULL },           { "onmicrosoft.com", NULL },
};

/**
 * lamp_host_is_below:
 * @host: a host, lower case
 * @domain: a domain; `*.x` and `.x` mean the same as `x`
 *
 * Returns: %TRUE if @host is @domain or below it
 */
gboolean
lamp_host_is_below (const char *host, const char *domain)
{
  gsize host_length = strlen (host);
  gsize length;

  domain += strspn (domain, "*.");
  length = strlen (domain);
  if (length == 0 || host_length < length || g_ascii_strcasecmp (host + host_length - length, domain) != 0)
    return FALSE;
  return host_length == length || host[host_length - length - 1] == '.';
}

static gboolean
is_listed_host (const LampPolicy *policy, const char *host)
{
  for (gsize i = 0; policy->domains != NULL && policy->domains[i] != NULL; i++)
    if (lamp_host_is_below (host, policy->domains[i]))
      return TRUE;
  for (gsize i = 0; policy->hosts != NULL && policy->hosts[i] != NULL; i++)
    {
      gboolean wildcard = g_str_has_prefix (policy->hosts[i], "*.");
      if (wildcard ? lamp_host_is_below (host, policy->hosts[i] + 2) &&
                         g_ascii_strcasecmp (host, policy->hosts[i] + 2) != 0
                   : g_ascii_strcasecmp (host, policy->hosts[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

/* "TCORP" names the tenant in "TCORP" and "TCORP-F0123/x", not in "TCORPX". */
static gboolean
begins_with_tenant (const char *text, const char *tenant, const char *ends)
{
  gsize length = strlen (tenant);
  return length > 0 && g_ascii_strncasecmp (text, tenant, length) == 0 && strchr (ends, text[length]) != NULL;
}

static gboolean
is_tenant (const char *tenant, const char *host, const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tenant_places); i++)
    {
      const char *begin = tenant_places[i].path_begin;

      if (!lamp_host_is_below (host, tenant_places[i].service))
        continue;
      if (begin == NULL && strcmp (host, tenant_places[i].service) != 0 &&
          (begins_with_tenant (host, tenant, ".") ||
           (g_str_has_suffix (tenant_places[i].service, "sharepoint.com") &&
            begins_with_tenant (host, tenant, "-") && g_str_has_prefix (host + strlen (tenant), "-my."))))
        return TRUE;
      if (begin != NULL && path != NULL && g_str_has_prefix (path, begin) &&
          begins_with_tenant (path + strlen (begin), tenant, "-/"))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_listed_tenant (const LampPolicy *policy, const char *host, const char *url)
{
  const char *authority = url != NULL ? strstr (url, "://") : NULL;
  const char *path = authority != NULL ? strpbrk (authority + 3, "/?#") : NULL;

  for (gsize i = 0; policy->tenants != NULL && policy->tenants[i] != NULL; i++)
    if (is_tenant (policy->tenants[i], host, path))
      return TRUE;
  return FALSE;
}

static gboolean
is_configured (const LampPolicy *policy)
{
  return (policy->domains != NULL && policy->domains[0] != NULL) ||
         (policy->hosts != NULL && policy->hosts[0] != NULL) ||
         (policy->tenants != NULL && policy->tenants[0] != NULL);
}

/**
 * lamp_organisation_find_standing:
 * @policy: the policy
 * @host: (nullable): host, lower case
 * @url: (nullable): the URL on it; a tenant may stand in its path
 *
 * Returns: inside, outside, or unknown where policy does not say what is inside
 */
LampStanding
lamp_organisation_find_standing (const LampPolicy *policy, const char *host, const char *url)
{
  if (host == NULL || !is_configured (policy))
    return LAMP_STANDING_UNKNOWN;
  if (is_listed_host (policy, host) || is_listed_tenant (policy, host, url))
    return LAMP_STANDING_INSIDE;
  return LAMP_STANDING_OUTSIDE;
}

/**
 * lamp_organisation_find_account_standing:
 * @policy: the policy
 * @account: (nullable): a mail address
 *
 * Returns: of the account. It is told, and never lowers: letters to an inside account come from everywhere.
 */
LampStanding
lamp_organisation_find_account_standing (const LampPolicy *policy, const char *account)
{
  const char *at = account != NULL ? strrchr (account, '@') : NULL;

  if (at == NULL || policy->mail_domains == NULL || policy->mail_domains[0] == NULL)
    return LAMP_STANDING_UNKNOWN;
  for (gsize i = 0; policy->mail_domains[i] != NULL; i++)
    if (lamp_host_is_below (at + 1, policy->mail_domains[i]))
      return LAMP_STANDING_INSIDE;
  return LAMP_STANDING_OUTSIDE;
}

/**
 * lamp_organisation_find_channel:
 * @policy: the policy
 * @host: a host, lower case
 * @out_channel: (out): the administrator's word on it
 *
 * Returns: %FALSE if policy says nothing; the longest entry wins
 */
gboolean
lamp_organisation_find_channel (const LampPolicy *policy, const char *host, LampChannel *out_channel)
{
  gsize best = 0;

  for (gsize i = 0;
       policy->channels != NULL && policy->channels[i] != NULL && policy->channels[i + 1] != NULL; i += 2)
    {
      gsize length = strlen (policy->channels[i]);
      if (length > best && lamp_host_is_below (host, policy->channels[i]) &&
          lamp_channel_from_string (policy->channels[i + 1], out_channel))
        best = length;
    }
  return best > 0;
}
