/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "wire/lamp-wire-path.h"

static bool
is_plain (unsigned char byte)
{
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
         byte == '-' || byte == '.' || byte == '_' || byte == '~' || byte == '/';
}

static int
hex_value (char digit)
{
  if (digit >= '0' && digit <= '9')
    return digit - '0';
  if (digit >= 'A' && digit <= 'F')
    return digit - 'A' + 10;
  if (digit >= 'a' && digit <= 'f')
    return digit - 'a' + 10;
  return -1;
}

/**
 * lamp_wire_path_encode:
 * @path: a path as the kernel has it: bytes, ended by a zero
 * @out_encoded: (out caller-allocates): where the encoded text goes; always ended by a zero if @out_size is
 * not 0
 * @out_size: size of @out_encoded in bytes; %LAMP_WIRE_PATH_ENCODED_SIZE is always enough for a PATH_MAX path
 *
 * Encodes a path for the wire: every byte other than `A-Z a-z 0-9 - . _ ~ /` becomes `%XX`, upper case. A
 * path cut short would be another path, so one that does not fit is refused.
 *
 * Returns: the length of the text in bytes, or 0 if it does not fit (then @out_encoded is empty)
 */
size_t
lamp_wire_path_encode (const char *path, char *out_encoded, size_t out_size)
{
  static const char digits[] = "0123456789ABCDEF";
  size_t length = 0;

  if (out_size == 0)
    return 0;
  for (const unsigned char *p = (const unsigned char *) path; *p != 0; p++)
    {
      size_t need = is_plain (*p) ? 1 : 3;

      if (length + need >= out_size)
        {
          out_encoded[0] = 0;
          return 0;
        }
      if (need == 1)
        out_encoded[length] = (char) *p;
      else
        {
          out_encoded[length] = '%';
          out_encoded[length + 1] = digits[*p >> 4];
          out_encoded[length + 2] = digits[*p & 15];
        }
      length += need;
    }
  out_encoded[length] = 0;
  return length;
}

/**
 * lamp_wire_path_decode:
 * @encoded: text from a line, ended by a zero
 * @out_path: (out caller-allocates): where the bytes go, ended by a zero; may be @encoded itself
 * @out_size: size of @out_path in bytes
 *
 * The inverse of lamp_wire_path_encode(). Strict: a byte that should have been encoded, a broken `%XX`, an
 * encoded zero and text that does not fit are refused. Lower-case hex digits are accepted.
 *
 * Returns: whether @encoded was well formed; if not, the content of @out_path is undefined
 */
bool
lamp_wire_path_decode (const char *encoded, char *out_path, size_t out_size)
{
  size_t length = 0;

  for (const char *p = encoded; *p != 0; p++)
    {
      unsigned char byte = (unsigned char) *p;

      if (length + 1 >= out_size)
        return false;
      if (byte == '%')
        {
          int high = hex_value (p[1]);
          int low = high < 0 ? -1 : hex_value (p[2]);

          if (low < 0 || (high == 0 && low == 0))
            return false;
          byte = (unsigned char) (high * 16 + low);
          p += 2;
        }
      else if (!is_plain (byte))
        return false;
      out_path[length++] = (char) byte;
    }
  if (out_size == 0)
    return false;
  out_path[length] = 0;
  return true;
}
