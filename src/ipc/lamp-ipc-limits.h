/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/** An agent that has not answered after so long is told as unreachable. */
#define LAMP_IPC_TIMEOUT_MSEC 10000
/** The same for a list of more than #LAMP_IPC_LONG_LIST: some ten megabytes. */
#define LAMP_IPC_LONG_LIST_TIMEOUT_MSEC 60000
#define LAMP_IPC_LONG_LIST              1000
/** Where the agent's object is; the same in every build, only the bus name differs. */
#define LAMP_AGENT_OBJECT_PATH "/io/github/gatelamp/Agent1"
