/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-policy.h"

#include <glib-object.h>

#define LAMP_TYPE_HOSTS (lamp_hosts_get_type ())

/**
 * LampHosts:
 *
 * The hosts table and the URL patterns (`data/hosts`): which kind of service a host is. Immutable once made;
 * any thread may ask it.
 */
G_DECLARE_FINAL_TYPE (LampHosts, lamp_hosts, LAMP, HOSTS, GObject)

LampHosts *lamp_hosts_new (GError **error);
const char *lamp_hosts_get_version (LampHosts *self);
LampOrigin *lamp_hosts_classify (LampHosts *self, const LampOrigin *origin, const LampPolicy *policy);
