/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "agent/lamp-pipeline.h"

#include "agent/lamp-agent-limits.h"
#include "agent/lamp-fleeting.h"
#include "agent/lamp-stages.h"
#include "agent/lamp-sweep.h"
#include "agent/lamp-watch.h"

#include <malloc.h>

struct _LampPipeline
{
  GObject parent_instance;

  LampStages *stages;
  LampWatch *watch;
  LampFleeting *fleeting;
  LampSweep *sweep;
  gboolean has_told_folders; /* ours, and those that the browsers' settings name */
  guint deadline_source;
  guint rearm_source;
};

G_DEFINE_FINAL_TYPE (LampPipeline, lamp_pipeline, G_TYPE_OBJECT)

static void rearm (LampPipeline *self);

static gboolean
on_deadline (gpointer data)
{
  LampPipeline *self = data;
  const LampTime now = lamp_time_now ();

  self->deadline_source = 0;
  lamp_engine_advance (self->stages->engine, &now);
  rearm (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_rearm (gpointer data)
{
  LampPipeline *self = data;
  gint64 deadline = lamp_engine_get_deadline_boot_usec (self->stages->engine);
  gint64 wait_usec = deadline - lamp_time_now ().boot_usec;

  self->rearm_source = 0;
  g_clear_handle_id (&self->deadline_source, g_source_remove);
  if (deadline >= 0)
    self->deadline_source = g_timeout_add ((guint) (CLAMP (wait_usec, 0, LAMP_AGENT_DAY_USEC) / 1000 + 1),
                                           on_deadline, self);
  return G_SOURCE_REMOVE;
}

/* One timer for all that waits, set anew once per turn of the loop; none when nothing waits. */
static void
rearm (LampPipeline *self)
{
  if (self->rearm_source == 0)
    self->rearm_source = g_idle_add (on_rearm, self);
}

static gboolean
is_listed (LampPipeline *self)
{
  return self->has_told_folders && lamp_arrival_watcher_is_ready (self->stages->arrivals);
}

/* Records that cannot be stored are as bad as a folder that is not watched: what is seen would be lost. */
static const char *
get_state_word (LampPipeline *self)
{
  gboolean is_ready = is_listed (self) && lamp_probe_client_is_settled (self->stages->probe);
  gboolean has_problem = lamp_status_has_problem (self->stages->status) ||
                         lamp_writer_get_problem (self->stages->writer) != NULL;

  return lamp_status_get_word (is_ready, lamp_probe_client_get_state (self->stages->probe), has_problem);
}

static void
refresh_state (LampPipeline *self)
{
  lamp_service_set_state (self->stages->service, get_state_word (self),
                          lamp_desk_get_waiting (self->stages->desk));
}

static void
on_ready (LampPipeline *self)
{
  if (is_listed (self))
    lamp_sweep_start (self->sweep);
  refresh_state (self);
}

/* --- files -------------------------------------------------------------------------------------------------
 */

static void
on_finished (LampPipeline *self, const LampArtifact *artifact)
{
  const LampTime now = lamp_time_now ();
  g_autoptr (LampArtifact) joined = lamp_fleeting_join (self->fleeting, artifact);

  if (joined == NULL)
    joined = lamp_sweep_join (self->sweep, artifact);
  lamp_engine_take_arrival (self->stages->engine, joined != NULL ? joined : artifact, &now);
  rearm (self);
}

static void
on_changed (LampPipeline *self, const LampArtifact *artifact)
{
  const LampTime now = lamp_time_now ();

  lamp_engine_take_change (self->stages->engine, artifact, &now);
}

static void
on_untold (LampPipeline *self, const LampArtifact *candidate)
{
  if (lamp_fleeting_has_mark (self->fleeting, candidate->key))
    lamp_arrival_watcher_look_late (self->stages->arrivals, candidate->file->path);
  else
    lamp_sweep_take_untold (self->sweep, candidate);
}

static void
on_hashed (LampPipeline *self, const char *key, const char *sha256)
{
  const LampTime now = lamp_time_now ();

  lamp_engine_take_hash (self->stages->engine, key, sha256, &now);
}

static void
on_moved (LampPipeline *self, const char *key, const char *path)
{
  const LampTime now = lamp_time_now ();

  lamp_engine_take_move (self->stages->engine, key, path, &now);
}

/* A deleted file needs no descriptor; its row stays, for it may still run. */
static void
on_gone (LampPipeline *self, const char *key)
{
  lamp_arrival_watcher_release (self->stages->arrivals, key);
}

static void
on_lost (LampPipeline *self, const char *what, gint64 count)
{
  lamp_arrival_watcher_rescan (self->stages->arrivals);
}

static void
on_problem (LampPipeline *self, const char *folder_id, const char *code, const char *text)
{
  lamp_status_add_problem (self->stages->status, folder_id, code, text);
  refresh_state (self);
}

/* --- the ledger --------------------------------------------------------------------------------------------
 */

static void
on_artifact_changed (LampPipeline *self, const LampArtifact *artifact)
{
  switch (artifact->state)
    {
    case LAMP_ARRIVAL_ARTIFACT:
      lamp_watch_keep (self->watch, artifact);
      lamp_writer_put_artifact (self->stages->writer, artifact);
      lamp_looker_look (self->stages->looker, artifact);
      break;
    case LAMP_ARRIVAL_CANDIDATE:
      lamp_looker_look (self->stages->looker, artifact);
      break;
    case LAMP_ARRIVAL_LOCAL:
      if (lamp_watch_forget (self->watch, artifact))
        lamp_writer_del_artifact (self->stages->writer, artifact->key);
      break;
    default:
      break;
    }
  rearm (self);
}

static void
on_members_wanted (LampPipeline *self, const LampArtifact *archive)
{
  lamp_looker_list_members (self->stages->looker, archive);
}

/* --- executions and alerts ---------------------------------------------------------------------------------
 */

static void
on_execution (LampPipeline *self, const LampExecution *execution)
{
  const LampTime now = lamp_time_now ();
  g_autofree char *path = lamp_arrival_watcher_dup_current_path (self->stages->arrivals, execution->key);

  if (path != NULL)
    lamp_engine_take_move (self->stages->engine, execution->key, path, &now);
  lamp_engine_take_execution (self->stages->engine, execution, &now);
  lamp_fleeting_take_execution (self->fleeting, execution->key);
  rearm (self);
}

static void
on_marked (LampPipeline *self,
           const char *key,
           const char *path,
           const char *how,
           const char *from,
           gint64 size_bytes)
{
  lamp_fleeting_take_mark (self->fleeting, key, from, path, size_bytes);
  rearm (self);
}

static void
on_execution_recorded (LampPipeline *self, const LampExecution *execution)
{
  lamp_writer_put_execution (self->stages->writer, execution);
}

static void
on_alert_changed (LampPipeline *self, const LampAlert *alert, gboolean disturb)
{
  lamp_writer_put_alert (self->stages->writer, alert);
  lamp_outbox_take_alert (self->stages->outbox, alert);
}

static void
on_alert_written (LampPipeline *self, const LampAlert *alert)
{
  lamp_service_tell_alert (self->stages->service, alert);
  lamp_desk_take_alert (self->stages->desk, alert);
  refresh_state (self);
}

static void
on_execution_written (LampPipeline *self, const LampExecution *execution)
{
  lamp_service_tell_execution (self->stages->service, execution);
}

static void
on_row_refused (LampPipeline *self, const char *text)
{
  lamp_status_add_problem (self->stages->status, NULL, "store", text);
}

static void
on_rule_changed (LampPipeline *self, const LampRule *rule)
{
  lamp_writer_put_rule (self->stages->writer, rule);
}

static void
on_policy_changed (LampPipeline *self)
{
  lamp_stages_take_policy (self->stages);
}

/* --- status ------------------------------------------------------------------------------------------------
 */

static JsonNode *
policy_to_json (LampPipeline *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  GPtrArray *problems = lamp_policy_loader_get_problems (self->stages->policy_loader);
  JsonArray *texts = json_array_new ();

  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *text = lamp_policy_problem_to_text (g_ptr_array_index (problems, i));
      json_array_add_string_element (texts, text);
    }
  json_object_set_array_member (object, "problems", texts);
  json_object_set_string_member (object, "hosts_version", lamp_hosts_get_version (self->stages->hosts));
  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
store_to_json (LampPipeline *self)
{
  JsonNode *node = lamp_store_to_json (self->stages->store);
  const char *problem = lamp_writer_get_problem (self->stages->writer);

  if (problem != NULL)
    json_object_set_string_member (json_node_get_object (node), "write_problem", problem);
  json_object_set_int_member (json_node_get_object (node), "refused_rows",
                              (gint64) lamp_writer_get_refused_count (self->stages->writer));
  return node;
}

static char *
on_status_wanted (LampPipeline *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GPtrArray) artifacts = lamp_engine_list_artifacts (self->stages->engine);
  g_autoptr (JsonNode) node = NULL;

  lamp_probe_client_refresh (self->stages->probe);
  json_object_set_string_member (object, "version", LAMP_VERSION);
  json_object_set_string_member (object, "state", get_state_word (self));
  json_object_set_member (object, "probe", lamp_probe_client_to_json (self->stages->probe));
  json_object_set_member (object, "arrivals", lamp_status_to_json (self->stages->status));
  json_object_set_member (object, "readers", lamp_origin_finder_to_json (self->stages->finder));
  json_object_set_member (object, "policy", policy_to_json (self));
  json_object_set_member (object, "store", store_to_json (self));
  json_object_set_member (object, "outbox", lamp_outbox_to_json (self->stages->outbox));
  json_object_set_member (object, "notifications", lamp_desk_to_json (self->stages->desk));
  json_object_set_int_member (object, "artifacts", artifacts->len);
  json_object_set_int_member (object, "waiting", lamp_desk_get_waiting (self->stages->desk));
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
    lamp_status_add_problem (self->stages->status, NULL, "browser-settings", error->message);
  lamp_watch_add_browser_folders (self->watch, (const char *const *) paths);
  self->has_told_folders = TRUE;
  on_ready (self);
}

static void
start_sensors (LampPipeline *self, GPtrArray *artifacts)
{
  lamp_probe_client_start (self->stages->probe);
  for (guint i = 0; i < artifacts->len; i++)
    {
      LampArtifact *artifact = g_ptr_array_index (artifacts, i);
      lamp_arrival_watcher_add_known (self->stages->arrivals, artifact->key, artifact->file->path);
      lamp_watch_keep (self->watch, artifact);
      lamp_looker_look (self->stages->looker, artifact);
      if (artifact->archive)
        lamp_looker_list_members (self->stages->looker, artifact);
    }
  lamp_watch_add_own_folders (self->watch);
  lamp_arrival_watcher_rescan (self->stages->arrivals);
  lamp_origin_finder_list_download_folders_async (self->stages->finder, NULL, on_browser_folders,
                                                  g_object_ref (self));
  rearm (self);
  refresh_state (self);
}

static void
drop_stale (LampPipeline *self, GPtrArray *artifacts, const LampTime *now)
{
  gint64 fresh_usec = lamp_policy_loader_get_policy (self->stages->policy_loader)->fresh_days *
                      LAMP_AGENT_DAY_USEC;

  for (guint i = artifacts->len; i > 0; i--)
    {
      LampArtifact *artifact = g_ptr_array_index (artifacts, i - 1);
      if (now->real_usec - artifact->file->arrived_real_usec <= fresh_usec)
        continue;
      lamp_writer_del_artifact (self->stages->writer, artifact->key);
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
      lamp_status_add_problem (self->stages->status, NULL, "store", error->message);
      contents = lamp_store_contents_new ();
    }
  drop_stale (self, contents->artifacts, &now);
  lamp_engine_restore (self->stages->engine, contents->artifacts, contents->alerts, contents->rules, &now);
  lamp_outbox_restore (self->stages->outbox, contents->reports);
  lamp_desk_restore (self->stages->desk, contents->alerts);
  lamp_sweep_prepare (self->sweep, contents->notes,
                      lamp_policy_loader_get_policy (self->stages->policy_loader)->fresh_days);
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
    {
      lamp_status_add_problem (self->stages->status, NULL, "store", error->message);
      /* Fails too, and so goes on trying until the store opens. */
      lamp_writer_flush_async (self->stages->writer, NULL, NULL);
    }
  loss = lamp_store_dup_loss (self->stages->store);
  if (loss != NULL)
    lamp_status_add_problem (self->stages->status, NULL, "store", loss->message);
  lamp_store_load_async (self->stages->store, NULL, on_loaded, g_object_ref (self));
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
  lamp_store_open_async (self->stages->store, NULL, on_opened, g_object_ref (self));
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
    { self->stages->arrivals, "finished", G_CALLBACK (on_finished) },
    { self->stages->arrivals, "changed", G_CALLBACK (on_changed) },
    { self->stages->arrivals, "hashed", G_CALLBACK (on_hashed) },
    { self->stages->arrivals, "moved", G_CALLBACK (on_moved) },
    { self->stages->arrivals, "gone", G_CALLBACK (on_gone) },
    { self->stages->arrivals, "problem", G_CALLBACK (on_problem) },
    { self->stages->arrivals, "ready", G_CALLBACK (on_ready) },
    { self->stages->arrivals, "untold", G_CALLBACK (on_untold) },
    { self->stages->probe, "execution", G_CALLBACK (on_execution) },
    { self->stages->probe, "marked", G_CALLBACK (on_marked) },
    { self->stages->probe, "lost", G_CALLBACK (on_lost) },
    { self->stages->probe, "changed", G_CALLBACK (refresh_state) },
    { self->stages->engine, "artifact-changed", G_CALLBACK (on_artifact_changed) },
    { self->stages->engine, "members-wanted", G_CALLBACK (on_members_wanted) },
    { self->stages->engine, "execution-recorded", G_CALLBACK (on_execution_recorded) },
    { self->stages->engine, "alert-changed", G_CALLBACK (on_alert_changed) },
    { self->stages->engine, "rule-changed", G_CALLBACK (on_rule_changed) },
    { self->stages->policy_watch, "changed", G_CALLBACK (on_policy_changed) },
    { self->stages->writer, "alert-written", G_CALLBACK (on_alert_written) },
    { self->stages->writer, "execution-written", G_CALLBACK (on_execution_written) },
    { self->stages->writer, "refused", G_CALLBACK (on_row_refused) },
    { self->stages->writer, "problem-changed", G_CALLBACK (refresh_state) },
    { self->stages->service, "status-wanted", G_CALLBACK (on_status_wanted) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (arrows); i++)
    g_signal_connect_object (arrows[i].source, arrows[i].signal, arrows[i].handler, self, G_CONNECT_SWAPPED);
}

static void
lamp_pipeline_finalize (GObject *object)
{
  LampPipeline *self = LAMP_PIPELINE (object);

  g_clear_handle_id (&self->deadline_source, g_source_remove);
  g_clear_handle_id (&self->rearm_source, g_source_remove);
  g_clear_object (&self->sweep);
  g_clear_pointer (&self->fleeting, lamp_fleeting_free);
  g_clear_pointer (&self->watch, lamp_watch_free);
  g_clear_pointer (&self->stages, lamp_stages_free);
  G_OBJECT_CLASS (lamp_pipeline_parent_class)->finalize (object);
}

static void
lamp_pipeline_class_init (LampPipelineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lamp_pipeline_finalize;
}

static void
lamp_pipeline_init (LampPipeline *self)
{
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

  self->stages = lamp_stages_new (error);
  if (self->stages == NULL)
    return NULL;
  self->watch = lamp_watch_new (self->stages);
  self->fleeting = lamp_fleeting_new (self->stages->engine);
  self->sweep = lamp_sweep_new (self->stages->engine, self->stages->finder, self->stages->arrivals,
                                self->stages->store);
  connect_stages (self);
  return g_steal_pointer (&self);
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
  lamp_desk_set_connection (self->stages->desk, connection);
  return lamp_service_export (self->stages->service, connection, error);
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
  lamp_store_close_async (self->stages->store, NULL, on_closed, g_steal_pointer (&task));
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

  lamp_service_unexport (self->stages->service);
  lamp_sweep_stop (self->sweep);
  lamp_arrival_watcher_stop (self->stages->arrivals);
  lamp_probe_client_stop (self->stages->probe);
  lamp_writer_flush_async (self->stages->writer, on_last_write, g_steal_pointer (&task));
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
