/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/lamp-probe.h"

int
main (void)
{
  return lamp_probe_run ();
}
