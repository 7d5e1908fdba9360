/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "policy/lamp-policy-loader.h"

#include "policy/lamp-policy-file.h"
#include "policy/lamp-policy-key.h"
#include "policy/lamp-policy-limits.h"

#include "base/lamp-error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct _LampPolicyLoader
{
  GObject parent_instance;
  char *folders[LAMP_POLICY_LAYERS]; /* vendor, system, user; NULL: none */
  LampPolicy *policy;
  gboolean loaded;      /* @policy came from files without a fault */
  GHashTable *settings; /* "Group/key" -> LampPolicySetting, those in force */
  GHashTable *locks;    /* "Group/key" or "Group" -> file that locks it */
  GPtrArray *files;     /* what @settings point into */
  GPtrArray *problems;
};

G_DEFINE_FINAL_TYPE (LampPolicyLoader, lamp_policy_loader, G_TYPE_OBJECT)

/* A load in progress: taken over only when nothing was refused, or when there is nothing better. */
typedef struct
{
  GHashTable *settings;
  GHashTable *locks;
  GPtrArray *files;
  GPtrArray *problems;
  LampPolicyProblem *fatal; /* the first; borrowed */
} Draft;

static void
clear_draft (Draft *draft)
{
  g_clear_pointer (&draft->settings, g_hash_table_unref);
  g_clear_pointer (&draft->locks, g_hash_table_unref);
  g_clear_pointer (&draft->files, g_ptr_array_unref);
  g_clear_pointer (&draft->problems, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draft, clear_draft)

static void
init_draft (Draft *draft)
{
  draft->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  draft->locks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  draft->files = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_policy_file_free);
  draft->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_policy_problem_free);
}

static const char *
find_lock (GHashTable *locks, const char *group, const char *name)
{
  g_autofree char *full = g_strconcat (group, "/", name, NULL);
  const char *file = g_hash_table_lookup (locks, full);

  return file != NULL ? file : g_hash_table_lookup (locks, group);
}

static void
add_problem (Draft *draft, LampPolicyProblem *problem)
{
  if (draft->problems->len >= LAMP_POLICY_PROBLEMS)
    {
      lamp_policy_problem_free (problem);
      return;
    }
  if (problem->fatal && draft->fatal == NULL)
    draft->fatal = problem;
  g_ptr_array_add (draft->problems, problem);
}

static void
merge_settings (Draft *draft, LampPolicyFile *file)
{
  for (guint i = 0; i < file->settings->len; i++)
    {
      LampPolicySetting *setting = g_ptr_array_index (file->settings, i);
      g_autofree char *full = g_strconcat (setting->group, "/", setting->name, NULL);
      const char *lock = find_lock (draft->locks, setting->group, setting->name);
      g_autofree char *reason = lock != NULL ? g_strconcat ("locked by ", lock, NULL) : NULL;

      if (lock != NULL)
        add_problem (draft, lamp_policy_problem_new (setting->file, setting->line, full, reason, FALSE));
      else
        g_hash_table_replace (draft->settings, g_steal_pointer (&full), setting);
    }
}

/* A refused file counts for nothing, its locks included: it was written by a slip, not by a decision. */
static void
merge_file (Draft *draft, LampPolicyFile *file, const char *path, GHashTable *layer_locks)
{
  if (file == NULL)
    return;
  for (guint i = 0; i < file->problems->len; i++)
    add_problem (draft, lamp_policy_problem_copy (g_ptr_array_index (file->problems, i)));
  g_ptr_array_add (draft->files, file);
  if (file->refused)
    return;
  merge_settings (draft, file);
  for (guint i = 0; i < file->locks->len; i++)
    g_hash_table_replace (layer_locks, g_strdup (g_ptr_array_index (file->locks, i)), g_strdup (path));
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_drop_ins (int folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  int fd = openat (folder, "policy.d", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR *stream = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;

  if (stream == NULL && fd >= 0)
    close (fd);
  while (stream != NULL && (entry = readdir (stream)) != NULL)
    if (entry->d_name[0] != '.' && g_str_has_suffix (entry->d_name, ".conf"))
      g_ptr_array_add (names, g_strdup (entry->d_name));
  if (stream != NULL)
    closedir (stream);
  g_ptr_array_sort (names, compare_names);
  return names;
}

static void
read_drop_ins (Draft *draft, int folder, const char *path, GHashTable *layer_locks)
{
  g_autoptr (GPtrArray) names = list_drop_ins (folder);

  for (guint i = 0; i < names->len && i < LAMP_POLICY_FILES; i++)
    {
      g_autofree char *name = g_strconcat ("policy.d/", g_ptr_array_index (names, i), NULL);
      g_autofree char *full = g_build_filename (path, name, NULL);
      merge_file (draft, lamp_policy_file_read (folder, name, full), full, layer_locks);
    }
  if (names->len > LAMP_POLICY_FILES)
    {
      g_autofree char *full = g_build_filename (path, "policy.d", NULL);
      add_problem (
          draft, lamp_policy_problem_new (full, 0, NULL, "more than 64 files; the rest is not read", FALSE));
    }
}

static gboolean
move_lock (gpointer name, gpointer file, gpointer locks)
{
  if (g_hash_table_contains (locks, name))
    return FALSE;
  g_hash_table_insert (locks, name, file);
  return TRUE;
}

/* Locks bind the layers after this one: within a layer the same hand wrote all files. */
static void
read_layer (Draft *draft, const char *path)
{
  g_autoptr (GHashTable) layer_locks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *main_file = path != NULL ? g_build_filename (path, "policy.conf", NULL) : NULL;
  int folder = path != NULL ? open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

  if (folder < 0)
    {
      if (path != NULL && errno != ENOENT && errno != ENOTDIR)
        add_problem (draft, lamp_policy_problem_new (path, 0, NULL, g_strerror (errno), FALSE));
      return;
    }
  merge_file (draft, lamp_policy_file_read (folder, "policy.conf", main_file), main_file, layer_locks);
  read_drop_ins (draft, folder, path, layer_locks);
  close (folder);
  g_hash_table_foreach_steal (layer_locks, move_lock, draft->locks);
}

static JsonObject *
group_object (JsonObject *top, const char *group)
{
  JsonNode *node = json_object_get_member (top, group);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    json_object_set_object_member (top, group, json_object_new ());
  return json_object_get_object_member (top, group);
}

/* The built-in policy as JSON, settings laid over it, and back: the value's own table does the types. */
static LampPolicy *
make_policy (GHashTable *settings, GError **error)
{
  g_autoptr (LampPolicy) built_in = lamp_policy_new_default ();
  g_autoptr (JsonNode) node = lamp_policy_to_json (built_in, LAMP_VIEW_STORE);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, settings);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      LampPolicySetting *setting = value;
      json_object_set_member (group_object (json_node_get_object (node), setting->group), setting->name,
                              json_node_copy (setting->value));
    }
  return lamp_policy_from_json (node, error);
}

static void
take_over (LampPolicyLoader *self, Draft *draft, LampPolicy *policy)
{
  lamp_policy_unref (self->policy);
  self->policy = policy;
  g_clear_pointer (&self->settings, g_hash_table_unref);
  g_clear_pointer (&self->locks, g_hash_table_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  self->settings = g_steal_pointer (&draft->settings);
  self->locks = g_steal_pointer (&draft->locks);
  self->files = g_steal_pointer (&draft->files);
}

static gboolean
fail (const LampPolicyProblem *problem, GError **error)
{
  g_autofree char *text = lamp_policy_problem_to_text (problem);
  g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA, text);
  return FALSE;
}

/**
 * lamp_policy_loader_new:
 * @vendor_folder: (nullable): holds policy.conf and policy.d
 * @system_folder: (nullable): the same, of the administrator
 * @user_folder: (nullable): the same, of this person
 *
 * Returns: (transfer full): a loader; the built-in policy is in force until the first load
 */
LampPolicyLoader *
lamp_policy_loader_new (const char *vendor_folder, const char *system_folder, const char *user_folder)
{
  LampPolicyLoader *self = g_object_new (LAMP_TYPE_POLICY_LOADER, NULL);

  self->folders[0] = g_strdup (vendor_folder);
  self->folders[1] = g_strdup (system_folder);
  self->folders[2] = g_strdup (user_folder);
  return self;
}

/**
 * lamp_policy_loader_new_for_system:
 *
 * Returns: (transfer full): a loader of the installed folders and of this person's
 *   `$XDG_CONFIG_HOME/gatelamp`
 */
LampPolicyLoader *
lamp_policy_loader_new_for_system (void)
{
  g_autofree char *user = g_build_filename (g_get_user_config_dir (), LAMP_FOLDER_NAME, NULL);
  return lamp_policy_loader_new (LAMP_DATADIR "/gatelamp", LAMP_SYSCONFDIR "/gatelamp", user);
}

static void
read_layers (Draft *draft, char *const *folders)
{
  init_draft (draft);
  for (gsize i = 0; i < LAMP_POLICY_LAYERS; i++)
    read_layer (draft, folders[i]);
}

static gboolean
judge (LampPolicyLoader *self, Draft *draft, GError **error)
{
  LampPolicy *policy;

  g_ptr_array_unref (self->problems);
  self->problems = g_ptr_array_ref (draft->problems);
  if (draft->fatal != NULL && self->loaded)
    return fail (draft->fatal, error);
  policy = make_policy (draft->settings, error);
  if (policy == NULL)
    return FALSE;
  self->loaded = draft->fatal == NULL;
  take_over (self, draft, policy);
  return draft->fatal == NULL || fail (draft->fatal, error);
}

/**
 * lamp_policy_loader_load:
 * @self: the loader
 * @error: return location
 *
 * Reads all layers; blocks on small local files, so for start-up. Where a file is refused the last good
 * policy stays in force; if there is none yet, the files that are in order count.
 *
 * Returns: %FALSE if a file was refused. Errors: %LAMP_ERROR_INVALID_DATA: file, line, key and reason; go on
 * with lamp_policy_loader_get_policy() and show lamp_policy_loader_get_problems()
 */
gboolean
lamp_policy_loader_load (LampPolicyLoader *self, GError **error)
{
  g_auto (Draft) draft = { 0 };

  read_layers (&draft, self->folders);
  return judge (self, &draft, error);
}

static void
draft_free (gpointer data)
{
  clear_draft (data);
  g_free (data);
}

/* Only the folders' names are shared with this thread, and they never change. */
static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Draft *draft = g_new0 (Draft, 1);

  read_layers (draft, LAMP_POLICY_LOADER (source)->folders);
  g_task_return_pointer (task, draft, draft_free);
}

/**
 * lamp_policy_loader_load_async:
 * @self: the loader
 * @callback: called when the files are read
 * @data: its closure
 *
 * As lamp_policy_loader_load(); the files are read by a worker, and what they say comes into force in
 * lamp_policy_loader_load_finish().
 */
void
lamp_policy_loader_load_async (LampPolicyLoader *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  g_task_run_in_thread (task, read_in_thread);
}

/**
 * lamp_policy_loader_load_finish:
 * @self: the loader
 * @result: from the callback
 * @error: return location
 *
 * Returns: as lamp_policy_loader_load()
 */
gboolean
lamp_policy_loader_load_finish (LampPolicyLoader *self, GAsyncResult *result, GError **error)
{
  Draft *draft = g_task_propagate_pointer (G_TASK (result), error);
  gboolean good = draft != NULL && judge (self, draft, error);

  if (draft != NULL)
    draft_free (draft);
  return good;
}

/**
 * lamp_policy_loader_get_folder:
 * @self: the loader
 * @index: from 0: vendor, system, user
 *
 * Returns: (nullable): the layer's folder; %NULL also behind the last
 */
const char *
lamp_policy_loader_get_folder (LampPolicyLoader *self, guint index)
{
  return index < LAMP_POLICY_LAYERS ? self->folders[index] : NULL;
}

/**
 * lamp_policy_loader_get_policy:
 * @self: the loader
 *
 * Returns: (transfer none): the policy in force; ref it to keep it over the next load
 */
const LampPolicy *
lamp_policy_loader_get_policy (LampPolicyLoader *self)
{
  return self->policy;
}

/**
 * lamp_policy_loader_get_problems:
 * @self: the loader
 *
 * Returns: (transfer none) (element-type LampPolicyProblem): what the last load found wrong
 */
GPtrArray *
lamp_policy_loader_get_problems (LampPolicyLoader *self)
{
  return self->problems;
}

static JsonNode *
describe (LampPolicyLoader *self, const char *group, const char *name, JsonNode *value)
{
  g_autofree char *full = g_strconcat (group, "/", name, NULL);
  const LampPolicySetting *setting = g_hash_table_lookup (self->settings, full);
  const char *lock = find_lock (self->locks, group, name);
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_member (object, "value",
                          value != NULL ? json_node_copy (value) : json_node_new (JSON_NODE_NULL));
  json_object_set_string_member (object, "source", setting != NULL ? setting->file : "built-in");
  if (setting != NULL)
    json_object_set_int_member (object, "line", setting->line);
  else
    json_object_set_null_member (object, "line");
  json_object_set_boolean_member (object, "locked", lock != NULL);
  if (lock != NULL)
    json_object_set_string_member (object, "locked_by", lock);
  else
    json_object_set_null_member (object, "locked_by");
  return json_node_init_object (json_node_alloc (), object);
}

static void
describe_channels (LampPolicyLoader *self, JsonObject *top, JsonObject *values)
{
  JsonObject *out = group_object (top, LAMP_POLICY_GROUP_CHANNELS);
  JsonObject *in = json_object_get_object_member (values, LAMP_POLICY_GROUP_CHANNELS);
  JsonObjectIter iter;
  const char *host;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, in);
  while (json_object_iter_next_ordered (&iter, &host, &value))
    json_object_set_member (out, host, describe (self, LAMP_POLICY_GROUP_CHANNELS, host, value));
}

/**
 * lamp_policy_loader_to_json:
 * @self: the loader
 *
 * Returns: (transfer full): an object of groups, of keys, of `value`, `source` (a file, or "built-in"),
 * `line` and `locked_by` (a file, or null); every key is there
 */
JsonNode *
lamp_policy_loader_to_json (LampPolicyLoader *self)
{
  g_autoptr (JsonNode) values = lamp_policy_to_json (self->policy, LAMP_VIEW_STORE);
  g_autoptr (JsonObject) top = json_object_new ();
  const LampPolicyKey *key;

  for (guint i = 0; (key = lamp_policy_key_get (i)) != NULL; i++)
    {
      const char *group = lamp_policy_key_get_group (key);
      const char *name = lamp_policy_key_get_name (key);
      JsonObject *from = json_object_get_object_member (json_node_get_object (values), group);

      json_object_set_member (group_object (top, group), name,
                              describe (self, group, name, json_object_get_member (from, name)));
    }
  describe_channels (self, top, json_node_get_object (values));
  return json_node_init_object (json_node_alloc (), top);
}

/**
 * lamp_policy_loader_check_file:
 * @path: a policy file
 *
 * For `gatelampctl policy check`: nothing takes effect.
 *
 * Returns: (transfer full) (element-type LampPolicyProblem): what is wrong with it; empty: nothing
 */
GPtrArray *
lamp_policy_loader_check_file (const char *path)
{
  g_autoptr (LampPolicyFile) file = lamp_policy_file_read (AT_FDCWD, path, path);
  GPtrArray *problems = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_policy_problem_free);

  if (file == NULL)
    g_ptr_array_add (problems, lamp_policy_problem_new (path, 0, NULL, "there is no such file", TRUE));
  for (guint i = 0; file != NULL && i < file->problems->len; i++)
    g_ptr_array_add (problems, lamp_policy_problem_copy (g_ptr_array_index (file->problems, i)));
  return problems;
}

static void
lamp_policy_loader_finalize (GObject *object)
{
  LampPolicyLoader *self = LAMP_POLICY_LOADER (object);

  for (gsize i = 0; i < LAMP_POLICY_LAYERS; i++)
    g_free (self->folders[i]);
  g_clear_pointer (&self->policy, lamp_policy_unref);
  g_clear_pointer (&self->settings, g_hash_table_unref);
  g_clear_pointer (&self->locks, g_hash_table_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  G_OBJECT_CLASS (lamp_policy_loader_parent_class)->finalize (object);
}

static void
lamp_policy_loader_class_init (LampPolicyLoaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lamp_policy_loader_finalize;
}

static void
lamp_policy_loader_init (LampPolicyLoader *self)
{
  Draft draft;

  init_draft (&draft);
  self->policy = lamp_policy_new_default ();
  self->settings = draft.settings;
  self->locks = draft.locks;
  self->files = draft.files;
  self->problems = draft.problems;
}
