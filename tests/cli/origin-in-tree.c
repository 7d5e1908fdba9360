/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* `gatelampctl origin` with the reader where it was built: origin-in-tree READER origin FILE... */

#include "base/lamp-error.h"
#include "cli/lamp-command-origin.h"

#include <locale.h>

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  lamp_error_quark ();
  return argc < 3 ? 2 : (int) lamp_command_origin_with (argv[1], argc - 2, argv + 2);
}
