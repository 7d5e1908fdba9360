/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/lamp-origin.h"

#include <json-glib/json-glib.h>

void lamp_reader_answer_node (const char *name, JsonNode *node);
void lamp_reader_answer_evidence (const LampEvidence *evidence, guint of);
void lamp_reader_answer_error (const GError *error);
void lamp_reader_answer_done (void);
