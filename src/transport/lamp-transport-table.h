/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "transport/lamp-transport.h"

LampTransport *lamp_transport_new_for_name (const char *name, const char *folder);
