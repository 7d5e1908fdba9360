/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* The words of LampEvidence.source that this folder writes. */
#define LAMP_ORIGIN_SOURCE_CHROMIUM_HISTORY "chromium-history"
#define LAMP_ORIGIN_SOURCE_CHROMIUM_LOG     "chromium-log"
#define LAMP_ORIGIN_SOURCE_FIREFOX_PLACES   "firefox-places"
#define LAMP_ORIGIN_SOURCE_GVFS             "gvfs"
#define LAMP_ORIGIN_SOURCE_XATTR            "xattr"
#define LAMP_ORIGIN_SOURCE_RECENTLY_USED    "recently-used"

/* The plain lines of LampEvidence.detail. A reader answers with one of these and nothing else, so that no
 * foreign text can pass for ours; the client translates it. */
#define LAMP_ORIGIN_DETAIL_BROWSER_HISTORY "The browser's own list of downloads names this file."
#define LAMP_ORIGIN_DETAIL_BROWSER_LOG     "The browser's record of downloads in progress names this file."
#define LAMP_ORIGIN_DETAIL_XATTR                                                                             \
  "The program that saved the file wrote its address into the file's attributes."
#define LAMP_ORIGIN_DETAIL_XATTR_FOREIGN                                                                     \
  "The file's attributes name an address, but its browser does not write such attributes."
#define LAMP_ORIGIN_DETAIL_GVFS                                                                              \
  "The desktop's file notes hold the address from which this file was downloaded."
#define LAMP_ORIGIN_DETAIL_RECENT                                                                            \
  "The list of recently used files names the application that saved this file."

const char *lamp_origin_detail_translate (const char *detail);
