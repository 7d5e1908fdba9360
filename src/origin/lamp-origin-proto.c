/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-proto.h"

#include "origin/lamp-origin-limits.h"

enum
{
  WIRE_VARINT = 0,
  WIRE_FIXED64 = 1,
  WIRE_BYTES = 2,
  WIRE_FIXED32 = 5,
};

/**
 * lamp_origin_proto_start:
 * @bytes: a message; stays the caller's
 * @size: how many
 *
 * Returns: a walk at its first field
 */
LampOriginProto
lamp_origin_proto_start (const guint8 *bytes, gsize size)
{
  return (LampOriginProto){ .at = bytes, .left = size, .fields = LAMP_ORIGIN_PROTO_FIELDS };
}

/**
 * lamp_origin_proto_read_varint:
 * @self: a walk
 * @out_value: (out): the number
 *
 * Returns: %FALSE if it is cut off or longer than 64 bits
 */
gboolean
lamp_origin_proto_read_varint (LampOriginProto *self, guint64 *out_value)
{
  guint64 value = 0;

  for (guint shift = 0; shift < 64 && self->left > 0; shift += 7)
    {
      guint8 byte = *self->at++;
      self->left--;
      value |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        {
          *out_value = value;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
skip (LampOriginProto *self, guint64 size)
{
  if (size > self->left)
    return FALSE;
  self->at += size;
  self->left -= size;
  return TRUE;
}

/**
 * lamp_origin_proto_next:
 * @self: a walk
 * @out_field: (out caller-allocates): the field
 *
 * Returns: %FALSE at the end, and where the rest is no message
 */
gboolean
lamp_origin_proto_next (LampOriginProto *self, LampOriginProtoField *out_field)
{
  guint64 tag;
  guint64 size;

  *out_field = (LampOriginProtoField){ 0 };
  if (self->left == 0 || self->fields == 0 || !lamp_origin_proto_read_varint (self, &tag) || tag >> 3 == 0 ||
      tag >> 3 > G_MAXINT32)
    return FALSE;
  self->fields--;
  out_field->number = (guint32) (tag >> 3);
  switch (tag & 7)
    {
    case WIRE_VARINT:
      return lamp_origin_proto_read_varint (self, &out_field->integer);
    case WIRE_FIXED64:
      return skip (self, 8);
    case WIRE_FIXED32:
      return skip (self, 4);
    case WIRE_BYTES:
      if (!lamp_origin_proto_read_varint (self, &size))
        return FALSE;
      out_field->bytes = self->at;
      out_field->size = (gsize) size;
      return skip (self, size);
    default:
      return FALSE;
    }
}
