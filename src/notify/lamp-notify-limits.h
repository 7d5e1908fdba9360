/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/** Cards known at a time, shown or waiting; the oldest that is not on the screen goes first. */
#define LAMP_NOTIFY_CARDS 64
/** So many prompts within #LAMP_NOTIFY_BURST_SEC stand alone; one more, and all become one card. */
#define LAMP_NOTIFY_BURST_PROMPTS 3
/** See #LAMP_NOTIFY_BURST_PROMPTS. */
#define LAMP_NOTIFY_BURST_SEC 10
/** Longest body of a card, so that no server has to lay out a book. */
#define LAMP_NOTIFY_BODY_CHARS 600
/** A server that nobody runs yet is asked for (D-Bus activation) after so long. */
#define LAMP_NOTIFY_ACTIVATE_AFTER_SEC 3
/** After a server that failed or did not answer, the next attempt waits so long. */
#define LAMP_NOTIFY_RETRY_SEC 30
/** A call that lasts longer than this is told in `status` as a server that does not answer. */
#define LAMP_NOTIFY_SLOW_SEC 3
/** At the end, cards whose buttons would be dead are closed; a hung server is given up after so long. */
#define LAMP_NOTIFY_STOP_MSEC 300
