/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* What the command line takes from the agent and from the person. */

/** Largest JSON text that is taken from the agent; an alert has a few kilobytes. */
#define LAMP_CLI_JSON_BYTES (4 * 1024 * 1024)
/** Deepest JSON that is parsed; json-glib descends by recursion. An alert is 5 deep. */
#define LAMP_CLI_JSON_DEPTH 32
/** Shortest beginning of an id that names it. */
#define LAMP_CLI_ID_PREFIX_CHARS 6
/** Characters of an id in a list; enough to name it again. */
#define LAMP_CLI_ID_SHOWN_CHARS 8
/** Newest alerts among which the beginning of an id is searched. */
#define LAMP_CLI_ID_SEARCHED 10000
/** What `--follow` remembers, so that nothing is printed twice when the agent comes back. */
#define LAMP_CLI_FOLLOW_REMEMBERED 4096
/** Longest span that `--since` takes: ten years. */
#define LAMP_CLI_SPAN_SEC (10LL * 366 * 24 * 3600)
/** Entries of one kind that `status` tells when all is well with them; a home may have hundreds of folders.
 */
#define LAMP_CLI_ENTRIES 20
