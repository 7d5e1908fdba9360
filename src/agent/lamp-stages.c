/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "agent/lamp-stages.h"

#include "agent/lamp-person.h"
#include "base/lamp-paths.h"
#include "transport/lamp-transport-table.h"

static char *
new_id (gpointer data)
{
  return g_uuid_string_random ();
}

/**
 * lamp_stages_take_policy:
 * @self: stages
 *
 * Has every stage go by the policy that is in force now.
 */
void
lamp_stages_take_policy (LampStages *self)
{
  const LampPolicy *policy = lamp_policy_loader_get_policy (self->policy_loader);

  lamp_engine_set_policy (self->engine, policy);
  lamp_arrival_watcher_set_hash_limit (self->arrivals, policy->hash_limit_bytes);
  lamp_outbox_set_policy (self->outbox, policy);
  lamp_desk_set_policy (self->desk, policy);
}

static gboolean
make (LampStages *self, GError **error)
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
  self->policy_watch = lamp_policy_watch_new (self->policy_loader);
  policy = lamp_policy_loader_get_policy (self->policy_loader);
  self->hosts = lamp_hosts_new (error);
  transport = lamp_transport_new_for_name (policy->soc_method, spool);
  if (transport == NULL)
    transport = lamp_transport_new_for_name ("spool", spool);
  if (self->hosts == NULL || transport == NULL)
    return FALSE;
  notifier = lamp_notifier_new (NULL, TRUE);
  self->engine = lamp_engine_new (policy, self->hosts, &person, new_id, NULL);
  self->store = lamp_store_new (database);
  self->writer = lamp_writer_new (self->store);
  self->finder = lamp_origin_finder_new (LAMP_LIBEXECDIR "/gatelamp-reader", g_get_home_dir ());
  self->looker = lamp_looker_new (self->engine, self->finder);
  self->probe = lamp_probe_client_new (LAMP_LIBEXECDIR "/gatelamp-probe");
  self->arrivals = lamp_arrival_watcher_new ();
  self->outbox = lamp_outbox_new (self->engine, self->writer, transport, policy);
  self->desk = lamp_desk_new (self->engine, self->outbox, notifier);
  self->service = lamp_service_new (self->engine, self->store, self->writer, self->outbox,
                                    self->policy_loader);
  return TRUE;
}

/**
 * lamp_stages_new:
 * @error: return location
 *
 * Returns: (transfer full) (nullable): all stages, by the policy in force
 */
LampStages *
lamp_stages_new (GError **error)
{
  g_autoptr (LampStages) self = g_new0 (LampStages, 1);

  self->status = lamp_status_new ();
  return make (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * lamp_stages_free:
 * @self: (transfer full): stages; those that reach out go first
 */
void
lamp_stages_free (LampStages *self)
{
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
  g_clear_object (&self->policy_watch);
  g_clear_object (&self->policy_loader);
  lamp_status_free (self->status);
  g_free (self);
}
