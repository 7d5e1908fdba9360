/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "probe/lamp-probe.h"

/* Which executions were told already, who executed lately, and who descends from an executed file. */

LampTold *lamp_told_find (LampProbe *self, const LampMark *mark, const LampSighting *seen, bool executed);
bool lamp_told_has_process (const LampProbe *self, pid_t pid, uint64_t since_mono_usec);
LampTold *
lamp_told_put (LampProbe *self, const LampMark *mark, const LampSighting *seen, bool executed, bool rung);

void lamp_ledger_put (LampProbe *self, pid_t pid, uint64_t mono_usec);
uint64_t lamp_ledger_find (const LampProbe *self, pid_t pid);
uint32_t lamp_ledger_list (const LampProbe *self, uint64_t since_mono_usec, pid_t *out_pids, uint32_t max);

void lamp_kin_put (LampProbe *self, const LampProcStat *stat, const char *key);
void lamp_kin_drop (LampProbe *self, pid_t pid);
void lamp_kin_prune (LampProbe *self);
const LampKin *lamp_kin_find_above (LampProbe *self, const LampProcStat *stat, uint64_t executed_mono_usec);
