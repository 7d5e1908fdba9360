/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "agent/lamp-desk.h"
#include "agent/lamp-looker.h"
#include "agent/lamp-outbox.h"
#include "agent/lamp-service.h"
#include "agent/lamp-status.h"
#include "agent/lamp-writer.h"
#include "arrivals/lamp-arrival-watcher.h"
#include "policy/lamp-policy-watch.h"
#include "sense/lamp-probe-client.h"

/**
 * LampStages:
 *
 * Every stage of the agent, made and not joined yet. One owner, the pipeline.
 */
typedef struct
{
  LampPolicyLoader *policy_loader;
  LampPolicyWatch *policy_watch;
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
} LampStages;

LampStages *lamp_stages_new (GError **error);
void lamp_stages_take_policy (LampStages *self);
void lamp_stages_free (LampStages *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampStages, lamp_stages_free)
