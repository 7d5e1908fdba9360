/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "agent/lamp-pipeline.h"

#include "agent/lamp-desk.h"
#include "agent/lamp-folders.h"
#include "agent/lamp-looker.h"
#include "agent/lamp-outbox.h"
#include "agent/lamp-person.h"
#include "agent/lamp-service.h"
#include "agent/lamp-status.h"
#include "agent/lamp-writer.h"
#include "arrivals/lamp-arrival-watcher.h"
#include "base/lamp-error.h"
#include "base/lamp-paths.h"
#include "base/lamp-text.h"
#include "sense/lamp-probe-client.h"
#include "transport/lamp-transport-table.h"

#include <malloc.h>

#define DAY_USEC (24LL * 3600 * G_USEC_PER_SEC)

struct _LampPipeline
{
  GObject parent_instance;

  LampPolicyLoader *policy_loader;
  LampHosts *hosts;
  LampEngine *engine;
  LampStore *store;
  LampWriter *writer;
  LampOriginFinder *finder;
  LampLooker *looker;
  LampProbeClient *probe;
  LampArrivalWatcher *arrivals;
  LampOutbox *outbox;
  LampService *service;
  LampDesk *desk;
  LampStatus *status;
  GHashTable *kept; /* keys that the probe was told to keep */
  guint deadline_source;
  guint rearm_source;
};

G_DEFINE_FINAL_TYPE (LampPipeline, lamp_pipeline, G_TYPE_OBJECT)

static char *
new_id (gpointer data)
{
  return g_uuid_string_random ();
}

static void rearm (LampPipeline *self);

static gboolean
on_deadline (gpointer data)
{
  LampPipeline *self = data;
  const LampTime now = lamp_time_now ();

  self->deadline_source = 0;
  lamp_engine_advance (self->engine, &now);
  rearm (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_rearm (gpointer data)
{
  LampPipeline *self = data;
  gint64 deadline = lamp_engine_get_deadline_boot_usec (self->engine);
  gint64 wait_usec = deadline - lamp_time_now ().boot_usec;

  self->rearm_source = 0;
  g_clear_handle_id (&self->deadline_source, g_source_remove);
  if (deadline >= 0)
    self->deadline_source = g_timeout_add ((guint) (CLAMP (wait_usec, 0, DAY_USEC) / 1000 + 1), on_deadline,
                                           self);
  return G_SOURCE_REMOVE;
}

/* One timer for all that waits, set anew once per turn of the loop; none when nothing waits. */
static void
rearm (LampPipeline *self)
{
  if (self->rearm_source == 0)
    self->rearm_source = g_idle_add (on_rearm, self);
}

static void
refresh_state (LampPipeline *self)
{
  LampProbeState probe = lamp_probe_client_get_state (self->probe);

  lamp_service_set_state (self->service, lamp_status_get_word (probe, lamp_status_has_problem (self->status)),
                          lamp_desk_get_waiting (self->desk));
}

/* --- files -------------------------------------------------------------------------------------------------
 */

static void
watch_folder (const char *id, const char *path, gpointer data)
{
  LampPipeline *self = data;
  g_autoptr (GError) error = NULL;

  lamp_status_add_folder (self->status, id, path);
  lamp_probe_client_watch (self->probe, id, path);
  if (!lamp_arrival_watcher_add_folder (self->arrivals, id, path, &error))
    lamp_status_add_problem (self->status, id, "refused", error->message);
}

static void
on_finished (LampPipeline *self, const LampArtifact *artifact)
{
  const LampTime now = lamp_time_now ();

  lamp_engine_take_arrival (self->engine, artifact, &now);
  rearm (self);
}

static void
on_changed (LampPipeline *self, const LampArtifact *artifact)
{
  const LampTime now = lamp_time_now ();

  lamp_engine_take_change (self->engine, artifact, &now);
}

static void
on_hashed (LampPipeline *self, const char *key, const char *sha256)
{
  const LampTime now = lamp_time_now ();

  lamp_engine_take_hash (self->engine, key, sha256, &now);
}

static void
on_moved (LampPipeline *self, const char *key, const char *path)
{
  const LampTime now = lamp_time_now ();

  lamp_engine_take_move (self->engine, key, path, &now);
}

static void
on_problem (LampPipeline *self, const char *folder_id, const char *code, const char *text)
{
  lamp_status_add_problem (self->status, folder_id, code, text);
  refresh_state (self);
}

/* --- the ledger --------------------------------------------------------------------------------------------
 */

static void
keep (LampPipeline *self, const LampArtifact *artifact)
{
  const LampTime now = lamp_time_now ();
  const LampTime arrived = lamp_artifact_get_arrived (artifact);

  if (!g_hash_table_add (self->kept, g_strdup (artifact->key)))
    return;
  lamp_probe_client_keep (self->probe, MAX (lamp_time_age_sec (&arrived, &now), 0), artifact->key,
                          artifact->file->path);
  if (artifact->runnable)
    lamp_arrival_watcher_hold (self->arrivals, artifact);
}

static void
forget (LampPipeline *self, const LampArtifact *artifact)
{
  lamp_probe_client_drop (self->probe, artifact->key);
  lamp_arrival_watcher_release (self->arrivals, artifact->key);
  if (g_hash_table_remove (self->kept, artifact->key))
    lamp_writer_del_artifact (self->writer, artifact->key);
}

static void
on_artifact_changed (LampPipeline *self, const LampArtifact *artifact)
{
  switch (artifact->state)
    {
    case LAMP_ARRIVAL_ARTIFACT:
      keep (self, artifact);
      lamp_writer_put_artifact (self->writer, artifact);
      lamp_looker_look (self->looker, artifact);
      break;
    case LAMP_ARRIVAL_CANDIDATE:
      lamp_looker_look (self->looker, artifact);
      break;
    case LAMP_ARRIVAL_LOCAL:
      forget (self, artifact);
      break;
    default:
      break;
    }
  rearm (self);
}

static void
on_members_wanted (LampPipeline *self, const LampArtifact *archive)
{
  lamp_looker_list_members (self->looker, archive);
}

/* --- executions and alerts ---------------------------------------------------------------------------------
 */

static void
on_execution (LampPipeline *self, const LampExecution *execution)
{
  const LampTime now = lamp_time_now ();
  g_autofree char *path = lamp_arrival_watcher_dup_current_path (self->arrivals, execution->key);

  if (path != NULL)
    lamp_engine_take_move (self->engine, execution->key, path, &now);
  lamp_engine_take_execution (self->engine, execution, &now);
  rearm (self);
}

static void
on_execution_recorded (LampPipeline *self, const LampExecution *execution)
{
  lamp_writer_put_execution (self->writer, execution);
}

static void
on_alert_changed (LampPipeline *self, const LampAlert *alert, gboolean disturb)
{
  lamp_writer_put_alert (self->writer, alert);
  lamp_outbox_take_alert (self->outbox, alert);
}

static void
on_alert_written (LampPipeline *self, const LampAlert *alert)
{
  lamp_service_tell_alert (self->service, alert);
  lamp_desk_take_alert (self->desk, alert);
  refresh_state (self);
}

static void
on_execution_written (LampPipeline *self, const LampExecution *execution)
{
  lamp_service_tell_execution (self->service, execution);
}

static void
on_rule_changed (LampPipeline *self, const LampRule *rule)
{
  lamp_writer_put_rule (self->writer, rule);
}

/* --- status ------------------------------------------------------------------------------------------------
 */

static JsonNode *
policy_to_json (LampPipeline *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  GPtrArray *problems = lamp_policy_loader_get_problems (self->policy_loader);
  JsonArray *texts = json_array_new ();

  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *text = lamp_policy_problem_to_text (g_ptr_array_index (problems, i));
      json_array_add_string_element (texts, text);
    }
  json_object_set_array_member (object, "problems", texts);
  json_object_set_string_member (object, "hosts_version", lamp_hosts_get_version (self->hosts));
  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
store_to_json (LampPipeline *self)
{
  JsonNode *node = lamp_store_to_json (self->store);
  const char *problem = lamp_writer_get_problem (self->writer);

  if (problem != NULL)
    json_object_set_string_member (json_node_get_object (node), "write_problem", problem);
  return node;
}

static char *
on_status_wanted (LampPipeline *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GPtrArray) artifacts = lamp_engine_list_artifacts (self->engine);
  g_autoptr (JsonNode) node = NULL;
  LampProbeState probe = lamp_probe_client_get_state (self->probe);

  lamp_probe_client_refresh (self->probe);
  json_object_set_string_member (object, "version", LAMP_VERSION);
  json_object_set_string_member (object, "state",
                                 lamp_status_get_word (probe, lamp_status_has_problem (self->status)));
  json_object_set_member (object, "probe", lamp_probe_client_to_json (self->probe));
  json_object_set_member (object, "arrivals", lamp_status_to_json (self->status));
  json_object_set_member (object, "readers", lamp_origin_finder_to_json (self->finder));
  json_object_set_member (object, "policy", policy_to_json (self));
  json_object_set_member (object, "store", store_to_json (self));
  json_object_set_member (object, "outbox", lamp_outbox_to_json (self->outbox));
  json_object_set_member (object, "notifications", lamp_desk_to_json (self->desk));
  json_object_set_int_member (object, "artifacts", artifacts->len);
  json_object_set_int_member (object, "waiting", lamp_desk_get_waiting (self->desk));
  node = json_node_init_object (json_node_alloc (), object);
  return json_to_string (node, FALSE);
}

/* --- start and stop ----------------------------------------------------------------------------------------
 */

static void
on_browser_folders (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LampPipeline) self = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv)
      paths = lamp_origin_finder_list_download_folders_finish (LAMP_ORIGIN_FINDER (source), result, &error);

  if (error != NULL)
    lamp_status_add_problem (self->status, NULL, "browser-settings", error->message);
  lamp_folders_visit_browsers ((const char *const *) paths, watch_folder, self);
}

/* Without a ledger, what lies in the folders was there before us and is nobody's arrival. */
static gint64
get_last_seen_real_usec (GPtrArray *artifacts)
{
  gint64 newest = 0;

  for (guint i = 0; i < artifacts->len; i++)
    newest = MAX (newest, ((LampArtifact *) g_ptr_array_index (artifacts, i))->file->arrived_real_usec);
  return newest != 0 ? newest : lamp_time_now ().real_usec;
}

static void
start_sensors (LampPipeline *self, GPtrArray *artifacts)
{
  lamp_probe_client_start (self->probe);
  for (guint i = 0; i < artifacts->len; i++)
    {
      LampArtifact *artifact = g_ptr_array_index (artifacts, i);
      lamp_arrival_watcher_add_known (self->arrivals, artifact->key, artifact->file->path);
      keep (self, artifact);
      lamp_looker_look (self->looker, artifact);
      if (artifact->archive)
        lamp_looker_list_members (self->looker, artifact);
    }
  lamp_arrival_watcher_set_last_seen (self->arrivals, get_last_seen_real_usec (artifacts));
  lamp_folders_visit_own (watch_folder, self);
  lamp_arrival_watcher_rescan (self->arrivals);
  lamp_origin_finder_list_download_folders_async (self->finder, NULL, on_browser_folders,
                                                  g_object_ref (self));
  rearm (self);
  refresh_state (self);
}

static void
drop_stale (LampPipeline *self, GPtrArray *artifacts, const LampTime *now)
{
  gint64 fresh_usec = lamp_policy_loader_get_policy (self->policy_loader)->fresh_days * DAY_USEC;

  for (guint i = artifacts->len; i > 0; i--)
    {
      LampArtifact *artifact = g_ptr_array_index (artifacts, i - 1);
      if (now->real_usec - artifact->file->arrived_real_usec <= fresh_usec)
        continue;
      lamp_writer_del_artifact (self->writer, artifact->key);
      g_ptr_array_remove_index_fast (artifacts, i - 1);
    }
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LampPipeline) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampStoreContents) contents = lamp_store_load_finish (LAMP_STORE (source), result, &error);
  const LampTime now = lamp_time_now ();

  if (contents == NULL)
    {
      lamp_status_add_problem (self->status, NULL, "store", error->message);
      contents = lamp_store_contents_new ();
    }
  drop_stale (self, contents->artifacts, &now);
  lamp_engine_restore (self->engine, contents->artifacts, contents->alerts, contents->rules, &now);
  lamp_outbox_restore (self->outbox, contents->reports);
  lamp_desk_restore (self->desk, contents->alerts);
  start_sensors (self, contents->artifacts);
  /* Reading the store left the heap in pieces that nobody uses; measured: 1 MB less after 300 alerts. */
  malloc_trim (0);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LampPipeline) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) loss = NULL;

  /* A store that cannot be opened must not make the person blind: watching goes on, and status says it. */
  if (!lamp_store_open_finish (LAMP_STORE (source), result, &error))
    lamp_status_add_problem (self->status, NULL, "store", error->message);
  loss = lamp_store_dup_loss (self->store);
  if (loss != NULL)
    lamp_status_add_problem (self->status, NULL, "store", loss->message);
  lamp_store_load_async (self->store, NULL, on_loaded, g_object_ref (self));
}

/**
 * lamp_pipeline_start:
 * @self: a pipeline
 *
 * Opens the store, restores what was known, then starts the sensors. Returns at once.
 */
void
lamp_pipeline_start (LampPipeline *self)
{
  lamp_store_open_async (self->store, NULL, on_opened, g_object_ref (self));
}

static void
connect_stages (LampPipeline *self)
{
  const struct
  {
    gpointer source;
    const char *signal;
    GCallback handler;
  } arrows[] = {
    { self->arrivals, "finished", G_CALLBACK (on_finished) },
    { self->arrivals, "changed", G_CALLBACK (on_changed) },
    { self->arrivals, "hashed", G_CALLBACK (on_hashed) },
    { self->arrivals, "moved", G_CALLBACK (on_moved) },
    { self->arrivals, "problem", G_CALLBACK (on_problem) },
    { self->probe, "execution", G_CALLBACK (on_execution) },
    { self->probe, "changed", G_CALLBACK (refresh_state) },
    { self->engine, "artifact-changed", G_CALLBACK (on_artifact_changed) },
    { self->engine, "members-wanted", G_CALLBACK (on_members_wanted) },
    { self->engine, "execution-recorded", G_CALLBACK (on_execution_recorded) },
    { self->engine, "alert-changed", G_CALLBACK (on_alert_changed) },
    { self->engine, "rule-changed", G_CALLBACK (on_rule_changed) },
    { self->writer, "alert-written", G_CALLBACK (on_alert_written) },
    { self->writer, "execution-written", G_CALLBACK (on_execution_written) },
    { self->service, "status-wanted", G_CALLBACK (on_status_wanted) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (arrows); i++)
    g_signal_connect_object (arrows[i].source, arrows[i].signal, arrows[i].handler, self, G_CONNECT_SWAPPED);
}

static gboolean
make_stages (LampPipeline *self, GError **error)
{
  const LampEnginePerson person = lamp_person_get ();
  g_autofree char *database = lamp_paths_dup_database ();
  g_autofree char *spool = lamp_paths_dup_spool ();
  g_autoptr (LampTransport) transport = NULL;
  g_autoptr (LampNotifier) notifier = NULL;
  const LampPolicy *policy;

  self->policy_loader = lamp_policy_loader_new_for_system ();
  /* A refused policy is a problem in `status`; the defaults stay in force. */
  lamp_policy_loader_load (self->policy_loader, NULL);
  policy = lamp_policy_loader_get_policy (self->policy_loader);
  self->hosts = lamp_hosts_new (error);
  transport = lamp_transport_new_for_name (policy->soc_method, spool);
  if (transport == NULL)
    transport = lamp_transport_new_for_name ("spool", spool);
  if (self->hosts == NULL || transport == NULL)
    return FALSE;
  notifier = lamp_notifier_new (policy->soc_name);
  self->engine = lamp_engine_new (policy, self->hosts, &person, new_id, NULL);
  self->store = lamp_store_new (database);
  self->writer = lamp_writer_new (self->store);
  self->finder = lamp_origin_finder_new (LAMP_LIBEXECDIR "/gatelamp-reader", g_get_home_dir ());
  self->looker = lamp_looker_new (self->engine, self->finder);
  self->probe = lamp_probe_client_new (LAMP_LIBEXECDIR "/gatelamp-probe");
  self->arrivals = lamp_arrival_watcher_new ();
  lamp_arrival_watcher_set_hash_limit (self->arrivals, policy->hash_limit_bytes);
  self->outbox = lamp_outbox_new (self->engine, self->writer, transport, policy);
  self->desk = lamp_desk_new (self->engine, self->outbox, notifier);
  self->service = lamp_service_new (self->engine, self->store, self->outbox, self->policy_loader);
  connect_stages (self);
  return TRUE;
}

static void
lamp_pipeline_dispose (GObject *object)
{
  LampPipeline *self = LAMP_PIPELINE (object);

  g_clear_handle_id (&self->deadline_source, g_source_remove);
  g_clear_handle_id (&self->rearm_source, g_source_remove);
  g_clear_object (&self->service);
  g_clear_object (&self->desk);
  g_clear_object (&self->outbox);
  g_clear_object (&self->arrivals);
  g_clear_object (&self->probe);
  g_clear_object (&self->looker);
  g_clear_object (&self->finder);
  g_clear_object (&self->writer);
  g_clear_object (&self->store);
  g_clear_object (&self->engine);
  g_clear_object (&self->hosts);
  g_clear_object (&self->policy_loader);
  G_OBJECT_CLASS (lamp_pipeline_parent_class)->dispose (object);
}

static void
lamp_pipeline_finalize (GObject *object)
{
  LampPipeline *self = LAMP_PIPELINE (object);

  lamp_status_free (self->status);
  g_hash_table_unref (self->kept);
  G_OBJECT_CLASS (lamp_pipeline_parent_class)->finalize (object);
}

static void
lamp_pipeline_class_init (LampPipelineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_pipeline_dispose;
  G_OBJECT_CLASS (klass)->finalize = lamp_pipeline_finalize;
}

static void
lamp_pipeline_init (LampPipeline *self)
{
  self->status = lamp_status_new ();
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * lamp_pipeline_new:
 * @error: return location
 *
 * Returns: (transfer full) (nullable): all stages, joined, not started
 */
LampPipeline *
lamp_pipeline_new (GError **error)
{
  g_autoptr (LampPipeline) self = g_object_new (LAMP_TYPE_PIPELINE, NULL);

  return make_stages (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * lamp_pipeline_export:
 * @self: a pipeline
 * @connection: the session bus
 * @error: return location
 *
 * Returns: %TRUE if the agent can be called
 */
gboolean
lamp_pipeline_export (LampPipeline *self, GDBusConnection *connection, GError **error)
{
  lamp_desk_set_connection (self->desk, connection);
  return lamp_service_export (self->service, connection, error);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (lamp_store_close_finish (LAMP_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_last_write (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LampPipeline *self = g_task_get_source_object (task);

  /* What the last write could not keep is said by the close. */
  lamp_writer_flush_finish (LAMP_WRITER (source), result, NULL);
  lamp_store_close_async (self->store, NULL, on_closed, g_steal_pointer (&task));
}

/**
 * lamp_pipeline_stop_async:
 * @self: a pipeline
 * @callback: called when all is on disk and the probe has ended
 * @data: its closure
 */
void
lamp_pipeline_stop_async (LampPipeline *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  lamp_service_unexport (self->service);
  lamp_arrival_watcher_stop (self->arrivals);
  lamp_probe_client_stop (self->probe);
  lamp_writer_flush_async (self->writer, on_last_write, g_steal_pointer (&task));
}

/**
 * lamp_pipeline_stop_finish:
 * @self: a pipeline
 * @result: from the callback
 * @error: return location
 *
 * Returns: %TRUE if everything is on disk
 */
gboolean
lamp_pipeline_stop_finish (LampPipeline *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
