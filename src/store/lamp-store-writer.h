/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/lamp-store-batch.h"
#include "store/lamp-store-database.h"

gboolean lamp_store_writer_write (LampStoreDatabase *database, LampStoreBatch *batch, GError **error);
gint64 lamp_store_writer_expire (LampStoreDatabase *database, gint64 older_than_real_usec, GError **error);
