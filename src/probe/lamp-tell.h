/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "probe/lamp-probe.h"

/* The events of the contract (wire/README.md), one function each. */

void lamp_tell_hello (LampProbe *self);
void lamp_tell_sensor (
    LampProbe *self, LampSensor sensor, const char *folder, const char *state, int error, const char *detail);
void
lamp_tell_folder (LampProbe *self, const LampFolder *folder, const char *state, int error, uint32_t files);
void lamp_tell_folder_refused (LampProbe *self, const char *id, const char *path, int error);
void lamp_tell_marked (LampProbe *self,
                       const LampMark *mark,
                       const char *folder,
                       LampAppearance how,
                       uint64_t size_bytes);
void lamp_tell_kept (LampProbe *self, const char *key, const char *path, const char *state, int error);
void lamp_tell_seen (LampProbe *self, const LampSighting *seen, bool executed, LampSensor sensor, bool rung);
void lamp_tell_gone (LampProbe *self, const LampMark *mark, LampSensor sensor, bool ambiguous);
void lamp_tell_lineage (LampProbe *self, const LampSighting *seen, const char *of);
void lamp_tell_read (LampProbe *self, const LampMark *mark, uint32_t count);
void lamp_tell_heat (LampProbe *self);
void lamp_tell_lost (LampProbe *self, const char *what, uint64_t count);
void lamp_tell_status (LampProbe *self);
void lamp_tell_pong (LampProbe *self, uint64_t number);
void lamp_tell_error (LampProbe *self, uint64_t line, const char *reason);
