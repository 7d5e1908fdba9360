/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/** A report is smaller than this: CloudEvents intermediaries forward events up to 64 KiB (spec 1.0.2, "Size
 * Limits"). */
#define LAMP_REPORT_BYTES (64 * 1024)
