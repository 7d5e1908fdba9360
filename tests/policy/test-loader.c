/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "policy/lamp-policy-key.h"
#include "policy/lamp-policy-limits.h"
#include "policy/lamp-policy-loader.h"

#include "base/lamp-error.h"
#include "base/lamp-limits.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Three layers in a folder of their own. */
typedef struct
{
  char *top;
  char *folders[3];
  LampPolicyLoader *loader;
} Fixture;

static void
write_layer (Fixture *self, int layer, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (self->folders[layer], name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "vendor", "system", "user" };

  self->top = g_dir_make_tmp ("lamp-policy-XXXXXX", NULL);
  for (int i = 0; i < 3; i++)
    self->folders[i] = g_build_filename (self->top, names[i], NULL);
  self->loader = lamp_policy_loader_new (self->folders[0], self->folders[1], self->folders[2]);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);
      if (g_file_test (inner, G_FILE_TEST_IS_DIR) && !g_file_test (inner, G_FILE_TEST_IS_SYMLINK))
        remove_tree (inner);
      else
        g_unlink (inner);
    }
  g_rmdir (path);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_unref (self->loader);
  remove_tree (self->top);
  for (int i = 0; i < 3; i++)
    g_free (self->folders[i]);
  g_free (self->top);
}

static const LampPolicy *
load (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (lamp_policy_loader_load (self->loader, &error));
  g_assert_no_error (error);
  return lamp_policy_loader_get_policy (self->loader);
}

static void
test_nothing (Fixture *self, gconstpointer data)
{
  const LampPolicy *policy = load (self);

  g_assert_cmpint (policy->fresh_days, ==, 30);
  g_assert_cmpint (policy->minimum_severity, ==, LAMP_SEVERITY_MEDIUM);
  g_assert_false (policy->shadow);
  g_assert_cmpint (policy->hash_limit_bytes, ==, LAMP_HASH_LIMIT_BYTES);
  g_assert_cmpstr (policy->soc_method, ==, "spool");
  g_assert_cmpstr (lamp_policy_get_soc_name (policy), ==, "your security team");
  g_assert_cmpint (policy->url_query, ==, LAMP_REDACTION_STRIP);
  g_assert_cmpint (policy->path, ==, LAMP_REDACTION_HOME_TILDE);
  g_assert_cmpint (policy->argv, ==, LAMP_REDACTION_KEEP);
  g_assert_cmpint (policy->host_name, ==, LAMP_REDACTION_PSEUDONYM);
  g_assert_cmpint (policy->user_name, ==, LAMP_REDACTION_KEEP);
  g_assert_true (g_strv_contains (policy->clients, "firefox"));
  g_assert_cmpuint (lamp_policy_loader_get_problems (self->loader)->len, ==, 0);
}

/* The shipped file with its comments taken away says what is built in, of every key. */
static void
test_shipped_file (Fixture *self, gconstpointer data)
{
  g_autoptr (LampPolicy) built_in = lamp_policy_new_default ();
  g_autofree char *wanted = lamp_policy_to_text (built_in, LAMP_VIEW_STORE);
  g_autoptr (GString) active = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_autofree char *found = NULL;
  g_auto (GStrv) lines = NULL;
  const LampPolicyKey *key;

  g_assert_true (g_file_get_contents (SHIPPED_POLICY, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    if (*lines[i] == '[')
      g_string_append_printf (active, "%s\n", lines[i]);
    else if (*lines[i] == '#' && g_ascii_isalpha (lines[i][1]))
      g_string_append_printf (active, "%s\n", lines[i] + 1);
  for (guint i = 0; (key = lamp_policy_key_get (i)) != NULL; i++)
    {
      g_autofree char *line = g_strdup_printf ("\n%s=", lamp_policy_key_get_name (key));
      g_test_message ("%s/%s", lamp_policy_key_get_group (key), lamp_policy_key_get_name (key));
      g_assert_nonnull (strstr (active->str, line));
    }
  write_layer (self, 0, "policy.conf", active->str);
  found = lamp_policy_to_text (load (self), LAMP_VIEW_STORE);
  g_assert_cmpstr (found, ==, wanted);
}

static void
test_every_key (Fixture *self, gconstpointer data)
{
  const LampPolicy *policy;

  write_layer (
      self, 1, "policy.conf",
      "# a comment\n[Organisation]\nname=Corp \xc3\x84\n domains = corp.example ; corp.test;\n"
      "mail-domains=corp.example\nhosts=*.cdn.example;one.example\ntenants=TCORP\n"
      "[Channels]\nDrop.Example=fileshare\n[Detection]\nclients=firefox\nindicators=a\\;b;c+\n"
      "fresh-days=7\nminimum-severity=high\nshadow=true\nhash-limit=64 MB\n[SOC]\nname=The Watch\nmethod=spool\n"
      "[Privacy]\nurl-query=keep\npath=omit\nargv=omit\nhost-name=keep\nuser-name=pseudonym\n"
      "[Retention]\ndays=10\n");
  policy = load (self);
  g_assert_cmpstr (policy->organisation_name, ==, "Corp \xc3\x84");
  g_assert_cmpstr (policy->domains[0], ==, "corp.example");
  g_assert_cmpstr (policy->domains[1], ==, "corp.test");
  g_assert_null (policy->domains[2]);
  g_assert_cmpstr (policy->mail_domains[0], ==, "corp.example");
  g_assert_cmpstr (policy->hosts[0], ==, "*.cdn.example");
  g_assert_cmpstr (policy->tenants[0], ==, "TCORP");
  g_assert_cmpstr (policy->channels[0], ==, "drop.example");
  g_assert_cmpstr (policy->channels[1], ==, "fileshare");
  g_assert_cmpstr (policy->clients[0], ==, "firefox");
  g_assert_null (policy->clients[1]);
  g_assert_cmpstr (policy->indicators[0], ==, "a;b");
  g_assert_cmpstr (policy->indicators[1], ==, "c+");
  g_assert_cmpint (policy->fresh_days, ==, 7);
  g_assert_cmpint (policy->minimum_severity, ==, LAMP_SEVERITY_HIGH);
  g_assert_true (policy->shadow);
  g_assert_cmpint (policy->hash_limit_bytes, ==, 64 * 1024 * 1024);
  g_assert_cmpstr (policy->soc_name, ==, "The Watch");
  g_assert_cmpint (policy->url_query, ==, LAMP_REDACTION_KEEP);
  g_assert_cmpint (policy->path, ==, LAMP_REDACTION_OMIT);
  g_assert_cmpint (policy->argv, ==, LAMP_REDACTION_OMIT);
  g_assert_cmpint (policy->host_name, ==, LAMP_REDACTION_KEEP);
  g_assert_cmpint (policy->user_name, ==, LAMP_REDACTION_PSEUDONYM);
  g_assert_cmpint (policy->retention_days, ==, 10);
}

static void
test_layers (Fixture *self, gconstpointer data)
{
  const LampPolicy *policy;

  write_layer (self, 0, "policy.conf",
               "[Detection]\nfresh-days=1\n[SOC]\nname=Vendor\n[Channels]\na.example=vendor\n");
  write_layer (self, 1, "policy.conf", "[Detection]\nfresh-days=2\n[Channels]\nb.example=fileshare\n");
  write_layer (self, 1, "policy.d/20.conf", "[Detection]\nfresh-days=4\n");
  write_layer (self, 1, "policy.d/10.conf", "[Detection]\nfresh-days=3\nshadow=true\n");
  write_layer (self, 1, "policy.d/30.conf~", "[Detection]\nfresh-days=9\n");
  write_layer (self, 1, "policy.d/.40.conf", "[Detection]\nfresh-days=9\n");
  write_layer (self, 2, "policy.conf", "[Detection]\nshadow=false\n[Channels]\na.example=messaging\n");
  policy = load (self);
  g_assert_cmpint (policy->fresh_days, ==, 4);
  g_assert_false (policy->shadow);
  g_assert_cmpstr (policy->soc_name, ==, "Vendor");
  g_assert_cmpuint (g_strv_length ((GStrv) policy->channels), ==, 4);
  g_assert_cmpstr (policy->channels[1], ==, policy->channels[0][0] == 'a' ? "messaging" : "fileshare");
}

static void
test_locks (Fixture *self, gconstpointer data)
{
  const LampPolicy *policy;
  const LampPolicyProblem *problem;
  g_autofree char *text = NULL;

  write_layer (self, 1, "policy.conf",
               "[Locks]\nkeys=Detection/shadow;Privacy;\n[Detection]\nfresh-days=2\n");
  write_layer (self, 1, "policy.d/10.conf", "[Privacy]\nargv=omit\n[Detection]\nshadow=true\n");
  write_layer (
      self, 2, "policy.conf",
      "[Locks]\nkeys=Detection/fresh-days\n[Detection]\nshadow=false\nfresh-days=5\n[Privacy]\nargv=keep\n");
  policy = load (self);
  g_assert_true (policy->shadow);
  g_assert_cmpint (policy->argv, ==, LAMP_REDACTION_OMIT);
  g_assert_cmpint (policy->fresh_days, ==, 5);
  g_assert_cmpuint (lamp_policy_loader_get_problems (self->loader)->len, ==, 2);
  problem = g_ptr_array_index (lamp_policy_loader_get_problems (self->loader), 0);
  g_assert_false (problem->fatal);
  g_assert_cmpuint (problem->line, ==, 4);
  text = lamp_policy_problem_to_text (problem);
  g_assert_nonnull (strstr (text, "user/policy.conf:4: \"Detection/shadow\": locked by "));
}

static void
test_json (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *top, *key;

  write_layer (self, 1, "policy.conf",
               "[Locks]\nkeys=SOC\n[Detection]\n\nshadow=true\n[Channels]\na.example=vendor\n");
  load (self);
  node = lamp_policy_loader_to_json (self->loader);
  top = json_node_get_object (node);
  key = json_object_get_object_member (json_object_get_object_member (top, "Detection"), "shadow");
  g_assert_true (json_object_get_boolean_member (key, "value"));
  g_assert_true (g_str_has_suffix (json_object_get_string_member (key, "source"), "system/policy.conf"));
  g_assert_cmpint (json_object_get_int_member (key, "line"), ==, 5);
  g_assert_false (json_object_get_boolean_member (key, "locked"));
  key = json_object_get_object_member (json_object_get_object_member (top, "SOC"), "name");
  g_assert_true (json_object_get_null_member (key, "value"));
  g_assert_cmpstr (json_object_get_string_member (key, "source"), ==, "built-in");
  g_assert_true (json_object_get_boolean_member (key, "locked"));
  g_assert_true (g_str_has_suffix (json_object_get_string_member (key, "locked_by"), "system/policy.conf"));
  key = json_object_get_object_member (json_object_get_object_member (top, "Channels"), "a.example");
  g_assert_cmpstr (json_object_get_string_member (key, "value"), ==, "vendor");
  key = json_object_get_object_member (json_object_get_object_member (top, "Privacy"), "url-query");
  g_assert_cmpstr (json_object_get_string_member (key, "value"), ==, "strip");
}

/* Each is refused with its line and key, and nothing of the file counts. */
static const struct
{
  const char *why;
  const char *text;
  guint line;
  const char *key;
} invalid[] = {
  { "no boolean", "[Detection]\nshadow=yes\n", 2, "Detection/shadow" },
  { "no number", "[Detection]\nfresh-days=many\n", 2, "Detection/fresh-days" },
  { "too small", "[Detection]\n\nfresh-days=0\n", 3, "Detection/fresh-days" },
  { "too large", "[Detection]\nfresh-days=366\n", 2, "Detection/fresh-days" },
  { "overflow", "[Retention]\ndays=99999999999999999999999\n", 2, "Retention/days" },
  { "negative", "[Retention]\ndays=-1\n", 2, "Retention/days" },
  { "no word", "[Detection]\nminimum-severity=critical\n", 2, "Detection/minimum-severity" },
  { "none is no severity", "[Detection]\nminimum-severity=none\n", 2, "Detection/minimum-severity" },
  { "a word of another key", "[Privacy]\nurl-query=pseudonym\n", 2, "Privacy/url-query" },
  { "no method", "[SOC]\nmethod=carrier-pigeon\n", 2, "SOC/method" },
  { "no size", "[Detection]\nhash-limit=1 TB\n", 2, "Detection/hash-limit" },
  { "size overflow", "[Detection]\nhash-limit=99999999999 GB\n", 2, "Detection/hash-limit" },
  { "size without number", "[Detection]\nhash-limit=MB\n", 2, "Detection/hash-limit" },
  { "no host", "[Organisation]\ndomains=corp.example;a b\n", 2, "Organisation/domains" },
  { "a URL is no host", "[Organisation]\ndomains=https://corp.example/\n", 2, "Organisation/domains" },
  { "everything", "[Organisation]\nhosts=*.\n", 2, "Organisation/hosts" },
  { "empty labels", "[Organisation]\nhosts=a..b\n", 2, "Organisation/hosts" },
  { "a path is no name", "[Detection]\nclients=/usr/bin/firefox\n", 2, "Detection/clients" },
  { "no expression", "[Detection]\nindicators=(\n", 2, "Detection/indicators" },
  { "an expression that lifts its limits", "[Detection]\nindicators=(*LIMIT_MATCH=9)a\n", 2,
    "Detection/indicators" },
  { "a control character", "[Organisation]\nname=a\x1b[31m\n", 2, "Organisation/name" },
  { "no channel", "[Channels]\na.example=carrier-pigeon\n", 2, "Channels/a.example" },
  { "no host of a channel", "[Channels]\na/b=vendor\n", 2, "Channels/a/b" },
  { "no key to lock", "[Locks]\nkeys=Detection/nothing\n", 2, "Detection/nothing" },
  { "locks as keys", "[Locks]\nDetection/shadow=true\n", 2, "Locks" },
  { "no key", "[Detection]\nshadow=true\nthis is not a key\n", 3, NULL },
  { "before any group", "shadow=true\n", 1, NULL },
  { "a broken group", "[Detection]\nshadow=true\n[Privacy\n", 3, NULL },
  { "not UTF-8", "[SOC]\nname=\xff\n", 0, NULL },
  { "the last of two counts", "[Detection]\nshadow=true\nshadow=yes\n", 3, "Detection/shadow" },
};

static void
test_invalid (Fixture *self, gconstpointer data)
{
  g_autofree char *path = NULL;

  write_layer (self, 1, "policy.conf", "[Detection]\nfresh-days=7\n");
  write_layer (self, 2, "policy.conf", "[SOC]\nname=Last Good\n");
  load (self);
  path = g_build_filename (self->folders[2], "policy.conf", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (invalid); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) checked = NULL;
      const LampPolicyProblem *problem;
      g_autofree char *text = g_strconcat (invalid[i].text, "[Organisation]\ntenants=T1\n", NULL);

      g_test_message ("%s", invalid[i].why);
      write_layer (self, 2, "policy.conf", text);
      g_assert_false (lamp_policy_loader_load (self->loader, &error));
      g_assert_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA);
      g_test_message ("  %s", error->message);
      g_assert_cmpint (lamp_policy_loader_get_policy (self->loader)->fresh_days, ==, 7);
      g_assert_cmpstr (lamp_policy_loader_get_policy (self->loader)->soc_name, ==, "Last Good");
      g_assert_null (lamp_policy_loader_get_policy (self->loader)->tenants[0]);
      checked = lamp_policy_loader_check_file (path);
      g_assert_cmpuint (checked->len, >=, 1);
      problem = g_ptr_array_index (checked, 0);
      g_assert_true (problem->fatal);
      g_assert_cmpuint (problem->line, ==, invalid[i].line);
      g_assert_cmpstr (problem->key, ==, invalid[i].key);
    }
  write_layer (self, 2, "policy.conf", "[Retention]\ndays=12\n");
  g_assert_cmpint (load (self)->retention_days, ==, 12);
}

/* At start there is no last good policy: the administrator's must not fall with the person's broken file. */
static void
test_broken_at_start (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_layer (self, 1, "policy.conf", "[SOC]\nname=The Watch\n");
  write_layer (self, 2, "policy.conf", "[Detection]\nshadow=perhaps\n");
  g_assert_false (lamp_policy_loader_load (self->loader, &error));
  g_assert_cmpstr (lamp_policy_loader_get_policy (self->loader)->soc_name, ==, "The Watch");
}

static void
test_unknown_words (Fixture *self, gconstpointer data)
{
  write_layer (self, 1, "policy.conf",
               "[Detection]\nquiet-hours=22-7\nfuture=1\nshadow=true\n[Weather]\nrain=1\n");
  g_assert_true (load (self)->shadow);
  g_assert_cmpuint (lamp_policy_loader_get_problems (self->loader)->len, ==, 3);
}

static void
test_hostile_files (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folders[2], "policy.conf", NULL);
  g_autofree char *big = g_malloc (LAMP_POLICY_FILE_BYTES + 2);
  g_autoptr (GString) lines = g_string_new ("[Channels]\n");
  gint64 start;

  g_assert_cmpint (g_mkdir_with_parents (self->folders[2], 0700), ==, 0);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_false (lamp_policy_loader_load (self->loader, NULL));
  g_unlink (path);
  g_assert_cmpint (symlink ("/etc/passwd", path), ==, 0);
  g_assert_false (lamp_policy_loader_load (self->loader, NULL));
  g_unlink (path);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_false (lamp_policy_loader_load (self->loader, NULL));
  g_rmdir (path);
  memset (big, '#', LAMP_POLICY_FILE_BYTES + 1);
  big[LAMP_POLICY_FILE_BYTES + 1] = '\0';
  write_layer (self, 2, "policy.conf", big);
  g_assert_false (lamp_policy_loader_load (self->loader, NULL));
  for (int i = 0; i < 8000; i++)
    g_string_append_printf (lines, "h%d.example=vendor\n\n", i);
  write_layer (self, 2, "policy.conf", lines->str);
  start = g_get_monotonic_time ();
  g_assert_false (lamp_policy_loader_load (self->loader, NULL));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_USEC_PER_SEC);
  g_unlink (path);
  load (self);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*run) (Fixture *self, gconstpointer data);
  } tests[] = { { "nothing", test_nothing },
                { "shipped-file", test_shipped_file },
                { "every-key", test_every_key },
                { "layers", test_layers },
                { "locks", test_locks },
                { "json", test_json },
                { "invalid", test_invalid },
                { "at-start", test_broken_at_start },
                { "unknown-words", test_unknown_words },
                { "hostile-files", test_hostile_files } };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/policy/loader/", tests[i].name, NULL);
      g_test_add (path, Fixture, NULL, set_up, tests[i].run, tear_down);
    }
  return g_test_run ();
}
