/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampOriginProto:
 * @at: next byte
 * @left: bytes left
 * @fields: fields that may still be read
 *
 * A bounded walk over the fields of one protobuf message, without its schema
 * (protobuf.dev/programming-guides/encoding). A plain value on the stack.
 */
typedef struct
{
  const guint8 *at;
  gsize left;
  guint fields;
} LampOriginProto;

/**
 * LampOriginProtoField:
 * @number: field number
 * @integer: its value, if it is a varint
 * @bytes: (nullable): its bytes, if it has a length; borrowed from the message
 * @size: how many
 */
typedef struct
{
  guint32 number;
  guint64 integer;
  const guint8 *bytes;
  gsize size;
} LampOriginProtoField;

LampOriginProto lamp_origin_proto_start (const guint8 *bytes, gsize size);
gboolean lamp_origin_proto_next (LampOriginProto *self, LampOriginProtoField *out_field);
gboolean lamp_origin_proto_read_varint (LampOriginProto *self, guint64 *out_value);
