/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/lamp-store-sql.h"

gint64 lamp_store_salvage (sqlite3 *connection, const char *damaged_path, gint64 schema);
