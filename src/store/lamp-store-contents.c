/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/lamp-store-contents.h"

/**
 * lamp_store_contents_new:
 *
 * Returns: (transfer full): contents with nothing in them
 */
LampStoreContents *
lamp_store_contents_new (void)
{
  LampStoreContents *self = g_new0 (LampStoreContents, 1);

  self->artifacts = g_ptr_array_new_with_free_func (lamp_value_unref);
  self->alerts = g_ptr_array_new_with_free_func (lamp_value_unref);
  self->reports = g_ptr_array_new_with_free_func (lamp_value_unref);
  self->rules = g_ptr_array_new_with_free_func (lamp_value_unref);
  self->notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * lamp_store_contents_free:
 * @self: (nullable) (transfer full): contents
 */
void
lamp_store_contents_free (LampStoreContents *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->artifacts);
  g_ptr_array_unref (self->alerts);
  g_ptr_array_unref (self->reports);
  g_ptr_array_unref (self->rules);
  g_hash_table_unref (self->notes);
  g_free (self);
}
