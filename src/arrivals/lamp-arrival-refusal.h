/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

const char *lamp_arrival_refusal_get (int refused, const char **out_text);
