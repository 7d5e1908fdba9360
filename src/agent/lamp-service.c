/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "agent/lamp-service.h"

#include "agent/lamp-agent-limits.h"
#include "agent/lamp-unstored.h"
#include "base/lamp-error.h"
#include "lamp-agent1-generated.h"

#include <string.h>

#define OBJECT_PATH "/io/github/gatelamp/Agent1"

struct _LampService
{
  GObject parent_instance;

  LampEngine *engine;
  LampStore *store;
  LampWriter *writer;
  LampOutbox *outbox;
  LampPolicyLoader *policy_loader;
  LampAgent1 *skeleton;
};

G_DEFINE_FINAL_TYPE (LampService, lamp_service, G_TYPE_OBJECT)

enum
{
  SIGNAL_STATUS_WANTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
lamp_service_finalize (GObject *object)
{
  LampService *self = LAMP_SERVICE (object);

  g_object_unref (self->engine);
  g_object_unref (self->store);
  g_object_unref (self->writer);
  g_object_unref (self->outbox);
  g_object_unref (self->policy_loader);
  g_object_unref (self->skeleton);
  G_OBJECT_CLASS (lamp_service_parent_class)->finalize (object);
}

static void
lamp_service_class_init (LampServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lamp_service_finalize;
  signals[SIGNAL_STATUS_WANTED] = g_signal_new ("status-wanted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                                0, NULL, NULL, NULL, G_TYPE_STRING, 0);
}

/* A list on its way from the store to a caller. */
static void
return_rows (GDBusMethodInvocation *invocation, GPtrArray *values, const LampValueType *type, GError *error)
{
  g_autoptr (GVariantBuilder) rows = NULL;

  if (values == NULL)
    {
      g_dbus_method_invocation_take_error (invocation, error);
      return;
    }
  rows = g_variant_builder_new (G_VARIANT_TYPE ("as"));
  for (guint i = 0; i < values->len; i++)
    {
      g_autofree char *text = lamp_value_to_text (type, g_ptr_array_index (values, i), LAMP_VIEW_PUBLIC);
      g_variant_builder_add (rows, "s", text);
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(as)", rows));
}

static void
return_value (GDBusMethodInvocation *invocation, gconstpointer value, const LampValueType *type)
{
  g_autofree char *text = lamp_value_to_text (type, value, LAMP_VIEW_PUBLIC);

  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", text));
}

static void
return_not_found (GDBusMethodInvocation *invocation, const char *what)
{
  g_dbus_method_invocation_return_error (invocation, LAMP_ERROR, LAMP_ERROR_NOT_FOUND, "no such %s", what);
}

static gboolean
refuse_long (GDBusMethodInvocation *invocation, const char *word)
{
  if (strlen (word) <= LAMP_AGENT_WORD_BYTES)
    return FALSE;
  g_dbus_method_invocation_return_error (invocation, LAMP_ERROR, LAMP_ERROR_TOO_LARGE,
                                         "the argument is too long");
  return TRUE;
}

static guint
row_limit (guint asked)
{
  return asked == 0 ? LAMP_AGENT_ROWS_DEFAULT : MIN (asked, LAMP_AGENT_ROWS_MAX);
}

static gboolean
on_get_status (LampService *self, GDBusMethodInvocation *invocation)
{
  g_autofree char *status = NULL;

  g_signal_emit (self, signals[SIGNAL_STATUS_WANTED], 0, &status);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", status != NULL ? status : "{}"));
  return TRUE;
}

/* A call for alerts on its way through the store. */
typedef struct
{
  LampService *service;
  GDBusMethodInvocation *invocation;
  gint64 since_real_usec;
  guint limit;
} Listing;

static void
listing_free (Listing *listing)
{
  g_object_unref (listing->service);
  g_free (listing);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Listing, listing_free)

/* Where the store cannot even be read, what only memory holds is listed, and `status` says the rest. */
static void
on_alerts_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Listing) listing = data;
  g_autoptr (GPtrArray) unwritten = lamp_writer_list_unwritten_alerts (listing->service->writer);
  GError *error = NULL;
  g_autoptr (GPtrArray) alerts = lamp_store_list_alerts_finish (LAMP_STORE (source), result, &error);

  if (alerts == NULL && unwritten->len > 0)
    {
      g_clear_error (&error);
      alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_alert_unref);
    }
  if (alerts != NULL)
    lamp_unstored_merge (alerts, unwritten, listing->since_real_usec, listing->limit);
  return_rows (listing->invocation, alerts, &lamp_alert_type, error);
}

static gboolean
on_list_alerts (LampService *self, GDBusMethodInvocation *invocation, gint64 since_usec, guint limit)
{
  Listing *listing = g_new (Listing, 1);

  *listing = (Listing){ g_object_ref (self), invocation, since_usec, row_limit (limit) };
  lamp_store_list_alerts_async (self->store, since_usec, listing->limit, NULL, on_alerts_listed, listing);
  return TRUE;
}

static void
on_alert_found (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  g_autoptr (LampAlert) alert = lamp_store_get_alert_finish (LAMP_STORE (source), result, &error);

  if (alert != NULL)
    return_value (data, alert, &lamp_alert_type);
  else if (error != NULL)
    g_dbus_method_invocation_take_error (data, error);
  else
    return_not_found (data, "alert");
}

/* (transfer full): @alert, marked if the store has no room for it. */
static LampAlert *
mark (LampService *self, const LampAlert *alert)
{
  if (lamp_writer_find_unwritten_alert (self->writer, alert->id) != NULL)
    return lamp_unstored_mark (alert);
  return lamp_alert_ref (alert);
}

static gboolean
on_get_alert (LampService *self, GDBusMethodInvocation *invocation, const char *id)
{
  LampAlert *known = lamp_engine_find_alert (self->engine, id);
  g_autoptr (LampAlert) alert = known != NULL ? mark (self, known) : NULL;

  if (refuse_long (invocation, id))
    return TRUE;
  if (alert != NULL)
    return_value (invocation, alert, &lamp_alert_type);
  else
    lamp_store_get_alert_async (self->store, id, NULL, on_alert_found, invocation);
  return TRUE;
}

static void
on_executions_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) executions = lamp_store_list_executions_finish (LAMP_STORE (source), result, &error);

  return_rows (data, executions, &lamp_execution_type, error);
}

static gboolean
on_list_executions (LampService *self, GDBusMethodInvocation *invocation, gint64 since_usec, guint limit)
{
  lamp_store_list_executions_async (self->store, since_usec, row_limit (limit), NULL, on_executions_listed,
                                    invocation);
  return TRUE;
}

static gboolean
on_find_artifact (LampService *self, GDBusMethodInvocation *invocation, const char *key)
{
  LampArtifact *artifact = lamp_engine_find_artifact (self->engine, key);

  if (refuse_long (invocation, key))
    return TRUE;
  if (artifact != NULL && artifact->state == LAMP_ARRIVAL_ARTIFACT)
    return_value (invocation, artifact, &lamp_artifact_type);
  else
    return_not_found (invocation, "artifact");
  return TRUE;
}

static void
on_reported (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  g_autoptr (LampReport) report = lamp_outbox_report_finish (LAMP_OUTBOX (source), result, &error);

  if (report != NULL)
    return_value (data, report, &lamp_report_type);
  else
    g_dbus_method_invocation_take_error (data, error);
}

static gboolean
on_report (LampService *self, GDBusMethodInvocation *invocation, const char *id, const char *comment)
{
  if (!refuse_long (invocation, id))
    lamp_outbox_report_async (self->outbox, id, comment, FALSE, on_reported, invocation);
  return TRUE;
}

static gboolean
on_preview_report (LampService *self, GDBusMethodInvocation *invocation, const char *id, const char *comment)
{
  GError *error = NULL;
  g_autofree char *bytes = lamp_outbox_dup_preview (self->outbox, id, *comment != '\0' ? comment : NULL,
                                                    &error);

  if (bytes != NULL)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", bytes));
  else
    g_dbus_method_invocation_take_error (invocation, error);
  return TRUE;
}

static gboolean
on_expect (LampService *self, GDBusMethodInvocation *invocation, const char *id, const char *scope)
{
  const LampTime now = lamp_time_now ();
  GError *error = NULL;
  g_autoptr (LampRule) rule = lamp_engine_expect (self->engine, id, scope, &now, &error);

  if (rule != NULL)
    return_value (invocation, rule, &lamp_rule_type);
  else
    g_dbus_method_invocation_take_error (invocation, error);
  return TRUE;
}

static gboolean
on_dismiss (LampService *self, GDBusMethodInvocation *invocation, const char *id)
{
  if (lamp_engine_find_alert (self->engine, id) == NULL)
    {
      return_not_found (invocation, "alert");
      return TRUE;
    }
  lamp_engine_set_alert_state (self->engine, id, LAMP_ALERT_DISMISSED);
  g_dbus_method_invocation_return_value (invocation, NULL);
  return TRUE;
}

static gboolean
on_get_policy (LampService *self, GDBusMethodInvocation *invocation)
{
  g_autoptr (JsonNode) node = lamp_policy_loader_to_json (self->policy_loader);
  g_autofree char *text = json_to_string (node, FALSE);

  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", text));
  return TRUE;
}

static void
on_reports_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) reports = lamp_store_list_reports_finish (LAMP_STORE (source), result, &error);

  return_rows (data, reports, &lamp_report_type, error);
}

static gboolean
on_list_outbox (LampService *self, GDBusMethodInvocation *invocation)
{
  lamp_store_list_reports_async (self->store, NULL, on_reports_listed, invocation);
  return TRUE;
}

static gboolean
on_retry_outbox (LampService *self, GDBusMethodInvocation *invocation)
{
  lamp_outbox_retry (self->outbox);
  g_dbus_method_invocation_return_value (invocation, NULL);
  return TRUE;
}

static void
lamp_service_init (LampService *self)
{
  self->skeleton = lamp_agent1_skeleton_new ();
  lamp_agent1_set_version (self->skeleton, LAMP_VERSION);
  lamp_agent1_set_state (self->skeleton, "blind");
  g_signal_connect_swapped (self->skeleton, "handle-get-status", G_CALLBACK (on_get_status), self);
  g_signal_connect_swapped (self->skeleton, "handle-list-alerts", G_CALLBACK (on_list_alerts), self);
  g_signal_connect_swapped (self->skeleton, "handle-get-alert", G_CALLBACK (on_get_alert), self);
  g_signal_connect_swapped (self->skeleton, "handle-list-executions", G_CALLBACK (on_list_executions), self);
  g_signal_connect_swapped (self->skeleton, "handle-find-artifact", G_CALLBACK (on_find_artifact), self);
  g_signal_connect_swapped (self->skeleton, "handle-report", G_CALLBACK (on_report), self);
  g_signal_connect_swapped (self->skeleton, "handle-preview-report", G_CALLBACK (on_preview_report), self);
  g_signal_connect_swapped (self->skeleton, "handle-expect", G_CALLBACK (on_expect), self);
  g_signal_connect_swapped (self->skeleton, "handle-dismiss", G_CALLBACK (on_dismiss), self);
  g_signal_connect_swapped (self->skeleton, "handle-get-policy", G_CALLBACK (on_get_policy), self);
  g_signal_connect_swapped (self->skeleton, "handle-list-outbox", G_CALLBACK (on_list_outbox), self);
  g_signal_connect_swapped (self->skeleton, "handle-retry-outbox", G_CALLBACK (on_retry_outbox), self);
}

/**
 * lamp_service_new:
 * @engine: knows alerts and artifacts
 * @store: lists what is on disk
 * @writer: knows what is not on disk yet
 * @outbox: takes reports
 * @policy_loader: tells the policy
 *
 * Returns: (transfer full): a service that is not on a bus yet
 */
LampService *
lamp_service_new (LampEngine *engine,
                  LampStore *store,
                  LampWriter *writer,
                  LampOutbox *outbox,
                  LampPolicyLoader *policy_loader)
{
  LampService *self = g_object_new (LAMP_TYPE_SERVICE, NULL);

  self->engine = g_object_ref (engine);
  self->store = g_object_ref (store);
  self->writer = g_object_ref (writer);
  self->outbox = g_object_ref (outbox);
  self->policy_loader = g_object_ref (policy_loader);
  return self;
}

/**
 * lamp_service_export:
 * @self: a service
 * @connection: the session bus
 * @error: return location
 *
 * Returns: %TRUE if the object can be called
 */
gboolean
lamp_service_export (LampService *self, GDBusConnection *connection, GError **error)
{
  return g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection,
                                           OBJECT_PATH, error);
}

/**
 * lamp_service_unexport:
 * @self: a service
 */
void
lamp_service_unexport (LampService *self)
{
  if (g_dbus_interface_skeleton_get_connection (G_DBUS_INTERFACE_SKELETON (self->skeleton)) != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
}

/**
 * lamp_service_tell_alert:
 * @self: a service
 * @alert: a new revision or state
 */
void
lamp_service_tell_alert (LampService *self, const LampAlert *alert)
{
  g_autoptr (LampAlert) told = mark (self, alert);
  g_autofree char *text = lamp_alert_to_text (told, LAMP_VIEW_PUBLIC);

  lamp_agent1_emit_alert_changed (self->skeleton, alert->id, alert->revision, text);
}

/**
 * lamp_service_tell_execution:
 * @self: a service
 * @execution: an execution of an artifact
 */
void
lamp_service_tell_execution (LampService *self, const LampExecution *execution)
{
  g_autofree char *text = lamp_execution_to_text (execution, LAMP_VIEW_PUBLIC);

  lamp_agent1_emit_execution_seen (self->skeleton, text);
}

/**
 * lamp_service_set_state:
 * @self: a service
 * @state: "starting", "watching", "degraded" or "blind"
 * @waiting: alerts that disturbed and are not answered
 */
void
lamp_service_set_state (LampService *self, const char *state, guint waiting)
{
  if (g_strcmp0 (lamp_agent1_get_state (self->skeleton), state) != 0)
    lamp_agent1_set_state (self->skeleton, state);
  if (lamp_agent1_get_waiting (self->skeleton) != waiting)
    lamp_agent1_set_waiting (self->skeleton, waiting);
}
