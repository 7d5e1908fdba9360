/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/lamp-redact.h"

#include "base/lamp-text.h"
#include "report/lamp-redact-text.h"

#include <string.h>

typedef enum
{
  MEMBER_PATH = 1 << 0,    /* a path of this machine */
  MEMBER_ARGV = 1 << 1,    /* a command line */
  MEMBER_PERSON = 1 << 2,  /* may hold the user's name */
  MEMBER_TRUSTED = 1 << 3, /* our own words: nothing to redact */
  MEMBER_URL = 1 << 4,     /* all of it is one URL, whatever stands in it */
} MemberFlags;

/* Lists carry no index: "process.argv" is every argument. A member that is not named here is searched for
 * URLs and for the home folder. */
static const struct
{
  const char *name;
  MemberFlags flags;
} members[] = {
  { "file.path", MEMBER_PATH | MEMBER_PERSON },
  { "file.path_at_arrival", MEMBER_PATH | MEMBER_PERSON },
  { "origin.url", MEMBER_URL | MEMBER_PERSON },
  { "origin.referrer", MEMBER_URL | MEMBER_PERSON },
  { "origin.page", MEMBER_URL | MEMBER_PERSON },
  { "origin.account", MEMBER_PERSON },
  { "derivation.from", MEMBER_PATH | MEMBER_PERSON },
  { "derivation.to", MEMBER_PATH | MEMBER_PERSON },
  { "process.exe", MEMBER_PATH | MEMBER_PERSON },
  { "process.argv", MEMBER_ARGV | MEMBER_PERSON },
  { "process.cwd", MEMBER_PATH | MEMBER_PERSON },
  { "process.unit", MEMBER_PERSON },
  { "process.stdin_path", MEMBER_PATH | MEMBER_PERSON },
  { "process.ancestors.exe", MEMBER_PATH | MEMBER_PERSON },
  { "schema", MEMBER_TRUSTED },
  { "id", MEMBER_TRUSTED },
  { "redacted", MEMBER_TRUSTED },
};

typedef struct
{
  const LampPolicy *policy;
  const char *home;
  char *user_name;
  char *user_stand_in;
  GPtrArray *redacted; /* element-type utf8: names of members that were changed */
} Redaction;

static MemberFlags
get_flags (const char *member)
{
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (strcmp (members[i].name, member) == 0)
      return members[i].flags;
  return 0;
}

static void
note (Redaction *self, const char *member)
{
  for (guint i = 0; i < self->redacted->len; i++)
    if (strcmp (g_ptr_array_index (self->redacted, i), member) == 0)
      return;
  g_ptr_array_add (self->redacted, g_strdup (member));
}

/* Eats @text and gives what @next made of it. */
static char *
chain (char *text, char *next)
{
  g_free (text);
  return next;
}

static char *
redact_text (const Redaction *self, const char *text, MemberFlags flags)
{
  gboolean keep_query = self->policy->url_query == LAMP_REDACTION_KEEP;
  char *out = (flags & MEMBER_URL) && !keep_query ? lamp_url_without_query (text) : g_strdup (text);

  out = chain (out, lamp_redact_text_urls (out, keep_query));

  if (flags & MEMBER_ARGV)
    out = chain (out, lamp_redact_text_secrets (out));
  if (self->policy->path != LAMP_REDACTION_KEEP)
    out = chain (out, lamp_redact_text_home (out, self->home));
  if ((flags & MEMBER_PERSON) && self->user_stand_in != NULL)
    out = chain (out, lamp_redact_text_word (out, self->user_name, self->user_stand_in));
  return out;
}

static JsonNode *
redact_string (Redaction *self, const char *text, const char *member, MemberFlags flags)
{
  g_autofree char *out = NULL;

  if ((flags & MEMBER_PATH) && self->policy->path == LAMP_REDACTION_OMIT)
    {
      note (self, member);
      return json_node_new (JSON_NODE_NULL);
    }
  out = redact_text (self, text, flags);
  if (strcmp (out, text) != 0)
    note (self, member);
  return json_node_init_string (json_node_alloc (), out);
}

static void
redact_argument (Redaction *self, const char *before, const char *text, const char *member, JsonArray *out)
{
  g_autofree char *operand = before != NULL ? lamp_redact_text_operand (before, text) : g_strdup (text);

  if (strcmp (operand, text) != 0)
    note (self, member);
  json_array_add_element (out, redact_string (self, operand, member, get_flags (member)));
}

static JsonNode *
redact_argv (Redaction *self, JsonArray *argv, const char *member)
{
  g_autoptr (JsonArray) copy = json_array_new ();
  guint length = json_array_get_length (argv);

  if (self->policy->argv == LAMP_REDACTION_OMIT && length > 0)
    note (self, member);
  for (guint i = 0; i < length && self->policy->argv != LAMP_REDACTION_OMIT; i++)
    redact_argument (self, i > 0 ? json_array_get_string_element (argv, i - 1) : NULL,
                     json_array_get_string_element (argv, i), member, copy);
  return json_node_init_array (json_node_alloc (), copy);
}

static JsonNode *redact_node (Redaction *self, JsonNode *node, const char *member);

static JsonNode *
redact_array (Redaction *self, JsonArray *array, const char *member)
{
  g_autoptr (JsonArray) copy = json_array_new ();

  if (get_flags (member) & MEMBER_ARGV)
    return redact_argv (self, array, member);
  for (guint i = 0; i < json_array_get_length (array); i++)
    json_array_add_element (copy, redact_node (self, json_array_get_element (array, i), member));
  return json_node_init_array (json_node_alloc (), copy);
}

static JsonNode *
redact_object (Redaction *self, JsonObject *object, const char *member)
{
  g_autoptr (JsonObject) copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      g_autofree char *full = *member != '\0' ? g_strconcat (member, ".", name, NULL) : g_strdup (name);
      json_object_set_member (copy, name, redact_node (self, value, full));
    }
  return json_node_init_object (json_node_alloc (), copy);
}

static JsonNode *
redact_node (Redaction *self, JsonNode *node, const char *member)
{
  MemberFlags flags = get_flags (member);

  if (JSON_NODE_HOLDS_OBJECT (node))
    return redact_object (self, json_node_get_object (node), member);
  if (JSON_NODE_HOLDS_ARRAY (node))
    return redact_array (self, json_node_get_array (node), member);
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
      !(flags & MEMBER_TRUSTED))
    return redact_string (self, json_node_get_string (node), member, flags);
  return json_node_copy (node);
}

/* The same person at the same machine has the same pseudonym in each report; without the machine's own, which
 * is random, a name cannot be guessed from it by trying names. */
static char *
dup_pseudonym (const char *prefix, const char *name, const char *host_pseudonym)
{
  g_autofree char *both = g_strconcat (host_pseudonym != NULL ? host_pseudonym : "", "\n", name, NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, both, -1);

  sum[12] = '\0';
  return g_strconcat (prefix, sum, NULL);
}

static void
set_user (Redaction *self, JsonObject *alert)
{
  JsonObject *user = json_object_get_object_member (alert, "user");

  if (self->user_stand_in == NULL)
    return;
  if (self->policy->user_name == LAMP_REDACTION_OMIT)
    json_object_set_null_member (user, "name");
  else
    json_object_set_string_member (user, "name", self->user_stand_in);
  note (self, "user.name");
}

static void
set_redacted (Redaction *self, JsonObject *alert)
{
  JsonArray *redacted = json_object_get_array_member (alert, "redacted");

  if (self->policy->host_name != LAMP_REDACTION_KEEP)
    note (self, "host");
  for (guint i = 0; i < self->redacted->len; i++)
    json_array_add_string_element (redacted, g_ptr_array_index (self->redacted, i));
}

/**
 * lamp_redact_alert:
 * @alert: an alert as we know it
 * @policy: `[Privacy]` of it is applied
 * @home: (nullable): the person's home folder
 * @host_pseudonym: (nullable): this machine's random pseudonym; it seasons the person's
 *
 * What is not in the public view does not come along: what this returns may leave the machine. Each member
 * that was changed is named in `redacted`, without its value; "host" stands there when the report's source
 * does not say the machine's name.
 *
 * Returns: (transfer full): the alert as others may see it
 */
LampAlert *
lamp_redact_alert (const LampAlert *alert,
                   const LampPolicy *policy,
                   const char *home,
                   const char *host_pseudonym)
{
  g_autoptr (JsonNode) node = lamp_alert_to_json (alert, LAMP_VIEW_PUBLIC);
  g_autoptr (JsonNode) out = NULL;
  g_autoptr (GPtrArray) redacted = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *name = alert->user_name != NULL ? g_strdup (alert->user_name) : NULL;
  g_autofree char *stand_in = NULL;
  Redaction self = { .policy = policy, .home = home, .user_name = name, .redacted = redacted };
  LampAlert *result;

  if (name != NULL && policy->user_name == LAMP_REDACTION_PSEUDONYM)
    stand_in = dup_pseudonym ("user-", name, host_pseudonym);
  else if (name != NULL && policy->user_name == LAMP_REDACTION_OMIT)
    stand_in = g_strdup ("user");
  self.user_stand_in = stand_in;
  out = redact_node (&self, node, "");
  set_user (&self, json_node_get_object (out));
  set_redacted (&self, json_node_get_object (out));
  result = lamp_alert_from_json (out, NULL);
  /* Our own JSON is always understood; if it ever is not, less is sent, not more. */
  if (result == NULL)
    result = lamp_alert_new (
        &(LampAlert){ .schema = alert->schema, .id = alert->id, .revision = alert->revision });
  return result;
}

/**
 * lamp_redact_comment:
 * @redacted: from lamp_redact_alert()
 * @policy: `[Privacy] url-query` of it is applied
 * @comment: (nullable): the person's words; an address in them was pasted, not written
 * @out_comment: (out) (transfer full) (nullable): as they may be sent
 *
 * Returns: (transfer full): @redacted; with `comment` in its list if the words were changed
 */
LampAlert *
lamp_redact_comment (const LampAlert *redacted,
                     const LampPolicy *policy,
                     const char *comment,
                     char **out_comment)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  LampAlert next = *redacted;

  *out_comment = comment != NULL ? lamp_redact_text_urls (comment, policy->url_query == LAMP_REDACTION_KEEP)
                                 : NULL;
  if (g_strcmp0 (*out_comment, comment) == 0)
    return lamp_alert_ref (redacted);
  for (gsize i = 0; redacted->redacted != NULL && redacted->redacted[i] != NULL; i++)
    g_ptr_array_add (names, (gpointer) redacted->redacted[i]);
  g_ptr_array_add (names, (gpointer) "comment");
  g_ptr_array_add (names, NULL);
  next.redacted = (const char *const *) names->pdata;
  return lamp_alert_new (&next);
}

/**
 * lamp_redact_dup_source:
 * @policy: `[Privacy] host-name` of it is applied
 * @host_name: (nullable): the machine's name
 * @host_pseudonym: (nullable): this machine's random pseudonym
 *
 * Returns: (transfer full): the CloudEvents `source`, a relative URI reference: "/gatelamp/NAME",
 *   "/gatelamp/PSEUDONYM" or "/gatelamp"
 */
char *
lamp_redact_dup_source (const LampPolicy *policy, const char *host_name, const char *host_pseudonym)
{
  const char *said = policy->host_name == LAMP_REDACTION_KEEP ? host_name : host_pseudonym;
  g_autofree char *escaped = NULL;

  if (policy->host_name == LAMP_REDACTION_OMIT || said == NULL || *said == '\0')
    return g_strdup ("/gatelamp");
  escaped = g_uri_escape_string (said, NULL, FALSE);
  return g_strconcat ("/gatelamp/", escaped, NULL);
}
