/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "detect/lamp-points.h"

#include <glib/gi18n-lib.h>

/* The whole severity model. Changing a weight is a change of what people are told: every recording is judged
 * again first. Anchors: a program from mail or chat run at once 75, the same after a day 60, a script from an
 * unknown site run at once 55, after reading it 40, a vendor's installer as root 30, an AppImage from a code
 * host 48. */
static const LampPoint points[LAMP_POINT_COUNT] = {
  [LAMP_POINT_LINK] = { "link-run", 30, N_ ("What ran is the downloaded file itself.") },
  [LAMP_POINT_ORIGIN_WEBMAIL] = { "origin-webmail", 40, N_ ("It came through webmail.") },
  [LAMP_POINT_ORIGIN_MAIL] = { "origin-mail", 40, N_ ("It came as a mail attachment.") },
  [LAMP_POINT_ORIGIN_MESSAGING] = { "origin-messaging", 40, N_ ("It came through a messaging service.") },
  [LAMP_POINT_ORIGIN_SOCIAL] = { "origin-social", 40, N_ ("It came through a social network.") },
  [LAMP_POINT_ORIGIN_FILESHARE] = { "origin-fileshare", 30,
                                    N_ ("It came from a file-sharing site, where anyone can put files.") },
  [LAMP_POINT_ORIGIN_UNKNOWN] = { "origin-unknown", 20, N_ ("Where it came from is not known.") },
  [LAMP_POINT_ORIGIN_UNKNOWN_SITE] = { "origin-unknown-site", 20,
                                       N_ ("The site it came from is not a known service.") },
  [LAMP_POINT_ORIGIN_USERCONTENT] = { "origin-usercontent", 20,
                                      N_ ("It came from a site where anyone can publish.") },
  [LAMP_POINT_ORIGIN_CODE_HOSTING] = { "origin-code-hosting", 5,
                                       N_ ("It came from a site where anyone can publish programs.") },
  [LAMP_POINT_ORIGIN_CODE_HOSTING_LINKED] = { "origin-linked", 20,
                                              N_ ("A link in mail, chat or a social network led to it.") },
  /* Said, not counted: only for code hosts does the link change what the host alone says. */
  [LAMP_POINT_ORIGIN_LINKED] = { "origin-linked", 0,
                                 N_ ("A link in mail, chat or a social network led to it.") },
  [LAMP_POINT_ORIGIN_VENDOR] = { "origin-vendor", -15, N_ ("It came from a known software maker.") },
  [LAMP_POINT_ORIGIN_INSIDE] = { "origin-inside", -20, N_ ("It came from your organisation.") },
  [LAMP_POINT_ORIGIN_RAW_ADDRESS] = { "origin-raw-address", 20,
                                      N_ ("The site it came from has a number instead of a name.") },
  [LAMP_POINT_ORIGIN_PLAIN_HTTP] = { "origin-plain-http", 20,
                                     N_ ("It came over an unprotected connection.") },
  [LAMP_POINT_ORIGIN_SMUGGLED] = { "origin-smuggled", 20,
                                   N_ ("It was put together inside a page, not fetched from a site.") },
  [LAMP_POINT_ORIGIN_INDICATOR] = { "origin-indicator", 20,
                                    N_ ("It matches something your organisation watches for.") },
  [LAMP_POINT_NAME_COMMAND] = { "name-command", 35, N_ ("Its name contains a command.") },
  [LAMP_POINT_NAME_HIDDEN_ENDING] = { "name-hidden-ending", 30, N_ ("Its name hides its real ending.") },
  [LAMP_POINT_NAME_LOOKALIKE] = { "name-lookalike", 30,
                                  N_ ("Its name uses letters that look like other letters.") },
  [LAMP_POINT_NAME_NOT_DOCUMENT] = { "name-not-document", 25,
                                     N_ ("It looks like a document, but it is a program.") },
  [LAMP_POINT_NAME_TWO_ENDINGS] = { "name-two-endings", 20,
                                    N_ ("Its name has two endings, and the last one is a program's.") },
  [LAMP_POINT_NAME_DESKTOP] = { "name-desktop", 20,
                                N_ ("It is a launcher, which can show any name and icon.") },
  [LAMP_POINT_NAME_HIDDEN_PATH] = { "name-hidden-path", 10, N_ ("It is hidden from file lists.") },
  [LAMP_POINT_NAME_PROGRAM_BY_MAIL] = { "name-program-by-mail", 5, N_ ("Programs are seldom sent by mail.") },
  [LAMP_POINT_ARCHIVE_ENCRYPTED] = { "archive-encrypted", 10,
                                     N_ ("It came in a password-protected archive.") },
  [LAMP_POINT_ARCHIVE_IMAGE] = { "archive-image", 10, N_ ("It came in a disk image.") },
  [LAMP_POINT_ARCHIVE_MEMBER] = { "archive-member", 5, N_ ("It came out of an archive.") },
  [LAMP_POINT_MANNER_INDIRECT] = { "manner-indirect", 15,
                                   N_ ("It was run in a way that does not show its name.") },
  [LAMP_POINT_MANNER_ROOT] = { "manner-root", 10, N_ ("It was run with administrator rights.") },
  [LAMP_POINT_MANNER_CLIENT_CHILD] = { "manner-client-child", 10,
                                       N_ ("A browser or mail program started it directly.") },
  [LAMP_POINT_MANNER_GRAPHICAL] = { "manner-graphical", 5, N_ ("It was started with a click.") },
  [LAMP_POINT_MANNER_EXEC_BIT] = { "manner-exec-bit", 3,
                                   N_ ("It was allowed to run as a program after it arrived.") },
  [LAMP_POINT_TIME_SOON] = { "time-soon", 5, N_ ("It was run soon after it arrived.") },
  [LAMP_POINT_TIME_LATE] = { "time-late", -10, N_ ("It had been there for more than a day.") },
  [LAMP_POINT_INSPECTED] = { "inspected", -15, N_ ("You looked at it before it ran.") },
};

/**
 * lamp_point_get:
 * @id: which
 *
 * Returns: its row
 */
const LampPoint *
lamp_point_get (LampPointId id)
{
  return &points[id];
}
