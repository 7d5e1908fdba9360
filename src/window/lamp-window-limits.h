/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/** Alerts in the list, the newest. */
#define LAMP_WINDOW_ALERTS 10000
/** So many are asked for first: they are on the screen at once, and the rest follows. */
#define LAMP_WINDOW_FIRST_ALERTS 500
/** Relative times are looked at again after so long. */
#define LAMP_WINDOW_TICK_SEC 30
/** The preview follows the comment when nothing was typed for so long. */
#define LAMP_WINDOW_PREVIEW_AFTER_MSEC 300
/** Longest foreign value shown in full, e.g. a command line. */
#define LAMP_WINDOW_VALUE_CHARS 8192
