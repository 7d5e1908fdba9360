/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "arrivals/lamp-arrival-type.h"

#include "arrivals/lamp-arrival-names.h"

#include <gio/gio.h>
#include <string.h>

typedef enum
{
  KIND_PLAIN = 0,
  KIND_RUNNABLE = 1 << 0,
  KIND_ARCHIVE = 1 << 1,
  /* The system's own type database may know better, e.g. a zip that is a document. */
  KIND_WEAK = 1 << 2,
} Kind;

typedef struct
{
  gsize offset;
  const char *bytes;
  gsize length;
  const char *content_type;
  Kind kind;
} Magic;

#define MAGIC(offset, bytes, content_type, kind)                                                             \
  {                                                                                                          \
    offset, bytes, sizeof (bytes) - 1, content_type, kind                                                    \
  }

/* Own table, because the type must not depend on whether shared-mime-info is installed, and because its rules
 * look at names first. The first that fits counts. */
static const Magic magics[] = {
  MAGIC (8, "AI\x02", "application/vnd.appimage", KIND_RUNNABLE),
  MAGIC (8, "AI\x01", "application/vnd.appimage", KIND_RUNNABLE),
  MAGIC (0, "MZ", "application/vnd.microsoft.portable-executable", KIND_RUNNABLE),
  MAGIC (0, "[Desktop Entry]", "application/x-desktop", KIND_RUNNABLE),
  MAGIC (0, "!<arch>\ndebian-binary", "application/vnd.debian.binary-package", KIND_RUNNABLE | KIND_ARCHIVE),
  MAGIC (0, "!<arch>\n", "application/x-archive", KIND_ARCHIVE),
  MAGIC (0, "\xed\xab\xee\xdb", "application/x-rpm", KIND_RUNNABLE | KIND_ARCHIVE),
  MAGIC (0, "hsqs", "application/vnd.squashfs", KIND_ARCHIVE),
  MAGIC (0, "PK\x03\x04", "application/zip", KIND_ARCHIVE | KIND_WEAK),
  MAGIC (0, "PK\x05\x06", "application/zip", KIND_ARCHIVE | KIND_WEAK),
  MAGIC (0, "7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", KIND_ARCHIVE),
  MAGIC (0, "Rar!\x1a\x07", "application/vnd.rar", KIND_ARCHIVE),
  MAGIC (0, "\x1f\x8b", "application/gzip", KIND_ARCHIVE | KIND_WEAK),
  MAGIC (0, "BZh", "application/x-bzip2", KIND_ARCHIVE | KIND_WEAK),
  MAGIC (0,
         "\xfd"
         "7zXZ\x00",
         "application/x-xz",
         KIND_ARCHIVE | KIND_WEAK),
  MAGIC (0, "\x28\xb5\x2f\xfd", "application/zstd", KIND_ARCHIVE | KIND_WEAK),
  MAGIC (0, "LZIP", "application/x-lzip", KIND_ARCHIVE),
  MAGIC (0, "MSCF", "application/vnd.ms-cab-compressed", KIND_ARCHIVE),
  MAGIC (0, "070701", "application/x-cpio", KIND_ARCHIVE),
  MAGIC (0, "xar!", "application/x-xar", KIND_ARCHIVE),
  MAGIC (257, "ustar", "application/x-tar", KIND_ARCHIVE),
  MAGIC (0, "\xca\xfe\xba\xbe", "application/java-vm", KIND_RUNNABLE),
};

/* Words in an interpreter line, longest of a kind first. */
static const struct
{
  const char *word;
  const char *content_type;
} interpreters[] = {
  { "python", "text/x-python" },       { "perl", "application/x-perl" },
  { "ruby", "application/x-ruby" },    { "node", "application/javascript" },
  { "php", "application/x-php" },      { "lua", "text/x-lua" },
  { "tclsh", "text/x-tcl" },           { "wish", "text/x-tcl" },
  { "gjs", "application/javascript" },
};

static const Magic *
find_magic (const guint8 *head, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (magics); i++)
    if (length >= magics[i].offset + magics[i].length &&
        memcmp (head + magics[i].offset, magics[i].bytes, magics[i].length) == 0)
      {
        /* An AppImage is an ELF file first. */
        if (magics[i].offset == 8 && memcmp (head,
                                             "\x7f"
                                             "ELF",
                                             4) != 0)
          continue;
        return &magics[i];
      }
  return NULL;
}

/* ET_REL (1) is a compiler's intermediate, ET_CORE (4) a dump; ET_EXEC (2) and ET_DYN (3) can start. */
static const char *
get_elf_type (const guint8 *head, gsize length, gboolean *out_runnable)
{
  guint type;

  if (length < 20 || memcmp (head,
                             "\x7f"
                             "ELF",
                             4) != 0)
    return NULL;
  type = head[5] == 2 ? head[17] : head[16];
  *out_runnable = type == 2 || type == 3;
  switch (type)
    {
    case 1:
      return "application/x-object";
    case 4:
      return "application/x-core";
    default:
      return "application/x-executable";
    }
}

static const char *
get_interpreter_type (const guint8 *head, gsize length)
{
  const guint8 *end;
  g_autofree char *line = NULL;

  if (length < 2 || head[0] != '#' || head[1] != '!')
    return NULL;
  end = memchr (head, '\n', MIN (length, 256));
  line = g_strndup ((const char *) head, end != NULL ? (gsize) (end - head) : MIN (length, 256));
  for (gsize i = 0; i < G_N_ELEMENTS (interpreters); i++)
    if (strstr (line, interpreters[i].word) != NULL)
      return interpreters[i].content_type;
  return "application/x-shellscript";
}

/* A desktop file may begin with comments and empty lines. */
static gboolean
is_desktop_entry (const guint8 *head, gsize length)
{
  const char *text = (const char *) head;
  const char *found = g_strstr_len (text, (gssize) length, "[Desktop Entry]");

  while (found != NULL && text < found)
    {
      const char *end = memchr (text, '\n', (gsize) (found - text));
      if (*text != '#' && *text != '\n' && *text != '\r' && *text != ' ')
        return FALSE;
      if (end == NULL)
        return FALSE;
      text = end + 1;
    }
  return found != NULL;
}

static void
set_type (LampArrivalType *type, const char *content_type, gboolean runnable, gboolean archive)
{
  g_free (type->content_type);
  type->content_type = g_strdup (content_type);
  type->runnable = type->runnable || runnable;
  type->archive = type->archive || archive;
}

static void
guess_zip (LampArrivalType *type, const char *name, const guint8 *head, gsize length)
{
  const char *dot = strrchr (name, '.');

  if ((dot != NULL && g_ascii_strcasecmp (dot, ".jar") == 0) ||
      g_strstr_len ((const char *) head, (gssize) length, "META-INF/MANIFEST.MF") != NULL)
    set_type (type, "application/java-archive", TRUE, TRUE);
}

static void
guess_from_database (LampArrivalType *type, const guint8 *head, gsize length, gboolean weak)
{
  g_autofree char *guessed = g_content_type_guess (NULL, head, length, NULL);
  g_autofree char *mime = guessed != NULL ? g_content_type_get_mime_type (guessed) : NULL;

  if (mime == NULL || (weak && (g_str_equal (mime, "application/octet-stream") ||
                                !g_content_type_is_a (guessed, type->content_type))))
    return;
  set_type (type, mime,
            g_content_type_is_a (guessed, "application/x-executable") ||
                g_content_type_is_a (guessed, "application/x-shellscript"),
            FALSE);
}

static void
guess_from_content (LampArrivalType *type, const char *name, const guint8 *head, gsize length, gboolean iso)
{
  const Magic *magic = find_magic (head, length);
  gboolean runnable = TRUE;
  const char *special = magic != NULL ? NULL : get_elf_type (head, length, &runnable);

  if (special == NULL && magic == NULL)
    special = get_interpreter_type (head, length);
  if (special == NULL && magic == NULL && is_desktop_entry (head, length))
    special = "application/x-desktop";
  if (magic != NULL)
    set_type (type, magic->content_type, magic->kind & KIND_RUNNABLE, magic->kind & KIND_ARCHIVE);
  else if (special != NULL)
    set_type (type, special, runnable, FALSE);
  else if (iso)
    set_type (type, "application/vnd.efi.iso", FALSE, TRUE);
  else
    guess_from_database (type, head, length, FALSE);
  if (magic != NULL && magic->kind & KIND_WEAK)
    guess_from_database (type, head, length, TRUE);
  if (magic != NULL && memcmp (head, "PK", 2) == 0)
    guess_zip (type, name, head, length);
}

/**
 * lamp_arrival_type_guess:
 * @out_type: (out caller-allocates): what the file is
 * @name: last part of its path; adds to @runnable and @archive, never to the content type
 * @head: (nullable) (array length=length): its first bytes; %NULL where content is not read
 * @length: how many, at most %LAMP_SNIFF_BYTES
 * @has_iso_mark: the file has "CD001" at 32769, which is far beyond @head
 * @mode: its permission bits
 *
 * Types a file by what is in it: its name is the sender's claim.
 */
void
lamp_arrival_type_guess (LampArrivalType *out_type,
                         const char *name,
                         const guint8 *head,
                         gsize length,
                         gboolean has_iso_mark,
                         guint mode)
{
  LampArrivalType type = { 0 };

  if (head != NULL && length > 0)
    guess_from_content (&type, name, head, length, has_iso_mark);
  type.runnable = type.runnable || (mode & 0111) != 0 || lamp_arrival_name_is_runnable (name);
  type.archive = type.archive || lamp_arrival_name_is_archive (name);
  *out_type = type;
}

/**
 * lamp_arrival_type_clear:
 * @self: a type
 */
void
lamp_arrival_type_clear (LampArrivalType *self)
{
  g_clear_pointer (&self->content_type, g_free);
}
