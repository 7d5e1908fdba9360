/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "origin/lamp-origin-detail.h"

#include <glib/gi18n-lib.h>

/* Literals once more, because gettext reads no macros; the test compares them. */
static const char *const details[] = {
  N_ ("The browser's own list of downloads names this file."),
  N_ ("The browser's record of downloads in progress names this file."),
  N_ ("The program that saved the file wrote its address into the file's attributes."),
  N_ ("The file's attributes name an address, but its browser does not write such attributes."),
  N_ ("The desktop's file notes hold the address from which this file was downloaded."),
  N_ ("The list of recently used files names the application that saved this file."),
};

/**
 * lamp_origin_detail_translate:
 * @detail: (nullable): the detail line of a reader's evidence
 *
 * Returns: (nullable): the line in the person's language; %NULL if it is none of ours
 */
const char *
lamp_origin_detail_translate (const char *detail)
{
  for (gsize i = 0; i < G_N_ELEMENTS (details); i++)
    if (g_strcmp0 (details[i], detail) == 0)
      return _ (details[i]);
  return NULL;
}
