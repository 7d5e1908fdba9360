/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "policy/lamp-hosts.h"

#include "policy/lamp-hosts-resources.h"
#include "policy/lamp-organisation.h"
#include "policy/lamp-policy-limits.h"
#include "policy/lamp-tsv.h"

#include "base/lamp-error.h"
#include "base/lamp-limits.h"
#include "base/lamp-text.h"

#include <gio/gio.h>
#include <string.h>

typedef enum
{
  STRENGTH_HOST,
  STRENGTH_SHAPE,
  STRENGTH_HINT,
} Strength;

typedef struct
{
  GRegex *regex;
  LampChannel channel;
  Strength strength;
} Pattern;

struct _LampHosts
{
  GObject parent_instance;
  GBytes *bytes;    /* hosts.tsv where it lies in the program's image */
  GHashTable *rows; /* beginning of a row in @bytes; the host is its first field */
  GArray *patterns; /* Pattern */
  char *version;
};

G_DEFINE_FINAL_TYPE (LampHosts, lamp_hosts, G_TYPE_OBJECT)

/* What one address is: of the file, or of the page. */
typedef struct
{
  char *host;
  const char *url;
  LampChannel channel;
  LampStanding standing;
  char *service;
} Place;

static void
clear_place (Place *place)
{
  g_free (place->host);
  g_free (place->service);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, clear_place)

static void
clear_pattern (gpointer data)
{
  g_regex_unref (((Pattern *) data)->regex);
}

static gboolean
add_host (const char *row, gpointer user_data, GError **error)
{
  LampHosts *self = user_data;
  g_autofree char *match = lamp_tsv_dup_field (row, 1);
  g_autofree char *channel = lamp_tsv_dup_field (row, 2);
  LampChannel ignored;

  if (match == NULL || channel == NULL || !lamp_channel_from_string (channel, &ignored) ||
      (strcmp (match, "host") != 0 && strcmp (match, "suffix") != 0))
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_CORRUPT, "a row without match or channel");
      return FALSE;
    }
  g_hash_table_add (self->rows, (gpointer) row);
  return TRUE;
}

static gboolean
strength_from_string (const char *word, Strength *out_strength)
{
  static const char *const words[] = { "host", "shape", "hint" };

  for (gsize i = 0; word != NULL && i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i], word) == 0)
      {
        *out_strength = (Strength) i;
        return TRUE;
      }
  return FALSE;
}

/* The limit of steps makes a hostile URL cost bounded time: over it, the pattern does not match. */
static gboolean
add_pattern (const char *row, gpointer user_data, GError **error)
{
  LampHosts *self = user_data;
  g_autofree char *expression = lamp_tsv_dup_field (row, 1);
  g_autofree char *channel = lamp_tsv_dup_field (row, 2);
  g_autofree char *strength = lamp_tsv_dup_field (row, 3);
  g_autofree char *bounded = g_strconcat ("(*LIMIT_MATCH=" LAMP_HOSTS_MATCH_STEPS ")", expression, NULL);
  Pattern pattern = { 0 };

  if (expression == NULL || channel == NULL || !lamp_channel_from_string (channel, &pattern.channel) ||
      !strength_from_string (strength, &pattern.strength))
    {
      g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_CORRUPT,
                           "a row without expression, channel or strength");
      return FALSE;
    }
  pattern.regex = g_regex_new (bounded, G_REGEX_RAW, 0, error);
  if (pattern.regex == NULL)
    return FALSE;
  g_array_append_val (self->patterns, pattern);
  return TRUE;
}

static GBytes *
find_data (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat ("/io/github/gatelamp/hosts/", name, NULL);
  return g_resource_lookup_data (lamp_hosts_resources_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                 error);
}

/**
 * lamp_hosts_new:
 * @error: return location
 *
 * The rows are not copied: the table holds pointers into the program's image.
 *
 * Returns: (transfer full) (nullable): the table. Errors: %LAMP_ERROR_CORRUPT: the built-in data is damaged
 */
LampHosts *
lamp_hosts_new (GError **error)
{
  g_autoptr (LampHosts) self = g_object_new (LAMP_TYPE_HOSTS, NULL);
  g_autoptr (GBytes) patterns = NULL;

  self->bytes = find_data ("hosts.tsv", error);
  if (self->bytes == NULL || !lamp_tsv_each (self->bytes, add_host, self, error))
    return NULL;
  patterns = find_data ("url_patterns.tsv", error);
  if (patterns == NULL || !lamp_tsv_each (patterns, add_pattern, self, error))
    return NULL;
  self->version = lamp_tsv_dup_version (self->bytes);
  return g_steal_pointer (&self);
}

/**
 * lamp_hosts_get_version:
 * @self: the table
 *
 * Returns: (nullable): version of the list
 */
const char *
lamp_hosts_get_version (LampHosts *self)
{
  return self->version;
}

/* Exact, then the longest suffix: one look-up a label. */
static const char *
find_row (LampHosts *self, const char *host)
{
  for (const char *label = host; label != NULL && *label != '\0';)
    {
      const char *row = g_hash_table_lookup (self->rows, label);
      const char *dot = strchr (label, '.');

      if (row != NULL && (label == host || lamp_tsv_field_is (row, 1, "suffix")))
        return row;
      label = dot != NULL ? dot + 1 : NULL;
    }
  return NULL;
}

/* How little a channel vouches: a pattern may only move up. */
static int
rank_channel (LampChannel channel)
{
  switch (channel)
    {
    case LAMP_CHANNEL_VENDOR:
      return 0;
    case LAMP_CHANNEL_CODE_HOSTING:
      return 1;
    case LAMP_CHANNEL_UNKNOWN:
    case LAMP_CHANNEL_USERCONTENT_HOSTING:
      return 2;
    case LAMP_CHANNEL_FILESHARE:
      return 3;
    default:
      return 4;
    }
}

static gboolean
pattern_counts (const Pattern *pattern, const Place *place)
{
  switch (pattern->strength)
    {
    case STRENGTH_HOST:
      return TRUE;
    case STRENGTH_SHAPE:
      return place->channel == LAMP_CHANNEL_UNKNOWN || place->channel == LAMP_CHANNEL_USERCONTENT_HOSTING ||
             place->standing == LAMP_STANDING_INSIDE;
    case STRENGTH_HINT:
    default:
      return place->channel == LAMP_CHANNEL_UNKNOWN && place->standing != LAMP_STANDING_INSIDE;
    }
}

static LampChannel
raise_by_patterns (LampHosts *self, const Place *place)
{
  gsize length = strnlen (place->url, LAMP_URL_BYTES);
  LampChannel channel = place->channel;

  for (guint i = 0; i < self->patterns->len; i++)
    {
      const Pattern *pattern = &g_array_index (self->patterns, Pattern, i);

      if (rank_channel (pattern->channel) > rank_channel (channel) && pattern_counts (pattern, place) &&
          g_regex_match_full (pattern->regex, place->url, (gssize) length, 0, 0, NULL, NULL))
        channel = pattern->channel;
    }
  return channel;
}

/* Cuts what no host may have: a trailing dot names the same host. */
static char *
dup_host (const char *url)
{
  char *host = lamp_url_dup_host (url);
  gsize length = host != NULL ? strlen (host) : 0;

  while (length > 0 && host[length - 1] == '.')
    host[--length] = '\0';
  if (length == 0 || length > LAMP_HOSTS_NAME_BYTES)
    g_clear_pointer (&host, g_free);
  return host;
}

static Place
find_place (LampHosts *self, const char *url, const LampPolicy *policy)
{
  Place place = { .host = dup_host (url) };
  const char *row;
  gboolean by_policy;

  if (place.host == NULL)
    return place;
  place.url = g_ascii_strncasecmp (url, "blob:", 5) == 0 ? url + 5 : url;
  place.standing = lamp_organisation_find_standing (policy, place.host, place.url);
  by_policy = lamp_organisation_find_channel (policy, place.host, &place.channel);
  row = find_row (self, place.host);
  if (row != NULL)
    {
      g_autofree char *channel = lamp_tsv_dup_field (row, 2);
      place.service = lamp_tsv_dup_field (row, 4);
      if (!by_policy)
        lamp_channel_from_string (channel, &place.channel);
    }
  if (!by_policy)
    place.channel = raise_by_patterns (self, &place);
  return place;
}

static gboolean
is_made_in_page (const char *url)
{
  return g_ascii_strncasecmp (url, "data:", 5) == 0 || g_ascii_strncasecmp (url, "blob:null", 9) == 0 ||
         g_ascii_strncasecmp (url, "file:", 5) == 0;
}

/* The address that vouches for the bytes: the file's own; where a page made the file, or no URL is known, the
 * page's. */
static const char *
find_address (const LampOrigin *origin)
{
  if (origin->url != NULL && !is_made_in_page (origin->url))
    return origin->url;
  return origin->page != NULL ? origin->page : origin->referrer;
}

static gboolean
brings_messages (LampChannel channel)
{
  return channel == LAMP_CHANNEL_WEBMAIL || channel == LAMP_CHANNEL_MAIL_CLIENT ||
         channel == LAMP_CHANNEL_MESSAGING || channel == LAMP_CHANNEL_SOCIAL;
}

static LampChannel
find_link (LampHosts *self, const LampOrigin *origin, const LampPolicy *policy)
{
  const char *pages[] = { origin->page, origin->referrer };

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_auto (Place) place = { 0 };

      if (pages[i] == NULL)
        continue;
      place = find_place (self, pages[i], policy);
      if (brings_messages (place.channel))
        return place.channel;
    }
  return LAMP_CHANNEL_UNKNOWN;
}

static gboolean
is_mail_client (const LampOrigin *origin)
{
  return origin->channel == LAMP_CHANNEL_MAIL_CLIENT;
}

/**
 * lamp_hosts_classify:
 * @self: the table
 * @origin: where a file came from; a channel of mail-client is the reader's word and stays
 * @policy: the policy
 *
 * Order, so that it can be explained: the organisation's own word; the address inside a `blob:`; for what a
 * page made itself (`data:`, `blob:null`, `file:`) the page; then the hosts table, exact before the longest
 * suffix; then URL shapes, which only raise; then the page that led to it. No URL is unknown, which is not
 * benign.
 *
 * Returns: (transfer full): @origin with channel, standing, host, service, linked_from and list_version
 * filled
 */
LampOrigin *
lamp_hosts_classify (LampHosts *self, const LampOrigin *origin, const LampPolicy *policy)
{
  g_auto (Place) place = find_place (self, find_address (origin), policy);
  LampOrigin copy = *origin;

  copy.list_version = self->version;
  copy.host = place.host != NULL ? place.host : origin->host;
  copy.service = place.service != NULL ? place.service : origin->service;
  if (is_mail_client (origin))
    {
      copy.standing = lamp_organisation_find_account_standing (policy, origin->account);
      return lamp_origin_new (&copy);
    }
  /* Where there is no address the reader's word stays: a chat program's own folder has none. */
  copy.channel = place.host != NULL ? place.channel : origin->channel;
  copy.standing = place.standing;
  copy.linked_from = brings_messages (copy.channel) ? LAMP_CHANNEL_UNKNOWN : find_link (self, origin, policy);
  return lamp_origin_new (&copy);
}

static void
lamp_hosts_finalize (GObject *object)
{
  LampHosts *self = LAMP_HOSTS (object);

  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_clear_pointer (&self->patterns, g_array_unref);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->version, g_free);
  G_OBJECT_CLASS (lamp_hosts_parent_class)->finalize (object);
}

static void
lamp_hosts_class_init (LampHostsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lamp_hosts_finalize;
}

static void
lamp_hosts_init (LampHosts *self)
{
  self->rows = g_hash_table_new (lamp_tsv_hash_field, lamp_tsv_equal_field);
  self->patterns = g_array_new (FALSE, FALSE, sizeof (Pattern));
  g_array_set_clear_func (self->patterns, clear_pattern);
}
